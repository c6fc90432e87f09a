"""Who a key stands for, under a name that no other actor has."""

from collections.abc import Collection

from sqlmodel import Session

from tracker.detect.types import TEAM
from tracker.reports.types import Actor, ActorKind
from tracker.store.actors import find_actor_rows, find_shared_names
from tracker.store.tables import ActorRow

TEAM_ACTOR = Actor(key=TEAM, email=None, name="The team", kind=ActorKind.TEAM, display="The team")
UNKNOWN_NAME = "unknown (removed?)"


def load_actor(session: Session, key: str) -> Actor:
    """The actor of a key, a subject's or a button's; one that nothing is stored about is shown by the key."""
    return load_actors(session, {key})[key]


def load_actors(session: Session, keys: Collection[str]) -> dict[str, Actor]:
    """The actor of each key."""
    rows = find_actor_rows(session, set(keys) - {TEAM})
    shared = find_shared_names(session, {row.name for row in rows.values()})
    return {key: TEAM_ACTOR if key == TEAM else actor_of(key, rows.get(key), shared) for key in keys}


def actor_of(key: str, row: ActorRow | None, shared_names: Collection[str]) -> Actor:
    """Describe an actor; a name that is shared is followed by the key."""
    if row is None:
        kind = ActorKind.PERSON if "@" in key else ActorKind.UNKNOWN
        return Actor(key, key or None, key or UNKNOWN_NAME, kind, key or UNKNOWN_NAME)
    name = row.name or row.email or key or UNKNOWN_NAME
    display = f"{name} ({key})" if row.name in shared_names else name
    return Actor(key, row.email, name, ActorKind(row.kind), display, is_removed=row.is_removed)
