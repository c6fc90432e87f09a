"""Corrects checkpoints that were written while the clock ran ahead.

Such a reading covered everything up to the true time, which was not recorded. So it is dated back to the latest moment
that it surely covered: the newest stored event, or the end of the newest range read before.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from tracker.clock import MAX_CLOCK_SKEW, from_ms, is_ahead, to_ms
from tracker.store.checkpoints import Reading
from tracker.store.reconciliation import RECONCILIATION
from tracker.store.tables import BackfillRow, ReadRangeRow, ReadStateRow, UsageEventRow

_KINDS = (*Reading, RECONCILIATION)


def correct_marks_ahead(session: Session, *, present: datetime) -> Sequence[str]:
    """Set readings dated after `present` back to when they surely took place; return the kinds this affected."""
    states = [
        row for row in session.exec(select(ReadStateRow)) if row.kind in _KINDS and _is_marked_ahead(row, present)
    ]
    latest = present + MAX_CLOCK_SKEW
    histories = session.exec(select(BackfillRow).where(BackfillRow.begun_ms > to_ms(latest))).all()
    if not states and not histories:
        return ()
    session.execute(delete(ReadRangeRow).where(col(ReadRangeRow.now) > latest))
    read_at = _surely_read_at(session)
    for row in states:
        _mark_earlier(row, read_at, present)
    for history in histories:
        _begin_earlier(session, history, read_at)
    session.flush()
    return sorted({row.kind for row in states} | {row.kind for row in histories})


def _is_marked_ahead(row: ReadStateRow, present: datetime) -> bool:
    return any(mark is not None and is_ahead(mark, present) for mark in (row.read_at, row.last_error_at))


def _surely_read_at(session: Session) -> datetime | None:
    newest_event_ms = session.exec(select(func.max(UsageEventRow.timestamp_ms))).one()
    newest_end_ms = session.exec(select(func.max(ReadRangeRow.end_ms))).one()
    return max((from_ms(ms) for ms in (newest_event_ms, newest_end_ms) if ms is not None), default=None)


def _mark_earlier(row: ReadStateRow, read_at: datetime | None, present: datetime) -> None:
    if row.read_at is not None and is_ahead(row.read_at, present):
        row.read_at = min(row.read_at, read_at) if read_at else None
    if row.last_error_at is not None:
        row.last_error_at = min(row.last_error_at, present)


def _begin_earlier(session: Session, history: BackfillRow, read_at: datetime | None) -> None:
    """A backfill has read everything between its ends; one that lies beyond what is certain starts over."""
    if read_at is None or to_ms(read_at) < history.next_end_ms:
        session.delete(history)
    else:
        history.begun_ms = min(history.begun_ms, to_ms(read_at))
