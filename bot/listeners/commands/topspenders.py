"""`/topspenders [n] [range] [group]`: who spends most."""

from typing import Any

from slack_bolt import Ack

from blocks.report_query import ReportQuery
from bot.answers import Answers
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.services import Services
from bot.words import split_words


def topspenders(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Take the command and hand the work over."""
    ack()
    answers.later(Command.from_body(body), answer_topspenders)


def answer_topspenders(command: Command, services: Services) -> Reply:
    words = split_words(command.text, with_count=True)
    if words.asks_for_help:
        return command_help(command.name)
    query = ReportQuery(
        "topspenders", range_words=words.range_words or "cycle", group=words.rest or None, limit=words.count
    )
    return services.delivery.answer(command, query)
