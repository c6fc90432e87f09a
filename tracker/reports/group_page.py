"""One billing group: its members and whoever used something as a member, highest spend first."""

from datetime import datetime

from sqlmodel import Session

from tracker.ranges import TimeRange
from tracker.reports.members import load_roster
from tracker.reports.overview import build_totals
from tracker.reports.paging import paging_of
from tracker.reports.scope import UNASSIGNED, build_scope, find_group, people_of, unassigned_name, window_of
from tracker.reports.types import GroupMemberRow, GroupReport, MemberRow
from tracker.store.effective_groups import EffectiveStay, stays_at
from tracker.store.queries_actors import StoredGroup, list_groups_ever
from tracker.store.queries_spend import WindowUsage

PAGE_SIZE = 15


def load_group(
    session: Session, name: str, *, range: TimeRange, now: datetime, page: int = 1, page_size: int = PAGE_SIZE
) -> GroupReport:
    """One page of the people in a group, or in none; a page number too high gives the last. Raises GroupNotFound."""
    name = find_group(session, name)
    rest = unassigned_name(session)
    name = rest if name == UNASSIGNED else name
    usage = WindowUsage(session, window_of(range, now), people_of(session, name, now=now))
    roster = load_roster(session, usage)
    paging = paging_of(len(roster.rows), page, page_size)
    shown = roster.rows[paging.start : paging.stop]
    group = _named(session, name)
    stays = stays_at(session, [roster.ids[row.actor.key] for row in shown], now)
    ids = {each.id for each in list_groups_ever(session) if each.name == name and not each.is_unassigned}
    return GroupReport(
        scope=build_scope(session, range, now=now, group=name),
        totals=build_totals(usage, seats=roster.seats, active=roster.active, active_seats=roster.active_seats),
        id=group.id if group else None,
        is_unassigned=name == rest,
        is_cursors=group is not None and group.is_cursors,
        is_deleted=group is not None and group.is_deleted,
        rows=tuple(_row(row, stays.get(roster.ids[row.actor.key]), ids) for row in shown),
        page=paging.page,
        pages=paging.pages,
        listed=len(roster.rows),
    )


def _named(session: Session, name: str) -> StoredGroup | None:
    """The group with a name; of several, an existing one, and one made here, because it can be changed."""
    named = [each for each in list_groups_ever(session) if each.name == name and not each.is_unassigned]
    return min(named, key=lambda each: (each.is_deleted, each.is_cursors), default=None)


def _row(row: MemberRow, stay: EffectiveStay | None, ids: set[int]) -> GroupMemberRow:
    """Somebody, and since when they are in this group; for people in none that time is unknown."""
    is_in = stay.group_id in ids if stay else not ids
    if stay is None or not is_in:
        return GroupMemberRow(row, is_in)
    return GroupMemberRow(row, is_in, stay.joined_at, stay.is_local)
