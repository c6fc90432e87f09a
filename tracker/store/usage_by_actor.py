"""Who used how much in a window."""

from collections.abc import Collection, Iterator, Set
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import select
from sqlmodel import col

from tracker.cursor.schemas.events import Billing
from tracker.store.columns import Columns
from tracker.store.measures import sum_of
from tracker.store.memberships import UNASSIGNED_ID, gaps_in, on_days_of, stays_in
from tracker.store.queries_groups import groups_on
from tracker.store.sums import ActorUsage, Spent, Sums, Usage
from tracker.store.tables_rollups import DayMemberRow
from tracker.store.window_rollups import WindowRollups, add_sums, of_actors, without

_IDS_AT_ONCE = 5_000  # bound parameters in one statement
_LOOKED_UP = 500  # actors whose days are looked up one by one


class UsageByActor(WindowRollups):
    """What these people used in a window, by actor."""

    def by_actor(self) -> dict[int, Usage]:
        """Sums of every actor with usage, by row id."""
        return self._sums_in_columns(Usage).by_id(Usage._make)

    def spent_by_actor(self) -> dict[int, Spent]:
        """Spend of every actor with usage, by row id, in half the time of all sums; cached, so do not modify."""
        return self._spent_by_actor

    def spent_in_columns(self) -> Columns:
        """Spend of every actor with usage, as columns named as the fields of Spent; cached, so do not modify."""
        return self._spent

    def of_actors(self, actor_ids: Collection[int]) -> dict[int, Usage]:
        """Sums of those of these actors who have usage, by row id."""
        found: dict[int, Usage] = {}
        for (actor_id, _), sums in self.by_actor_and_day(actor_ids).items():
            add_sums(found, Usage, ((actor_id, *sums),))
        return found

    def measured_in_columns(self) -> Columns:
        """Sums of every actor with usage, including what badges need, as columns named as the fields of ActorUsage."""
        return self._sums_in_columns(ActorUsage)

    def by_actor_and_day(self, actor_ids: Collection[int]) -> dict[tuple[int, date], Usage]:
        """Sums of these actors by row id and UTC day, for days with usage."""
        if self._around_members:
            return without(*(each.by_actor_and_day(actor_ids) for each in self._around_members))
        wanted, are_few = set(actor_ids), len(actor_ids) <= _IDS_AT_ONCE
        only = of_actors(DayMemberRow, wanted if are_few else None)
        rows = self._rolled_up(DayMemberRow, ("actor_id", "day"), Usage._fields, *only)
        found = {(row[0], row[1]): Usage(*row[2:]) for row in rows if row[0] in wanted}
        for cut in self._cut:
            of_day = cut.sums(("actor_id",), Usage._fields, *of_actors(cut.row, wanted if are_few else None))
            found |= {(row[0], cut.day): Usage(*row[1:]) for row in of_day if row[0] in wanted}
        return found

    def value_by_day(self, actor_ids: Set[int]) -> Iterator[tuple[int, date, int]]:
        """Row id, UTC day and usage value of these actors, each one's days in order.

        Many actors are read day by day, which takes a third of the time of reading all days at once.
        """
        if len(actor_ids) <= _LOOKED_UP:
            for (actor_id, day), sums in sorted(self.by_actor_and_day(actor_ids).items()):
                yield actor_id, day, sums.usage_value_microcents
            return
        for day in self.window.days:
            spent = self.within([day])._added_up(("usage_value_microcents",))
            for actor_id, (value,) in zip(spent.ids.tolist(), spent.sums.tolist(), strict=True):
                if actor_id in actor_ids:
                    yield actor_id, day, value

    def by_group_and_actor(self, *, now: datetime) -> Iterator[tuple[int, int, Usage]]:
        """(group's row id or UNASSIGNED_ID, actor's row id, sums still to be added up), for all actors."""
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
            for actor_id, *each in cut.sums(("actor_id",), Usage._fields):
                yield groups.get(actor_id, UNASSIGNED_ID), actor_id, Usage(*each)

    def active_ids(self) -> set[int]:
        """Row ids of the actors with at least one request."""
        return self._user_ids()

    def count_active(self) -> int:
        """How many actors have at least one request."""
        return len(self.active_ids())

    def paid_on_cut_days(self) -> dict[date, set[int]]:
        """Row ids of those who paid on demand, for each day that the window cuts, within its part of the day."""
        paid: dict[date, set[int]] = {}
        for cut in self._cut:
            rows = cut.sums(("actor_id",), ("on_demand_microcents",), col(cut.row.billing) == Billing.ON_DEMAND)
            paid[cut.day] = {actor_id for actor_id, on_demand in rows if on_demand > 0}
        return paid

    @cached_property
    def _spent(self) -> Columns:
        return self._sums_in_columns(Spent)

    @cached_property
    def _spent_by_actor(self) -> dict[int, Spent]:
        return self._spent.by_id(Spent._make)

    def _sums_in_columns(self, kind: type[Sums]) -> Columns:
        return self._added_up(kind._fields)
