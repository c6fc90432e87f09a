"""The audit trail in SQL: changes of settings and other decisions, and the moves of incidents, in one list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Row, String, cast, func, literal, null, select, union_all
from sqlmodel import Session, col

from tracker.store.tables import AuditRow, IncidentMoveRow

INCIDENT_MOVE = "incident.move"

_CHANGES: Any = select(
    col(AuditRow.at).label("at"),
    col(AuditRow.by).label("by"),
    col(AuditRow.source).label("source"),
    col(AuditRow.action).label("action"),
    col(AuditRow.about).label("about"),
    col(AuditRow.old_value).label("old"),
    col(AuditRow.new_value).label("new"),
    cast(null(), Integer).label("incident_id"),
    literal(1).label("kind"),
    col(AuditRow.id).label("id"),
)
_MOVES: Any = select(
    col(IncidentMoveRow.at),
    col(IncidentMoveRow.by),
    col(IncidentMoveRow.source),
    literal(INCIDENT_MOVE, String),
    col(IncidentMoveRow.move),
    cast(null(), String),
    col(IncidentMoveRow.note),
    cast(col(IncidentMoveRow.incident_id), Integer),
    literal(2),
    col(IncidentMoveRow.id),
)


def count_audit(session: Session, *, now: datetime) -> int:
    """How many lines the trail had at `now`."""
    counts = (
        select(func.count()).select_from(AuditRow).where(col(AuditRow.at) <= now),
        select(func.count()).select_from(IncidentMoveRow).where(col(IncidentMoveRow.at) <= now),
    )
    return sum(session.connection().execute(statement).scalar_one() for statement in counts)


def list_audit(session: Session, *, now: datetime, offset: int, limit: int) -> Sequence[Row[Any]]:
    """Lines of the trail up to `now`, newest first: (at, by, source, action, about, old, new, incident_id).

    For a move, `action` is INCIDENT_MOVE, `about` the move and `new` its note.
    """
    trail = union_all(_CHANGES.where(col(AuditRow.at) <= now), _MOVES.where(col(IncidentMoveRow.at) <= now)).subquery()
    columns = [trail.c[name] for name in ("at", "by", "source", "action", "about", "old", "new", "incident_id")]
    newest_first = (trail.c.at.desc(), trail.c.kind.desc(), trail.c.id.desc())
    statement = select(*columns).order_by(*newest_first).offset(offset).limit(limit)
    return session.connection().execute(statement).all()
