"""`/incidents [open, mine, all, timeline, number] [range]`: lists with MTTD/MTTI/MTTR, or one incident."""

import re

from blocks.incident_buttons import details_query
from blocks.report_query import ReportQuery
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.services import Services
from bot.words import Offer, WordsRefused, split_words
from tracker.nearest import nearest
from tracker.quotes import quoted
from tracker.reports.default_ranges import DEFAULT_RANGES

WHICH = ("open", "mine", "all")
TIMELINE = "timeline"
_NUMBER = re.compile(r"#?(\d{1,9})", re.ASCII)  # within the range of a database's INTEGER


def answer_incidents(command: Command, services: Services) -> Reply:
    words = split_words(command.text)
    if words.asks_for_help:
        return command_help(command.name)
    return services.delivery.answer(command, _query(words.rest, words.range_words or DEFAULT_RANGES["incidents"]))


def _query(rest: str, range_words: str) -> ReportQuery:
    number = _NUMBER.fullmatch(rest)
    if number and int(number[1]) > 0:
        return details_query(int(number[1]))
    asked, _, group = rest.partition(" ")
    if asked.lower() == TIMELINE:
        return ReportQuery("anomalies", range_words, group=group.strip() or None)
    which = rest.lower() or "open"
    if which not in WHICH:
        raise _not_known(rest, range_words)
    return ReportQuery("incidents", range_words, which=which)


def _not_known(rest: str, range_words: str) -> WordsRefused:
    asked = rest.lower()
    near = nearest(asked, (*WHICH, TIMELINE))
    hint = f" Did you mean `{near[0]}`?" if near else ""
    return WordsRefused(
        f"I do not know the word {quoted(rest)}. I know `open`, `mine`, `all`, `timeline`, an incident's number and "
        f"ranges like `30d`.{hint}",
        [Offer(word, _query(word, range_words)) for word in near],
    )
