"""Windows of time over stored data: which days the rollups answer for, and which are read from the events."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from tracker.clock import EPOCH, ceil_hour, day_end, day_start, days_between, floor_hour, to_ms, utc_day
from tracker.store.checkpoints import purged_before
from tracker.store.tables import UsageEventRow
from tracker.store.tables_rollups import DayModelRow, DayPartRow


@dataclass(frozen=True)
class Window:
    """A half-open window [start, end) of instants; empty if `end` is not after `start`."""

    start: datetime
    end: datetime

    @property
    def days(self) -> tuple[date, ...]:
        """Every UTC day that the window touches, ascending."""
        return days_between(self.start, self.end)

    @property
    def before(self) -> "Window":
        """The window of the same length that ends where this one starts."""
        return Window(self.start - (self.end - self.start), self.start)

    def holds(self, day: date) -> bool:
        """Whether the window contains a whole day."""
        return self.start <= day_start(day) and day_end(day) <= self.end

    def part_of(self, day: date) -> "Window":
        """The part of a day inside the window."""
        return Window(max(self.start, day_start(day)), min(self.end, day_end(day)))

    def in_hours(self) -> "Hours":
        """Split the window into whole hours and the remainders on both sides, each at most half an hour."""
        if ceil_hour(self.start) > floor_hour(self.end):  # within one hour
            return Hours(Window(self.start, self.start), (self,), ())
        first, last = _nearest_hour(self.start), _nearest_hour(self.end)
        broken = (Window(self.start, first), Window(last, self.end))
        less = (Window(first, self.start), Window(self.end, last))
        return Hours(
            Window(first, last), *(tuple(each for each in one if each.start < each.end) for one in (broken, less))
        )


class Hours(NamedTuple):
    """A window as `whole` hours (possibly none), plus the `broken` hours, minus what is too much in `less`."""

    whole: Window
    broken: tuple[Window, ...]
    less: tuple[Window, ...]


@dataclass(frozen=True)
class Split:
    """A window as `rolled_up` days, answered by their rollups, and `cut` days, which need finer data."""

    rolled_up: tuple[date, ...]
    cut: tuple[date, ...]


def split(session: Session, window: Window) -> Split:
    """Split a window into days. A cut day with nothing stored outside the window counts as rolled up.

    So does one whose events were purged, as nothing finer is known.
    """
    return _split(session, window, purged_before(session))


def split_with_parts(session: Session, window: Window) -> Split:
    """The same for readers that also use the stored parts of days, which outlast the events."""
    purged = purged_before(session)
    parts = _split(session, window, purged)
    cut = _cut_and_purged(window, purged)
    found = tuple(day for day in cut if find_part(session, window.part_of(day)))
    return Split(tuple(day for day in parts.rolled_up if day not in found), tuple(sorted({*parts.cut, *found})))


def counted_whole(session: Session, window: Window) -> tuple[date, ...]:
    """The days that the window cuts but that count as a whole, because nothing finer is known any more."""
    return tuple(
        day
        for day in _cut_and_purged(window, purged_before(session))
        if find_part(session, window.part_of(day)) is None and _has_usage(session, day)
    )


def events_in(window: Window) -> tuple[ColumnElement[bool], ...]:
    """The condition that a usage event lies in the window."""
    time = col(UsageEventRow.timestamp_ms)
    return (time >= _first_ms(window.start), time < _first_ms(window.end))


def find_part(session: Session, part: Window) -> Window | None:
    """The stored part of a day whose sums equal those of `part`; None if its events have to be read.

    A part that ends now equals the stored one up to the end of the day as long as no event lies in between, which
    cannot be known once events are purged.
    """
    day = utc_day(part.start)
    looked_for = [part] if _is_purged(day, purged_before(session)) else [part, Window(part.start, day_end(day))]
    for stored in looked_for:
        if session.exec(select(DayPartRow.actor_id).where(*of_part(stored)).limit(1)).first() is None:
            continue
        if stored.end == part.end or not _has_events(session, Window(part.end, stored.end)):
            return stored
    return None


def of_part(part: Window) -> tuple[ColumnElement[bool], ...]:
    """The condition that a stored row belongs to a part of a day."""
    return (col(DayPartRow.start_ms) == _first_ms(part.start), col(DayPartRow.end_ms) == _first_ms(part.end))


def rollup_serves(session: Session, day: date, window: Window) -> bool:
    """Whether a day's rollup equals what the window contains of it, or is the best that is known.

    That is so if nothing is stored outside the window, or if the events were purged.
    """
    return window.holds(day) or _rollup_serves(session, day, window, purged_before(session))


def _split(session: Session, window: Window, purged: datetime | None) -> Split:
    days = window.days
    cut = tuple(day for day in days if not window.holds(day) and not _rollup_serves(session, day, window, purged))
    return Split(tuple(day for day in days if day not in cut), cut)


def _rollup_serves(session: Session, day: date, window: Window, purged: datetime | None) -> bool:
    """The same for a day that the window cuts."""
    if _is_purged(day, purged):
        return True
    outside = (Window(day_start(day), window.start), Window(window.end, day_end(day)))
    return not any(_has_events(session, each) for each in outside if each.start < each.end)


def _cut_and_purged(window: Window, purged: datetime | None) -> list[date]:
    return [day for day in window.days if not window.holds(day) and _is_purged(day, purged)]


def _is_purged(day: date, purged: datetime | None) -> bool:
    return purged is not None and day_start(day) < purged


def _has_usage(session: Session, day: date) -> bool:
    return session.exec(select(col(DayModelRow.day)).where(DayModelRow.day == day).limit(1)).first() is not None


def _has_events(session: Session, window: Window) -> bool:
    return session.exec(select(UsageEventRow.id).where(*events_in(window)).limit(1)).first() is not None


def _first_ms(instant: datetime) -> int:
    """The first whole millisecond at or after `instant`."""
    return -to_ms(EPOCH - (instant - EPOCH))


def _nearest_hour(instant: datetime) -> datetime:
    return floor_hour(instant + timedelta(minutes=30))
