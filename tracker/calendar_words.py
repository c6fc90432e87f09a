"""Months, quarters and weekdays by name: "october", "oct 2025", "q3", "monday"."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PERSON_NAMES = frozenset(
    {"april", "may", "june", "august", "jan", "mar", "apr", "jun"}
)  # these are also people's names

_NUMBER_OF = {"sept": 9} | {word: number for number, name in enumerate(MONTHS, 1) for word in (name, name[:3])}
_MONTH = re.compile(rf"(?:in )?({'|'.join(_NUMBER_OF)})(?: (20\d\d))?")
_QUARTER = re.compile(r"(?:in )?q([1-4])(?: (20\d\d))?")
_WEEKDAY = re.compile(rf"(last )?({'|'.join(WEEKDAYS)})")


@dataclass(frozen=True)
class NamedDays:
    """The days from `first` up to but excluding `after`, with the words that name them in any year."""

    first: date
    after: date
    words: str
    label: str


def named_days(asked: str, today: date) -> NamedDays | None:
    """The month or quarter that lower-case words name; without a year, the latest one that has begun.

    >>> named_days("in q3", date(2026, 8, 1)).label
    'Q3 2026'
    """
    if match := _MONTH.fullmatch(asked):
        number = _NUMBER_OF[match[1]]
        first = _first_day(number, match[2], today)
        name = f"{MONTHS[number - 1]} {first.year}"
        return NamedDays(first, plus_months(first, 1), name, name.capitalize())
    if match := _QUARTER.fullmatch(asked):
        first = _first_day(int(match[1]) * 3 - 2, match[2], today)
        name = f"q{match[1]} {first.year}"
        return NamedDays(first, plus_months(first, 3), name, name.upper())
    return None


def is_named_days(asked: str) -> bool:
    """Whether lower-case words name a month or a quarter."""
    return bool(_MONTH.fullmatch(asked) or _QUARTER.fullmatch(asked))


def weekday_before(asked: str, today: date) -> date | None:
    """The latest `monday` up to today, or `last monday` before today, as named by lower-case words."""
    match = _WEEKDAY.fullmatch(asked)
    if match is None:
        return None
    days_ago = (today.weekday() - WEEKDAYS.index(match[2])) % 7
    return today - timedelta(days=days_ago or (7 if match[1] else 0))


def quarter_start(day: date) -> date:
    """The first day of the quarter that contains a day."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def plus_months(day: date, months: int) -> date:
    """The same day of a later or earlier month, or that month's last day if it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    last = date((index + 1) // 12, (index + 1) % 12 + 1, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _first_day(month: int, year: str | None, today: date) -> date:
    latest = today.year if month <= today.month else today.year - 1
    return date(int(year) if year else latest, month, 1)
