"""The history, read backwards on the first run until there is none: how far it has come, and what is next."""

from dataclasses import replace
from datetime import datetime, timedelta

from tracker.collect.cutting import Range, range_before
from tracker.collect.event_ranges import RangeRead
from tracker.store.checkpoints import Backfill

EMPTY_RANGES = 3  # in a row end the history
LONGEST_HISTORY = timedelta(days=3653)  # an end for servers that answer every range with something
RECENT_HISTORY = timedelta(days=28)  # what figures of the running cycle need


def begin_backfill(now: datetime) -> Backfill:
    """A history of which nothing is known yet."""
    return Backfill(begun_at=now, next_end=now)


def next_range(backfill: Backfill) -> Range:
    """The next range to read."""
    return range_before(backfill.next_end, not_before=backfill.begun_at - LONGEST_HISTORY)


def after_range(backfill: Backfill, read: RangeRead, *, asked: Range) -> Backfill:
    """How far the history is known once `read`, the whole of `asked` or a piece of it, is stored.

    Only a whole range that held nothing counts as empty: the pieces of one that was cut hold much together.
    """
    is_whole = (read.start, read.end) == asked
    empty_ranges = 0 if read.rows else backfill.empty_ranges + int(is_whole)
    is_done = empty_ranges >= EMPTY_RANGES or read.start <= backfill.begun_at - LONGEST_HISTORY
    return replace(backfill, next_end=read.start, empty_ranges=empty_ranges, is_done=is_done)


def is_recent_known(backfill: Backfill) -> bool:
    """Whether enough is known that figures of the last weeks are true."""
    return backfill.is_done or backfill.begun_at - backfill.next_end >= RECENT_HISTORY
