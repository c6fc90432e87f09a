"""The table of everyone with usage, in pages: sums, ranks, badges."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from sqlmodel import Session

from tracker.ranges import TimeRange
from tracker.reports.actors import actors_by_id, is_found_by
from tracker.reports.adoption import adoption_points, adoption_score, tier_of
from tracker.reports.badges import (
    References,
    badges_of,
    context_badge,
    references_of,
    spend_badge,
    usage_badge,
)
from tracker.reports.context import Contexts, compared_contexts, context_use
from tracker.reports.measures import Crowd, Measures, load_crowd
from tracker.reports.members import in_group
from tracker.reports.overview import build_totals
from tracker.reports.paging import paging_of
from tracker.reports.ranking import rank_among
from tracker.reports.scope import build_scope, find_group, group_names, people_of, window_of
from tracker.reports.types import (
    BADGES,
    Actor,
    AdoptionTier,
    Badge,
    ContextBadge,
    SpendBadge,
    SpenderRow,
    SpenderSort,
    TopSpendersReport,
)
from tracker.store.columns import Ints
from tracker.store.queries_actors import StoredName, find_seated, names_by_id
from tracker.store.queries_spend import WindowUsage, main_model, main_models

PAGE_SIZE = 10
CHART_ROWS = PAGE_SIZE  # sentence, chart and first page are about the same people


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
    """One page of everyone with usage in the range; of the sorted list, only the first `limit` (None: all).

    `badge` and `search` (a part of a name or e-mail) filter rows, not what they are compared with. A page number that
    is too high gives the last page; `page_size` None puts everyone on one. Ties keep the order of spend, then of names.
    Raises GroupNotFound.
    """
    group = group and find_group(session, group)
    usage = WindowUsage(session, window_of(range, now), people_of(session, group, now=now))
    everyone = _load_everyone(session, usage)
    listed = everyone.listed(sort, badge, search)[:limit]
    paging = paging_of(len(listed), page, page_size)
    top, on_page = listed[:CHART_ROWS].tolist(), listed[paging.start : paging.stop].tolist()
    rows = _rows(session, usage, everyone, {*top, *on_page})
    price = everyone.references.median_cost_per_request_microcents
    seated = in_group(find_seated(session), session, usage)
    active = everyone.active
    return TopSpendersReport(
        scope=build_scope(session, range, now=now, group=group),
        totals=build_totals(usage, seats=len(seated), active=len(active), active_seats=len(active & seated)),
        rows=tuple(rows[each] for each in on_page),
        sort=sort,
        page=paging.page,
        pages=paging.pages,
        listed=len(listed),
        listed_usage_value_microcents=everyone.spent_by(listed),
        top=tuple(rows[each] for each in top),
        badge=badge,
        search=search,
        median_cost_per_request_microcents=None if price is None else round(price),
        groups=group_names(session),
    )


@dataclass(frozen=True)
class _Everyone:
    """What all people of a report did, and what they are compared with. People are indices into `crowd`."""

    session: Session
    usage: WindowUsage
    crowd: Crowd
    references: References
    contexts: Contexts

    @property
    def active(self) -> set[int]:
        """Row ids of those who made a request."""
        return set(self.crowd.ids[self.crowd.used["requests"] > 0].tolist())

    def listed(self, sort: SpenderSort, badge: Badge | None, search: str | None) -> Ints:
        """Indices of those with usage who pass the filters, sorted."""
        used = self.crowd.used
        places = np.flatnonzero((used["requests"] != 0) | (used["usage_value_microcents"] != 0))
        if search is not None:
            places = places[[is_found_by(self._names[each], search) for each in self.crowd.ids[places].tolist()]]
        if badge is not None:
            everyone = self.crowd.by_id
            has_badge = [_has_badge(everyone[each], self.references, badge) for each in self.crowd.ids[places].tolist()]
            places = places[has_badge]
        if sort is SpenderSort.NAME:
            return places[np.argsort(self._place_by_name[places])]
        places = self._by_spend(places)
        if sort is SpenderSort.SPEND:
            return places
        if sort is SpenderSort.MAIN_MODEL:
            return self._in_order(places, self._order_of_model)
        if sort is SpenderSort.BADGES:
            return self._in_order(places, self._order_of_badges)
        return places[np.argsort(-self._sorted_by(sort)[places], kind="stable")]

    def _in_order(self, places: Ints, key: Callable[[int], Any]) -> Ints:
        """Sorted by a key of the row id; stable."""
        keys = [key(actor_id) for actor_id in self.crowd.ids[places].tolist()]
        return places[sorted(range(len(keys)), key=keys.__getitem__)]

    def _order_of_model(self, actor_id: int) -> tuple[bool, str]:
        """By name; people without requests come last."""
        model = self._main_models.get(actor_id)
        return model is None, model or ""

    def _order_of_badges(self, actor_id: int) -> tuple[int, ...]:
        """In the order in which badges are listed, family by family; people without one come last."""
        badges = badges_of(self.crowd.by_id[actor_id], self.references)
        families = (badges.usage, badges.spend, badges.context, badges.adoption)
        return tuple(len(BADGES) if each is None else BADGES.index(each) for each in families)

    def _by_spend(self, places: Ints) -> Ints:
        """Sorted by spend, then requests; names are looked up only for ties."""
        keys = [-self.crowd.used[name][places] for name in ("requests", "usage_value_microcents")]
        order = np.lexsort(keys)
        ranked = np.stack(keys)[:, order]
        if (ranked[:, 1:] == ranked[:, :-1]).all(axis=0).any():
            order = np.lexsort([self._place_by_name[places], *keys])
        return places[order]

    def _sorted_by(self, sort: SpenderSort) -> np.ndarray[Any, Any]:
        """The values to sort rows by, descending."""
        used, activity = self.crowd.used, self.crowd.activity
        match sort:
            case SpenderSort.COST_PER_REQUEST:  # people without requests come last
                return _ratio(used["usage_value_microcents"], used["requests"], empty=-1.0)
            case SpenderSort.CONTEXT:
                return _ratio(used["cache_read_tokens"], used["cache_read_events"], empty=0.0)
            case SpenderSort.ADOPTION:
                return np.array([_points(each, self.references) for each in self.crowd.by_id.values()])
            case SpenderSort.LINES:
                return activity["accepted_lines_added"]
            case SpenderSort.ACTIVITY:
                return activity["agent_requests"]
            case _:
                return used[sort.value]

    @cached_property
    def _main_models(self) -> Mapping[int, str]:
        """Everyone's main model; otherwise read only for one page, unless the table is sorted by it."""
        return main_models(self.usage.everyones_requests())

    @cached_property
    def _names(self) -> Mapping[int, StoredName]:
        return names_by_id(self.session)

    @cached_property
    def _place_by_name(self) -> Ints:
        """Everyone's position in the order of names."""
        named = [self._names[each] for each in self.crowd.ids.tolist()]
        in_order = sorted(range(len(named)), key=lambda each: _order_of(named[each]))
        places = np.empty(len(named), dtype=np.int64)
        places[in_order] = np.arange(len(named))
        return places

    @cached_property
    def _spent(self) -> list[int]:
        """Everyone's usage value, ascending."""
        return sorted(self.crowd.used["usage_value_microcents"].tolist())

    def spent_by(self, places: Ints) -> int:
        """What these people spent together."""
        return int(self.crowd.used["usage_value_microcents"][places].sum())

    def row(self, place: int, actor: Actor, model: str | None) -> SpenderRow:
        """The row of an actor."""
        used, activity = measures = self.crowd.at(place)
        is_active = activity.active_days > 0
        return SpenderRow(
            actor=actor,
            rank=rank_among(self._spent, used.usage_value_microcents),
            usage_value_microcents=used.usage_value_microcents,
            on_demand_microcents=used.on_demand_microcents,
            requests=used.requests,
            tokens=used.tokens,
            main_model=model,
            accepted_lines=activity.accepted_lines_added if is_active else None,
            agent_requests=activity.agent_requests if is_active else None,
            activity_rank=rank_among(self.crowd.agent_requests, activity.agent_requests) if is_active else None,
            badges=badges_of(measures, self.references),
            adoption=adoption_score(activity, top_pace=self.references.top_pace, days=self.references.days),
            context=context_use(used, self.contexts),
        )


