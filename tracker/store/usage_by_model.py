"""Which models were used in a window, and by whom."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from tracker.store.columns import Columns
from tracker.store.measures import sum_of
from tracker.store.memberships import on_days_of, stays_in
from tracker.store.queries_groups import groups_on
from tracker.store.sums import ModelUsage, Spent
from tracker.store.tables_rollups import DayMemberModelRow
from tracker.store.window_rollups import WindowRollups, add_sums, of_actors, of_model


class UsageByModel(WindowRollups):
    """What these people used in a window, by model."""

    def by_model(self) -> Mapping[str, ModelUsage]:
        """Sums of every model with usage; cached, so do not modify."""
        return self._by_model

    def everyones_requests(self) -> dict[str, Columns]:
        """Requests of every actor to each model, as columns with the single measure `requests`."""
        return {model: self._added_up(("requests",), model) for model in self._models_on(self.window.days)}

    def requests_by_model(self, actor_ids: Collection[int]) -> dict[int, Counter[str]]:
        """Requests by model of each of these actors."""
        if self._around_members:
            everyones, members = (each.requests_by_model(actor_ids) for each in self._around_members)
            for actor_id, models in members.items():
                everyones[actor_id].subtract(models)
            return everyones
        found: dict[int, Counter[str]] = defaultdict(Counter)
        for actor_id, model, requests in self._models_of(actor_ids):
            found[actor_id][model] += requests
        return found

    def spent_on_in_columns(self, model: str) -> Columns:
        """Spend on a model of each actor who used it, as columns named as the fields of Spent."""
        return self._added_up(Spent._fields, model)

    def by_actor_of(self, model: str) -> dict[int, Spent]:
        """Spend on a model of each actor who used it, by row id."""
        return self.spent_on_in_columns(model).by_id(Spent._make)

    def by_group_of(self, model: str, *, now: datetime) -> dict[int, Spent]:
        """Spend on a model in each group, by its row id; actors in no group are left out."""
        days, row = self._split.rolled_up, DayMemberModelRow
        found: dict[int, Spent] = {}
        if days:
            stay = stays_in(days, None, now=now)
            theirs = (col(row.model) == model, on_days_of(stay, col(row.day), col(row.actor_id)))
            sums = (sum_of(row, each) for each in Spent._fields)
            add_sums(
                found, Spent, self._execute(select(stay.c.group_id, *sums).where(*theirs).group_by(stay.c.group_id))
            )
        for cut in self._cut:
            groups = groups_on(self._session, cut.day, now=now)
            of_day = cut.sums(("actor_id",), Spent._fields, *of_model(cut.row, model))
            add_sums(found, Spent, ((groups[each[0]], *each[1:]) for each in of_day if each[0] in groups))
        return found

    def count_users_of(self, model: str) -> int:
        """How many actors made at least one request to a model."""
        return len(self._user_ids(model))

    @cached_property
    def _by_model(self) -> dict[str, ModelUsage]:
        found: dict[str, ModelUsage] = {}
        add_sums(found, ModelUsage, self._by_days(("model",), ModelUsage._fields, self._split.rolled_up))
        for cut in self._cut:
            add_sums(found, ModelUsage, cut.partial_sums(("model",), ModelUsage._fields))
        return {model: sums for model, sums in found.items() if any(sums)}

    def _models_of(self, actor_ids: Collection[int]) -> Iterator[Any]:
        """Actor, model and requests of these actors."""
        row, keys, measures = DayMemberModelRow, ("actor_id", "model"), ("requests",)
        yield from self._rolled_up(row, keys, measures, *of_actors(row, actor_ids))
        for cut in self._cut:
            yield from cut.sums(keys, measures, *of_actors(cut.row, actor_ids))
