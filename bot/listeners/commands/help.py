"""The help that every command gives."""

from blocks.help import command_help_message, help_message
from bot.commands import COMMANDS, COMMANDS_BY_NAME
from bot.requests import Reply


def command_help(name: str) -> Reply:
    """How one command is used."""
    return Reply.private(command_help_message(COMMANDS_BY_NAME[name]))


def all_help() -> Reply:
    """Every command, and what the words mean."""
    return Reply.private(help_message(COMMANDS))
