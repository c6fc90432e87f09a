"""`/spend [range] [group]`: what the team spends."""

from blocks.report_query import ReportQuery
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.services import Services
from bot.words import split_words


def answer_spend(command: Command, services: Services) -> Reply:
    words = split_words(command.text)
    if words.asks_for_help:
        return command_help(command.name)
    query = ReportQuery("overview", range_words=words.range_words or "cycle", group=words.rest or None)
    return services.delivery.answer(command, query)
