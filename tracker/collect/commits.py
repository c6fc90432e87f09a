"""Commits with their AI lines, each stored once: the last days are read daily, the history once."""

from dataclasses import replace
from datetime import datetime, timedelta

from tracker.clock import day_start, utc_day
from tracker.collect.analytics import DAILY, oldest_wanted
from tracker.collect.backfill import begin_backfill
from tracker.collect.cutting import allowed_ranges, range_before
from tracker.collect.due import due_days
from tracker.collect.run import Run
from tracker.cursor.endpoints import AI_COMMITS
from tracker.store.checkpoints import Backfill, Reading, load_backfill, mark_read, save_backfill
from tracker.store.commits import save_commits

TRAILING_DAYS = 7  # commits arrive late, and amended ones come again
HISTORY_DAYS = 365


def collect_commits(run: Run) -> None:
    """Read the commits that are due, then older ones, as far as the allowance goes without waiting.

    ETags are not kept: ranges end at `now`, so no request is ever repeated.
    """
    with run.store.reading() as session:
        history = load_backfill(session, Reading.AI_COMMITS)
        events = load_backfill(session, Reading.EVENTS)
    first = due_days(run.last_read(Reading.AI_COMMITS), now=run.now, every=DAILY, trailing=TRAILING_DAYS)
    if first is not None:
        start = day_start(first)
        rows = sum(_read_range(run, *piece) for piece in allowed_ranges(start, run.now))
        history = history or replace(begin_backfill(run.now), next_end=start)
        with run.store.writing() as session:
            save_backfill(session, Reading.AI_COMMITS, history)
            mark_read(session, Reading.AI_COMMITS, now=run.now, rows=rows)
    if history is not None:
        _read_history(run, history, down_to=day_start(oldest_wanted(events, run.now, HISTORY_DAYS)))


def _read_history(run: Run, history: Backfill, *, down_to: datetime) -> None:
    while history.next_end > down_to and run.client.has_room(AI_COMMITS):
        start, end = range_before(history.next_end, not_before=down_to)
        _read_range(run, start, end)
        history = replace(history, next_end=start)
        with run.store.writing() as session:
            save_backfill(session, Reading.AI_COMMITS, history)


def _read_range(run: Run, start: datetime, end: datetime) -> int:
    """Read and store the commits of [start, end) page by page; return how many were stored."""
    last = utc_day(end - timedelta(milliseconds=1))
    run.progress.start(f"commits {start:%-d %b %Y} to {last:%-d %b %Y}", None)
    rows = 0
    try:
        for page in run.client.iter_commit_pages(start, end):
            run.note_rejected(page.rejected)
            with run.store.writing() as session:
                stored = save_commits(session, page.rows, now=run.now)
            rows += stored
            run.leave_out("commit", len(page.rows) - stored, "of nobody known")
            run.progress.advance(stored)
    finally:
        run.progress.finish()
    run.stored.commits += rows
    return rows
