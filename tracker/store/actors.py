"""People and service accounts by their keys: who they are, who has a seat, and whom an event belongs to.

The key is the lower-case e-mail; where Cursor gives none, its id of the member or service account; "" collects usage
without any name.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from tracker.cursor.schemas.events import WireEvent
from tracker.cursor.schemas.members import WireMember
from tracker.store.row_ids import id_of
from tracker.store.tables import ActorRow

KEYS_AT_ONCE = 500  # bound parameters in one statement

PERSON, SERVICE_ACCOUNT, UNKNOWN = "person", "service_account", "unknown"
UNKNOWN_KEY = ""
UNKNOWN_NAME = "unknown (removed?)"


@dataclass(frozen=True)
class Sighting:
    """What one Cursor answer says about somebody. `email` is lower case; any field may be missing."""

    email: str | None
    cursor_user_id: str | None = None
    name: str | None = None
    role: str | None = None


def find_actor_rows(session: Session, keys: Collection[str]) -> dict[str, ActorRow]:
    """The actors of these keys."""
    wanted = sorted(keys)
    rows: dict[str, ActorRow] = {}
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        statement = select(ActorRow).where(col(ActorRow.key).in_(wanted[start : start + KEYS_AT_ONCE]))
        rows.update((row.key, row) for row in session.exec(statement))
    return rows


def save_roster(session: Session, members: Sequence[WireMember], *, is_whole: bool, now: datetime) -> None:
    """Store who has a seat. If the roster is whole, members missing from it have left; they keep their history."""
    rows = {row.key: row for row in session.exec(select(ActorRow))}
    listed = set()
    for member in members:
        key = member.email or member.user_id
        row = rows.setdefault(key, ActorRow(key=key, first_seen_at=now))
        if key in listed and member.is_removed:
            continue  # another row of this e-mail has a seat
        listed.add(key)
        row.email = member.email_raw or row.email
        row.name = member.name or row.name
        row.kind = PERSON
        row.cursor_user_id = member.user_id
        row.role = member.role
        row.is_member = not member.is_removed
        row.is_removed = member.is_removed
        row.last_listed_at = now
        session.add(row)
    if is_whole:
        _mark_departed(row for key, row in rows.items() if key not in listed)


def count_members(session: Session) -> int:
    """How many have a seat."""
    return session.exec(select(func.count()).select_from(ActorRow).where(col(ActorRow.is_member))).one()


def _mark_departed(rows: Iterable[ActorRow]) -> None:
    for row in rows:
        if row.is_member:
            row.is_member = False
            row.is_removed = True


# --- whom rows belong to ---------------------------------------------------------------------------------------------


def ensure_event_actors(session: Session, events: Sequence[WireEvent], *, now: datetime) -> dict[str, int]:
    """Return the id of each event's actor, by key (`event_actor_key`); new actors are stored.

    An e-mail that was never in the roster and comes with a service account's id belongs to that service account.
    """
    keys = {event_actor_key(event) for event in events}
    ids = find_ids(session, keys)
    new = [_new_actor(key, now) for key in sorted(keys - ids.keys())]
    session.add_all(new)
    session.flush()
    _name_service_accounts(session, [event for event in events if event.service_account_id is not None])
    return ids | {row.key: id_of(row) for row in new}


def find_ids(session: Session, keys: Collection[str]) -> dict[str, int]:
    """Row ids by key. A range has thousands of keys, and loading ORM rows would take longer than storing its events."""
    wanted = sorted(keys)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        statement = select(ActorRow.key, ActorRow.id).where(col(ActorRow.key).in_(wanted[start : start + KEYS_AT_ONCE]))
        found.update((key, row_id) for key, row_id in session.exec(statement) if row_id is not None)
    return found


def _name_service_accounts(session: Session, events: Sequence[WireEvent]) -> None:
    names = {event_actor_key(event): event.service_account_name or event.service_account_id for event in events}
    for key, row in find_actor_rows(session, names.keys()).items():
        if row.last_listed_at is None:
            row.kind = SERVICE_ACCOUNT
            row.name = row.name or names[key] or ""


def event_actor_key(event: WireEvent) -> str:
    """The key of the actor an event belongs to."""
    return event.email or event.service_account_id or UNKNOWN_KEY


def ensure_actors(session: Session, sightings: Sequence[Sighting], *, now: datetime) -> list[int | None]:
    """Return the id of each sighted actor, in order; None for one with neither an e-mail nor a known id.

    Actors are found by e-mail, else by Cursor's member id. New e-mails and new `user_…` ids are stored; missing
    details, such as the name, are filled in.
    """
    by_key = find_actor_rows(session, {seen.email for seen in sightings if seen.email})
    by_id = _find_by_cursor_id(session, {seen.cursor_user_id for seen in sightings if seen.cursor_user_id})
    found = []
    for seen in sightings:
        row = by_key.get(seen.email) if seen.email else by_id.get(seen.cursor_user_id or "")
        if row is None and (key := _key_of_new(seen)) is not None:
            row = by_key[key] = by_key.get(key) or _new_actor(key, now)
            session.add(row)
        if row is not None:
            _learn(row, seen)
        found.append(row)
    session.flush()
    return [None if row is None else id_of(row) for row in found]


def _find_by_cursor_id(session: Session, ids: Collection[str]) -> dict[str, ActorRow]:
    """Actors by Cursor's own id. If several share one, whoever has the seat now."""
    wanted = sorted(ids)
    found: dict[str, ActorRow] = {}
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        statement = select(ActorRow).where(col(ActorRow.cursor_user_id).in_(wanted[start : start + KEYS_AT_ONCE]))
        for row in session.exec(statement.order_by(col(ActorRow.is_member), col(ActorRow.id))):
            if row.cursor_user_id is not None:
                found[row.cursor_user_id] = row
    return found


def _key_of_new(seen: Sighting) -> str | None:
    """Daily usage has numeric ids, which occur nowhere else; no actor is made from them."""
    if seen.email:
        return seen.email
    return None if seen.cursor_user_id is None or seen.cursor_user_id.isdigit() else seen.cursor_user_id


def _new_actor(key: str, now: datetime) -> ActorRow:
    if key == UNKNOWN_KEY:
        return ActorRow(key=key, name=UNKNOWN_NAME, kind=UNKNOWN, first_seen_at=now)
    return ActorRow(key=key, email=key if "@" in key else None, first_seen_at=now)


def _learn(row: ActorRow, seen: Sighting) -> None:
    if not row.name and seen.name:
        row.name = seen.name
    if row.role is None and seen.role:
        row.role = seen.role
    if row.cursor_user_id is None and seen.cursor_user_id and not seen.cursor_user_id.isdigit():
        row.cursor_user_id = seen.cursor_user_id
