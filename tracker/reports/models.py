"""What each model costs, and what a cheaper one of its family would have cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from heapq import nsmallest
from statistics import median

from sqlmodel import Session

from tracker.clock import day_start, utc_day
from tracker.millionths import millionths
from tracker.ranges import TimeRange
from tracker.reports.actors import actors_by_id
from tracker.reports.members import in_group
from tracker.reports.model_family import model_family
from tracker.reports.overview import build_totals, multiples_of_cheapest
from tracker.reports.scope import build_scope, find_group, group_names, people_of, window_of
from tracker.reports.types import COMPARED_FROM_REQUESTS, ModelRow, ModelsReport, Saving, WhatIf
from tracker.store.queries_actors import find_seated
from tracker.store.queries_spend import WindowUsage
from tracker.store.sums import ModelUsage, Spent
from tracker.store.windows import Window

SAVINGS_NAMED = 3
TREND_DAYS = 7


def load_models(session: Session, *, range: TimeRange, now: datetime, group: str | None = None) -> ModelsReport:
    """Every model with a request in the range, highest usage value first, and the largest savings.

    The trend covers the whole days before `now`, whatever the range. Raises GroupNotFound.
    """
    group = group and find_group(session, group)
    usage = WindowUsage(session, window_of(range, now), people_of(session, group, now=now))
    used = used_models(usage)
    cheapest = cheapest_of_families(used)
    spent_on = {model: usage.by_actor_of(model) for model in cheapest}
    users = {model: usage.count_users_of(model) for model in used if model not in spent_on}
    users |= {model: sum(spent.requests > 0 for spent in of_model.values()) for model, of_model in spent_on.items()}
    savings = largest_savings(spent_on, used, cheapest)
    return ModelsReport(
        scope=build_scope(session, range, now=now, group=group),
        totals=build_totals(
            usage,
            seats=len(in_group(find_seated(session), session, usage)),
            active=usage.count_active(),
        ),
        rows=_rows(used, users, cheapest, _trend(usage, now)),
        median_cost_per_request_microcents=_median_price(used.values()),
        savings=_named(session, savings, cheapest),
        groups=group_names(session),
    )


def used_models(usage: WindowUsage) -> dict[str, ModelUsage]:
    """Every model with a request."""
    return {model: sums for model, sums in usage.by_model().items() if sums.requests > 0}


def cheapest_of_families(used: Mapping[str, ModelUsage]) -> dict[str, str]:
    """For each model, the model of its family with the lowest cost per request, if that is lower.

    Only models with at least 30 requests are compared; with fewer, the average is mostly chance. Ties go to the first
    by name.
    """
    compared: dict[str, str] = {}
    for model in sorted(each for each, sums in used.items() if sums.requests >= COMPARED_FROM_REQUESTS):
        family = model_family(model)
        if family and (family not in compared or _price(used[model]) < _price(used[compared[family]])):
            compared[family] = model
    found = {model: compared.get(model_family(model) or "") for model in used}
    return {model: other for model, other in found.items() if other and _price(used[other]) < _price(used[model])}


@dataclass(frozen=True)
class ActorSaving:
    """What an actor's requests to a model cost, and would have cost at the cheaper model's average."""

    actor_id: int
    model: str
    spent: Spent
    would_cost_microcents: int

    @property
    def saving_microcents(self) -> int:
        """What would have been saved; below zero for somebody who asked only small questions."""
        return self.spent.usage_value_microcents - self.would_cost_microcents


def largest_savings(
    spent_on: Mapping[str, Mapping[int, Spent]], used: Mapping[str, ModelUsage], cheapest: Mapping[str, str]
) -> list[ActorSaving]:
    """The largest savings of one actor on one model, all above zero; ties go to the actor seen first."""
    found = (
        ActorSaving(actor_id, model, spent, cost_at(used[cheapest[model]], spent.requests))
        for model, actors in spent_on.items()
        for actor_id, spent in actors.items()
        if spent.requests > 0
    )
    by_saving = nsmallest(SAVINGS_NAMED, found, key=lambda each: (-each.saving_microcents, each.actor_id, each.model))
    return [each for each in by_saving if each.saving_microcents > 0]


def _named(session: Session, savings: Sequence[ActorSaving], cheapest: Mapping[str, str]) -> tuple[Saving, ...]:
    actors = actors_by_id(session, [each.actor_id for each in savings])
    return tuple(
        Saving(actors[each.actor_id], each.model, cheapest[each.model], *each.spent, each.would_cost_microcents)
        for each in savings
    )


def _rows(
    used: Mapping[str, ModelUsage],
    users: Mapping[str, int],
    cheapest: Mapping[str, str],
    trend: tuple[Mapping[str, int], Mapping[str, int] | None],
) -> tuple[ModelRow, ...]:
    total = sum(sums.usage_value_microcents for sums in used.values())
    multiples = multiples_of_cheapest(used)
    last, before = trend
    by_value = sorted(used.items(), key=lambda each: (-each[1].usage_value_microcents, -each[1].requests, each[0]))
    return tuple(
        ModelRow(
            model=model,
            family=model_family(model),
            usage_value_microcents=sums.usage_value_microcents,
            on_demand_microcents=sums.on_demand_microcents,
            requests=sums.requests,
            users=users[model],
            tokens=sums.tokens,
            tokens_per_request=round(Fraction(sums.tokens, sums.requests)),
            share_of_spend_millionths=millionths(sums.usage_value_microcents, total),
            multiple_of_cheapest_millionths=multiples.get(model),
            last_7_days_microcents=last.get(model, 0),
            previous_7_days_microcents=None if before is None else before.get(model, 0),
            what_if=_what_if(sums, cheapest[model], used) if model in cheapest else None,
        )
        for model, sums in by_value
    )


def _what_if(sums: ModelUsage, cheaper: str, used: Mapping[str, ModelUsage]) -> WhatIf:
    would_cost = cost_at(used[cheaper], sums.requests)
    return WhatIf(cheaper, would_cost, sums.usage_value_microcents - would_cost)


def _trend(usage: WindowUsage, now: datetime) -> tuple[dict[str, int], dict[str, int] | None]:
    """Usage value by model of the last 7 whole UTC days and of the 7 before; None if nothing is stored for those."""
    today = day_start(utc_day(now))
    last = usage.over(Window(today - timedelta(days=TREND_DAYS), today))
    before = usage.over(last.window.before)
    return _values(last), None if before.is_empty() else _values(before)


def _values(usage: WindowUsage) -> dict[str, int]:
    return {model: sums.usage_value_microcents for model, sums in usage.by_model().items()}


def _median_price(used: Iterable[ModelUsage]) -> int | None:
    prices = [_price(sums) for sums in used]
    return round(median(prices)) if prices else None


def _price(sums: ModelUsage) -> Fraction:
    """Exact microcents per request; only for models with a request."""
    return Fraction(sums.usage_value_microcents, sums.requests)


def cost_at(sums: ModelUsage, requests: int) -> int:
    """What `requests` cost at a model's average, rounded half-even; integer arithmetic, as it runs for everyone."""
    whole, rest = divmod(sums.usage_value_microcents * requests, sums.requests)
    return whole + (2 * rest > sums.requests or (2 * rest == sums.requests and whole % 2))
