"""Range words ("7d", "last week", "cycle"): one parser for the command line, slash commands and messages."""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.calendar_words import (
    MONTHS,
    PERSON_NAMES,
    is_named_days,
    named_days,
    plus_months,
    quarter_start,
    weekday_before,
)
from tracker.clock import ONE_DAY, day_end, day_start, days_between, monday_of, utc_day
from tracker.quotes import quoted

EXAMPLES = ("24h", "7d", "14d", "30d", "today", "yesterday", "this week", "last week", "october", "cycle", "last cycle")
MAX_DAYS = 400
MAX_MONTHS = 13
_DAYS_WRITTEN = "2026-11-01, or after `since` like yesterday, monday, last week or october"
_LOOKBACK = re.compile(r"(?:(?:last|past) )?(\d{1,6}) ?(h|d|w|hours?|days?|weeks?|months?)")

_FORMS = (
    _LOOKBACK,
    re.compile(r"since (?:(?:last|this) )?\S+(?: 20\d\d)?"),
    re.compile(r"\d{4}-\d{2}-\d{2}(\s*(\.\.|to|-|–)\s*\d{4}-\d{2}-\d{2})?"),
)


@dataclass(frozen=True)
class Cycle:
    """A billing cycle [start, end) as instants; `is_known` is false while the calendar month stands in for it."""

    start: datetime
    end: datetime
    is_known: bool = True


@dataclass(frozen=True)
class TimeRange:
    """A half-open window [start, end), with the range words that reproduce it and the label to show."""

    start: datetime
    end: datetime
    words: str
    label: str

    @property
    def days(self) -> tuple[date, ...]:
        """Every UTC day that the window touches, ascending."""
        return days_between(self.start, self.end)


class RangeRefused(ValueError):
    """Words that name no usable range; the message says what to write instead."""

    def __init__(self, words: str, reason: str, suggestion: str | None = None) -> None:
        hint = f" Did you mean `{suggestion}`?" if suggestion else ""
        super().__init__(f"{reason}{hint}")
        self.words = words
        self.suggestion = suggestion


def calendar_month(now: datetime) -> Cycle:
    """The UTC month that contains `now`, for use while the billing cycle is not known."""
    start = day_start(utc_day(now).replace(day=1))
    return Cycle(start, day_start((start + timedelta(days=32)).date().replace(day=1)), is_known=False)


def previous_cycle(cycle: Cycle) -> Cycle:
    """The cycle before `cycle` by the calendar, for use if no earlier one is known."""
    last_of_month = cycle.start.replace(day=1) - ONE_DAY
    start = last_of_month.replace(day=min(cycle.start.day, last_of_month.day))
    return Cycle(start, cycle.start, is_known=cycle.is_known)


def parse_range(words: str, *, now: datetime, cycle: Cycle, last_cycle: Cycle | None = None) -> TimeRange:
    """Turn range words into a window that ends no later than `now`.

    `Nd`, or "last N days", means the last N UTC days including today; a month is a calendar month.

    Raises
    ------
    RangeRefused
        For unknown words (with the nearest known ones), and for a range that lies in the future, ends before it
        begins, or is longer than 400 days.
    """
    asked = _folded(words)
    window = (
        _named(asked, now, cycle, last_cycle or previous_cycle(cycle))
        or _lookback(asked, now)
        or _since(asked, now, cycle, last_cycle or previous_cycle(cycle))
        or _first_to_last(asked, now)
        or _single_day(asked, now)
        or _month_or_quarter(asked, now)
    )
    if window is None:
        reason = f"I do not know the range {quoted(words)}. I know {_known()}."
        raise RangeRefused(words, reason, nearest_range(asked))
    return _checked(window, now)


def is_range(words: str, *, may_name_people: bool = False) -> bool:
    """Whether the words have the form of a range; that range may still be unusable.

    Set `may_name_people` if the words may also name a person: `june` is then not a range, but `in june` and `june 2026`
    are.
    """
    asked = _folded(words)
    if may_name_people and asked in PERSON_NAMES:
        return False
    return asked in _NAMES or any(form.fullmatch(asked) for form in _FORMS) or is_named_days(asked)


