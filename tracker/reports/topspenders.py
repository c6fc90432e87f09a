"""The table of everyone who used anything, in pages: sums, ranks, badges."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from tracker.ranges import TimeRange
from tracker.reports.actors import is_found_by, load_actors
from tracker.reports.adoption import adoption_points, adoption_score, tier_of
from tracker.reports.badges import (
    Measures,
    References,
    badges_of,
    context_badge,
    spend_badge,
    usage_badge,
)
from tracker.reports.context import compared_averages, context_average, context_use
from tracker.reports.measures import build_references, load_measures
from tracker.reports.members import in_group
from tracker.reports.overview import build_totals
from tracker.reports.ranking import rank_among
from tracker.reports.scope import build_scope, find_group, group_names, people_of, window_of
from tracker.reports.types import (
    Actor,
    AdoptionTier,
    Badge,
    ContextBadge,
    SpendBadge,
    SpenderRow,
    SpenderSort,
    TopSpendersReport,
)
from tracker.store.queries_actors import StoredName, find_seated, names_by_id
from tracker.store.queries_spend import WindowUsage, main_model

PAGE_SIZE = 10
CHART_ROWS = PAGE_SIZE  # the sentence, the chart and the first page tell of the same people


def load_topspenders(
    session: Session,
    *,
    range: TimeRange,
    now: datetime,
    group: str | None = None,
    sort: SpenderSort = SpenderSort.SPEND,
    badge: Badge | None = None,
    search: str | None = None,
    page: int = 1,
    limit: int | None = None,
    page_size: int | None = PAGE_SIZE,
) -> TopSpendersReport:
    """One page of everyone with usage in the range, the first `limit` of them by the sort (None: all).

    `badge` and `search` (a part of a name or an e-mail) leave out rows, not what the others are compared with. A page
    beyond the last is the last; `page_size` None puts everyone on one. Equals keep the order of spend, then of names.
    Raises GroupNotFound.
    """
    group = group and find_group(session, group)
    usage = WindowUsage(session, window_of(range, now), people_of(session, group, now=now))
    everyone = _load_everyone(session, usage)
    listed = everyone.listed(sort, badge, search)[:limit]
    page_size = page_size or max(1, len(listed))
    pages = max(1, -(-len(listed) // page_size))
    page = min(max(1, page), pages)
    start = (page - 1) * page_size
    top, on_page = listed[:CHART_ROWS], listed[start : start + page_size]
    rows = _rows(session, usage, everyone, {*top, *on_page})
    price = everyone.references.median_cost_per_request_microcents
    seated = in_group(find_seated(session), session, usage)
    active = everyone.active
    return TopSpendersReport(
        scope=build_scope(session, range, now=now, group=group),
        totals=build_totals(usage, seats=len(seated), active=len(active), active_seats=len(active & seated)),
        rows=tuple(rows[each] for each in on_page),
        sort=sort,
        page=page,
        pages=pages,
        listed=len(listed),
        listed_usage_value_microcents=sum(everyone.measures[each].used.usage_value_microcents for each in listed),
        top=tuple(rows[each] for each in top),
        badge=badge,
        search=search,
        median_cost_per_request_microcents=None if price is None else round(price),
        groups=group_names(session),
    )


@dataclass(frozen=True)
class _Everyone:
    """What all people of a report did, by row id, and what they are compared with."""

    measures: Mapping[int, Measures]
    stored: Mapping[int, StoredName]
    references: References
    spent: Sequence[int]  # usage value of each, ascending
    agent_requests: Sequence[int]  # of those with activity, ascending
    contexts: Sequence[float]  # see `compared_averages`

    @property
    def active(self) -> set[int]:
        """Who made a request."""
        return {each for each, (used, _) in self.measures.items() if used.requests > 0}

    def listed(self, sort: SpenderSort, badge: Badge | None, search: str | None) -> list[int]:
        """Row ids of those with usage whom the filters leave, in order."""
        found = [each for each, (used, _) in self.measures.items() if used.requests or used.usage_value_microcents]
        if search is not None:
            found = [each for each in found if is_found_by(self.stored[each], search)]
        if badge is not None:
            found = [each for each in found if _has_badge(self.measures[each], self.references, badge)]
        if sort is SpenderSort.NAME:
            return self._by_name(found)
        found = self._by_spend(found)
        if sort is not SpenderSort.SPEND:
            largest_first = _SORT_KEYS[sort]
            found.sort(key=lambda each: largest_first(self.measures[each], self.references), reverse=True)
        return found

    def _by_spend(self, actor_ids: Iterable[int]) -> list[int]:
        """In the order of spend, then of requests; names are put in order among equals alone."""
        ranked = sorted(actor_ids, key=self._spent)
        return [each for _, equals in groupby(ranked, key=self._spent) for each in self._by_name(equals)]

    def _spent(self, actor_id: int) -> tuple[int, int]:
        used = self.measures[actor_id].used
        return -used.usage_value_microcents, -used.requests

    def _by_name(self, actor_ids: Iterable[int]) -> list[int]:
        found = list(actor_ids)
        return sorted(found, key=self._name) if len(found) > 1 else found

    def _name(self, actor_id: int) -> tuple[str, str]:
        row = self.stored[actor_id]
        return (row.name or row.key).casefold(), row.key

    def row(self, actor_id: int, actor: Actor, model: str | None) -> SpenderRow:
        """The row of an actor."""
        used, activity = measures = self.measures[actor_id]
        is_active = activity.active_days > 0
        return SpenderRow(
            actor=actor,
            rank=rank_among(self.spent, used.usage_value_microcents),
            usage_value_microcents=used.usage_value_microcents,
            on_demand_microcents=used.on_demand_microcents,
            requests=used.requests,
            tokens=used.tokens,
            main_model=model,
            accepted_lines=activity.accepted_lines_added if is_active else None,
            agent_requests=activity.agent_requests if is_active else None,
            activity_rank=rank_among(self.agent_requests, activity.agent_requests) if is_active else None,
            badges=badges_of(measures, self.references),
            adoption=adoption_score(activity, top_pace=self.references.top_pace, days=self.references.days),
            context=context_use(used, self.contexts),
        )


def _load_everyone(session: Session, usage: WindowUsage) -> _Everyone:
    measures = load_measures(session, usage)
    return _Everyone(
        measures=measures,
        stored=names_by_id(session),
        references=build_references(measures, usage),
        spent=sorted(used.usage_value_microcents for used, _ in measures.values()),
        agent_requests=sorted(each.agent_requests for _, each in measures.values() if each.active_days > 0),
        contexts=compared_averages(used for used, _ in measures.values()),
    )


def _rows(session: Session, usage: WindowUsage, everyone: _Everyone, actor_ids: set[int]) -> dict[int, SpenderRow]:
    """Rows by row id; names and main models are looked up for these alone."""
    actors = load_actors(session, {everyone.stored[each].key for each in actor_ids})
    models = usage.requests_by_model(actor_ids)
    return {
        each: everyone.row(each, actors[everyone.stored[each].key], main_model(models.get(each, {})))
        for each in actor_ids
    }


def _has_badge(measures: Measures, references: References, badge: Badge) -> bool:
    """Whether somebody has a badge; only its family is looked at."""
    match badge:
        case AdoptionTier():
            points = adoption_points(measures.activity, top_pace=references.top_pace, days=references.days)
            return points is not None and tier_of(points) is badge
        case SpendBadge():
            return spend_badge(measures.used, references) is badge
        case ContextBadge():
            return context_badge(measures.used) is badge
        case _:
            return usage_badge(measures) is badge


def _price(measures: Measures, _: References) -> float:
    """What a request costs; whoever made none comes last."""
    used = measures.used
    return used.usage_value_microcents / used.requests if used.requests else -1.0


def _score(measures: Measures, references: References) -> float:
    points = adoption_points(measures.activity, top_pace=references.top_pace, days=references.days)
    return -1.0 if points is None else points


_SORT_KEYS: dict[SpenderSort, Callable[[Measures, References], float]] = {
    SpenderSort.REQUESTS: lambda measures, _: measures.used.requests,
    SpenderSort.COST_PER_REQUEST: _price,
    SpenderSort.TOKENS: lambda measures, _: measures.used.tokens,
    SpenderSort.LINES: lambda measures, _: measures.activity.accepted_lines_added,
    SpenderSort.CONTEXT: lambda measures, _: context_average(measures.used) or 0.0,
    SpenderSort.ACTIVITY: lambda measures, _: measures.activity.agent_requests,
    SpenderSort.ADOPTION: _score,
}
