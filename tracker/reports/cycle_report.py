"""A billing cycle for finance: its cost, compared with the one before, and how seats and the plan are used."""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

from sqlmodel import Session

from tracker.clock import utc_day
from tracker.money import MICROCENTS_PER_CENT
from tracker.ranges import Cycle, RangeRefused, TimeRange
from tracker.reports.actors import actors_by_id
from tracker.reports.adoption import build_adoption
from tracker.reports.cycle import load_cycle
from tracker.reports.exhaustion import load_exhaustion
from tracker.reports.members import load_leaders, load_roster, with_main_models
from tracker.reports.overview import build_days, build_totals
from tracker.reports.scope import (
    build_scope,
    current_cycle,
    group_names,
    last_cycle,
    resolve_range,
    same_span,
    unassigned_name,
    window_of,
)
from tracker.reports.types import (
    BudgetState,
    CycleBefore,
    CycleMember,
    CycleMembersReport,
    CycleProgress,
    CycleReport,
    Seats,
)
from tracker.store.cycles import cycle_before
from tracker.store.people import Everyone
from tracker.store.queries_actors import list_current_groups
from tracker.store.queries_daily_usage import activity_in_columns
from tracker.store.queries_spend import WindowUsage, oldest_day
from tracker.store.settings import load_settings
from tracker.store.sums import Usage
from tracker.store.windows import Window

TOP_SPENDERS = 5
UNUSED_NAMED = 20


@dataclass(frozen=True)
class _Query:
    """The requested cycle, with the part of it that is known."""

    cycle: Cycle
    range: TimeRange
    window: Window
    is_over: bool


def load_cycle_report(
    session: Session, words: str, *, now: datetime, exhausted_named: int | None = None
) -> CycleReport:
    """The running cycle up to `now`, or with `last cycle` the whole previous one.

    Of those who left the plan, the first `exhausted_named` are named. With None all are, and active people are counted
    for each day. Seats and groups are today's. Raises RangeRefused for any other range.
    """
    query = _query(session, words, now)
    usage = WindowUsage(session, query.window, Everyone())
    roster = load_leaders(session, usage, TOP_SPENDERS)
    activity = activity_in_columns(session, query.window.days)
    active = activity.ids_where(activity["agent_requests"] > 0)
    progress = _progress(session, query, usage)
    spenders = [row for row in roster.rows if row.usage_value_microcents > 0]
    return CycleReport(
        scope=build_scope(session, query.range, now=now),
        totals=build_totals(usage, seats=roster.seats, active=roster.active, active_seats=roster.active_seats),
        progress=progress,
        is_over=query.is_over,
        before=_before(session, query, now),
        budget=_budget(progress),
        days=build_days(usage, now, with_active=exhausted_named is None),
        seats=_seats(session, usage, roster.seated),
        exhaustion=load_exhaustion(session, usage, active, named=exhausted_named),
        top=with_main_models(usage, roster, spenders),
        adoption=build_adoption(activity, roster.seated, days=max(1, len(query.window.days))),
    )


def load_cycle_members(session: Session, words: str, *, now: datetime) -> CycleMembersReport:
    """Everyone's line of the running or previous cycle. Raises RangeRefused for any other range."""
    query = _query(session, words, now)
    usage = WindowUsage(session, query.window, Everyone())
    models = _models_by_actor(usage)
    roster = load_roster(session, usage)
    groups, in_none = list_current_groups(session, now), unassigned_name(session) if group_names(session) else ""
    members = []
    for row in roster.rows:
        actor_id = roster.ids[row.actor.key]
        members.append(
            CycleMember(
                actor=row.actor,
                group=groups.get(actor_id, in_none),
                usage_value_microcents=row.usage_value_microcents,
                on_demand_microcents=row.on_demand_microcents,
                requests=row.requests,
                tokens=row.tokens,
                models=models.get(actor_id, ()),
            )
        )
    return CycleMembersReport(
        scope=build_scope(session, query.range, now=now),
        totals=build_totals(usage, seats=roster.seats, active=roster.active, active_seats=roster.active_seats),
        members=tuple(members),
    )


def _models_by_actor(usage: WindowUsage) -> dict[int, tuple[tuple[str, int], ...]]:
    """Everyone's models by row id, each with its requests, most first and alphabetically among equals."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for model, used in sorted(usage.everyones_requests().items()):
        for actor_id, requests in zip(used.ids.tolist(), used["requests"].tolist(), strict=True):
            if requests > 0:
                found[actor_id].append((model, requests))
    return {each: tuple(sorted(models, key=itemgetter(1), reverse=True)) for each, models in found.items()}


def words_of_cycle(session: Session, began: date, *, now: datetime) -> str:
    """The range words for the cycle that began on a UTC day, which must be the running or previous one.

    Raises RangeRefused for an earlier one.
    """
    if utc_day(current_cycle(session, now).start) == began:
        return "cycle"
    if utc_day(last_cycle(session, now).start) == began:
        return "last cycle"
    reason = f"The cycle from {began:%-d %B %Y} is before the last one, the earliest I report on."
    raise RangeRefused("cycle", reason)


def _query(session: Session, words: str, now: datetime) -> _Query:
    range = resolve_range(session, words, now=now)
    if range.words not in {"cycle", "last cycle"}:
        raise RangeRefused(words, "This report covers a billing cycle: ask for `cycle` or `last cycle`.")
    is_over = range.words == "last cycle"
    cycle = last_cycle(session, now) if is_over else current_cycle(session, now)
    return _Query(cycle, range, window_of(range, now), is_over)


def _progress(session: Session, query: _Query, usage: WindowUsage) -> CycleProgress:
    budget = load_settings(session).team_budget_cents_per_cycle * MICROCENTS_PER_CENT
    return load_cycle(session, usage, now=query.window.end, budget_microcents=budget, cycle=query.cycle)


def _budget(progress: CycleProgress) -> BudgetState | None:
    budget, spent = progress.budget_microcents, progress.usage_value_microcents
    if budget <= 0:
        return None
    expected = max(spent, progress.forecast_microcents or 0)
    return BudgetState(budget, budget - spent, is_reached=spent >= budget, is_expected_to_be_reached=expected >= budget)


def _before(session: Session, query: _Query, now: datetime) -> CycleBefore | None:
    cycle = cycle_before(session, query.cycle)
    usage = WindowUsage(session, Window(cycle.start, cycle.end), Everyone())
    if usage.is_empty():
        return None
    span = same_span(cycle, query.cycle, query.window)
    days = build_days(usage, now, with_active=False)
    so_far = WindowUsage(session, span, Everyone()).total(Usage)
    first_known = oldest_day(session)
    return CycleBefore(
        cycle=cycle,
        usage_value_microcents=sum(day.usage_value_microcents for day in days),
        on_demand_microcents=sum(day.on_demand_microcents for day in days),
        same_span_end=span.end,
        same_span_usage_value_microcents=so_far.usage_value_microcents,
        same_span_on_demand_microcents=so_far.on_demand_microcents,
        days=days,
        is_complete=first_known is not None and first_known <= utc_day(cycle.start),
    )


def _seats(session: Session, usage: WindowUsage, seated: Set[int]) -> Seats:
    used = usage.spent_in_columns()
    idle = seated - used.ids_where(used["requests"] > 0)
    unused = sorted(actors_by_id(session, idle).values(), key=lambda actor: (actor.display.casefold(), actor.key))
    return Seats(len(seated), len(unused), tuple(unused[:UNUSED_NAMED]))
