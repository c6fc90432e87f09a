"""`/insights [section] [range] [group]`: how the team works with the tool."""

from typing import Any

from slack_bolt import Ack

from blocks.report_query import ReportQuery
from bot.answers import Answers
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.sections import take_section
from bot.services import Services
from bot.words import split_words


def insights(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Take the command and hand the work over."""
    ack()
    answers.later(Command.from_body(body), answer_insights)


def answer_insights(command: Command, services: Services) -> Reply:
    """Post the overview, or the section that was named."""
    words = split_words(command.text)
    if words.asks_for_help:
        return command_help(command.name)
    section, group = take_section(words.rest, services.reports.groups(now=services.clock()))
    query = ReportQuery(
        "insights", range_words=words.range_words or "30d", group=group or None, section=section and section.value
    )
    return services.delivery.answer(command, query)
