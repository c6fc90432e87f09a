"""Instants as readers see them: Slack's date tokens, message times, and day dividers."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

TOKEN = re.compile(r"\{(\w+)\}")
MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400
NEAR_DAYS = {0: "today", -1: "yesterday", 1: "tomorrow"}


def zone_by_name(name: str) -> tzinfo:
    """The time zone with this IANA name, or UTC if it is unknown."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # the name comes from a cookie and may be anything, such as a path
        return UTC


def instant_of(seconds: float, zone: tzinfo) -> datetime | None:
    """The instant in this zone; None if it is out of the calendar's range."""
    try:
        return datetime.fromtimestamp(seconds, zone)
    except (ValueError, OverflowError, OSError):
        return None


def date_words(instant: datetime, form: str, now: datetime) -> str | None:
    """`form` with its tokens (`{date_short_pretty}, {time}`) filled in; None if a token is unknown."""
    unknown = False

    def fill(match: re.Match[str]) -> str:
        nonlocal unknown
        name = match[1]
        words = TOKENS.get(name.removesuffix("_pretty"))
        if words is None:
            unknown = True
            return ""
        near = near_day(instant.date(), now) if name.endswith("_pretty") else None
        return near or words(instant, now)

    filled = TOKEN.sub(fill, form)
    return None if unknown else filled


def near_day(day: date, now: datetime) -> str | None:
    """ "today", "yesterday" or "tomorrow"; None for other days."""
    return NEAR_DAYS.get((day - now.date()).days)


def day_words(day: date, now: datetime) -> str:
    """The divider above a day's messages: Today, Yesterday, or `Friday, 20 November`."""
    near = near_day(day, now)
    if near:
        return near.capitalize()
    year = "" if day.year == now.year else f" {day.year}"
    return f"{day:%A}, {day.day} {day:%B}{year}"


def full_words(instant: datetime) -> str:
    """An instant in full, for a tooltip."""
    return f"{_long(instant)}, {instant:%H:%M:%S} {instant:%Z}".strip()


def ago_words(passed: timedelta) -> str:
    """`3 minutes ago`, or `in 3 minutes` for the future."""
    seconds = abs(passed.total_seconds())
    if seconds < MINUTE_S:
        return "just now"
    unit, length = next(
        (name, length) for name, length in (("day", DAY_S), ("hour", HOUR_S), ("minute", MINUTE_S)) if seconds >= length
    )
    count = int(seconds // length)
    amount = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{amount} ago" if passed > timedelta(0) else f"in {amount}"


def _medium(instant: datetime) -> str:
    return f"{instant:%B} {instant.day}, {instant.year}"


def _long(instant: datetime) -> str:
    return f"{instant:%A}, {_medium(instant)}"


TOKENS: dict[str, Callable[[datetime, datetime], str]] = {
    "date_num": lambda instant, _: f"{instant:%Y-%m-%d}",
    "date": lambda instant, _: _medium(instant),
    "date_short": lambda instant, _: f"{instant:%b} {instant.day}, {instant.year}",
    "date_long": lambda instant, _: _long(instant),
    "time": lambda instant, _: f"{instant:%H:%M}",
    "time_secs": lambda instant, _: f"{instant:%H:%M:%S}",
    "ago": lambda instant, now: ago_words(now - instant),
}
"""Token name -> its words for (instant, now), both in the reader's zone."""
