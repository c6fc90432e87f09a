"""What each member's, or each group's, requests would have cost on a cheaper model of the same family."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from tracker.ranges import TimeRange
from tracker.reports.actors import load_actors
from tracker.reports.models import cheapest_of_families, cost_at, used_models
from tracker.reports.scope import (
    build_scope,
    find_group,
    group_names,
    people_of,
    unassigned_name,
    window_of,
)
from tracker.reports.types import Actor, WhatIfReport, WhatIfRow
from tracker.store.memberships import GroupsByDay, load_groups_by_day
from tracker.store.queries_actors import find_keys, list_groups_ever
from tracker.store.queries_spend import ModelUsage, Spent, WindowUsage

PAGE_SIZE = 15


@dataclass
class _Sums:
    """One member's or group's requests to models that have a cheaper one, and what was saved on each model."""

    requests: int = 0
    usage_value_microcents: int = 0
    would_cost_microcents: int = 0
    saved_on: dict[str, int] = field(default_factory=dict)

    def add(self, model: str, spent: Spent, cheaper: ModelUsage) -> None:
        would_cost = min(spent.usage_value_microcents, cost_at(cheaper, spent.requests))
        self.requests += spent.requests
        self.usage_value_microcents += spent.usage_value_microcents
        self.would_cost_microcents += would_cost
        self.saved_on[model] = spent.usage_value_microcents - would_cost

    @property
    def saving(self) -> int:
        return self.usage_value_microcents - self.would_cost_microcents

    @property
    def main_model(self) -> str:
        return min(self.saved_on, key=lambda model: (-self.saved_on[model], model))


def load_what_if(
    session: Session,
    *,
    range: TimeRange,
    now: datetime,
    group: str | None = None,
    by_group: bool = False,
    page: int = 1,
    page_size: int | None = PAGE_SIZE,
) -> WhatIfReport:
    """One page of members with a saving, or of the groups, largest saving first. Raises GroupNotFound.

    With `by_group` everyone counts, whatever `group` says. A page beyond the last is the last.
    """
    group = None if by_group else group and find_group(session, group)
    usage = WindowUsage(session, window_of(range, now), people_of(session, group, now=now))
    used = used_models(usage)
    cheapest = cheapest_of_families(used)
    groups = load_groups_by_day(session, usage.window, now=now) if by_group else None
    by_subject: dict[int, _Sums] = defaultdict(_Sums)
    for model in sorted(cheapest):
        for subject, spent in _spent(usage, model, groups):
            by_subject[subject].add(model, spent, used[cheapest[model]])
    listed = sorted(
        ((subject, sums) for subject, sums in by_subject.items() if by_group or sums.saving > 0),
        key=lambda each: (-each[1].saving, -each[1].usage_value_microcents, each[0]),
    )
    page_size = page_size or max(1, len(listed))
    pages = max(1, -(-len(listed) // page_size))
    page = min(max(1, page), pages)
    shown = listed[(page - 1) * page_size : page * page_size]
    return WhatIfReport(
        scope=build_scope(session, range, now=now, group=group),
        by_group=by_group,
        rows=tuple(_rows(session, shown, cheapest, by_group=by_group)),
        page=page,
        pages=pages,
        savers=len(listed),
        requests=sum(sums.requests for sums in by_subject.values()),
        usage_value_microcents=sum(sums.usage_value_microcents for sums in by_subject.values()),
        would_cost_microcents=sum(sums.would_cost_microcents for sums in by_subject.values()),
        switches=tuple(sorted(cheapest.items())),
        groups=group_names(session),
    )


def _spent(usage: WindowUsage, model: str, groups: GroupsByDay | None) -> Iterable[tuple[int, Spent]]:
    """What each member, or each group, spent on a model; only those with a request or usage value."""
    by_actor = usage.by_actor_of(model)
    found = by_actor if groups is None else _by_group(usage, model, by_actor, groups)
    return [(subject, spent) for subject, spent in found.items() if spent.requests > 0]


def _by_group(usage: WindowUsage, model: str, by_actor: Mapping[int, Spent], groups: GroupsByDay) -> dict[int, Spent]:
    """Sums by group: of whoever stayed in one from the sums of the window, of the others day by day."""
    moved = groups.moved & by_actor.keys()
    found: dict[int, Spent] = defaultdict(Spent)
    stayed = ((groups.group_of(each), spent) for each, spent in by_actor.items() if each not in moved)
    days = usage.by_day_and_actor_of(model, moved).items() if moved else ()
    for group_id, spent in (*stayed, *((groups.on(each, day), spent) for (day, each), spent in days)):
        before = found[group_id]
        found[group_id] = Spent(*(one + other for one, other in zip(before, spent, strict=True)))
    return found


def _rows(
    session: Session, shown: list[tuple[int, _Sums]], cheapest: Mapping[str, str], *, by_group: bool
) -> Iterator[WhatIfRow]:
    actors: dict[int, Actor] = {} if by_group else _actors(session, [each for each, _ in shown])
    names = {each.id: each.name for each in list_groups_ever(session)} if by_group else {}
    for subject, sums in shown:
        yield WhatIfRow(
            actor=actors.get(subject),
            group=names.get(subject, unassigned_name(session)) if by_group else None,
            requests=sums.requests,
            usage_value_microcents=sums.usage_value_microcents,
            would_cost_microcents=sums.would_cost_microcents,
            saving_microcents=sums.saving,
            main_model=sums.main_model,
            main_cheaper_model=cheapest[sums.main_model],
        )


def _actors(session: Session, ids: list[int]) -> dict[int, Actor]:
    keys = find_keys(session, ids)
    actors = load_actors(session, keys.values())
    return {each: actors[key] for each, key in keys.items()}
