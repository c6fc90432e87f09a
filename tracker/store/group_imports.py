"""Previews of billing group files, with the moves that somebody approves or rejects."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, delete, func, select, update
from sqlmodel import Session, col

from tracker.store.actors import KEYS_AT_ONCE
from tracker.store.people import is_member_at
from tracker.store.row_ids import insert_row
from tracker.store.tables import ActorRow
from tracker.store.tables_groups import GroupImportMoveRow, GroupImportRow, GroupMembershipRow

OPEN, APPLIED, CANCELLED = "open", "applied", "cancelled"


class StoredSeat(NamedTuple):
    """A member of the team."""

    actor_id: int
    key: str
    email: str | None
    name: str


class StoredMove(NamedTuple):
    """One move of an import."""

    id: int
    actor_id: int
    old_group_id: int | None
    new_group_id: int | None
    new_name: str | None
    is_approved: bool


class TargetCount(NamedTuple):
    """How many moves of an import lead to a group, by the group's name in the import."""

    new_group_id: int | None
    new_name: str | None
    moves: int
    approved: int


_MOVE = [col(getattr(GroupImportMoveRow, name)) for name in StoredMove._fields]


def list_seats(session: Session) -> list[StoredSeat]:
    """Everyone with a seat on the team, sorted by key."""
    row = ActorRow
    statement = select(col(row.id), col(row.key), col(row.email), col(row.name)).where(col(row.is_member).is_(True))
    return [StoredSeat._make(each) for each in session.connection().execute(statement.order_by(col(row.key)))]


def count_seats_by_group(session: Session, moment: datetime) -> dict[int, int]:
    """How many seats are in each group at a moment, by the group's row id."""
    stay = GroupMembershipRow
    statement = (
        select(col(stay.group_id), func.count())
        .join(ActorRow, col(ActorRow.id) == col(stay.actor_id))
        .where(col(ActorRow.is_member).is_(True), *is_member_at(moment))
        .group_by(col(stay.group_id))
    )
    return {row[0]: row[1] for row in session.connection().execute(statement)}


def insert_import(session: Session, row: GroupImportRow, moves: Iterable[dict[str, Any]]) -> int:
    """Store a preview; return its row id."""
    import_id = insert_row(session, row)
    add_moves(session, import_id, moves)
    return import_id


def add_moves(session: Session, import_id: int, moves: Iterable[dict[str, Any]]) -> None:
    """Store moves in their order."""
    rows = [move | {"import_id": import_id} for move in moves]
    if rows:
        session.execute(GroupImportMoveRow.__table__.insert(), rows)  # type: ignore[attr-defined]


def find_import(session: Session, import_id: int) -> GroupImportRow | None:
    """A preview."""
    return session.get(GroupImportRow, import_id)


def list_imports(session: Session, limit: int) -> Sequence[GroupImportRow]:
    """The newest imports."""
    return session.execute(select(GroupImportRow).order_by(col(GroupImportRow.id).desc()).limit(limit)).scalars().all()


def list_moves(
    session: Session,
    import_id: int,
    *,
    among: ColumnElement[bool] | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[StoredMove]:
    """The moves of an import in order: all, or those that meet a condition."""
    statement = select(*_MOVE).where(col(GroupImportMoveRow.import_id) == import_id)
    if among is not None:
        statement = statement.where(among)
    statement = statement.order_by(col(GroupImportMoveRow.id)).offset(offset)
    return [
        StoredMove._make(row) for row in session.connection().execute(statement.limit(limit) if limit else statement)
    ]


def to_group(name: str) -> ColumnElement[bool]:
    """The condition on moves that lead to a group of this name; "" means no group."""
    new_name = col(GroupImportMoveRow.new_name)
    return new_name == name if name else new_name.is_(None)


def is_approved() -> ColumnElement[bool]:
    """The condition on approved moves."""
    return col(GroupImportMoveRow.is_approved).is_(True)


def count_targets(session: Session, import_id: int) -> list[TargetCount]:
    """How many moves lead to each group, in listing order."""
    row = GroupImportMoveRow
    approved = func.sum(case((col(row.is_approved).is_(True), 1), else_=0))
    statement = (
        select(func.min(row.new_group_id), col(row.new_name), func.count(), approved)
        .where(col(row.import_id) == import_id)
        .group_by(col(row.new_name))
        .order_by(func.min(row.id))
    )
    return [TargetCount._make(each) for each in session.connection().execute(statement)]


def count_leaving(session: Session, import_id: int) -> dict[int, int]:
    """How many approved moves lead out of each group, by row id."""
    row = GroupImportMoveRow
    statement = (
        select(col(row.old_group_id), func.count())
        .where(col(row.import_id) == import_id, is_approved(), col(row.old_group_id).is_not(None))
        .group_by(col(row.old_group_id))
    )
    return {each[0]: each[1] for each in session.connection().execute(statement) if each[0] is not None}


def decide_moves(session: Session, import_id: int, among: ColumnElement[bool] | None, *, approved: bool) -> None:
    """Approve or reject moves of an import: all, or those that meet a condition."""
    statement = update(GroupImportMoveRow).where(col(GroupImportMoveRow.import_id) == import_id)
    session.execute((statement if among is None else statement.where(among)).values(is_approved=approved))


def numbered(numbers: Collection[int]) -> ColumnElement[bool]:
    """The condition on moves with these row ids, at most a page of them."""
    return col(GroupImportMoveRow.id).in_(sorted(numbers))


def of_actors(actor_ids: Collection[int]) -> ColumnElement[bool]:
    """The condition on moves of a few actors."""
    return col(GroupImportMoveRow.actor_id).in_(sorted(actor_ids))


def correct_moves(session: Session, old_group_ids: dict[int, int | None], done: Collection[int]) -> None:
    """Update the groups that moves lead out of, by the moves' row ids, and delete moves that are no longer needed."""
    row = GroupImportMoveRow
    for move_id, group_id in old_group_ids.items():
        session.execute(update(row).where(col(row.id) == move_id).values(old_group_id=group_id))
    ordered = sorted(done)
    for start in range(0, len(ordered), KEYS_AT_ONCE):
        session.execute(delete(row).where(col(row.id).in_(ordered[start : start + KEYS_AT_ONCE])))


def forget_import(session: Session, import_id: int) -> None:
    """Delete a preview."""
    session.execute(delete(GroupImportMoveRow).where(col(GroupImportMoveRow.import_id) == import_id))
    session.execute(delete(GroupImportRow).where(col(GroupImportRow.id) == import_id))


def forget_open_imports(session: Session, *, before: datetime) -> None:
    """Delete previews that were made before `before` and never applied."""
    stale = select(col(GroupImportRow.id)).where(
        col(GroupImportRow.created_at) < before, col(GroupImportRow.state) != APPLIED
    )
    session.execute(delete(GroupImportMoveRow).where(col(GroupImportMoveRow.import_id).in_(stale)))
    session.execute(
        delete(GroupImportRow).where(col(GroupImportRow.created_at) < before, col(GroupImportRow.state) != APPLIED)
    )
