"""A stamp of everything that reports are made of: it stays the same until any of that changes."""

from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from tracker.store.tables import (
    AnomalyRow,
    AuditRow,
    IncidentMoveRow,
    IncidentRow,
    OutboxRow,
    ReadRangeRow,
    ReadStateRow,
)

_PARTS = (
    # A re-read range gets a new row, which may reuse the id of the one it replaces.
    select(func.count(), func.max(ReadRangeRow.now), func.sum(ReadRangeRow.rows), func.sum(ReadRangeRow.end_ms)),
    select(func.max(ReadStateRow.read_at), func.max(ReadStateRow.last_error_at)),
    select(func.count(), func.sum(IncidentRow.version), func.max(IncidentRow.alerted_at)),
    select(func.max(IncidentMoveRow.id)),
    select(func.count(), func.max(AnomalyRow.id), func.max(AnomalyRow.cleared_at)),
    select(func.max(AuditRow.id)),
    select(func.count()).where(col(OutboxRow.state).in_(("waiting", "dead"))),
)


def data_stamp(session: Session) -> tuple[Any, ...]:
    """Collected ranges and readings, incidents and findings, settings, and what waits to be sent."""
    return tuple(tuple(session.execute(part).one()) for part in _PARTS)
