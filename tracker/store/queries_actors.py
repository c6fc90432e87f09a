"""Everyone with a seat or with usage, billing groups, and the limits that Cursor enforces."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlmodel import Session, col

from tracker.clock import to_ms, utc_day
from tracker.store.columns import plain_rows
from tracker.store.people import GroupMembers, is_member_at
from tracker.store.tables import ActorRow, AnomalyRow, MemberSpendRow
from tracker.store.tables_groups import CURSOR, BillingGroupRow, GroupMembershipRow

_NAMES_AT_ONCE = 500  # bound parameters in one statement


class StoredActor(NamedTuple):
    """An actor as stored."""

    id: int
    key: str
    email: str | None
    name: str
    kind: str
    is_member: bool
    is_removed: bool


class StoredName(NamedTuple):
    """What an actor is found and sorted by."""

    key: str
    name: str


class StoredGroup(NamedTuple):
    """A billing group as stored."""

    id: int
    name: str
    source: str
    is_unassigned: bool
    is_deleted: bool

    @property
    def is_cursors(self) -> bool:
        """Whether it comes from Cursor, and so can only be changed there."""
        return self.source == CURSOR


def list_actors(session: Session) -> list[StoredActor]:
    """Every actor, in order of first appearance."""
    columns = (col(getattr(ActorRow, name)) for name in StoredActor._fields)
    rows = session.connection().execute(select(*columns).order_by(col(ActorRow.id))).all()
    return [StoredActor._make(row) for row in rows]


def count_actors(session: Session) -> int:
    """How many actors are stored."""
    return session.connection().execute(select(func.count()).select_from(ActorRow)).scalar_one()


def names_by_id(session: Session) -> dict[int, StoredName]:
    """Every actor's name by row id, without reading anything else about them."""
    statement = select(col(ActorRow.id), col(ActorRow.key), col(ActorRow.name))
    return {actor_id: StoredName(key, name) for actor_id, key, name in plain_rows(session, statement)}


def find_actor_id(session: Session, key: str) -> int | None:
    """The row id of an actor; None if nothing is stored about them."""
    return session.connection().execute(select(col(ActorRow.id)).where(col(ActorRow.key) == key)).scalar_one_or_none()


def find_former(session: Session, ids: Collection[int]) -> set[int]:
    """Those of these actors who no longer have a seat."""
    statement = select(col(ActorRow.id)).where(~col(ActorRow.is_member))
    return set(ids).intersection(session.connection().execute(statement).scalars())


def find_keys(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The key of each of these row ids."""
    found: dict[int, str] = {}
    for start in range(0, len(ids), _NAMES_AT_ONCE):
        some = col(ActorRow.id).in_(ids[start : start + _NAMES_AT_ONCE])
        rows = session.connection().execute(select(col(ActorRow.id), col(ActorRow.key)).where(some))
        found |= {row[0]: row[1] for row in rows if row[0] is not None}
    return found


def keys_by_name(session: Session, names: Collection[str]) -> list[tuple[str, str]]:
    """(name, key) of every actor with one of these names."""
    wanted: Sequence[str] = sorted(name for name in names if name)
    found: list[tuple[str, str]] = []
    for start in range(0, len(wanted), _NAMES_AT_ONCE):
        named = col(ActorRow.name).in_(wanted[start : start + _NAMES_AT_ONCE])
        rows = session.connection().execute(select(col(ActorRow.name), col(ActorRow.key)).where(named))
        found += [(row[0], row[1]) for row in rows]
    return found


def list_groups(session: Session) -> list[StoredGroup]:
    """The existing billing groups."""
    return _list_groups(session, col(BillingGroupRow.is_deleted).is_(False))


def list_groups_ever(session: Session) -> list[StoredGroup]:
    """The existing billing groups, and deleted ones that past usage still counts in."""
    has_past = exists().where(col(GroupMembershipRow.group_id) == col(BillingGroupRow.id))
    return _list_groups(session, or_(col(BillingGroupRow.is_deleted).is_(False), has_past))


def _list_groups(session: Session, wanted: ColumnElement[bool]) -> list[StoredGroup]:
    columns = (col(getattr(BillingGroupRow, name)) for name in StoredGroup._fields)
    rows = session.connection().execute(select(*columns).where(wanted).order_by(col(BillingGroupRow.id)))
    return [StoredGroup._make(row) for row in rows]


def group_names_of(session: Session, actor_id: int, moment: datetime) -> list[str]:
    """The groups an actor is in at a moment, most recently joined first."""
    statement = (
        select(col(BillingGroupRow.name))
        .join(GroupMembershipRow, col(GroupMembershipRow.group_id) == col(BillingGroupRow.id))
        .where(
            col(GroupMembershipRow.actor_id) == actor_id,
            col(BillingGroupRow.is_unassigned).is_(False),
            *is_member_at(moment),
        )
        .order_by(col(GroupMembershipRow.joined_at).desc())
    )
    return list(session.connection().execute(statement).scalars())


def list_current_groups(session: Session, moment: datetime) -> dict[int, str]:
    """The name of each actor's group at a moment, the most recently joined one if there are several."""
    statement = (
        select(col(GroupMembershipRow.actor_id), col(BillingGroupRow.name))
        .join(BillingGroupRow, col(GroupMembershipRow.group_id) == col(BillingGroupRow.id))
        .where(col(BillingGroupRow.is_unassigned).is_(False), *is_member_at(moment))
        .order_by(col(GroupMembershipRow.joined_at))
    )
    return dict(plain_rows(session, statement))


def find_limit_dollars(session: Session, actor_id: int, cycle_start: datetime) -> int | None:
    """The on-demand limit that Cursor sets for an actor in a cycle; None if no limit is known."""
    statement = select(col(MemberSpendRow.effective_limit_dollars)).where(
        col(MemberSpendRow.actor_id) == actor_id, col(MemberSpendRow.cycle_start_ms) == to_ms(cycle_start)
    )
    return session.connection().execute(statement).scalar_one_or_none()


def find_present(session: Session, people: GroupMembers, moment: datetime) -> set[int]:
    """Row ids of a group's members at a moment."""
    return {actor_id for (actor_id,) in plain_rows(session, people.ids_on(utc_day(moment)))}


def find_seated(session: Session) -> set[int]:
    """Row ids of the actors with a seat on the team."""
    statement = select(col(ActorRow.id)).where(col(ActorRow.is_member).is_(True))
    return {actor_id for (actor_id,) in plain_rows(session, statement)}


def list_anomalies_of(session: Session, subject: str, *, until: datetime, limit: int) -> Sequence[AnomalyRow]:
    """A subject's anomalies detected by `until`, newest first."""
    row = AnomalyRow
    statement = (
        select(row)
        .where(col(row.subject) == subject, col(row.detected_at) <= until)
        .order_by(col(row.detected_at).desc(), col(row.id).desc())
        .limit(limit)
    )
    return session.execute(statement).scalars().all()
