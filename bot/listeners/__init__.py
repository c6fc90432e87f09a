"""The bot's table of contents: every command, button, modal and event it answers to."""

from slack_bolt import App

from bot.listeners import actions, commands, events, options, views


def register_listeners(app: App) -> None:
    """Tie every listener to what it answers."""
    commands.register(app)
    actions.register(app)
    views.register(app)
    options.register(app)
    events.register(app)
