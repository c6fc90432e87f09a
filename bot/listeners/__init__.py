"""The bot's table of contents: every command, button, modal and event that it handles."""

from slack_bolt import App

from bot.listeners import actions, commands, events, options, views


def register_listeners(app: App) -> None:
    """Register every listener with the app."""
    commands.register(app)
    actions.register(app)
    views.register(app)
    options.register(app)
    events.register(app)
