"""Says that Cursor could not be read: once an outage, not every hour."""

from tracker.clock import iso
from tracker.collect.collector import CollectionResult
from tracker.store.checkpoints import outage_since, save_outage
from tracker.store.engine import Store
from tracker.store.outbox import add_notice

TROUBLE = "collection"


def announce_trouble(store: Store, result: CollectionResult) -> None:
    """Have a notice sent when an outage begins, and one, ever, for what the team's plan does not include."""
    failing = [error for error in result.errors if not error.is_unavailable]
    with store.writing() as session:
        since = outage_since(session)
        if failing and since is None:
            save_outage(session, result.now)
            add_notice(session, TROUBLE, f"trouble:{iso(result.now)}", now=result.now)
        elif since is not None and not failing:
            save_outage(session, None)
        for error in result.errors:
            if error.is_unavailable:
                add_notice(session, TROUBLE, f"unavailable:{error.endpoint}", now=result.now)
