"""Reads the usage of a window: whole UTC days from rollups, plus the days that the window cuts."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from operator import add, sub
from typing import Any, Self

from sqlalchemy import ColumnElement, and_, literal_column, or_, select, union
from sqlmodel import Session, col

from tracker.store.columns import Columns, added_up, negated, rows_of
from tracker.store.cut_days import CutDay
from tracker.store.group_days import USAGE, split_group_days
from tracker.store.measures import sum_of
from tracker.store.people import EVERYONE, Everyone, GroupMembers, People, around, find_lasting
from tracker.store.sums import Sums, TotalUsage
from tracker.store.tables import ActorRow
from tracker.store.tables_rollups import (
    DayGroupModelRow,
    DayMemberModelRow,
    DayMemberRow,
    DayModelRow,
    WeekMemberModelRow,
    WeekMemberRow,
)
from tracker.store.weeks import FEW_DAYS, in_weeks
from tracker.store.windows import Split, Window, split_with_parts

_DAYS = (DayMemberRow, DayMemberModelRow)


class WindowRollups:
    """The rollups of these people in a window; use it within one read snapshot.

    For a group that most people are in, the result is everyone's usage, which is stored summed, minus the others'. A
    query runs one statement for the whole days and one for each cut day.
    """

    def __init__(self, session: Session, window: Window, people: People) -> None:
        self.window = window
        self.people = people
        self._session = session
        self._days: dict[date, TotalUsage] = {}  # sums of the whole days read so far, in any window

    def over(self, window: Window) -> Self:
        """These people in another window; the same object, with its caches, if the window is the same.

        The new object shares the sums of whole days, because the windows of a report have many days in common.
        """
        if window == self.window:
            return self
        other = type(self)(self._session, window, self.people)
        other._days = self._days
        return other

    def within(self, days: Sequence[date]) -> Self:
        """These people in the part of the window that lies in these consecutive days."""
        part = Window(self.window.part_of(days[0]).start, self.window.part_of(days[-1]).end)
        return type(self)(self._session, part, self.people)

    @cached_property
    def _around(self) -> tuple[Self, Self] | None:
        """Everyone's usage and that of the people left out, if those are the smaller part; None otherwise."""
        return self._everyone_and_others() if around(self.people) else None

    @cached_property
    def _around_members(self) -> tuple[Self, Self] | None:
        """Everyone's usage and that of a group's members, for the people outside the group; None for anyone else.

        To look up a few people, this avoids computing the days outside the group for all.
        """
        is_rest = isinstance(self.people, GroupMembers) and self.people.is_complement
        return self._everyone_and_others() if is_rest else None

    def _everyone_and_others(self) -> tuple[Self, Self]:
        assert isinstance(self.people, GroupMembers)
        everyone, others = (type(self)(self._session, self.window, each) for each in (EVERYONE, self.people.others()))
        everyone._split = others._split = self._split
        return everyone, others

    @cached_property
    def _lasting_ids(self) -> set[int] | None:
        """Row ids of a group's people, if they are the same on all days of the window; None otherwise."""
        return find_lasting(self._session, self.people, self.window.days)

    @property
    def _is_everyone(self) -> bool:
        return isinstance(self.people, Everyone)

    @cached_property
    def _split(self) -> Split:
        return split_with_parts(self._session, self.window)

    @cached_property
    def _cut(self) -> tuple[CutDay, ...]:
        return tuple(CutDay(self._session, self.window.part_of(day), self.people) for day in self._split.cut)

    def _rolled_up(
        self,
        table: Any,
        keys: Sequence[str],
        measures: Sequence[str],
        *only: ColumnElement[bool],
        days: tuple[date, ...] | None = None,
    ) -> Sequence[Any]:
        """Keys and sums of the rollups of these days or weeks; None means all whole days."""
        days = self._split.rolled_up if days is None else days
        if not days:
            return ()
        columns = [self._key(table, key) for key in keys]
        sums = (sum_of(table, each) for each in measures)
        statement = select(*columns, *sums).where(self._are_theirs(table, days), *only)
        return self._execute(statement.group_by(*columns))

    def _are_theirs(self, table: Any, days: tuple[date, ...]) -> ColumnElement[bool]:
        """The condition on rows of these days or weeks that count for these people."""
        if table is DayGroupModelRow and isinstance(self.people, GroupMembers):
            return self.people.in_group_days(days, table)
        actor_id = col(getattr(table, "actor_id", DayMemberRow.actor_id))
        return self.people.in_days(days, col(table.day), actor_id)

    def _by_days(self, keys: Sequence[str], measures: Sequence[str], days: tuple[date, ...]) -> Iterator[Any]:
        """Keys and sums of whole days, still to be added up, as keys may repeat; by day and model at the finest."""
        if self._is_everyone:
            yield from self._rolled_up(DayModelRow, keys, measures, days=days)
        elif isinstance(self.people, GroupMembers):
            found = split_group_days(self._session, USAGE, days, now=self.people.now)
            yield from self._rolled_up(DayGroupModelRow, keys, measures, days=found.added_up)
            for run in found.others:
                yield from self._of_members(keys, measures, run)
        else:
            yield from self._of_members(keys, measures, days)

    def _of_members(self, keys: Sequence[str], measures: Sequence[str], days: tuple[date, ...]) -> Iterator[Any]:
        """The same by adding up these people; several days model by model, as an index leads from both to the days.

        A query for all models at once would read every day that these people ever had.
        """
        if self._around:
            everyone, others = self._around
            yield from everyone._by_days(keys, measures, days)
            yield from negated(others._of_members(keys, measures, days), len(keys))
            return
        table = DayMemberModelRow if "model" in keys else DayMemberRow
        if table is DayMemberRow or len(days) <= 1 or not isinstance(self.people, GroupMembers):
            yield from self._rolled_up(table, keys, measures, days=days)
            return
        for model in self._models_on(days):
            yield from self._rolled_up(table, keys, measures, *of_model(table, model), days=days)

    def _models_on(self, days: tuple[date, ...]) -> list[str]:
        """Every model that anyone used on these days, in alphabetical order."""
        used = select(col(DayModelRow.model)).where(EVERYONE.in_days(days, col(DayModelRow.day))).distinct()
        return sorted(model for (model,) in self._execute(used))

    def _key(self, table: Any, key: str) -> Any:
        """A column to group by; for a group's complement, an expression that keeps SQLite from using an index.

        Otherwise SQLite would read everyone's days from that index instead of looking up the few.
        """
        column = col(getattr(table, key))
        is_rest = isinstance(self.people, GroupMembers) and self.people.is_complement
        return column + literal_column("0") if is_rest and key == "actor_id" else column

    def _added_up(self, measures: tuple[str, ...], model: str | None = None) -> Columns:
        """Sums of every actor, or of one model; everyone's come from weeks as far as possible."""
        if self._around:
            everyone, others = self._around
            everyones = everyone._added_up(measures, model)
            if self._lasting_ids is not None:
                return everyones.among(self._lasting_ids)
            return everyones.less(others._added_up(measures, model))
        week, day = (WeekMemberRow, DayMemberRow) if model is None else (WeekMemberModelRow, DayMemberModelRow)
        cut = [each.sums(("actor_id",), measures, *of_model(each.row, model)) for each in self._cut]
        if not self._is_everyone:
            return added_up([self._of_whole(day, measures, self._split.rolled_up, model), *cut], measures)
        parts = in_weeks(self._session, week, self._split.rolled_up)
        weeks = self._of_whole(week, measures, parts.weeks, model)
        added, less = ([self._of_whole(day, measures, run, model) for run in runs] for runs in parts[1:])
        return added_up([weeks, *added, *cut], measures, less=less)

    def _of_whole(
        self, table: Any, measures: Sequence[str], days: tuple[date, ...], model: str | None
    ) -> Sequence[Any]:
        """Actors and figures of days or weeks: everyone's few days as stored, all others as sums."""
        only = of_model(table, model)
        if self._is_everyone and table in _DAYS and len(days) <= FEW_DAYS:
            columns = (col(getattr(table, name)) for name in ("actor_id", *measures))
            in_days = self.people.in_days(days, col(table.day), col(table.actor_id))
            return self._execute(select(*columns).where(in_days, *only))
        # Weeks of one model are stored in actor order.
        in_order = () if table is WeekMemberModelRow else self._by_actor_index(table)
        return self._rolled_up(table, ("actor_id",), measures, *only, *in_order, days=days)

    def _by_actor_index(self, table: Any) -> tuple[ColumnElement[bool], ...]:
        """An always-true condition that makes the database read everyone's sums from an index, in actor order."""
        return (col(table.actor_id).in_(select(col(ActorRow.id))),) if self._is_everyone else ()

    def _users(self, model: str | None = None) -> Any:
        """A select of what `_user_ids` returns, for everyone or for few.

        Everyone takes an index look-up or two per actor; a DISTINCT would sort every row.
        """
        row = DayMemberRow if model is None else DayMemberModelRow
        days = self.people.in_days(self._split.rolled_up, col(row.day), col(row.actor_id))
        used = [(row, days & (col(row.requests) > 0)), *((cut.row, and_(*cut.requests())) for cut in self._cut)]
        if model is not None:
            used = [(each, is_request & (col(each.model) == model)) for each, is_request in used]
        if self._is_everyone:
            lookups = (
                select(1).where(col(each.actor_id) == col(ActorRow.id), is_request).exists()
                for each, is_request in used
            )
            return select(col(ActorRow.id)).where(or_(*lookups))
        return union(*(select(col(each.actor_id)).where(is_request).distinct() for each, is_request in used))

    def _user_ids(self, model: str | None = None) -> set[int]:
        """Row ids of the actors with at least one request, or with one to a model."""
        if self._around and self._lasting_ids is not None:
            return self._around[0]._user_ids(model) & self._lasting_ids
        if self._around:
            used = self._added_up(("requests",), model)
            return used.ids_where(used["requests"] > 0)
        return {actor_id for (actor_id,) in self._execute(self._users(model))}

    def _execute(self, statement: Any) -> Sequence[Any]:
        return rows_of(self._session, statement)


def add_sums(found: dict[Any, Sums], kind: type[Sums], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows of (key, sums...) to `found`, whose keys may repeat."""
    for key, *sums in rows:
        known = found.get(key)
        found[key] = kind._make(sums if known is None else map(add, known, sums))


def without(everyones: Mapping[Any, Sums], others: Mapping[Any, Sums]) -> dict[Any, Sums]:
    """Sums by key minus those of others; keys left with only zeros are dropped."""
    left: dict[Any, Sums] = dict(everyones)
    for key, sums in others.items():
        kind = type(sums)
        left[key] = kind._make(map(sub, left.get(key, kind()), sums))
    return {key: sums for key, sums in left.items() if any(sums)}


def of_model(row: Any, model: str | None) -> tuple[ColumnElement[bool], ...]:
    """The condition that a row is of a model; None means any."""
    return () if model is None else (col(row.model) == model,)


def of_actors(row: Any, actor_ids: Collection[int] | None) -> tuple[ColumnElement[bool], ...]:
    """The condition that a row is of one of these actors; None means any."""
    return () if actor_ids is None else (col(row.actor_id).in_(actor_ids),)
