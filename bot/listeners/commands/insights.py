"""`/insights [section] [range] [group]`: how the team works with the tool."""

from blocks.report_query import ReportQuery
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.sections import take_section
from bot.services import Services
from bot.words import split_words
from tracker.reports.default_ranges import DEFAULT_RANGES


def answer_insights(command: Command, services: Services) -> Reply:
    """Post the overview or the named section."""
    words = split_words(command.text)
    if words.asks_for_help:
        return command_help(command.name)
    section, group = take_section(words.rest, services.reports.groups())
    range_words = words.range_words or DEFAULT_RANGES["insights"]
    query = ReportQuery("insights", range_words, group=group or None, section=section and section.value)
    return services.delivery.answer(command, query)
