"""Incidents, their anomalies and their trail in SQL. Moves are conditional updates: the row count says who won."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, tuple_, update
from sqlmodel import Session, col, select

from tracker.clock import utc_day
from tracker.detect.types import FindingKey, Metric, Rule
from tracker.incident_lifecycle import STATE_AFTER, SYSTEM, Move, states_before
from tracker.store.advisory import AdvisoryLock, hold_until_commit
from tracker.store.people import Everyone, People
from tracker.store.row_ids import insert_row
from tracker.store.tables import ActorRow, AnomalyRow, DigestRow, IncidentMoveRow, IncidentRow

KEYS_AT_ONCE = 200  # bound parameters in one statement


def lock_detection(session: Session) -> None:
    """Let one detection store at a time; SQLite allows only one write transaction anyway."""
    hold_until_commit(session, AdvisoryLock.DETECTION)


# --- one incident ----------------------------------------------------------------------------------------------------


def find_incident(session: Session, incident_id: int) -> IncidentRow | None:
    """The incident with that id, freshly read from the database."""
    statement = select(IncidentRow).where(IncidentRow.id == incident_id)
    return session.exec(statement.execution_options(populate_existing=True)).first()


def move_incident(session: Session, incident_id: int, move: Move, **values: Any) -> bool:
    """Move an incident on to the state of `move`; return False if it is already there or further, or does not exist."""
    statement = (
        update(IncidentRow)
        .where(col(IncidentRow.id) == incident_id, col(IncidentRow.state).in_(states_before(move)))
        .values(state=STATE_AFTER[move], **values)
        .execution_options(synchronize_session=False)
    )
    return session.exec(statement).rowcount == 1


def mark_alerted(session: Session, incident_ids: Collection[int], *, now: datetime) -> None:
    """Mark these incidents as alerted; one that is already acknowledged keeps its state."""
    untold = session.exec(
        select(IncidentRow.id).where(
            col(IncidentRow.id).in_(incident_ids),
            col(IncidentRow.alerted_at).is_(None),
            col(IncidentRow.resolved_at).is_(None),
        )
    ).all()
    for incident_id in untold:
        assert incident_id is not None
        if not move_incident(session, incident_id, Move.ALERTED, alerted_at=now):
            update_incident(session, incident_id, alerted_at=now)
        add_move(session, incident_id, Move.ALERTED, by=SYSTEM, source=SYSTEM, now=now)


def update_incident(session: Session, incident_id: int, **values: Any) -> None:
    """Set columns of an incident without changing its state."""
    statement = update(IncidentRow).where(col(IncidentRow.id) == incident_id).values(**values)
    session.exec(statement.execution_options(synchronize_session=False))


def bump_version(session: Session, incident_id: int) -> None:
    """Have an incident's message redrawn, and the digest that contains it."""
    update_incident(session, incident_id, version=IncidentRow.version + 1)
    digest_id = select(IncidentRow.digest_id).where(IncidentRow.id == incident_id).scalar_subquery()
    statement = update(DigestRow).where(col(DigestRow.id) == digest_id).values(version=DigestRow.version + 1)
    session.exec(statement.execution_options(synchronize_session=False))


def add_move(
    session: Session, incident_id: int, move: Move, *, by: str, source: str, now: datetime, note: str | None = None
) -> int:
    """Write one row of the trail; return its id."""
    row = IncidentMoveRow(incident_id=incident_id, at=now, move=move, by=by, source=source, note=note)
    return insert_row(session, row)


# --- what a detection needs ------------------------------------------------------------------------------------------


def find_unresolved(session: Session) -> dict[str, IncidentRow]:
    """Every unresolved incident by its subject, locked until the transaction ends."""
    statement = select(IncidentRow).where(col(IncidentRow.resolved_at).is_(None)).with_for_update()
    rows = session.exec(statement.execution_options(populate_existing=True)).all()
    return {row.subject: row for row in rows}


def find_anomalies(session: Session, keys: Iterable[FindingKey]) -> dict[FindingKey, AnomalyRow]:
    """The stored anomalies with these keys."""
    wanted = list(keys)
    columns = tuple_(AnomalyRow.subject, AnomalyRow.rule, AnomalyRow.metric, AnomalyRow.period_key)
    found: dict[FindingKey, AnomalyRow] = {}
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        statement = select(AnomalyRow).where(columns.in_(wanted[start : start + KEYS_AT_ONCE]))
        found.update((key_of(row), row) for row in session.exec(statement))
    return found


