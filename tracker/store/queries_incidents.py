"""What reports ask about incidents and anomalies: filtered lists, and the instants that durations are computed from."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, exists, func, not_, or_, true
from sqlmodel import Session, col, select

from tracker.detect.types import TEAM, Rule, Severity
from tracker.store.people import GroupMembers, is_member_at
from tracker.store.tables import ActorRow, AnomalyRow, IncidentRow
from tracker.store.tables_groups import GroupMembershipRow

# --- incidents -------------------------------------------------------------------------------------------------------


def list_times(session: Session, start: datetime, end: datetime) -> Sequence[Row[Any]]:
    """The instants of every incident detected in [start, end), and who resolved it."""
    statement = _times().where(_detected_in(IncidentRow, start, end))
    return session.connection().execute(statement).all()


def list_times_in(session: Session, start: datetime, end: datetime, people: GroupMembers | None) -> Sequence[Row[Any]]:
    """The same for every incident detected or resolved in [start, end); for a group, those about its members."""
    row = IncidentRow
    resolved = and_(col(row.resolved_at) >= start, col(row.resolved_at) < end)
    statement = _times().where(or_(_detected_in(row, start, end), resolved))
    if people is not None:
        is_theirs = and_(col(AnomalyRow.incident_id) == col(row.id), col(AnomalyRow.subject) != TEAM, _is_of(people))
        statement = statement.where(select(AnomalyRow.id).where(is_theirs).exists())
    return session.connection().execute(statement).all()


def _times() -> Any:
    row = IncidentRow
    instants = (row.onset_at, row.detected_at, row.missed_at, row.alerted_at, row.acknowledged_at, row.resolved_at)
    return select(*[col(instant) for instant in instants]).add_columns(col(row.resolved_by))


def matching(which: str, start: datetime, end: datetime, by: Sequence[str]) -> ColumnElement[bool]:
    """The condition for a list: `open`, `mine` (the names in `by`) or `all`, detected in [start, end)."""
    is_unresolved = col(IncidentRow.resolved_at).is_(None)
    match which:
        case "open":
            return is_unresolved
        case "mine":
            is_mine = or_(col(IncidentRow.acknowledged_by).in_(by), col(IncidentRow.resolved_by).in_(by))
            return and_(is_mine, or_(is_unresolved, _detected_in(IncidentRow, start, end)))
        case "all":
            return _detected_in(IncidentRow, start, end)
    raise ValueError(f"expected open, mine or all, got {which!r}")


def count_incidents(session: Session, wanted: ColumnElement[bool]) -> int:
    """How many incidents match."""
    return session.exec(select(func.count(col(IncidentRow.id))).where(wanted)).one()


def list_incidents(
    session: Session, wanted: ColumnElement[bool], *, limit: int | None, offset: int = 0
) -> Sequence[IncidentRow]:
    """Matching incidents, newest first; of those detected at the same time, the worst first."""
    order = (col(IncidentRow.detected_at).desc(), _badness(IncidentRow).desc(), col(IncidentRow.id).desc())
    return session.exec(select(IncidentRow).where(wanted).order_by(*order).limit(limit).offset(offset)).all()


def find_states(session: Session, incident_ids: Collection[int]) -> dict[int, str]:
    """The state of each of these incidents; for many, the whole table is read."""
    wanted = col(IncidentRow.id).in_(incident_ids) if len(incident_ids) <= _IDS_AT_ONCE else true()
    rows = session.exec(select(IncidentRow.id, IncidentRow.state).where(wanted))
    return {row_id: state for row_id, state in rows if row_id is not None}


# --- anomalies -------------------------------------------------------------------------------------------------------


def anomalies_detected(start: datetime, end: datetime, people: GroupMembers | None) -> ColumnElement[bool]:
    """The condition that an anomaly was detected in [start, end), about someone then in the group.

    The team's own anomalies belong to no group, not even to the complement.
    """
    in_range = _detected_in(AnomalyRow, start, end)
    return in_range if people is None else and_(in_range, col(AnomalyRow.subject) != TEAM, _is_of(people))


def anomalies_like(
    severity: Severity | None, rule: Rule | None, subject: str | None, is_cleared: bool | None
) -> ColumnElement[bool]:
    """The condition on an anomaly's properties; None matches anything."""
    asked = [
        col(column) == value
        for column, value in (
            (AnomalyRow.severity, severity),
            (AnomalyRow.rule, rule),
            (AnomalyRow.subject, subject),
        )
        if value is not None
    ]
    if is_cleared is not None:
        cleared_at = col(AnomalyRow.cleared_at)
        asked.append(cleared_at.is_not(None) if is_cleared else cleared_at.is_(None))
    return and_(true(), *asked)


def list_detections(session: Session, wanted: ColumnElement[bool]) -> list[tuple[datetime, str, bool]]:
    """(detected at, severity, whether it is cleared) of every anomaly that matches."""
    columns = (col(AnomalyRow.detected_at), col(AnomalyRow.severity), col(AnomalyRow.cleared_at).is_not(None))
    return [(row[0], row[1], row[2]) for row in session.connection().execute(select(*columns).where(wanted))]


def list_timeline(
    session: Session, wanted: ColumnElement[bool], *, limit: int | None, offset: int = 0
) -> Sequence[AnomalyRow]:
    """Matching anomalies, newest first; of those detected at the same time, the worst first."""
    order = (col(AnomalyRow.detected_at).desc(), _badness(AnomalyRow).desc(), col(AnomalyRow.id).desc())
    return session.exec(select(AnomalyRow).where(wanted).order_by(*order).limit(limit).offset(offset)).all()


def list_subjects(session: Session, wanted: ColumnElement[bool], *, limit: int) -> list[str]:
    """The subjects with the most matching anomalies, in that order."""
    subject = col(AnomalyRow.subject)
    statement = select(subject).where(wanted).group_by(subject).order_by(func.count().desc(), subject).limit(limit)
    return list(session.exec(statement))


def _is_of(people: GroupMembers) -> ColumnElement[bool]:
    """The condition that the subject was in one of the groups, or in none, when the anomaly was detected."""
    membership = GroupMembershipRow
    belongs = exists().where(
        col(ActorRow.key) == col(AnomalyRow.subject),
        col(membership.actor_id) == col(ActorRow.id),
        col(membership.group_id).in_(people.group_ids),
        *is_member_at(col(AnomalyRow.detected_at)),
    )
    return not_(belongs) if people.is_complement else belongs


def _detected_in(table: Any, start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(col(table.detected_at) >= start, col(table.detected_at) < end)


def _badness(table: Any) -> ColumnElement[int]:
    return case({severity: severity.rank for severity in Severity}, value=col(table.severity), else_=0)


_IDS_AT_ONCE = 500  # bound parameters in one statement