def nearest_range(words: str) -> str | None:
    """The range words most similar to `words`, if any are similar enough."""
    long_months = (month for month in MONTHS if len(month) > 6)  # short ones resemble many names
    known = [*_NAMES, *EXAMPLES, *long_months]
    matches = difflib.get_close_matches(_folded(words), known, n=1, cutoff=0.75)
    return matches[0] if matches else None


def nearest_completion(word: str, range_words: str) -> str | None:
    """The range that ends in `range_words` and whose first word is nearly `word`: `lst` before `week`."""
    end = f" {range_words.lower()}"
    beginnings = {name.removesuffix(end): name for name in _NAMES if name.endswith(end)}
    matches = difflib.get_close_matches(word.lower(), beginnings, n=1, cutoff=0.8)
    return beginnings[matches[0]] if matches else None


def _folded(words: str) -> str:
    return " ".join(words.strip().strip("\"'“”‘’").lower().split())


def _known() -> str:
    return ", ".join(f"`{example}`" for example in (*EXAMPLES, "since 2026-11-01"))


def _named(asked: str, now: datetime, cycle: Cycle, last_cycle: Cycle) -> TimeRange | None:
    build = _NAMES.get(asked)
    return build(now, cycle, last_cycle) if build else None


def _today(now: datetime, _cycle: Cycle, _last: Cycle) -> TimeRange:
    return TimeRange(day_start(utc_day(now)), now, "today", "today")


def _yesterday(now: datetime, _cycle: Cycle, _last: Cycle) -> TimeRange:
    today = day_start(utc_day(now))
    return TimeRange(today - ONE_DAY, today, "yesterday", "yesterday")


def _this_week(now: datetime, _cycle: Cycle, _last: Cycle) -> TimeRange:
    return TimeRange(_monday(now), now, "this week", "this week")


def _last_week(now: datetime, _cycle: Cycle, _last: Cycle) -> TimeRange:
    monday = _monday(now)
    return TimeRange(monday - 7 * ONE_DAY, monday, "last week", "last week")


def _this_month(now: datetime, _cycle: Cycle, _last: Cycle) -> TimeRange:
    return TimeRange(calendar_month(now).start, now, "this month", "this month")


def _last_month(now: datetime, _cycle: Cycle, _last: Cycle) -> TimeRange:
    this = calendar_month(now).start
    return TimeRange(calendar_month(this - ONE_DAY).start, this, "last month", "last month")


def _this_quarter(now: datetime, _cycle: Cycle, _last: Cycle) -> TimeRange:
    return TimeRange(day_start(quarter_start(utc_day(now))), now, "this quarter", "this quarter")


def _last_quarter(now: datetime, _cycle: Cycle, _last: Cycle) -> TimeRange:
    this = quarter_start(utc_day(now))
    return TimeRange(day_start(plus_months(this, -3)), day_start(this), "last quarter", "last quarter")


def _this_year(now: datetime, _cycle: Cycle, _last: Cycle) -> TimeRange:
    return TimeRange(day_start(utc_day(now).replace(month=1, day=1)), now, "this year", "this year")


def _last_year(now: datetime, _cycle: Cycle, _last: Cycle) -> TimeRange:
    this = utc_day(now).replace(month=1, day=1)
    return TimeRange(day_start(this.replace(year=this.year - 1)), day_start(this), "last year", "last year")


def _this_cycle(now: datetime, cycle: Cycle, _last: Cycle) -> TimeRange:
    label = "this cycle" if cycle.is_known else "this month (cycle not known yet)"
    return TimeRange(cycle.start, max(cycle.start, min(now, cycle.end)), "cycle", label)


def _last_cycle(_now: datetime, _cycle: Cycle, last: Cycle) -> TimeRange:
    label = "last cycle" if last.is_known else "last month (cycle not known yet)"
    return TimeRange(last.start, last.end, "last cycle", label)


def _monday(now: datetime) -> datetime:
    return day_start(monday_of(utc_day(now)))


