"""What was used in a window: whole UTC days from the rollups, with the cut days added to them here.

All money is in microcents. Whose usage counts is part of the question, as a billing group's members change by day.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from operator import add, sub
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select, union
from sqlmodel import Session, col

from tracker.clock import day_start, utc_day
from tracker.cursor.schemas import Billing
from tracker.store.columns import Columns, added_up, rows_of
from tracker.store.cut_days import CutDay
from tracker.store.measures import is_told_by, sum_of
from tracker.store.memberships import UNASSIGNED_ID, gaps_in, on_days_of, stays_in
from tracker.store.people import EVERYONE, LOOKED_UP_DAYS, Everyone, GroupMembers, OneActor, People
from tracker.store.queries_groups import groups_on
from tracker.store.sums import ActorUsage, ModelUsage, Spent, Sums, Usage
from tracker.store.tables import ActorRow
from tracker.store.tables_rollups import (
    DayMemberModelRow,
    DayMemberRow,
    DayModelRow,
    WeekMemberModelRow,
    WeekMemberRow,
)
from tracker.store.weeks import FEW_DAYS, in_weeks
from tracker.store.windows import Split, Window, split_with_parts

_IDS_AT_ONCE = 5_000  # bound parameters a statement
_DAYS = (DayMemberRow, DayMemberModelRow)


class WindowUsage:
    """What these people used in a window, to be asked within one read snapshot.

    What a group that most are in used is what everyone used, which is stored added up, less what the others used. The
    whole days are one statement a question, and so is each of the cut days.
    """

    def __init__(self, session: Session, window: Window, people: People) -> None:
        self.window = window
        self.people = people
        self._session = session

    def over(self, window: Window) -> "WindowUsage":
        """The same people in another window; this very one, with what is kept of it, where it is the same."""
        return self if window == self.window else WindowUsage(self._session, window, self.people)

    def within(self, days: Sequence[date]) -> "WindowUsage":
        """The same people in the part of the window that lies in these consecutive days of it."""
        part = Window(self.window.part_of(days[0]).start, self.window.part_of(days[-1]).end)
        return WindowUsage(self._session, part, self.people)

    def by_actor(self) -> dict[int, Usage]:
        """Sums of every actor with usage, by row id."""
        return self._sums_in_columns(Usage).by_id(Usage._make)

    def spent_by_actor(self) -> dict[int, Spent]:
        """The same with what everyone is ranked by alone, which takes half as long; kept, so not to be changed."""
        return self._spent_by_actor

    def spent_in_columns(self) -> Columns:
        """The same as columns, named as the fields of Spent; kept too."""
        return self._spent

    def of_actors(self, actor_ids: Collection[int]) -> dict[int, Usage]:
        """Sums of those of these actors with usage, by row id."""
        found: dict[int, Usage] = {}
        for (actor_id, _), sums in self.by_actor_and_day(actor_ids).items():
            _add(found, Usage, ((actor_id, *sums),))
        return found

    def measured_in_columns(self) -> Columns:
        """Sums of every actor with usage, and what badges are made of, as columns named as the fields of ActorUsage."""
        return self._sums_in_columns(ActorUsage)

    def by_day(self) -> dict[date, Usage]:
        """Sums of every UTC day with usage."""
        if self._around:
            return _less(*(each.by_day() for each in self._around))
        found = self._by("day", DayModelRow if self._is_everyone else DayMemberRow, Usage)
        on_cut_days = {cut.day: Usage(*cut.total(Usage._fields)) for cut in self._cut}
        return found | {day: sums for day, sums in on_cut_days.items() if any(sums)}

    def by_actor_and_day(self, actor_ids: Collection[int]) -> dict[tuple[int, date], Usage]:
        """Sums of these actors on every UTC day with usage, by row id and day."""
        wanted, are_few = set(actor_ids), len(actor_ids) <= _IDS_AT_ONCE
        only = _of_actors(DayMemberRow, wanted if are_few else None)
        rows = self._rolled_up(DayMemberRow, ("actor_id", "day"), Usage._fields, *only)
        found = {(row[0], row[1]): Usage(*row[2:]) for row in rows if row[0] in wanted}
        for cut in self._cut:
            of_day = cut.sums(("actor_id",), Usage._fields, *_of_actors(cut.row, wanted if are_few else None))
            found |= {(row[0], cut.day): Usage(*row[1:]) for row in of_day if row[0] in wanted}
        return found

    def by_model(self) -> Mapping[str, ModelUsage]:
        """Sums of every model with usage; kept, so not to be changed."""
        return self._by_model

    @cached_property
    def _by_model(self) -> dict[str, ModelUsage]:
        if self._around:
            return _less(*(each.by_model() for each in self._around))
        found = self._by("model", DayModelRow, ModelUsage) if self._is_everyone else self._models_of_whole()
        for cut in self._cut:
            _add(found, ModelUsage, cut.sums_to_add_up(("model",), ModelUsage._fields))
        return found

    def _models_of_whole(self) -> dict[str, ModelUsage]:
        """Sums of the whole days, of many of them model by model: an index leads from actor and model to the days.

        Asked of all models at once, it would read every day that these people ever had.
        """
        days = self._split.rolled_up
        if len(days) <= LOOKED_UP_DAYS or not isinstance(self.people, GroupMembers):
            return self._by("model", DayMemberModelRow, ModelUsage)
        used = select(col(DayModelRow.model)).where(col(DayModelRow.day).between(days[0], days[-1]))
        found: dict[str, ModelUsage] = {}
        for (model,) in self._execute(used.distinct()):
            [sums] = self._rolled_up(DayMemberModelRow, (), ModelUsage._fields, *_of_model(DayMemberModelRow, model))
            if any(sums):
                found[model] = ModelUsage(*sums)
        return found

    def total(self, kind: type[Sums]) -> Sums:
        """Sums of the window, each measure from the leanest rollup that tells it."""
        if self._around:
            return kind(*map(sub, *(each.total(kind) for each in self._around)))
        total = dict.fromkeys(kind._fields, 0)
        in_models = [each for each in kind._fields if self._is_everyone and is_told_by(DayModelRow, each)]
        elsewhere = [each for each in kind._fields if each not in in_models]
        for table, measures in ((DayModelRow, in_models), (DayMemberRow, elsewhere)):
            for row in self._rolled_up(table, (), measures) if measures else ():
                total |= zip(measures, row, strict=True)
        for cut in self._cut:
            sums = cut.total(kind._fields)
            total = {measure: total[measure] + each for measure, each in zip(kind._fields, sums, strict=True)}
        return kind(**total)

    def active_by_day(self) -> dict[date, int]:
        """How many actors have at least one request on each UTC day."""
        active = {row.day: int(row.active) for row in self._execute(self._active_by_day())}
        return active | {cut.day: len(cut.active_ids()) for cut in self._cut}

    def active_ids(self) -> set[int]:
        """Row ids of the actors with at least one request."""
        if self._is_everyone:
            return {actor_id for (actor_id,) in self._execute(self._users())}
        if self._around:
            return self._active_of_most(*self._around)
        row = DayMemberRow
        days = self.people.in_days(self._split.rolled_up, col(row.day), col(row.actor_id))
        used = select(col(row.actor_id)).where(days, col(row.requests) > 0).distinct()
        active = {actor_id for (actor_id,) in self._execute(used)}
        return active.union(*(cut.active_ids() for cut in self._cut))

    def count_active(self) -> int:
        """How many actors have at least one request."""
        return self._count_users() if self._is_everyone else len(self.active_ids())

    def paid_on_cut_days(self) -> dict[date, set[int]]:
        """Row ids of those who paid on demand within the window's part of each day that it cuts."""
        paid: dict[date, set[int]] = {}
        for cut in self._cut:
            rows = cut.sums(("actor_id",), ("on_demand_microcents",), col(cut.row.billing) == Billing.ON_DEMAND)
            paid[cut.day] = {actor_id for actor_id, on_demand in rows if on_demand > 0}
        return paid

    def requests_by_model(self, actor_ids: Collection[int] | None = None) -> dict[int, Counter[str]]:
        """Requests by model of each of these actors, of all where None is given."""
        found: dict[int, Counter[str]] = defaultdict(Counter)
        for actor_id, model, requests in self._everyones_models() if actor_ids is None else self._models_of(actor_ids):
            found[actor_id][model] += requests
        return found

    def spent_on_in_columns(self, model: str) -> Columns:
        """What each actor with usage of a model spent on it, as columns named as the fields of Spent."""
        return self._added_up(Spent._fields, model)

    def by_actor_of(self, model: str) -> dict[int, Spent]:
        """The same by row id."""
        return self.spent_on_in_columns(model).by_id(Spent._make)

    def by_group_and_actor(self, *, now: datetime) -> Iterator[tuple[int, int, Usage]]:
        """A group's row id or UNASSIGNED_ID, an actor's, and sums to be added up: everyone's, wherever they were."""
        days, row = self._split.rolled_up, DayMemberRow
        sums = [sum_of(row, each) for each in Usage._fields]
        if days:
            stay, gap = stays_in(days, None, now=now), gaps_in(days, None, now=now)
            whose = (stay.c.id, stay.c.group_id, stay.c.actor_id)
            used = select(*whose, *sums).where(on_days_of(stay, col(row.day), col(row.actor_id))).group_by(*whose)
            unassigned = select(gap.c.actor_id, *sums).where(on_days_of(gap, col(row.day), col(row.actor_id)))
            for _, group_id, actor_id, *each in self._execute(used):
                yield group_id, actor_id, Usage(*each)
            for actor_id, *each in self._execute(unassigned.group_by(gap.c.actor_id)):
                yield UNASSIGNED_ID, actor_id, Usage(*each)
        for cut in self._cut:
            groups = groups_on(self._session, cut.day, now=now)
            for actor_id, *each in cut.by_actor:
                yield groups.get(actor_id, UNASSIGNED_ID), actor_id, Usage(*each)

    def by_group_of(self, model: str, *, now: datetime) -> dict[int, Spent]:
        """What was spent on a model in each group, by its row id; who was in none is left out."""
        days, row = self._split.rolled_up, DayMemberModelRow
        found: dict[int, Spent] = {}
        if days:
            stay = stays_in(days, None, now=now)
            theirs = (col(row.model) == model, on_days_of(stay, col(row.day), col(row.actor_id)))
            sums = (sum_of(row, each) for each in Spent._fields)
            _add(found, Spent, self._execute(select(stay.c.group_id, *sums).where(*theirs).group_by(stay.c.group_id)))
        for cut in self._cut:
            groups = groups_on(self._session, cut.day, now=now)
            of_day = cut.sums(("actor_id",), Spent._fields, *_of_model(cut.row, model))
            _add(found, Spent, ((groups[each[0]], *each[1:]) for each in of_day if each[0] in groups))
        return found

    def count_users_of(self, model: str) -> int:
        """How many actors have at least one request to a model."""
        return self._count_users(model)

    def spend_by_day_and_model(self) -> dict[date, Counter[str]]:
        """Usage value by model of each UTC day."""
        return self._by_day_and_model("usage_value_microcents")

    def requests_by_day_and_model(self) -> dict[date, Counter[str]]:
        """Requests by model of each UTC day."""
        return self._by_day_and_model("requests")

    def is_empty(self) -> bool:
        """Whether nothing at all is stored for the window."""
        row = DayMemberRow
        days = self.people.in_days(self._split.rolled_up, col(row.day), col(row.actor_id))
        found = [select(col(row.day)).where(days), *(cut.actors() for cut in self._cut)]
        return not any(self._execute(statement.limit(1)) for statement in found)

    @cached_property
    def _around(self) -> "tuple[WindowUsage, WindowUsage] | None":
        """Everyone's usage and that of those who are left out, where these are the fewer; None otherwise."""
        if not isinstance(self.people, GroupMembers) or not self.people.are_most(self._session):
            return None
        everyone, others = (WindowUsage(self._session, self.window, each) for each in (EVERYONE, self.people.others()))
        return everyone, others

    def _active_of_most(self, everyone: "WindowUsage", others: "WindowUsage") -> set[int]:
        """Where nobody moved within the window, whoever is active is so among these or the others, not among both."""
        if len(self.people.runs(self.window.days)) <= 1:
            return everyone.active_ids() - others.active_ids()
        return self._spent.ids_where(self._spent["requests"] > 0)

    @property
    def _is_everyone(self) -> bool:
        return isinstance(self.people, Everyone)

    @cached_property
    def _split(self) -> Split:
        return split_with_parts(self._session, self.window)

    @cached_property
    def _cut(self) -> tuple[CutDay, ...]:
        return tuple(CutDay(self._session, self.window.part_of(day), self.people) for day in self._split.cut)

    @cached_property
    def _spent(self) -> Columns:
        return self._sums_in_columns(Spent)

    @cached_property
    def _spent_by_actor(self) -> dict[int, Spent]:
        return self._spent.by_id(Spent._make)

    def _by_day_and_model(self, measure: str) -> dict[date, Counter[str]]:
        found: dict[date, Counter[str]] = defaultdict(Counter)
        for day, model, value in self._rolled_up(DayMemberModelRow, ("day", "model"), (measure,)):
            found[day][model] += value
        for cut in self._cut:
            for model, value in cut.sums_to_add_up(("model",), (measure,)):
                found[cut.day][model] += value
        return found

    def _sums_in_columns(self, kind: type[Sums]) -> Columns:
        return self._added_up(kind._fields)

    def _added_up(self, measures: tuple[str, ...], model: str | None = None) -> Columns:
        """Sums of every actor, or those of one model; everyone's are told by weeks as far as these go."""
        if self._around:
            everyones, theirs = (each._added_up(measures, model) for each in self._around)
            return everyones.less(theirs)
        week, day = (WeekMemberRow, DayMemberRow) if model is None else (WeekMemberModelRow, DayMemberModelRow)
        cut = [_cut_by_actor(each, measures, model) for each in self._cut]
        if not self._is_everyone:
            return added_up([self._of_whole(day, measures, self._split.rolled_up, model), *cut], measures)
        parts = in_weeks(self._session, week, self._split.rolled_up)
        weeks = self._of_whole(week, measures, parts.weeks, model)
        added, less = ([self._of_whole(day, measures, run, model) for run in runs] for runs in parts[1:])
        return added_up([weeks, *added, *cut], measures, less=less)

    def _of_whole(
        self, table: Any, measures: Sequence[str], days: tuple[date, ...], model: str | None
    ) -> Sequence[Any]:
        """Actors and figures of days or weeks: everyone's of few days as they are stored, all others as sums."""
        only = _of_model(table, model)
        if self._is_everyone and table in _DAYS and len(days) <= FEW_DAYS:
            columns = (col(getattr(table, name)) for name in ("actor_id", *measures))
            in_days = self.people.in_days(days, col(table.day), col(table.actor_id))
            return self._execute(select(*columns).where(in_days, *only))
        # Weeks of one model are stored in the order of actors.
        in_order = () if table is WeekMemberModelRow else self._by_actor_index(table)
        return self._rolled_up(table, ("actor_id",), measures, *only, *in_order, days=days)

    def _models_of(self, actor_ids: Collection[int]) -> Iterator[Any]:
        """Actor, model and requests of these."""
        row, keys, measures = DayMemberModelRow, ("actor_id", "model"), ("requests",)
        yield from self._rolled_up(row, keys, measures, *_of_actors(row, actor_ids))
        for cut in self._cut:
            yield from cut.sums(keys, measures, *_of_actors(cut.row, actor_ids))

    def _everyones_models(self) -> Iterator[tuple[int, str, int]]:
        for model in self.by_model():
            used = self._added_up(("requests",), model)
            for actor_id, (requests,) in zip(used.ids.tolist(), used.sums.tolist(), strict=True):
                yield actor_id, model, requests

    def _by_actor_index(self, table: Any) -> tuple[ColumnElement[bool], ...]:
        """A condition that always holds, and has everyone's sums read from an index by actor, in order."""
        return (col(table.actor_id).in_(select(col(ActorRow.id))),) if self._is_everyone else ()

    def _by(self, key: str, table: Any, kind: type[Sums]) -> dict[Any, Sums]:
        """Sums of the whole days."""
        return {row[0]: kind(*row[1:]) for row in self._rolled_up(table, (key,), kind._fields)}

    def _rolled_up(
        self,
        table: Any,
        keys: Sequence[str],
        measures: Sequence[str],
        *only: ColumnElement[bool],
        days: tuple[date, ...] | None = None,
    ) -> Sequence[Any]:
        """Keys and sums of the rollups of these days or weeks, None being all the whole days."""
        days = self._split.rolled_up if days is None else days
        if not days:
            return ()
        columns = [self._key(table, key) for key in keys]
        actor_id = col(getattr(table, "actor_id", DayMemberRow.actor_id))
        sums = (sum_of(table, each) for each in measures)
        statement = select(*columns, *sums).where(self.people.in_days(days, col(table.day), actor_id), *only)
        return self._execute(statement.group_by(*columns))

    def _key(self, table: Any, key: str) -> Any:
        """A column to group by; of those who are not in a group an expression, which no index keeps in order.

        SQLite would otherwise read everyone's days from that index, in place of looking up those of the few.
        """
        column = col(getattr(table, key))
        is_rest = isinstance(self.people, GroupMembers) and self.people.is_complement
        return column + literal_column("0") if is_rest and key == "actor_id" else column

    def _users(self, model: str | None = None) -> Any:
        """Row ids of the actors with at least one request, or with one to a model.

        Everyone is a look or two into an index for each actor, where distinct ids would take a sort of every row.
        """
        row = DayMemberRow if model is None else DayMemberModelRow
        days = self.people.in_days(self._split.rolled_up, col(row.day), col(row.actor_id))
        used = [(row, days & (col(row.requests) > 0)), *((cut.row, and_(*cut.requests())) for cut in self._cut)]
        if model is not None:
            used = [(each, is_request & (col(each.model) == model)) for each, is_request in used]
        if self._is_everyone:
            looks = (
                select(1).where(col(each.actor_id) == col(ActorRow.id), is_request).exists()
                for each, is_request in used
            )
            return select(col(ActorRow.id)).where(or_(*looks))
        return union(*(select(col(each.actor_id)).where(is_request).distinct() for each, is_request in used))

    def _count_users(self, model: str | None = None) -> int:
        if self._around and model is not None:
            return len(self._added_up(("requests",), model).ids)
        return int(self._execute(select(func.count()).select_from(self._users(model).subquery()))[0][0])

    def _active_by_day(self) -> Any:
        row = DayMemberRow
        days = self.people.in_days(self._split.rolled_up, col(row.day), col(row.actor_id))
        counted = select(col(row.day), func.count().label("active")).where(days, col(row.requests) > 0)
        return counted.group_by(col(row.day))

    def _execute(self, statement: Any) -> Sequence[Any]:
        return rows_of(self._session, statement)


