"""In which billing group each actor was at the end of each UTC day."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from tracker.clock import day_end
from tracker.store.people import INSTANT
from tracker.store.tables_groups import BillingGroupRow, GroupMembershipRow
from tracker.store.windows import Window

UNASSIGNED_ID = 0  # no group has this row id


class _Stay(NamedTuple):
    joined_at: datetime
    left_at: datetime | None
    group_id: int

    def holds_at(self, moment: datetime) -> bool:
        return self.joined_at <= moment and (self.left_at is None or self.left_at > moment)


@dataclass(frozen=True)
class GroupsByDay:
    """Each actor's group by day; `moved` are those who were not in one and the same on all of them.

    Today counts by the group of `now`. Where someone is in several groups, the one joined last counts.
    """

    stays: Mapping[int, list[_Stay]]
    moved: frozenset[int]
    last: datetime
    now: datetime

    def on(self, actor_id: int, day: date) -> int:
        """The row id of an actor's group on a day, UNASSIGNED_ID in none."""
        return _group_at(self.stays.get(actor_id, []), min(day_end(day) - INSTANT, self.now))

    def group_of(self, actor_id: int) -> int:
        """The row id of the group of an actor who did not move, UNASSIGNED_ID in none."""
        return _group_at(self.stays.get(actor_id, []), self.last)


def load_groups_by_day(session: Session, window: Window, *, now: datetime) -> GroupsByDay:
    """The groups of everyone over the days of a window; the unassigned one is none, a deleted one keeps its past."""
    stay, group = GroupMembershipRow, BillingGroupRow
    statement = (
        select(col(stay.actor_id), col(stay.joined_at), col(stay.left_at), col(stay.group_id))
        .join(group, col(stay.group_id) == col(group.id))
        .where(col(group.is_unassigned).is_(False))
        .order_by(col(stay.joined_at), col(stay.id))
    )
    stays: dict[int, list[_Stay]] = defaultdict(list)
    for row in session.connection().execute(statement):
        stays[row[0]].append(_Stay(row[1], row[2], row[3]))
    ends = [min(day_end(day) - INSTANT, now) for day in window.days] or [now]
    moved = frozenset(
        actor_id for actor_id, of_actor in stays.items() if any(_turns_within(each, ends) for each in of_actor)
    )
    return GroupsByDay(dict(stays), moved, ends[-1], now)


def _turns_within(stay: _Stay, ends: list[datetime]) -> bool:
    return stay.holds_at(ends[0]) != stay.holds_at(ends[-1]) or (
        not stay.holds_at(ends[0]) and any(map(stay.holds_at, ends))
    )


def _group_at(stays: list[_Stay], moment: datetime) -> int:
    return next((each.group_id for each in reversed(stays) if each.holds_at(moment)), UNASSIGNED_ID)
