"""Slash commands, one file each."""

from collections.abc import Callable, Mapping

from slack_bolt import App

from bot.listeners.commands.cycle import answer_cycle, cycle
from bot.listeners.commands.groups import answer_groups, groups
from bot.listeners.commands.incidents import answer_incidents, incidents
from bot.listeners.commands.insights import answer_insights, insights
from bot.listeners.commands.models import answer_models, models
from bot.listeners.commands.spend import answer_spend, spend
from bot.listeners.commands.spendwatch import answer_spendwatch, spendwatch
from bot.listeners.commands.topspenders import answer_topspenders, topspenders
from bot.listeners.commands.user import answer_user, user
from bot.requests import Command, Reply
from bot.services import Services
from bot.spelling import incoming

LISTENERS = {
    "/spend": spend,
    "/topspenders": topspenders,
    "/models": models,
    "/user": user,
    "/insights": insights,
    "/incidents": incidents,
    "/cycle": cycle,
    "/groups": groups,
    "/spendwatch": spendwatch,
}

# What each does once the command is taken; a sentence that amounts to a command is given to it too.
WORK: Mapping[str, Callable[[Command, Services], Reply]] = {
    "/spend": answer_spend,
    "/topspenders": answer_topspenders,
    "/models": answer_models,
    "/user": answer_user,
    "/insights": answer_insights,
    "/incidents": answer_incidents,
    "/cycle": answer_cycle,
    "/groups": answer_groups,
    "/spendwatch": answer_spendwatch,
}


def register(app: App) -> None:
    """Tie each command to its listener."""
    for name, listener in LISTENERS.items():
        app.command(incoming(name))(listener)
