"""Factories for the cycle report and its parts; a test names what differs."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.unit.factories import (
    CYCLE,
    DOLLAR,
    MODELS,
    NOW,
    TODAY,
    _wave,
    make_actor,
    make_cycle_progress,
    make_range,
    make_rows,
    make_scope,
    make_totals,
)
from tracker.reports.types import (
    Adoption,
    AdoptionTier,
    BudgetState,
    Cycle,
    CycleBefore,
    CycleMember,
    CycleMembersReport,
    CycleReport,
    DayPoint,
    ExhaustionBucket,
    PlanExhausted,
    PlanExhaustion,
    Seats,
    TierCount,
)


def make_exhaustion(people: int = 12, **changes: Any) -> PlanExhaustion:
    exhausted = tuple(PlanExhausted(row.actor, TODAY, 2 + index) for index, row in enumerate(make_rows(people)))
    buckets = ((1, 3, 2), (4, 7, 4), (8, 14, 6), (15, None, 0))
    given = {
        "exhausted": exhausted,
        "active": 48,
        "buckets": tuple(ExhaustionBucket(*bucket) for bucket in buckets),
        "mean_days": 7.5,
        "median_days": 7.5,
    }
    return PlanExhaustion(**(given | changes))


def make_adoption(**changes: Any) -> Adoption:
    tiers = zip(AdoptionTier, (80, 55, 30, 10, 0), (6, 14, 17, 5, 1), strict=True)
    return Adoption(**({"tiers": tuple(TierCount(*tier) for tier in tiers), "unscored": 22} | changes))


def make_cycle_days(start: date, days: int, dollars_a_day: int) -> tuple[DayPoint, ...]:
    return tuple(
        DayPoint(
            date=(day := start + timedelta(days=index)),
            usage_value_microcents=round(dollars_a_day * DOLLAR * _wave(index, day)),
            on_demand_microcents=0,
            requests=100,
            active_members=40,
            provisional=day > TODAY - timedelta(days=2),
        )
        for index in range(days)
    )


def make_cycle_before(**changes: Any) -> CycleBefore:
    start = datetime(2026, 9, 27, 12, 8, 4, tzinfo=UTC)
    days = make_cycle_days(start.date(), 31, 520)
    given = {
        "cycle": Cycle(start, CYCLE.start),
        "usage_value_microcents": sum(day.usage_value_microcents for day in days),
        "on_demand_microcents": 2_800 * DOLLAR,
        "same_span_end": start + (NOW - CYCLE.start),
        "same_span_usage_value_microcents": 11_555 * DOLLAR,
        "same_span_on_demand_microcents": 2_400 * DOLLAR,
        "days": days,
        "is_complete": True,
    }
    return CycleBefore(**(given | changes))


def make_cycle(**changes: Any) -> CycleReport:
    days = make_cycle_days(CYCLE.start.date(), 27, 620)
    spent = sum(day.usage_value_microcents for day in days)
    given = {
        "scope": make_scope(range=make_range(start=CYCLE.start, words="cycle", label="this cycle")),
        "totals": make_totals(usage_value_microcents=spent),
        "progress": make_cycle_progress(
            usage_value_microcents=spent,
            forecast_microcents=14_900 * DOLLAR,
            forecast_low_microcents=13_900 * DOLLAR,
            forecast_high_microcents=15_800 * DOLLAR,
            budget_microcents=15_000 * DOLLAR,
        ),
        "is_over": False,
        "before": make_cycle_before(),
        "budget": BudgetState(15_000 * DOLLAR, 15_000 * DOLLAR - spent, False, False),
        "days": days,
        "seats": Seats(65, 17, tuple(row.actor for row in make_rows(17))),
        "exhaustion": make_exhaustion(),
        "top": make_rows(5),
        "adoption": make_adoption(),
    }
    return CycleReport(**(given | changes))


def make_cycle_member(name: str = "Mia Fox", **changes: Any) -> CycleMember:
    given = {
        "actor": make_actor(name),
        "group": "Platform",
        "usage_value_microcents": 12 * DOLLAR + 50_000_001,
        "on_demand_microcents": 2 * DOLLAR,
        "requests": 140,
        "tokens": 9_000_000,
        "models": ((MODELS[0], 100), (MODELS[1], 40)),
    }
    return CycleMember(**(given | changes))


def make_cycle_members(*members: CycleMember) -> CycleMembersReport:
    """These members, and totals that are their sums."""
    totals = make_totals(
        usage_value_microcents=sum(member.usage_value_microcents for member in members),
        on_demand_microcents=sum(member.on_demand_microcents for member in members),
        requests=sum(member.requests for member in members),
        tokens=sum(member.tokens for member in members),
    )
    return CycleMembersReport(make_cycle().scope, totals, members)
