"""The history, read backwards on the first run until nothing older is left: how far it has come and what is next."""

from dataclasses import replace
from datetime import datetime, timedelta

from tracker.collect.cutting import Range, range_before
from tracker.collect.event_ranges import RangeRead
from tracker.store.checkpoints import Backfill

EMPTY_RANGES = 3  # this many in a row end the history
LONGEST_HISTORY = timedelta(days=3653)  # a stop for servers that return something for every range
RECENT_HISTORY = timedelta(days=28)  # what figures of the running cycle need


def begin_backfill(now: datetime) -> Backfill:
    """The state before anything has been read."""
    return Backfill(begun_at=now, next_end=now)


def next_range(backfill: Backfill) -> Range:
    """The next range to read."""
    return range_before(backfill.next_end, not_before=backfill.begun_at - LONGEST_HISTORY)


def after_range(backfill: Backfill, read: RangeRead, *, asked: Range) -> Backfill:
    """The backfill once `read`, which is all of `asked` or a piece of it, has been stored.

    Only a whole empty range counts as empty; a range is cut into pieces because it holds many events.
    """
    is_whole = (read.start, read.end) == asked
    empty_ranges = 0 if read.rows else backfill.empty_ranges + int(is_whole)
    is_done = empty_ranges >= EMPTY_RANGES or read.start <= backfill.begun_at - LONGEST_HISTORY
    return replace(backfill, next_end=read.start, empty_ranges=empty_ranges, is_done=is_done)


def is_recent_known(backfill: Backfill) -> bool:
    """Whether enough history is known for the figures of recent weeks to be right."""
    return backfill.is_done or backfill.begun_at - backfill.next_end >= RECENT_HISTORY
