"""Range words ("7d", "last week", "cycle"): one parser for the command line, slash commands and messages."""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.clock import ONE_DAY, day_end, day_start, days_between, utc_day
from tracker.quotes import quoted

EXAMPLES = ("24h", "7d", "14d", "30d", "today", "yesterday", "this week", "last week", "cycle", "last cycle")
MAX_DAYS = 400
_LOOKBACK = re.compile(r"(?:(?:last|past) )?(\d{1,6}) ?(h|d|w|hours?|days?|weeks?)")


@dataclass(frozen=True)
class Cycle:
    """A billing cycle [start, end) as instants; `is_known` is false while the calendar month stands in for it."""

    start: datetime
    end: datetime
    is_known: bool = True


@dataclass(frozen=True)
class TimeRange:
    """A half-open window [start, end) with the words that ask for it again and the words to show."""

    start: datetime
    end: datetime
    words: str
    label: str

    @property
    def days(self) -> tuple[date, ...]:
        """Every UTC day the window touches, ascending."""
        return days_between(self.start, self.end)


class RangeRefused(ValueError):
    """Words that name no usable range; the message says what to write instead."""

    def __init__(self, words: str, reason: str, suggestion: str | None = None) -> None:
        hint = f" Did you mean `{suggestion}`?" if suggestion else ""
        super().__init__(f"{reason}{hint}")
        self.words = words
        self.suggestion = suggestion


def calendar_month(now: datetime) -> Cycle:
    """The UTC month that holds `now`, for use while the billing cycle is not known."""
    start = day_start(utc_day(now).replace(day=1))
    return Cycle(start, day_start((start + timedelta(days=32)).date().replace(day=1)), is_known=False)


def previous_cycle(cycle: Cycle) -> Cycle:
    """The cycle before `cycle` by the calendar, for use when no earlier one has been seen."""
    last_of_month = cycle.start.replace(day=1) - ONE_DAY
    start = last_of_month.replace(day=min(cycle.start.day, last_of_month.day))
    return Cycle(start, cycle.start, is_known=cycle.is_known)


def parse_range(words: str, *, now: datetime, cycle: Cycle, last_cycle: Cycle | None = None) -> TimeRange:
    """Turn range words into a window that ends at `now` at the latest.

    `Nd`, or "last N days", means the last N UTC days with today among them; a month is the calendar's. No range
    reaches beyond `now`.

    Raises
    ------
    RangeRefused
        For unknown words (with the nearest known ones), a range that lies in the future, one that ends before it
        begins, and one of more than 400 days.
    """
    asked = " ".join(words.strip().strip("\"'“”‘’").lower().split())
    window = (
        _named(asked, now, cycle, last_cycle or previous_cycle(cycle))
        or _lookback(asked, now)
        or _since(asked, now)
        or _single_day(asked, now)
    )
    if window is None:
        reason = f"I do not know the range {quoted(words)}. I know {_known()}."
        raise RangeRefused(words, reason, nearest_range(asked))
    return _checked(window, now)


def is_range(words: str) -> bool:
    """Whether the words have the form of a range; says nothing about whether that range can be used."""
    asked = " ".join(words.strip().strip("\"'“”‘’").lower().split())
    forms = (_LOOKBACK, r"since \S+", r"\d{4}-\d{2}-\d{2}(\s*(\.\.|to|-|–)\s*\d{4}-\d{2}-\d{2})?")
    return asked in _NAMES or any(re.fullmatch(form, asked) for form in forms)


def nearest_range(words: str) -> str | None:
    """The range words that `words` come closest to, if any are near."""
    asked = " ".join(words.lower().split())
    matches = difflib.get_close_matches(asked, [*_NAMES, *EXAMPLES], n=1, cutoff=0.75)
    return matches[0] if matches else None


def nearest_completion(word: str, range_words: str) -> str | None:
    """The range that `range_words` are the end of, where its first word is nearly `word`: `lst` before `week`."""
    end = f" {range_words.lower()}"
    beginnings = {name.removesuffix(end): name for name in _NAMES if name.endswith(end)}
    matches = difflib.get_close_matches(word.lower(), beginnings, n=1, cutoff=0.8)
    return beginnings[matches[0]] if matches else None


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


def _this_cycle(now: datetime, cycle: Cycle, _last: Cycle) -> TimeRange:
    label = "this cycle" if cycle.is_known else "this month (cycle not known yet)"
    return TimeRange(cycle.start, max(cycle.start, min(now, cycle.end)), "cycle", label)


def _last_cycle(_now: datetime, _cycle: Cycle, last: Cycle) -> TimeRange:
    label = "last cycle" if last.is_known else "last month (cycle not known yet)"
    return TimeRange(last.start, last.end, "last cycle", label)


def _monday(now: datetime) -> datetime:
    today = utc_day(now)
    return day_start(today - timedelta(days=today.weekday()))


_NAMES: dict[str, Callable[[datetime, Cycle, Cycle], TimeRange]] = {
    "today": _today,
    "yesterday": _yesterday,
    "week": _this_week,
    "this week": _this_week,
    "last week": _last_week,
    "this month": _this_month,
    "last month": _last_month,
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
    hours = count * {"h": 1, "d": 24, "w": 168}[unit]
    if hours > MAX_DAYS * 24:
        raise RangeRefused(asked, f"{quoted(asked)} is more than the {MAX_DAYS} days that one report covers.")
    if unit == "h":
        return TimeRange(now - timedelta(hours=hours), now, f"{count}h", f"last {count} hours")
    days = hours // 24
    first = day_start(utc_day(now) - timedelta(days=days - 1))
    return TimeRange(first, now, f"{days}d", "last day" if days == 1 else f"last {days} days")


def _since(asked: str, now: datetime) -> TimeRange | None:
    if match := re.fullmatch(r"since (\S+)", asked):
        first = _day(match[1])
        return TimeRange(day_start(first), max(now, day_start(first)), f"since {first}", f"since {first}")
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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RangeRefused(text, f"{quoted(text)} is not a day: write it like 2026-11-01.") from error


def _checked(window: TimeRange, now: datetime) -> TimeRange:
    if window.start > now:
        raise RangeRefused(window.words, f"“{window.label}” lies in the future: it is {now:%Y-%m-%d %H:%M} UTC.", "7d")
    if window.end - window.start > timedelta(days=MAX_DAYS):
        raise RangeRefused(window.words, f"“{window.label}” is more than the {MAX_DAYS} days that one report covers.")
    return window