def main_model(requests: Mapping[str, int]) -> str | None:
    """The model with most requests, the first by name among equals; None where there is no request."""
    best = min(requests, key=lambda model: (-requests[model], model), default=None)
    return best if best is not None and requests[best] > 0 else None


def oldest_day(session: Session) -> date | None:
    """The first UTC day of which usage is stored."""
    return session.connection().execute(select(func.min(col(DayMemberRow.day)))).scalar_one()


def last_active_day(session: Session, actor_id: int, *, now: datetime) -> date | None:
    """The last UTC day on which the actor made a request before `now`."""
    today = utc_day(now)
    if WindowUsage(session, Window(day_start(today), now), OneActor(actor_id)).active_ids():
        return today
    row = DayMemberModelRow
    statement = (
        select(col(row.day))
        .where(col(row.actor_id) == actor_id, col(row.day) < today, col(row.requests) > 0)
        .order_by(col(row.day).desc())
        .limit(1)
    )
    return session.connection().execute(statement).scalar_one_or_none()


def _cut_by_actor(cut: CutDay, measures: tuple[str, ...], model: str | None) -> Sequence[Any]:
    if model is None and measures == Usage._fields:
        return cut.by_actor
    return cut.sums(("actor_id",), measures, *_of_model(cut.row, model))


def _add(found: dict[Any, Sums], kind: type[Sums], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows of a key and sums to what has been found."""
    for key, *sums in rows:
        known = found.get(key)
        found[key] = kind._make(sums if known is None else map(add, known, sums))


def _less(everyones: Mapping[Any, Sums], others: Mapping[Any, Sums]) -> dict[Any, Sums]:
    """Sums by key less those of others; what is left with nothing but zeros is left out."""
    left: dict[Any, Sums] = dict(everyones)
    for key, sums in others.items():
        kind = type(sums)
        left[key] = kind._make(map(sub, left.get(key, kind()), sums))
    return {key: sums for key, sums in left.items() if any(sums)}


def _of_model(row: Any, model: str | None) -> tuple[ColumnElement[bool], ...]:
    """The condition on a row to be of a model, of any where None is given."""
    return () if model is None else (col(row.model) == model,)


def _of_actors(row: Any, actor_ids: Collection[int] | None) -> tuple[ColumnElement[bool], ...]:
    """The condition on a row to be of one of these actors, of any where None is given."""
    return () if actor_ids is None else (col(row.actor_id).in_(actor_ids),)
