"""A report's query, small enough for a button's value; reports have no other state."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from blocks import action_ids, limits
from blocks.references import packed, refer

REFRESH = action_ids.distinct(action_ids.UPDATE_REPORT, "refresh")

_SHORT = {
    "report": "r",
    "range_words": "w",
    "group": "g",
    "user": "u",
    "sort": "s",
    "page": "p",
    "limit": "l",
    "which": "i",
    "section": "x",
    "badge": "b",
    "search": "q",
    "severity": "v",
    "rule": "k",
    "incident": "n",
    "group_import": "m",
    "cycle_start": "d",
    "target": "t",
}
WORDS = ("section", "badge", "severity", "rule", "user")
NUMBERS = ("target",)
FILTERS = (*WORDS, *NUMBERS)  # what menus can set; an option's value is a `filter_value`
_REFERENCE_LENGTH = 400
SEARCH_LENGTH = 100
_TOO_LONG_FOR_AN_ID = 18  # digits; any shorter number fits into 64 bits


class QueryRefused(ValueError):
    """A value that is not one of our queries: from an old message or another app."""

    def __init__(self, value: str) -> None:
        super().__init__(f"expected a report's query as JSON, got {value[:80]!r}")
        self.value = value


def row_id(text: str) -> int | None:
    """The row id in the value of a button, form or option; None if the text, which comes from outside, is not one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _TOO_LONG_FOR_AN_ID else None


@dataclass(frozen=True)
class ReportQuery:
    """A report's name and everything it was asked with.

    `group` and `user` (an actor's key) are references: pass them to `references.resolve` with the existing names.
    `limit` None means everyone; `page` counts from 1; `which` is "open", "mine", "all" or "cleared". `section` is one
    of a report's sections; `badge`, `search`, `severity` and `rule` filter rows. `incident` and `group_import` are ids;
    `target` is the index of the import's group whose moves are listed. `cycle_start` is a cycle's first UTC day,
    `2026-11-01`, if the query is about that cycle even after it has ended.
    """

    report: str
    range_words: str = "7d"
    group: str | None = None
    user: str | None = None
    sort: str | None = None
    page: int = 1
    limit: int | None = None
    which: str | None = None
    section: str | None = None
    badge: str | None = None
    search: str | None = None
    severity: str | None = None
    rule: str | None = None
    incident: int | None = None
    group_import: int | None = None
    cycle_start: str | None = None
    target: int | None = None

    def encode(self) -> str:
        """The query as a button's value: compact JSON without defaults.

        Raises
        ------
        ValueError
            If it is longer than a value may be, which report names and range words alone cannot cause.
        """
        given = {
            short: value for name, short in _SHORT.items() if (value := getattr(self, name)) != _DEFAULTS.get(name)
        }
        for short in ("g", "u"):
            if short in given:
                given[short] = refer(given[short], _REFERENCE_LENGTH)
        value = packed(given)
        if len(value) > limits.BUTTON_VALUE:
            raise ValueError(f"expected a query of at most {limits.BUTTON_VALUE} characters, got {len(value)}")
        return value

    @classmethod
    def decode(cls, value: str) -> Self:
        """Read what `encode` wrote; raises QueryRefused for anything else."""
        try:
            given = json.loads(value)
            query = cls(**{name: given[short] for name, short in _SHORT.items() if short in given})
        except (ValueError, TypeError) as error:
            raise QueryRefused(value) from error
        if not query._is_sound():
            raise QueryRefused(value)
        return query._with_own_fields()

    def _with_own_fields(self) -> Self:
        """The query with values that earlier versions put into `section` moved to their own fields."""
        if self.section is None:
            return self
        match self.report:
            case "cycle":
                return replace(self, section=None, cycle_start=self.section)
            case "import":
                return replace(self, section=None, target=_target(self.section))
            case _:
                return self

    def _is_sound(self) -> bool:
        words = (self.report, self.range_words)
        texts = (self.group, self.user, self.sort, self.which, self.search, self.cycle_start)
        names = (*texts, *(getattr(self, each) for each in WORDS))
        numbers = (self.limit, self.incident, self.group_import, self.target)
        counts = (self.page, *(1 if each is None else each for each in numbers))
        return (
            all(isinstance(word, str) for word in words)
            and all(name is None or isinstance(name, str) for name in names)
            and all(type(number) is int and number >= 1 for number in counts)
        )


def filter_value(name: str, value: str | None) -> str:
    """The value of a menu's option that sets one of FILTERS; None removes the filter."""
    return f"{name}={value or ''}"


def searched(query: ReportQuery, typed: str) -> ReportQuery:
    """The query with the text of a search field, from its first page on; an empty text removes the search."""
    return replace(query, page=1, search=" ".join(typed.split())[:SEARCH_LENGTH] or None)


def filtered(query: ReportQuery, chosen: str) -> ReportQuery:
    """The query with a `filter_value` applied, from its first page on; raises QueryRefused for anything else."""
    name, equals, value = chosen.partition("=")
    if name not in FILTERS or not equals:
        raise QueryRefused(chosen)
    if name == "section" and query.report == "import":  # sent by menus of earlier versions
        name = "target"
    changes: dict[str, Any] = {name: _target(value) if name in NUMBERS else value or None}
    return replace(query, page=1, **changes)


def _target(text: str) -> int | None:
    return row_id(text) or None


def with_section(query: ReportQuery, section: str | None) -> ReportQuery:
    """The same query for another section, from its first page on; None for the whole report."""
    return replace(query, section=section, page=1)


_DEFAULTS: Mapping[str, Any] = {f.name: f.default for f in fields(ReportQuery)}


@dataclass(frozen=True)
class DigestPage:
    """A page of a digest's list, as a button's value."""

    digest_id: int
    page: int

    def encode(self) -> str:
        """`12/3`."""
        return f"{self.digest_id}/{self.page}"

    @classmethod
    def decode(cls, value: str) -> Self:
        """Read what `encode` wrote; raises QueryRefused for anything else."""
        try:
            digest_id, page = map(int, value.split("/"))
        except ValueError as error:
            raise QueryRefused(value) from error
        return cls(digest_id, page)


def query_of(blocks: Iterable[Mapping[str, Any]]) -> ReportQuery | None:
    """The query of a report's message, which is the value of its Refresh button; None for other messages."""
    for block in blocks:
        for element in block.get("elements", ()):
            if isinstance(element, Mapping) and element.get("action_id") == REFRESH:
                return ReportQuery.decode(str(element.get("value", "")))
    return None
