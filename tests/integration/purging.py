"""Deletes raw events in batches, as a collection does, but regardless of the settings."""

from datetime import date

from sqlmodel import Session

from tracker.store.checkpoints import save_purge
from tracker.store.purge import purge_batch


def purge_events(session: Session, *, before: date, most: int = 1) -> int:
    """Delete the raw events of every UTC day before `before`; return their number."""
    gone = 0
    while deleted := purge_batch(session, before=before, most=most):
        gone += deleted
    save_purge(session, before=before)
    return gone
