"""Telling people that figures could not be read: once an outage, not once an hour."""

from tracker.clock import iso
from tracker.collect.collector import CollectionResult
from tracker.store.checkpoints import ANALYTICS, ReadState, load_read_states
from tracker.store.engine import Store
from tracker.store.outbox import add_notice

COLLECTION_TROUBLE = "collection"


def announce_trouble(store: Store, result: CollectionResult, *, by_mail: bool = False) -> bool:
    """Have the alert channel told what `result` could not read; false when it was told of this outage before.

    An outage is known by the last whole reading before it: until the failing kinds are read again, that stays the same.
    """
    if not result.errors:
        return False
    with store.writing() as session:
        failing = [state for kind, state in load_read_states(session).items() if _is_failing(kind, state)]
        since = min((state.read_at for state in failing if state.read_at is not None), default=None)
        key = f"trouble:{COLLECTION_TROUBLE}:{iso(since) if since else 'never read'}"
        return add_notice(session, COLLECTION_TROUBLE, key, now=result.now, by_mail=by_mail)


def _is_failing(kind: str, state: ReadState) -> bool:
    """A plan that lacks analytics is no outage."""
    return state.failed_at is not None and not (kind in ANALYTICS and state.is_unavailable)
