"""Instants and UTC days: the one place that converts time.

Every instant in Spendwatch is an aware `datetime` in UTC, every day a UTC day as Cursor counts them, and every window
half-open. Nothing here reads a clock: `now` is always an argument.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
ONE_MS = timedelta(milliseconds=1)
MAX_CLOCK_SKEW = timedelta(minutes=5)  # the most that correct clocks of different machines differ


class InstantRefused(ValueError):
    """A text is not an instant with a time zone."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not an instant with a time zone: write it like 2026-11-01T00:00:00Z")
        self.text = text


class InstantAhead(ValueError):
    """An instant in the future."""

    def __init__(self, instant: datetime, *, present: datetime) -> None:
        super().__init__(
            f"{iso(instant)} is in the future: the clock of this machine says {iso(present)}, and nothing can be read "
            "or judged before it happens"
        )


def is_ahead(instant: datetime, present: datetime) -> bool:
    """Whether an instant is after `present` by more than clocks differ: it came from a wrong clock."""
    return instant - present > MAX_CLOCK_SKEW


def require_utc(instant: datetime) -> datetime:
    """Return `instant` in UTC; raises ValueError for a naive one, whose meaning would be a guess."""
    if instant.tzinfo is None:
        raise ValueError(f"expected an aware instant, got the naive {instant!r}")
    return instant.astimezone(UTC)


def to_ms(instant: datetime) -> int:
    """Whole milliseconds since 1970-01-01 UTC, rounded down."""
    return (instant - EPOCH) // ONE_MS


def from_ms(milliseconds: int) -> datetime:
    """The instant `milliseconds` after 1970-01-01 UTC."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def floor_ms(instant: datetime) -> datetime:
    """The last whole millisecond at or before `instant`."""
    return from_ms(to_ms(instant))


def iso(instant: datetime) -> str:
    """`2026-11-01T00:00:00.000Z`: how instants are written in JSON."""
    return require_utc(instant).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant with a zone; raises InstantRefused for anything else."""
    try:
        return require_utc(datetime.fromisoformat(text.strip()))
    except ValueError as error:
        raise InstantRefused(text) from error


def utc_day(instant: datetime) -> date:
    """The UTC day that contains `instant`."""
    return require_utc(instant).date()


def day_start(day: date) -> datetime:
    """The first instant of a UTC day."""
    return datetime.combine(day, time.min, tzinfo=UTC)


def day_end(day: date) -> datetime:
    """The first instant after a UTC day."""
    return day_start(day) + ONE_DAY


def monday_of(day: date) -> date:
    """The Monday on which the week of a day begins."""
    return day - timedelta(days=day.weekday())


def floor_hour(instant: datetime) -> datetime:
    """The last full hour at or before `instant`."""
    return instant.replace(minute=0, second=0, microsecond=0)


def ceil_hour(instant: datetime) -> datetime:
    """The first full hour at or after `instant`."""
    return floor_hour(instant + timedelta(hours=1) - timedelta(microseconds=1))


def days_between(start: datetime, end: datetime) -> tuple[date, ...]:
    """Every UTC day that the half-open window [start, end) touches, ascending."""
    if end <= start:
        return ()
    first, last = utc_day(start), utc_day(end - timedelta(microseconds=1))
    return tuple(first + timedelta(days=offset) for offset in range((last - first).days + 1))


def runs_of(days: Iterable[date]) -> tuple[tuple[date, ...], ...]:
    """Split days into runs of consecutive ones, ascending."""
    runs: list[tuple[date, ...]] = []
    for day in sorted(days):
        if runs and day - runs[-1][-1] == ONE_DAY:
            runs[-1] += (day,)
        else:
            runs.append((day,))
    return tuple(runs)
