"""The one place that records a move: the audit row, the line in the thread, and the root message to redraw."""

from datetime import datetime

from sqlmodel import Session

from tracker.incident_lifecycle import MAILED, THREAD_MOVES, IncidentNotFound, Move
from tracker.store.incidents import add_move, bump_version, find_incident
from tracker.store.outbox_rows import add_thread_line, root_key


def record(
    session: Session,
    incident_id: int,
    move: Move,
    *,
    by: str,
    source: str,
    now: datetime,
    note: str | None = None,
    is_announced: bool = True,
) -> None:
    """Record a move in the transaction that made it; with `is_announced` off, no thread line or mail is queued.

    Raises IncidentNotFound.
    """
    incident = find_incident(session, incident_id)
    if incident is None:
        raise IncidentNotFound(incident_id)
    move_id = add_move(session, incident_id, move, by=by, source=source, now=now, note=note)
    if is_announced and move in THREAD_MOVES:
        by_mail = move in MAILED and incident.digest_id is None
        add_thread_line(session, move_id, root_key=root_key(incident), now=now, by_mail=by_mail)
        bump_version(session, incident_id)
