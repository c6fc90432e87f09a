"""Cursor's daily counters: the last days hourly, the cycle daily, and the history as far back as there are events."""

from dataclasses import replace
from datetime import datetime, timedelta

from tracker.clock import ONE_DAY, day_start, days_between, from_ms, utc_day
from tracker.collect.backfill import begin_backfill
from tracker.collect.due import DAILY_KINDS, due_daily_usage
from tracker.collect.run import Run
from tracker.cursor.client import LONGEST_RANGE
from tracker.cursor.endpoints import DAILY_USAGE
from tracker.store.actors import count_members
from tracker.store.checkpoints import Backfill, Reading, load_backfill, mark_read, save_backfill
from tracker.store.cycles import find_cycle
from tracker.store.daily_usage import replace_daily_usage

MAX_ROWS_IN_RANGE = 120_000
"""One row per member and day; writing this many took 2.8 s on busy cores. A smaller limit means more requests."""


def collect_daily_usage(run: Run) -> None:
    """Re-read the days that are due, then read the history backwards to the oldest event."""
    with run.store.reading() as session:
        known = load_backfill(session, Reading.DAILY_USAGE)
        events = load_backfill(session, Reading.EVENTS)
        cycle = find_cycle(session, run.now)
        longest = _longest_range(count_members(session))
    last = {kind: run.last_read(kind) or (known.begun_at if known else None) for kind in DAILY_KINDS}
    due = due_daily_usage(now=run.now, last=last, cycle=cycle)
    if due.starts and known is not None:
        _read_days(run, max(min(due.starts.values()), known.next_end), run.now, longest=longest)
    history = known or replace(begin_backfill(run.now), is_done=True)
    _read_history(run, history, down_to=_oldest(events, cycle.start), longest=longest)
    if due.starts:
        with run.store.writing() as session:
            for kind in due.starts:
                mark_read(session, kind, now=run.now, rows=run.stored.daily_usage)


def _oldest(events: Backfill | None, cycle_start: datetime) -> datetime:
    """The first day with events read so far, but no later than the start of the cycle."""
    if events is None or events.oldest_event_ms is None:
        return day_start(utc_day(cycle_start))
    return day_start(utc_day(min(from_ms(events.oldest_event_ms), cycle_start)))


def _longest_range(members: int) -> timedelta:
    return min(LONGEST_RANGE, max(1, MAX_ROWS_IN_RANGE // max(members, 1)) * ONE_DAY)


def _read_history(run: Run, history: Backfill, *, down_to: datetime, longest: timedelta) -> None:
    while history.next_end > down_to:
        end = history.next_end
        start = max(day_start(utc_day(end - timedelta(milliseconds=1))) - longest + ONE_DAY, down_to)
        history = replace(history, next_end=start)
        _read_range(run, start, end, history)


def _read_days(run: Run, start: datetime, end: datetime, *, longest: timedelta) -> None:
    """Read [start, end) in whole days, newest first."""
    while end > start:
        piece_start = max(day_start(utc_day(end - timedelta(milliseconds=1))) - longest + ONE_DAY, start)
        _read_range(run, piece_start, end, None)
        end = piece_start


def _read_range(run: Run, start: datetime, end: datetime, history: Backfill | None) -> None:
    days = days_between(start, end)
    run.work_while_waiting_for(DAILY_USAGE)
    run.progress.start(f"daily usage {days[0]:%-d %b %Y} to {days[-1]:%-d %b %Y}", None)
    try:
        answer = run.client.fetch_daily_usage(start, end)
        run.progress.advance(len(answer.rows))
    finally:
        run.progress.finish()
    run.note_rejected(answer.rejected)
    rows = [row for row in answer.rows if days[0] <= row.day <= days[-1]]
    with run.store.writing() as session:
        stored = replace_daily_usage(session, days[0], days[-1], rows, now=run.now)
        if history is not None:
            save_backfill(session, Reading.DAILY_USAGE, history)
    run.stored.daily_usage += stored
    run.leave_out("daily_usage", len(answer.rows) - stored, "of nobody known, of another day, or there twice")
