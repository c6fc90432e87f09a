"""What each member's, or each group's, requests would have cost on a cheaper model of the same family."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from tracker.ranges import TimeRange
from tracker.reports.actors import actors_by_id
from tracker.reports.models import cheapest_of_families, cost_at, used_models
from tracker.reports.paging import paging_of
from tracker.reports.scope import (
    build_scope,
    find_group,
    group_names,
    people_of,
    unassigned_name,
    window_of,
)
from tracker.reports.types import Actor, WhatIfReport, WhatIfRow
from tracker.store.memberships import UNASSIGNED_ID
from tracker.store.queries_actors import list_groups_ever
from tracker.store.queries_spend import WindowUsage
from tracker.store.sums import ModelUsage, Spent

PAGE_SIZE = 15


@dataclass
class _Sums:
    """One member's or group's requests to models that have a cheaper one, and the saving on each model."""

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
    """One page of members with a saving, or of groups, largest saving first. Raises GroupNotFound.

    With `by_group` everyone counts, whatever `group` is. A page number that is too high gives the last page.
    """
    group = None if by_group else group and find_group(session, group)
    usage = WindowUsage(session, window_of(range, now), people_of(session, group, now=now))
    used = used_models(usage)
    cheapest = cheapest_of_families(used)
    by_subject: dict[int, _Sums] = defaultdict(_Sums)
    for model in sorted(cheapest):
        spent_by = _by_group(usage, model, used[model], now=now) if by_group else usage.by_actor_of(model)
        for subject, spent in ((each, spent) for each, spent in spent_by.items() if spent.requests > 0):
            by_subject[subject].add(model, spent, used[cheapest[model]])
    listed = sorted(
        ((subject, sums) for subject, sums in by_subject.items() if by_group or sums.saving > 0),
        key=lambda each: (-each[1].saving, -each[1].usage_value_microcents, each[0]),
    )
    paging = paging_of(len(listed), page, page_size)
    shown = listed[paging.start : paging.stop]
    return WhatIfReport(
        scope=build_scope(session, range, now=now, group=group),
        by_group=by_group,
        rows=tuple(_rows(session, shown, cheapest, by_group=by_group)),
        page=paging.page,
        pages=paging.pages,
        savers=len(listed),
        requests=sum(sums.requests for sums in by_subject.values()),
        usage_value_microcents=sum(sums.usage_value_microcents for sums in by_subject.values()),
        would_cost_microcents=sum(sums.would_cost_microcents for sums in by_subject.values()),
        switches=tuple(sorted(cheapest.items())),
        groups=group_names(session),
    )


def _by_group(usage: WindowUsage, model: str, total: ModelUsage, *, now: datetime) -> dict[int, Spent]:
    """What each group spent on a model, plus the remainder of everyone's."""
    found = usage.by_group_of(model, now=now)
    in_groups = [sum(each) for each in zip(*found.values(), strict=True)] or Spent()
    everyone = Spent(total.requests, total.usage_value_microcents)
    rest = Spent(*(whole - part for whole, part in zip(everyone, in_groups, strict=True)))
    return {**found, UNASSIGNED_ID: rest}


def _rows(
    session: Session, shown: list[tuple[int, _Sums]], cheapest: Mapping[str, str], *, by_group: bool
) -> Iterator[WhatIfRow]:
    actors: dict[int, Actor] = {} if by_group else actors_by_id(session, [each for each, _ in shown])
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