def list_uncleared(session: Session) -> Sequence[AnomalyRow]:
    """Anomalies that still held when last judged; oldest first."""
    statement = select(AnomalyRow).where(col(AnomalyRow.cleared_at).is_(None))
    return session.exec(statement.order_by(col(AnomalyRow.id))).all()


def find_cleared_incidents(session: Session, incident_ids: Collection[int]) -> Sequence[IncidentRow]:
    """Those of these unresolved incidents whose anomalies are all cleared."""
    still_held = select(AnomalyRow.incident_id).where(
        col(AnomalyRow.incident_id).in_(incident_ids), col(AnomalyRow.cleared_at).is_(None)
    )
    statement = select(IncidentRow).where(
        col(IncidentRow.id).in_(incident_ids),
        col(IncidentRow.resolved_at).is_(None),
        col(IncidentRow.id).not_in(still_held),
    )
    return session.exec(statement.order_by(col(IncidentRow.id))).all()


def key_of(row: AnomalyRow) -> FindingKey:
    """The key of a stored anomaly."""
    return FindingKey(row.subject, Rule(row.rule), Metric(row.metric), row.period_key)


def count_unresolved(session: Session) -> int:
    """How many incidents are unresolved."""
    statement = select(func.count(col(IncidentRow.id))).where(col(IncidentRow.resolved_at).is_(None))
    return session.exec(statement).one()


def count_open(session: Session, people: People, *, now: datetime) -> tuple[int, int]:
    """How many incidents are unresolved, and their uncleared anomalies; for a group, those of its members at `now`."""
    unresolved: ColumnElement[bool] = col(IncidentRow.resolved_at).is_(None)
    if not isinstance(people, Everyone):
        theirs = select(ActorRow.key).where(people.on(utc_day(now), col(ActorRow.id)))
        unresolved &= col(IncidentRow.subject).in_(theirs)
    anomalies = select(func.count(col(AnomalyRow.id))).join(
        IncidentRow, col(IncidentRow.id) == col(AnomalyRow.incident_id)
    )
    incidents = session.exec(select(func.count(col(IncidentRow.id))).where(unresolved)).one()
    return incidents, session.exec(anomalies.where(unresolved, col(AnomalyRow.cleared_at).is_(None))).one()


# --- what belongs to incidents ---------------------------------------------------------------------------------------


def list_moves(session: Session, incident_ids: Collection[int]) -> dict[int, list[IncidentMoveRow]]:
    """The trail of each incident, oldest first."""
    statement = select(IncidentMoveRow).where(col(IncidentMoveRow.incident_id).in_(incident_ids))
    moves: dict[int, list[IncidentMoveRow]] = {incident_id: [] for incident_id in incident_ids}
    for row in session.exec(statement.order_by(col(IncidentMoveRow.id))):
        moves[row.incident_id].append(row)
    return moves


def list_anomalies(session: Session, incident_ids: Collection[int]) -> dict[int, list[AnomalyRow]]:
    """The anomalies of each incident, oldest first."""
    statement = select(AnomalyRow).where(col(AnomalyRow.incident_id).in_(incident_ids)).order_by(col(AnomalyRow.id))
    anomalies: dict[int, list[AnomalyRow]] = {incident_id: [] for incident_id in incident_ids}
    for row in session.exec(statement):
        assert row.incident_id is not None
        anomalies[row.incident_id].append(row)
    return anomalies


def find_move(session: Session, move_id: int) -> IncidentMoveRow | None:
    """One row of a trail."""
    return session.get(IncidentMoveRow, move_id)


def find_digest(session: Session, digest_id: int) -> DigestRow | None:
    """The digest with that id, freshly read from the database."""
    return session.get(DigestRow, digest_id, populate_existing=True)


def turn_page(session: Session, digest_id: int, page: int) -> bool:
    """Show another page of a digest's list; return False if there is no such digest."""
    statement = update(DigestRow).where(col(DigestRow.id) == digest_id)
    return session.exec(statement.values(page=page, version=DigestRow.version + 1)).rowcount == 1


def list_of_digest(session: Session, digest_id: int) -> Sequence[IncidentRow]:
    """The incidents of a digest, in arbitrary order."""
    statement = select(IncidentRow).where(IncidentRow.digest_id == digest_id)
    return session.exec(statement.order_by(col(IncidentRow.id))).all()
