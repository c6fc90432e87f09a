"""Billing groups as people see them, groups made here, and decisions about who is in which."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from tracker.store.actors import KEYS_AT_ONCE
from tracker.store.row_ids import insert_row
from tracker.store.tables import AuditRow
from tracker.store.tables_groups import LOCAL, BillingGroupRow, GroupAssignmentRow


class Choice(NamedTuple):
    """A decision to store: an actor and where they are put."""

    actor_id: int
    group_id: int | None = None
    is_as_cursor: bool = False


class LaterDecision(NamedTuple):
    """Somebody's newest decision, with who made it and when."""

    actor_id: int
    group_id: int | None
    is_as_cursor: bool
    by: str
    at: datetime


# --- groups ----------------------------------------------------------------------------------------------------------


def find_group_row(session: Session, group_id: int) -> BillingGroupRow | None:
    """A group that exists."""
    row = session.get(BillingGroupRow, group_id)
    return None if row is None or row.is_deleted else row


def list_group_rows(session: Session) -> list[BillingGroupRow]:
    """Every group that exists, including the unassigned one."""
    rows = session.execute(select(BillingGroupRow).where(col(BillingGroupRow.is_deleted).is_(False)))
    return list(rows.scalars())


def insert_group(session: Session, name: str, *, change_id: int, now: datetime) -> int:
    """Store a group made here; return its row id."""
    row = BillingGroupRow(name=name, source=LOCAL, seen_at=now, created_by=change_id)
    return insert_row(session, row)


def rename_group(session: Session, row: BillingGroupRow, name: str) -> None:
    """Give a group another name."""
    row.name = name
    session.add(row)
    session.flush()


def remove_group(session: Session, row: BillingGroupRow, *, change_id: int, now: datetime) -> None:
    """Mark a group made here as deleted; its past stays."""
    row.is_deleted, row.deleted_at, row.deleted_by = True, now, change_id
    session.add(row)
    session.flush()


def bring_back_group(session: Session, row: BillingGroupRow) -> None:
    """Undo a deletion."""
    row.is_deleted, row.deleted_at, row.deleted_by = False, None, None
    session.add(row)
    session.flush()


def drop_group(session: Session, row: BillingGroupRow) -> None:
    """Delete a group that nobody is or ever was in."""
    session.delete(row)
    session.flush()


def list_created_by(session: Session, change_id: int) -> list[BillingGroupRow]:
    """The groups that a change created."""
    rows = session.execute(select(BillingGroupRow).where(col(BillingGroupRow.created_by) == change_id))
    return list(rows.scalars())


def find_deleted_by(session: Session, change_id: int) -> BillingGroupRow | None:
    """The group that a change deleted, if it is still deleted."""
    row = select(BillingGroupRow).where(col(BillingGroupRow.deleted_by) == change_id)
    return session.execute(row).scalar_one_or_none()


def names_of_groups(session: Session) -> dict[int, str]:
    """Names by row id of every existing or deleted group."""
    rows = session.connection().execute(select(col(BillingGroupRow.id), col(BillingGroupRow.name)))
    return {row[0]: row[1] for row in rows if row[0] is not None}


# --- decisions -------------------------------------------------------------------------------------------------------


def insert_choices(session: Session, choices: Iterable[Choice], *, starts_at: datetime, change_id: int) -> None:
    """Store decisions in their order."""
    same = {"starts_at": starts_at, "change_id": change_id}
    rows = [choice._asdict() | same for choice in choices]
    if rows:
        table = GroupAssignmentRow.__table__  # type: ignore[attr-defined]
        session.execute(table.insert(), rows)


def delete_choices(session: Session, change_id: int) -> set[int]:
    """Remove the decisions of a change; return the row ids of the actors they were about."""
    made = GroupAssignmentRow
    actor_ids = set(session.execute(select(col(made.actor_id)).where(col(made.change_id) == change_id)).scalars())
    session.execute(delete(made).where(col(made.change_id) == change_id))
    return actor_ids


def last_choice(session: Session) -> int:
    """A number that increases with each decision."""
    return session.execute(select(func.max(GroupAssignmentRow.id))).scalar_one() or 0


def has_choices(session: Session, group_id: int) -> bool:
    """Whether any decision names a group."""
    found = select(col(GroupAssignmentRow.id)).where(col(GroupAssignmentRow.group_id) == group_id).limit(1)
    return session.execute(found).first() is not None


def list_chosen_for(session: Session, group_id: int) -> set[int]:
    """Row ids of the actors with a decision that names a group."""
    made = GroupAssignmentRow
    return set(session.execute(select(col(made.actor_id)).where(col(made.group_id) == group_id)).scalars())


def list_later(session: Session, actor_ids: Collection[int], last_seen: int) -> list[LaterDecision]:
    """The newest decision about each of these actors made after `last_seen`, newest first."""
    made, trail, ordered = GroupAssignmentRow, AuditRow, sorted(actor_ids)
    columns = (made.id, made.actor_id, made.group_id, made.is_as_cursor, trail.by, trail.at)
    found: dict[int, tuple[int, LaterDecision]] = {}
    for start in range(0, len(ordered), KEYS_AT_ONCE):
        statement = (
            select(*map(col, columns))
            .join(trail, col(made.change_id) == col(trail.id))
            .where(col(made.id) > last_seen, col(made.actor_id).in_(ordered[start : start + KEYS_AT_ONCE]))
            .order_by(col(made.id))
        )
        rows: Iterable[Any] = session.connection().execute(statement)
        for made_id, *decision in rows:
            found[decision[0]] = (made_id, LaterDecision._make(decision))
    return [decision for _, decision in sorted(found.values(), reverse=True)]


# --- the trail -------------------------------------------------------------------------------------------------------


def record_change(
    session: Session,
    action: str,
    about: str,
    *,
    old: str | None = None,
    new: str | None = None,
    by: str,
    source: str,
    now: datetime,
) -> int:
    """Write one line of the trail; return its id, by which the change can be undone."""
    row = AuditRow(at=now, by=by, source=source, action=action, about=about, old_value=old, new_value=new)
    return insert_row(session, row)


def set_change_outcome(session: Session, change_id: int, new: str) -> None:
    """Describe in the trail what a change did."""
    session.execute(update(AuditRow).where(col(AuditRow.id) == change_id).values(new_value=new))


def forget_change(session: Session, change_id: int) -> None:
    """Delete a line written by this transaction, because the change did nothing."""
    session.execute(delete(AuditRow).where(col(AuditRow.id) == change_id))


def find_change(session: Session, change_id: int) -> AuditRow | None:
    """A line of the trail."""
    return session.get(AuditRow, change_id)


def find_undo(session: Session, change_id: int, action: str) -> AuditRow | None:
    """The line that says a change was undone."""
    line = select(AuditRow).where(col(AuditRow.action) == action, col(AuditRow.about) == str(change_id)).limit(1)
    return session.execute(line).scalar_one_or_none()


def find_last_about(session: Session, about: str, actions: Collection[str]) -> AuditRow | None:
    """The newest line about something with one of these actions."""
    line = select(AuditRow).where(col(AuditRow.action).in_(actions), col(AuditRow.about) == about)
    return session.execute(line.order_by(col(AuditRow.id).desc()).limit(1)).scalar_one_or_none()
