"""`/topspenders [n] [range] [badge] [group, name or e-mail]`: who spends most."""

from dataclasses import replace

from blocks.report_query import ReportQuery, searched
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.sections import BADGES_BY_WORDS, take_word
from bot.services import Services
from bot.words import split_words
from tracker.reports.default_ranges import DEFAULT_RANGES
from tracker.reports.scope import GroupNotFound


def answer_topspenders(command: Command, services: Services) -> Reply:
    words = split_words(command.text, with_count=True, may_name_people=True)
    if words.asks_for_help:
        return command_help(command.name)
    query = ReportQuery("topspenders", words.range_words or DEFAULT_RANGES["topspenders"], limit=words.count)
    badge, rest = take_word(words.rest, BADGES_BY_WORDS)
    if badge is not None:
        query = replace(query, badge=badge.value)
    return services.delivery.answer(command, _about(rest, query, services))


def _about(rest: str, query: ReportQuery, services: Services) -> ReportQuery:
    """Add the rest of the text to the query: as a group, or as a search if it is part of a name or e-mail."""
    if not rest:
        return query
    try:
        return replace(query, group=services.reports.find_group(rest))
    except GroupNotFound:
        found = services.reports.search_actors(rest, limit=1)
        return searched(query, rest) if found else replace(query, group=rest)
