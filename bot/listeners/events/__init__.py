"""Slack's events."""

from slack_bolt import App

from bot.listeners.events.home import home_opened
from bot.listeners.events.membership import member_joined, member_left
from bot.listeners.events.messages import mentioned, message_received


def register(app: App) -> None:
    """Register a listener for each event."""
    app.event("member_joined_channel")(member_joined)
    app.event("member_left_channel")(member_left)
    app.event("app_home_opened")(home_opened)
    app.event("message")(message_received)
    app.event("app_mention")(mentioned)
