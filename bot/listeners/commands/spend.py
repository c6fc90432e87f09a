"""`/spend [range] [group]`: what the team spends."""

from typing import Any

from slack_bolt import Ack

from blocks.report_query import ReportQuery
from bot.answers import Answers
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.services import Services
from bot.words import split_words


def spend(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Take the command and hand the work over."""
    ack()
    answers.later(Command.from_body(body), answer_spend)


def answer_spend(command: Command, services: Services) -> Reply:
    words = split_words(command.text)
    if words.asks_for_help:
        return command_help(command.name)
    query = ReportQuery("overview", range_words=words.range_words or "cycle", group=words.rest or None)
    return services.delivery.answer(command, query)