def _load_everyone(session: Session, usage: WindowUsage) -> _Everyone:
    crowd = load_crowd(session, usage)
    references = references_of(crowd, days=max(1, len(usage.window.days)))
    return _Everyone(session, usage, crowd, references, compared_contexts(crowd.used))


def _rows(session: Session, usage: WindowUsage, everyone: _Everyone, places: Collection[int]) -> dict[int, SpenderRow]:
    """Rows by index; names and main models are looked up only for these."""
    ids = {place: int(everyone.crowd.ids[place]) for place in places}
    actors, models = actors_by_id(session, ids.values()), usage.requests_by_model(ids.values())
    return {
        place: everyone.row(place, actors[actor_id], main_model(models.get(actor_id, {})))
        for place, actor_id in ids.items()
    }


def _has_badge(measures: Measures, references: References, badge: Badge) -> bool:
    """Whether somebody has a badge; computes only its family."""
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


def _order_of(row: StoredName) -> tuple[str, str]:
    return (row.name or row.key).casefold(), row.key


def _ratio(part: Ints, whole: Ints, *, empty: float) -> np.ndarray[Any, Any]:
    """Elementwise `part / whole`, `empty` where `whole` is 0."""
    found = np.full(len(part), empty)
    np.divide(part, whole, out=found, where=whole > 0)
    return found


def _points(measures: Measures, references: References) -> float:
    points = adoption_points(measures.activity, top_pace=references.top_pace, days=references.days)
    return -1.0 if points is None else points
