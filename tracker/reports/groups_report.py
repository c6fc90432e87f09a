"""Billing groups side by side: seats, active people, and what was used while people were members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from tracker.clock import utc_day
from tracker.ranges import TimeRange
from tracker.reports.overview import build_totals
from tracker.reports.scope import build_scope, unassigned_name, window_of
from tracker.reports.types import GroupRow, GroupsReport
from tracker.store.memberships import UNASSIGNED_ID
from tracker.store.people import Everyone
from tracker.store.queries_actors import StoredGroup, find_seated, list_groups_ever
from tracker.store.queries_groups import groups_on
from tracker.store.queries_spend import WindowUsage
from tracker.store.sums import Usage


@dataclass
class _Tally:
    """Sums for one group."""

    members: int = 0
    active: set[int] = field(default_factory=set)
    sums: list[int] = field(default_factory=lambda: [0] * len(Usage._fields))

    def add(self, actor_id: int, used: Usage) -> None:
        for place, each in enumerate(used):
            self.sums[place] += each
        if used.requests > 0:
            self.active.add(actor_id)


def load_groups(session: Session, *, range: TimeRange, now: datetime) -> GroupsReport:
    """Every billing group in a range, highest usage value first, followed by what belongs to none.

    Usage belongs to the member's group at the end of the day, or at `now` for today.
    """
    usage = WindowUsage(session, window_of(range, now), Everyone())
    groups = [each for each in list_groups_ever(session) if not each.is_unassigned]
    names = {each.id: each.name for each in groups}
    rest = unassigned_name(session)
    tallies = {name: _Tally() for name in (*names.values(), rest)}
    seated, present = find_seated(session), groups_on(session, utc_day(usage.window.end), now=now)
    for actor_id in seated:
        tallies[names.get(present.get(actor_id, UNASSIGNED_ID), rest)].members += 1
    for group_id, actor_id, used in usage.by_group_and_actor(now=now):
        tallies[names.get(group_id, rest)].add(actor_id, used)
    active = set[int]().union(*(tally.active for tally in tallies.values()))
    return GroupsReport(
        scope=build_scope(session, range, now=now),
        totals=build_totals(usage, seats=len(seated), active=len(active)),
        rows=_rows(tallies, groups, rest),
    )


def _rows(tallies: Mapping[str, _Tally], groups: Sequence[StoredGroup], rest: str) -> tuple[GroupRow, ...]:
    """Groups with the same name share a row; a deleted one is shown if anything was used in it."""
    by_name = {each.name: each for each in sorted(groups, key=lambda each: (not each.is_deleted, each.is_cursors))}
    rows = []
    for name, tally in tallies.items():
        group = by_name.get(name)
        if group is None or not group.is_deleted or any(tally.sums):
            rows.append(_row(name, name == rest, tally, group))
    return tuple(sorted(rows, key=lambda row: (row.is_unassigned, -row.usage_value_microcents, row.name.casefold())))


def _row(name: str, is_unassigned: bool, tally: _Tally, group: StoredGroup | None) -> GroupRow:
    row = GroupRow(name, is_unassigned, tally.members, len(tally.active), **Usage(*tally.sums)._asdict())
    if group is None:
        return row
    return replace(row, id=group.id, is_cursors=group.is_cursors, is_deleted=group.is_deleted)
