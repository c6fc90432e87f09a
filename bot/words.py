"""Parses what people type after a command: a number, range words, and the rest (a group or a person)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from blocks.escape import unescape
from blocks.report_query import ReportQuery
from tracker.quotes import quoted
from tracker.ranges import is_range

LONGEST_RANGE = 3  # "2026-11-01 to 2026-11-14"
_MAILTO = re.compile(r"<mailto:([^|>]+)(?:\|[^>]*)?>")
_COUNT = re.compile(r"-?\d+", re.ASCII)
_SLACK_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True)
class Offer:
    """A suggestion: the words on a button, and the report it asks for."""

    words: str
    query: ReportQuery


class WordsRefused(ValueError):
    """Words that the command cannot take; the message is for the person who typed them, `offers` are suggestions."""

    def __init__(self, message: str, offers: Sequence[Offer] = ()) -> None:
        super().__init__(message)
        self.offers = tuple(offers)


@dataclass(frozen=True)
class Words:
    """A command's text in parts. `rest` keeps the typed case."""

    range_words: str | None
    count: int | None
    rest: str
    slack_user_id: str | None = None  # of a mentioned person

    @property
    def asks_for_help(self) -> bool:
        """Whether only `help` was typed."""
        return self.rest.lower() in {"help", "-h", "--help", "?"} and self.range_words is None


class NoOwnEmail(WordsRefused):
    """Slack does not reveal the person's e-mail, which is needed to find their own figures."""


def split_words(text: str, *, with_count: bool = False, may_name_people: bool = False) -> Words:
    """Split a command's text into its parts, in whatever order they were typed.

    Slack's escapes, links round e-mail addresses, typographic quotes and non-breaking spaces are undone. With
    `may_name_people` the text may name a person: `april` alone is then not a range.

    Raises
    ------
    WordsRefused
        If two ranges were typed, or a count of zero.
    """
    mention = _SLACK_USER.search(text)
    plain = unescape(_MAILTO.sub(r"\1", _SLACK_USER.sub(" ", text)))
    tokens = re.sub(r"[\"“”]", " ", plain).split()  # split() also splits at non-breaking spaces
    range_words, tokens = _take_range(tokens, may_name_people=may_name_people)
    count, tokens = _take_count(tokens) if with_count else (None, tokens)
    return Words(range_words, count, " ".join(tokens), mention[1] if mention else None)


def _take_range(tokens: list[str], *, may_name_people: bool) -> tuple[str | None, list[str]]:
    found: str | None = None
    for length in range(LONGEST_RANGE, 0, -1):
        start = 0
        while start + length <= len(tokens):
            words = " ".join(tokens[start : start + length])
            if is_range(words, may_name_people=may_name_people):
                if found is not None:
                    raise WordsRefused(f"I found two ranges, {quoted(found)} and {quoted(words)}: please give one.")
                found = words
                tokens = tokens[:start] + tokens[start + length :]
            else:
                start += 1
    return found, tokens


def _take_count(tokens: list[str]) -> tuple[int | None, list[str]]:
    for position, token in enumerate(tokens):
        if _COUNT.fullmatch(token):
            count = int(token[:9])
            if count <= 0:
                raise WordsRefused(f"A list of {count} people is empty: ask for 1 or more, like `/topspenders 10`.")
            return count, tokens[:position] + tokens[position + 1 :]
    return None, tokens
