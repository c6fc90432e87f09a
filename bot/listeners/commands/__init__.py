"""Slash commands, one file each."""

from slack_bolt import App

from bot.listeners.commands.cycle import cycle
from bot.listeners.commands.incidents import incidents
from bot.listeners.commands.models import models
from bot.listeners.commands.spend import spend
from bot.listeners.commands.spendwatch import spendwatch
from bot.listeners.commands.topspenders import topspenders
from bot.listeners.commands.user import user

LISTENERS = {
    "/spend": spend,
    "/topspenders": topspenders,
    "/models": models,
    "/user": user,
    "/incidents": incidents,
    "/cycle": cycle,
    "/spendwatch": spendwatch,
}


def register(app: App) -> None:
    """Tie each command to its listener."""
    for name, listener in LISTENERS.items():
        app.command(name)(listener)
