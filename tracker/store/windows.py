"""Windows of time over what is stored: which days the rollups answer for, and which are read from the events."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from tracker.clock import EPOCH, ceil_hour, day_end, day_start, days_between, floor_hour, to_ms, utc_day
from tracker.store.checkpoints import purged_before
from tracker.store.tables import UsageEventRow
from tracker.store.tables_rollups import DayModelRow, DayPartRow


@dataclass(frozen=True)
class Window:
    """A half-open window [start, end) of instants; empty where the end is not after the start."""

    start: datetime
    end: datetime

    @property
    def days(self) -> tuple[date, ...]:
        """Every UTC day that it touches, ascending."""
        return days_between(self.start, self.end)

    @property
    def before(self) -> "Window":
        """The window of the same length that ends where this one starts."""
        return Window(self.start - (self.end - self.start), self.start)

    def holds(self, day: date) -> bool:
        """Whether it holds the whole of a day."""
        return self.start <= day_start(day) and day_end(day) <= self.end

    def part_of(self, day: date) -> "Window":
        """What it holds of a day."""
        return Window(max(self.start, day_start(day)), min(self.end, day_end(day)))

    def in_hours(self) -> "Hours":
        """Divide it into the whole hours that it holds and what is left on both sides of them."""
        first, last = ceil_hour(self.start), floor_hour(self.end)
        if first >= last:
            return Hours(Window(self.start, self.start), (self,))
        sides = (Window(self.start, first), Window(last, self.end))
        return Hours(Window(first, last), tuple(each for each in sides if each.start < each.end))


class Hours(NamedTuple):
    """A window as its `whole` hours, empty where it holds none, and the `broken` ones before and after them."""

    whole: Window
    broken: tuple[Window, ...]


@dataclass(frozen=True)
class Split:
    """A window as `rolled_up` days, whose rollups say it all, and the `cut` days that are read more finely."""

    rolled_up: tuple[date, ...]
    cut: tuple[date, ...]


def split(session: Session, window: Window) -> Split:
    """Divide a window; a cut day of which nothing is stored outside the window counts as rolled up.

    So does one whose events were purged: nothing finer is known of it.
    """
    cut = tuple(day for day in window.days if not rollup_serves(session, day, window))
    return Split(tuple(day for day in window.days if day not in cut), cut)


def split_with_parts(session: Session, window: Window) -> Split:
    """The same for who reads the stored parts of days as well: these outlast the events."""
    parts = split(session, window)
    found = tuple(day for day in _cut_and_purged(session, window) if find_part(session, window.part_of(day)))
    return Split(tuple(day for day in parts.rolled_up if day not in found), tuple(sorted({*parts.cut, *found})))


def counted_whole(session: Session, window: Window) -> tuple[date, ...]:
    """The days that the window cuts and of which all the same everything counts, as nothing finer is known any more."""
    return tuple(
        day
        for day in _cut_and_purged(session, window)
        if find_part(session, window.part_of(day)) is None and _has_usage(session, day)
    )


def events_in(window: Window) -> tuple[ColumnElement[bool], ...]:
    """The condition on a usage event to lie in the window."""
    time = col(UsageEventRow.timestamp_ms)
    return (time >= _first_ms(window.start), time < _first_ms(window.end))


def find_part(session: Session, part: Window) -> Window | None:
    """The part of a day whose sums are stored and say what `part` holds; None where its events have to be read.

    A part that runs up to now is told by the one up to the end of the day, as long as nothing is stored in between;
    where the events were purged, that cannot be told any more.
    """
    day = utc_day(part.start)
    looked_for = [part] if _is_purged(session, day) else [part, Window(part.start, day_end(day))]
    for stored in looked_for:
        if session.exec(select(DayPartRow.actor_id).where(*of_part(stored)).limit(1)).first() is None:
            continue
        if stored.end == part.end or not _has_events(session, Window(part.end, stored.end)):
            return stored
    return None


def of_part(part: Window) -> tuple[ColumnElement[bool], ...]:
    """The condition on a stored row to be of a part of a day."""
    return (col(DayPartRow.start_ms) == _first_ms(part.start), col(DayPartRow.end_ms) == _first_ms(part.end))


def rollup_serves(session: Session, day: date, window: Window) -> bool:
    """Whether the rollup of a day says what the window holds of it, or is the best that is known of it.

    That is so where nothing was stored outside, and where the events were purged.
    """
    if window.holds(day) or _is_purged(session, day):
        return True
    outside = (Window(day_start(day), window.start), Window(window.end, day_end(day)))
    return not any(_has_events(session, each) for each in outside if each.start < each.end)


def _cut_and_purged(session: Session, window: Window) -> list[date]:
    return [day for day in window.days if not window.holds(day) and _is_purged(session, day)]


def _is_purged(session: Session, day: date) -> bool:
    purged = purged_before(session)
    return purged is not None and day_start(day) < purged


def _has_usage(session: Session, day: date) -> bool:
    return session.exec(select(col(DayModelRow.day)).where(DayModelRow.day == day).limit(1)).first() is not None


def _has_events(session: Session, window: Window) -> bool:
    return session.exec(select(UsageEventRow.id).where(*events_in(window)).limit(1)).first() is not None


def _first_ms(instant: datetime) -> int:
    """The first whole millisecond at or after `instant`."""
    return -to_ms(EPOCH - (instant - EPOCH))
