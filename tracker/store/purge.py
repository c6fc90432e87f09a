"""Deletes the raw events of whole UTC days, oldest first and a few at a time; their sums stay.

A day is called purged in the transaction that deletes the first of its events. From then on nobody reads it from
Cursor again, adds it up anew, or takes what is left of its events for all of it, wherever a kill may stop the rest.
"""

from datetime import date

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from tracker.clock import ONE_DAY, day_end, day_start, from_ms, to_ms, utc_day
from tracker.store.checkpoints import purged_before, save_purge
from tracker.store.tables import ReadRangeRow, UsageEventRow

BATCH = 5_000  # events a transaction: others wait for it a tenth of a second at most

_TIME = col(UsageEventRow.timestamp_ms)


def purge_batch(session: Session, *, before: date, most: int = BATCH) -> int:
    """Delete at most `most` events of UTC days before `before`, and give their number; 0 when there are none left.

    They are those of whole days, or some of the oldest one where that alone holds more.
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
    """The UTC day of the oldest event whose raw row is stored."""
    first_ms = session.exec(select(func.min(_TIME))).one()
    return None if first_ms is None else utc_day(from_ms(first_ms))


def newest_event_day(session: Session) -> date | None:
    """The UTC day of the newest one."""
    last_ms = session.exec(select(func.max(_TIME))).one()
    return None if last_ms is None else utc_day(from_ms(last_ms))


def oldest_kept_day(session: Session) -> date | None:
    """The oldest UTC day all of whose events are still stored as they were read."""
    oldest, purged = oldest_event_day(session), purged_before(session)
    if oldest is None or purged is None:
        return oldest
    return max(oldest, utc_day(purged))
