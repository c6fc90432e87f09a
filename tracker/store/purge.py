"""Deletes the raw events of whole UTC days, oldest first and in batches; their rollups stay.

A day is marked as purged in the transaction that deletes its first event. From then on it is never read from Cursor
again, rolled up again, or taken to be complete from what is left of it, wherever a kill may interrupt the purge.
"""

from datetime import date

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from tracker.clock import ONE_DAY, day_end, day_start, from_ms, to_ms, utc_day
from tracker.store.checkpoints import purged_before, save_purge
from tracker.store.tables import ReadRangeRow, UsageEventRow

BATCH = 5_000  # events in one transaction; others wait for a tenth of a second at most

_TIME = col(UsageEventRow.timestamp_ms)


def purge_batch(session: Session, *, before: date, most: int = BATCH) -> int:
    """Delete at most `most` events of UTC days before `before`; return their number, 0 when none are left.

    It deletes whole days, or some events of the oldest day if that day alone holds more.
    """
    oldest = oldest_event_day(session)
    if oldest is None or oldest >= before:
        return 0
    next_ms = session.exec(select(_TIME).order_by(_TIME).offset(most).limit(1)).first()
    end = before if next_ms is None else min(before, utc_day(from_ms(next_ms)))
    purged = to_ms(day_start(end)) > _TIME
    if end == oldest:
        end = oldest + ONE_DAY
        first = select(UsageEventRow.id).where(to_ms(day_end(oldest)) > _TIME).order_by(_TIME).limit(most)
        purged = col(UsageEventRow.id).in_(first)
    save_purge(session, before=end)
    gone = session.execute(delete(UsageEventRow).where(purged))
    session.execute(delete(ReadRangeRow).where(col(ReadRangeRow.end_ms) <= to_ms(day_start(end))))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def oldest_event_day(session: Session) -> date | None:
    """The oldest UTC day with a stored raw event."""
    first_ms = session.exec(select(func.min(_TIME))).one()
    return None if first_ms is None else utc_day(from_ms(first_ms))


def newest_event_day(session: Session) -> date | None:
    """The newest UTC day with a stored raw event."""
    last_ms = session.exec(select(func.max(_TIME))).one()
    return None if last_ms is None else utc_day(from_ms(last_ms))


def oldest_kept_day(session: Session) -> date | None:
    """The oldest UTC day with all of its events still stored."""
    oldest, purged = oldest_event_day(session), purged_before(session)
    if oldest is None or purged is None:
        return oldest
    return max(oldest, utc_day(purged))
