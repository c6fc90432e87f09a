"""Whose usage a figure counts: everyone's, one actor's, or that of a billing group's members on each day."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, false, func, or_, select, true, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from tracker.clock import day_end
from tracker.store.columns import plain_rows
from tracker.store.memberships import gaps_in, on_days_of, stays_in, utc_day_of
from tracker.store.tables import ActorRow
from tracker.store.tables_groups import GroupMembershipRow

INSTANT = timedelta(microseconds=1)

Column = SQLColumnExpression[Any]


class People(Protocol):
    """A condition on daily rows."""

    def in_days(self, days: tuple[date, ...], day: Column, actor_id: Column) -> ColumnElement[bool]:
        """Rows of these people on consecutive days."""
        ...

    def on(self, on_day: date, actor_id: Column) -> ColumnElement[bool]:
        """Rows of these people, given that all rows are of one day."""
        ...

    def runs(self, days: tuple[date, ...]) -> list[tuple[date, ...]]:
        """Split consecutive days into runs within which the people are the same."""
        ...


class Everyone:
    """All actors."""

    def in_days(self, days: tuple[date, ...], day: Column, actor_id: Column | None = None) -> ColumnElement[bool]:  # noqa: ARG002
        """Rows of these days."""
        return _between(day, days)

    def on(self, on_day: date, actor_id: Column) -> ColumnElement[bool]:  # noqa: ARG002
        """Any row."""
        return true()

    def runs(self, days: tuple[date, ...]) -> list[tuple[date, ...]]:
        """One run."""
        return [days] if days else []


EVERYONE = Everyone()


@dataclass(frozen=True)
class OneActor:
    """One actor by row id."""

    actor_id: int

    def in_days(self, days: tuple[date, ...], day: Column, actor_id: Column) -> ColumnElement[bool]:
        """Rows of the actor. Each day is looked up separately, because rollups are stored by day and then actor."""
        return and_(day.in_(days), actor_id == self.actor_id)

    def on(self, on_day: date, actor_id: Column) -> ColumnElement[bool]:  # noqa: ARG002
        """Rows of the actor."""
        return actor_id == self.actor_id

    def runs(self, days: tuple[date, ...]) -> list[tuple[date, ...]]:
        """One run."""
        return [days] if days else []


@dataclass(frozen=True)
class GroupMembers:
    """The members of one of the groups at the end of each day, or at `now` for today.

    With `is_complement`, everyone else. `change_days` are the UTC days on which someone joined or left; `are_most` says
    whether they are more than half of all actors at `now`.
    """

    group_ids: tuple[int, ...]
    is_complement: bool
    change_days: frozenset[date]
    now: datetime
    are_most: bool = False

    def in_days(self, days: tuple[date, ...], day: Column, actor_id: Column) -> ColumnElement[bool]:
        """Rows of the days, each with that day's members."""
        if not days:
            return false()
        if self.are_same_in(days):
            return and_(_between(day, days), actor_id.in_(self.ids_on(days[-1])))
        found = gaps_in if self.is_complement else stays_in
        return on_days_of(found(days, self.group_ids, now=self.now), day, actor_id)

    def on(self, on_day: date, actor_id: Column) -> ColumnElement[bool]:
        """Rows of those who were members at the end of the day."""
        return actor_id.in_(self.ids_on(on_day))

    def are_same_in(self, days: tuple[date, ...]) -> bool:
        """Whether nobody joined or left within these consecutive days."""
        return len(self.runs(days)) <= 1

    def ids_on(self, day: date) -> Select[Any]:
        """Row ids of these people at the end of a day, or at `now` for today."""
        members = self.at(min(day_end(day) - INSTANT, self.now))
        everyone = col(aliased(ActorRow).id)
        return select(everyone).where(everyone.not_in(members)) if self.is_complement else members

    def in_group_days(self, days: tuple[date, ...], table: Any) -> ColumnElement[bool]:
        """Rows of a table of sums by group that count for these people on consecutive days."""
        group_id = col(table.group_id)
        is_theirs = group_id.not_in(self.group_ids) if self.is_complement else group_id.in_(self.group_ids)
        return and_(_between(col(table.day), days), is_theirs)

    def at(self, moment: datetime) -> Select[Any]:
        """Row ids of the members of one of the groups at a moment."""
        membership = GroupMembershipRow
        in_group = col(membership.group_id).in_(self.group_ids)
        return select(col(membership.actor_id)).where(in_group, *is_member_at(moment))

    def others(self) -> "GroupMembers":
        """Everyone else; for them, `are_most` is not needed."""
        return replace(self, is_complement=not self.is_complement, are_most=False)

    def ever(self) -> Select[Any]:
        """Row ids of everyone who was ever in one of the groups."""
        row = GroupMembershipRow
        return select(col(row.actor_id)).where(col(row.group_id).in_(self.group_ids))

    def runs(self, days: tuple[date, ...]) -> list[tuple[date, ...]]:
        """Split the days into runs within which nobody joined or left."""
        runs: list[tuple[date, ...]] = []
        for day in days:
            if runs and day not in self.change_days:
                runs[-1] += (day,)
            else:
                runs.append((day,))
        return runs


def is_member_at(moment: datetime | Column) -> tuple[ColumnElement[bool], ...]:
    """The condition that a membership covers a moment."""
    left_at = col(GroupMembershipRow.left_at)
    return (col(GroupMembershipRow.joined_at) <= moment, or_(left_at.is_(None), left_at > moment))


def load_group_members(
    session: Session, group_ids: tuple[int, ...], *, is_complement: bool, now: datetime
) -> GroupMembers:
    """The members of these groups, with the days on which they changed."""
    row, connection = GroupMembershipRow, session.connection()
    joined, left = utc_day_of(col(row.joined_at)), utc_day_of(col(row.left_at))
    turns = (select(each).where(col(row.group_id).in_(group_ids)) for each in (joined, left))
    changes = frozenset(day for day in connection.execute(union(*turns)).scalars() if day is not None)
    found = GroupMembers(group_ids, is_complement, changes, now)
    counted = (select(func.count()).select_from(each.subquery()) for each in (found.at(now), select(col(ActorRow.id))))
    in_groups, everyone = (connection.execute(each).scalar_one() for each in counted)
    return replace(found, are_most=2 * (everyone - in_groups if is_complement else in_groups) > everyone)


def around(people: People) -> tuple[Everyone, GroupMembers] | None:
    """Everyone and the people left out, if those are the smaller part; None otherwise.

    Sums for everyone are stored, so it is faster to subtract the rest from them than to add up most of the team.
    """
    return (EVERYONE, people.others()) if isinstance(people, GroupMembers) and people.are_most else None


def find_lasting(session: Session, people: People, days: tuple[date, ...]) -> set[int] | None:
    """Row ids of a group's people, if they are the same on all of these consecutive days; None otherwise."""
    if not isinstance(people, GroupMembers) or not days or not people.are_same_in(days):
        return None
    return {actor_id for (actor_id,) in plain_rows(session, people.ids_on(days[-1]))}


def _between(day: Column, days: tuple[date, ...]) -> ColumnElement[bool]:
    if len(days) == 1:
        return day == days[0]  # lets an index on day and actor be used for both
    return and_(day >= days[0], day <= days[-1]) if days else false()
