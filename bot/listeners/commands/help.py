"""The help of every command."""

from blocks.help import command_help_message, help_message, own_help_message
from bot.access import Right
from bot.commands import COMMANDS, COMMANDS_BY_NAME, OWN_COMMANDS
from bot.requests import Asker, Reply
from bot.services import Services


def command_help(name: str) -> Reply:
    """The help of one command."""
    return Reply.private(command_help_message(COMMANDS_BY_NAME[name]))


def all_help(asker: Asker, services: Services) -> Reply:
    """Every command that the person can use, and a glossary."""
    if services.access.has(asker.user_id, Right.READ_TEAM):
        return Reply.private(help_message(COMMANDS))
    return Reply.private(own_help_message(OWN_COMMANDS, ask=services.access.whom_to_ask()))
