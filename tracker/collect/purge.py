"""Runs after a collection: deletes raw events past their retention and keeps their rollups."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from tracker.clock import ONE_DAY, day_start, utc_day
from tracker.store.checkpoints import Reading, load_backfill, load_read_states, purged_before
from tracker.store.cycles import cycle_before, find_cycle
from tracker.store.engine import Store
from tracker.store.purge import newest_event_day, oldest_event_day, purge_batch
from tracker.store.settings import load_preferences

log = logging.getLogger(__name__)

PURGE_TIME_LIMIT_S = 20.0  # detection waits for it; the rest is deleted after the next collections


@dataclass(frozen=True)
class Purged:
    """How many events one run deleted, and the oldest UTC day with all of its events (None: none ever purged)."""

    events: int = 0
    kept_from: date | None = None


def purge_if_due(
    store: Store,
    *,
    now: datetime,
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Purged:
    """Delete events past their retention in short transactions, with pauses for other writers.

    Continues a purge that ran out of time or was killed.
    """
    with store.reading() as session:
        before = _due_before(session, now)
    if before is None:
        return Purged()
    events, started = 0, monotonic()
    while monotonic() - started < PURGE_TIME_LIMIT_S:
        begun = monotonic()
        with store.writing() as session:
            gone = purge_batch(session, before=before)
        if not gone:
            break
        events += gone
        sleep(monotonic() - begun)
    with store.reading() as session:
        purged = purged_before(session)
    kept_from = utc_day(purged) if purged else None
    if events:
        log.info("raw usage events purged events=%d kept_from=%s", events, kept_from)
    return Purged(events, kept_from)


def _due_before(session: Session, now: datetime) -> date | None:
    """The first day to keep; None if nothing is to be deleted.

    A purge that has begun is always finished. Otherwise nothing is deleted before the whole history and, in this very
    run, everything due has been read.
    """
    purged = purged_before(session)
    begun = utc_day(purged) if purged else None
    due = _asked_for(session, now)
    before = max((day for day in (begun, due) if day is not None), default=None)
    oldest = oldest_event_day(session)
    return before if before is not None and oldest is not None and oldest < before else None


def _asked_for(session: Session, now: datetime) -> date | None:
    """The first day that admins want to keep or that is still re-read; None if all events are kept."""
    keep_days = load_preferences(session).keep_events_days
    history, states = load_backfill(session, Reading.EVENTS), load_read_states(session)
    newest = newest_event_day(session)
    was_read = Reading.EVENTS in states and states[Reading.EVENTS].read_at == now
    if not keep_days or history is None or not history.is_done or not was_read or newest is None:
        return None
    # A clock that runs ahead would delete everything, so no day after the newest event counts as the present.
    cycle_read = states.get(Reading.EVENTS_CYCLE)
    cycle_read_at = (cycle_read.read_at if cycle_read else None) or history.begun_at
    settled = min(now, day_start(newest + ONE_DAY), cycle_read_at)
    last_cycle = cycle_before(session, find_cycle(session, settled))
    return min(utc_day(settled) - timedelta(days=keep_days), utc_day(last_cycle.start))
