"""Cursor's billing groups, and who is in them when, as Cursor reports it.

Groups made here (source "local") and decisions made here are never touched; they overlay what is stored here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from tracker.cursor.schemas.groups import WireGroup, WireGroupMember, WireGroups
from tracker.store.actors import Sighting, ensure_actors
from tracker.store.effective_groups import lock_groups, rebuild_memberships
from tracker.store.row_ids import id_of
from tracker.store.tables_groups import CURSOR, BillingGroupRow, CursorMembershipRow


@dataclass(frozen=True)
class _Stay:
    """One stay as Cursor reports it; parts may be missing."""

    actor_id: int
    joined_at: datetime | None
    left_at: datetime | None
    is_current: bool


def save_groups(session: Session, answer: WireGroups, *, now: datetime) -> None:
    """Store the groups of the running cycle and the stays that touch it; older stays are kept.

    Then recompute where everyone's usage counts.

    A group that is gone loses its past as well: Cursor counts that as unassigned from then on.
    """
    lock_groups(session)
    rows = {row.cursor_id: row for row in session.exec(select(BillingGroupRow).filter_by(source=CURSOR))}
    unassigned = [answer.unassigned] if answer.unassigned else []
    for wire in [*answer.rows, *unassigned]:
        row = rows.get(wire.group_id) or BillingGroupRow(cursor_id=wire.group_id, name="", seen_at=now)
        row.name, row.seen_at, row.is_deleted = wire.name, now, False
        row.is_unassigned = wire is answer.unassigned
        session.add(row)
        session.flush()
        _save_stays(session, row, _stays(session, wire, now), default_start=answer.cycle_start or now, now=now)
    if not answer.rejected:
        listed = {wire.group_id for wire in [*answer.rows, *unassigned]}
        _delete_groups(session, [row for cursor_id, row in rows.items() if cursor_id not in listed])
    session.flush()
    rebuild_memberships(session)


def _delete_groups(session: Session, rows: Sequence[BillingGroupRow]) -> None:
    for row in rows:
        row.is_deleted = True
        session.add(row)
        session.execute(delete(CursorMembershipRow).where(col(CursorMembershipRow.group_id) == row.id))


def _stays(session: Session, wire: WireGroup, now: datetime) -> list[_Stay]:
    members: list[tuple[WireGroupMember, bool]] = [(member, True) for member in wire.current_members]
    members += [(member, False) for member in wire.former_members]
    sightings = [Sighting(member.email, member.user_id, member.name) for member, _ in members]
    return [
        _Stay(actor_id, member.joined_at, member.left_at, is_current)
        for (member, is_current), actor_id in zip(members, ensure_actors(session, sightings, now=now), strict=True)
        if actor_id is not None
    ]


def _save_stays(
    session: Session, group: BillingGroupRow, stays: Sequence[_Stay], *, default_start: datetime, now: datetime
) -> None:
    """Store what Cursor reports. An open stay that is no longer listed as current has ended at an unknown time."""
    group_id = id_of(group)
    stored = list(session.exec(select(CursorMembershipRow).filter_by(group_id=group_id)))
    by_start = {(row.actor_id, row.joined_at): row for row in stored}
    still_open = {row.actor_id: row for row in stored if row.left_at is None}
    for stay in stays:
        row = by_start.get((stay.actor_id, stay.joined_at)) if stay.joined_at else still_open.get(stay.actor_id)
        if row is None:
            joined_at = stay.joined_at or min(default_start, stay.left_at or default_start)
            row = CursorMembershipRow(group_id=group_id, actor_id=stay.actor_id, joined_at=joined_at)
            by_start[stay.actor_id, joined_at] = row
        row.left_at = stay.left_at if stay.left_at or stay.is_current else row.left_at or now
        if row.left_at is None or still_open.get(stay.actor_id) is row:
            still_open.pop(stay.actor_id, None)
        session.add(row)
    for row in still_open.values():
        row.left_at = now
        session.add(row)
