"""What people do with incidents. If two do the same at once, one wins, and the other learns who it was."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tracker.incident_lifecycle import DigestNotFound, IncidentNotFound, IncidentState, Move
from tracker.incidents.trail import record
from tracker.store.engine import Store
from tracker.store.incidents import find_incident, move_incident, turn_page, update_incident

__all__ = ["DigestNotFound", "IncidentNotFound", "IncidentService", "MoveOutcome"]


@dataclass(frozen=True)
class MoveOutcome:
    """Whether this call made the move, and the incident's state, with who moved it there and when.

    `by` and `at` are None only if nobody, not even the system, has moved it to that state.
    """

    won: bool
    state: IncidentState
    by: str | None
    at: datetime | None


class IncidentService:
    """Acknowledges and resolves; every method is one transaction that also writes the trail and outbox rows."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def acknowledge(self, incident_id: int, *, by: str, source: str, now: datetime) -> MoveOutcome:
        """Acknowledge an incident; too late if it is already acknowledged or resolved.

        `by` is a chat user id or an e-mail, `source` where it was done: slack or cli. Raises IncidentNotFound.
        """
        with self._store.writing() as session:
            won = move_incident(session, incident_id, Move.ACKNOWLEDGED, acknowledged_at=now, acknowledged_by=by)
            if won:
                record(session, incident_id, Move.ACKNOWLEDGED, by=by, source=source, now=now)
            return _outcome(session, incident_id, won=won)

    def resolve(
        self,
        incident_id: int,
        *,
        by: str,
        source: str,
        now: datetime,
        cause: str | None = None,
        note: str | None = None,
    ) -> MoveOutcome:
        """Close an incident for good; too late if it is already resolved.

        Resolving an incident that nobody has acknowledged also acknowledges it. Raises IncidentNotFound.
        """
        cause, note = cause or None, note or None
        with self._store.writing() as session:
            won = move_incident(
                session, incident_id, Move.RESOLVED, resolved_at=now, resolved_by=by, cause=cause, note=note
            )
            if won:
                _acknowledge_too(session, incident_id, by=by, now=now)
                words = ": ".join(part for part in (cause, note) if part) or None
                record(session, incident_id, Move.RESOLVED, by=by, source=source, now=now, note=words)
            return _outcome(session, incident_id, won=won)

    def turn_digest_page(self, digest_id: int, page: int) -> None:
        """Show another page of a digest's list. Raises DigestNotFound."""
        with self._store.writing() as session:
            if not turn_page(session, digest_id, page):
                raise DigestNotFound(digest_id)


def _acknowledge_too(session: Session, incident_id: int, *, by: str, now: datetime) -> None:
    incident = find_incident(session, incident_id)
    if incident is not None and incident.acknowledged_at is None:
        update_incident(session, incident_id, acknowledged_at=now, acknowledged_by=by)


def _outcome(session: Session, incident_id: int, *, won: bool) -> MoveOutcome:
    incident = find_incident(session, incident_id)
    if incident is None:
        raise IncidentNotFound(incident_id)
    state = IncidentState(incident.state)
    if state is IncidentState.RESOLVED:
        return MoveOutcome(won, state, incident.resolved_by, incident.resolved_at)
    return MoveOutcome(won, state, incident.acknowledged_by, incident.acknowledged_at)
