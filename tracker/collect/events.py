"""Usage events: re-reads what is due, then reads the history backwards. A range is stored completely or not at all."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tracker.clock import from_ms, utc_day
from tracker.collect.backfill import after_range, begin_backfill, is_recent_known, next_range
from tracker.collect.cutting import allowed_ranges
from tracker.collect.due import EVENT_KINDS, Due, due_events
from tracker.collect.event_ranges import RangeRead, read_ranges
from tracker.collect.run import Run
from tracker.store.checkpoints import Backfill, Reading, load_backfill, mark_read, purged_before, save_backfill
from tracker.store.cycles import find_cycle
from tracker.store.ranges import replace_events
from tracker.store.rollups import add_up_turns, forget_old_hours
from tracker.store.weeks import missing_weeks, rebuild_weeks


def collect_events(run: Run) -> None:
    """Bring the stored events up to `now`, then continue with the history if it is not complete."""
    with run.store.reading() as session:
        backfill = load_backfill(session, Reading.EVENTS)
    if backfill is not None:
        backfill = _refresh(run, backfill)
    _read_backwards(run, backfill or begin_backfill(run.now))


def _refresh(run: Run, backfill: Backfill) -> Backfill:
    """Re-read what is due, newest first. Ranges already read stay stored if a later one fails."""
    due, start = _due(run, backfill)
    reached = run.now
    try:
        for piece in read_ranges(run, allowed_ranges(start, run.now)):
            backfill = _with_oldest(backfill, piece)
            _store(run, piece, backfill)
            reached = piece.start
    finally:
        _mark_read(run, due.starts if reached <= start else due.reached(reached), backfill)
    return backfill


def _read_backwards(run: Run, backfill: Backfill) -> None:
    """Continue from where the history ends so far, with a checkpoint in every transaction."""
    while not backfill.is_done:
        span = next_range(backfill)
        for piece in read_ranges(run, [span]):
            backfill = after_range(_with_oldest(backfill, piece), piece, asked=span)
            _store(run, piece, backfill)
        _mark_read(run, [Reading.EVENTS], backfill)


def _due(run: Run, backfill: Backfill) -> tuple[Due, datetime]:
    """What is due and where to start reading, leaving out what the backfill has yet to read or what was purged.

    A kind without a reading of its own counts as read by the backfill.
    """
    last = {kind: run.last_read(kind) or backfill.begun_at for kind in EVENT_KINDS}
    with run.store.reading() as session:
        cycle = find_cycle(session, run.now)
        last_cycle = find_cycle(session, min(run.now, last[Reading.EVENTS_CYCLE]))
        purged = purged_before(session)
    due = due_events(now=run.now, last=last, cycle=cycle, last_cycle=last_cycle)
    start = min(due.starts.values())
    if not backfill.is_done:
        start = max(start, backfill.next_end)
    return due, max(start, purged) if purged else start


def _with_oldest(backfill: Backfill, piece: RangeRead) -> Backfill:
    """Allow for an event older than all others arriving late."""
    times = [event.timestamp_ms for event in piece.events]
    if backfill.oldest_event_ms is not None:
        times.append(backfill.oldest_event_ms)
    return replace(backfill, oldest_event_ms=min(times, default=None))


def _store(run: Run, piece: RangeRead, backfill: Backfill) -> None:
    """Store a range together with its checkpoint, in one transaction."""
    with run.store.writing() as session:
        replace_events(session, piece.start, piece.end, piece.events, now=run.now)
        save_backfill(session, Reading.EVENTS, backfill)
    run.stored.usage_events += len(piece.events)


def _mark_read(run: Run, kinds: Iterable[Reading], backfill: Backfill) -> None:
    """Mark kinds as completely read, but not while the first backfill is still reading recent weeks."""
    _add_up_weeks(run, backfill)
    with run.store.writing() as session:
        forget_old_hours(session, now=run.now)
        add_up_turns(session)
        if is_recent_known(backfill):
            for kind in kinds:
                mark_read(session, kind, now=run.now, rows=run.stored.usage_events)


def _add_up_weeks(run: Run, backfill: Backfill) -> None:
    """Add up the weeks that this run or an interrupted one read; one transaction each, as many take a while."""
    if backfill.oldest_event_ms is None:
        return
    with run.store.reading() as session:
        missing = missing_weeks(session, utc_day(from_ms(backfill.oldest_event_ms)), utc_day(run.now))
    for monday in missing:
        with run.store.writing() as session:
            rebuild_weeks(session, monday, monday)