_NAMES: dict[str, Callable[[datetime, Cycle, Cycle], TimeRange]] = {
    "today": _today,
    "yesterday": _yesterday,
    "week": _this_week,
    "this week": _this_week,
    "last week": _last_week,
    "month": _this_month,
    "this month": _this_month,
    "last month": _last_month,
    "quarter": _this_quarter,
    "this quarter": _this_quarter,
    "last quarter": _last_quarter,
    "this year": _this_year,
    "last year": _last_year,
    "cycle": _this_cycle,
    "this cycle": _this_cycle,
    "last cycle": _last_cycle,
}


def _lookback(asked: str, now: datetime) -> TimeRange | None:
    match = _LOOKBACK.fullmatch(asked)
    if not match:
        return None
    count, unit = int(match[1]), match[2][0]
    if count == 0:
        raise RangeRefused(asked, f"{quoted(asked)} is an empty range: ask for at least `1{unit}`.")
    if unit == "m":
        return _months(asked, count, now)
    hours = count * {"h": 1, "d": 24, "w": 168}[unit]
    if hours > MAX_DAYS * 24:
        raise RangeRefused(asked, f"{quoted(asked)} is more than the {MAX_DAYS} days that one report covers.")
    if unit == "h":
        return TimeRange(
            now - timedelta(hours=hours), now, f"{count}h", "last hour" if count == 1 else f"last {count} hours"
        )
    days = hours // 24
    first = day_start(utc_day(now) - timedelta(days=days - 1))
    return TimeRange(first, now, f"{days}d", "last day" if days == 1 else f"last {days} days")


def _months(asked: str, count: int, now: datetime) -> TimeRange:
    if count > MAX_MONTHS:
        raise RangeRefused(asked, f"{quoted(asked)} is more than the {MAX_DAYS} days that one report covers.")
    first = day_start(plus_months(utc_day(now), -count) + ONE_DAY)
    label = "the month up to today" if count == 1 else f"last {count} months"
    return TimeRange(first, now, f"{count} months", label)


def _since(asked: str, now: datetime, cycle: Cycle, last_cycle: Cycle) -> TimeRange | None:
    match = re.fullmatch(r"since (.+)", asked)
    if match is None:
        return None
    today = utc_day(now)
    if begun := _named(match[1], now, cycle, last_cycle):
        start = begun.start
    elif begun_on := weekday_before(match[1], today):
        start = day_start(begun_on)
    elif days := named_days(match[1], today):
        start = day_start(days.first)
    else:
        start = day_start(_day(match[1]))
    return TimeRange(start, max(now, start), asked, asked)


def _first_to_last(asked: str, now: datetime) -> TimeRange | None:
    if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})\s*(?:\.\.|to|-|–)\s*(\d{4}-\d{2}-\d{2})", asked):
        first, last = _day(match[1]), _day(match[2])
        if last < first:
            raise RangeRefused(asked, f"`{asked}` ends before it begins.", f"{last} to {first}")
        words = f"{first} to {last}"
        return TimeRange(day_start(first), max(day_start(first), min(day_end(last), now)), words, words)
    return None


def _single_day(asked: str, now: datetime) -> TimeRange | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", asked):
        return None
    day = _day(asked)
    return TimeRange(day_start(day), max(day_start(day), min(day_end(day), now)), asked, asked)


def _month_or_quarter(asked: str, now: datetime) -> TimeRange | None:
    days = named_days(asked, utc_day(now))
    if days is None:
        return None
    start = day_start(days.first)
    return TimeRange(start, max(start, min(day_start(days.after), now)), days.words, days.label)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RangeRefused(text, f"{quoted(text)} is not a day: write it like {_DAYS_WRITTEN}.") from error


def _checked(window: TimeRange, now: datetime) -> TimeRange:
    if window.start > now:
        raise RangeRefused(window.words, f"“{window.label}” is in the future: it is {now:%Y-%m-%d %H:%M} UTC.", "7d")
    if window.end - window.start > timedelta(days=MAX_DAYS):
        raise RangeRefused(window.words, f"“{window.label}” is more than the {MAX_DAYS} days that one report covers.")
    return window
