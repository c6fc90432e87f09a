"""`/spend [range] [group]`: what the team spends."""

from blocks.report_query import ReportQuery
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.services import Services
from bot.words import split_words
from tracker.reports.default_ranges import DEFAULT_RANGES


def answer_spend(command: Command, services: Services) -> Reply:
    words = split_words(command.text)
    if words.asks_for_help:
        return command_help(command.name)
    query = ReportQuery(
        "overview", range_words=words.range_words or DEFAULT_RANGES["overview"], group=words.rest or None
    )
    return services.delivery.answer(command, query)
