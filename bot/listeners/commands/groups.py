"""`/groups [range] [group]`: billing groups side by side, or one with its people; admins change them there."""

from typing import Any

from slack_bolt import Ack

from blocks.group_page import MEMBERS
from blocks.report_query import ReportQuery
from bot.answers import Answers
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.services import Services
from bot.words import split_words


def groups(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Take the command and hand the work over."""
    ack()
    answers.later(Command.from_body(body), answer_groups)


def answer_groups(command: Command, services: Services) -> Reply:
    words = split_words(command.text)
    if words.asks_for_help:
        return command_help(command.name)
    query = ReportQuery("groups", words.range_words or "cycle")
    if words.rest:
        query = ReportQuery("groups", words.range_words or "cycle", group=words.rest, section=MEMBERS)
    return services.delivery.answer(command, query)
