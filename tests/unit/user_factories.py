"""Valid default sections of one person; a test names what differs from them."""

from datetime import timedelta
from typing import Any

from tests.unit import factories as f
from tests.unit.factories import (
    DOLLAR,
    MODELS,
    TODAY,
    make_actor,
    make_cycle_progress,
    make_member_days,
    make_model,
    make_range,
    make_scope,
    make_totals,
)
from tests.unit.incident_factories import make_anomaly_line
from tests.unit.insights_factories import make_insight
from tests.unit.spender_factories import make_adoption_score, make_context_use, make_spender
from tracker.reports.types import (
    Badges,
    DailyCounters,
    InsightsSection,
    ModelPeriod,
    SpendBadge,
    Spike,
    Totals,
    UsageBadge,
    UserActivity,
    UserAdoption,
    UserCode,
    UserModels,
    UserPart,
    UserReport,
    UserTools,
)

REQUESTS = 3_120
SPENT = 1_920 * DOLLAR


def make_counters(**changes: Any) -> DailyCounters:
    given = {
        "agent_requests": 2_950,
        "chat_requests": 41,
        "composer_requests": 0,
        "cmdk_usages": 73,
        "tabs_shown": 5_210,
        "tabs_accepted": 1_980,
        "bugbot_usages": 6,
        "applies": 530,
        "accepts": 412,
        "rejects": 60,
        "lines_added": 31_204,
        "lines_deleted": 9_811,
        "accepted_lines_added": 12_400,
        "accepted_lines_deleted": 3_050,
    }
    return DailyCounters(**(given | changes))


def make_user(**changes: Any) -> UserReport:
    days = make_member_days(14, spike=11)
    spent = sum(day.usage_value_microcents for day in days)
    given = {
        "scope": make_scope(range=make_range(14)),
        "actor": make_actor(),
        "totals": make_totals(usage_value_microcents=spent, on_demand_microcents=spent // 4, requests=3_120),
        "cycle": make_cycle_progress(
            usage_value_microcents=1_900 * DOLLAR,
            forecast_microcents=2_200 * DOLLAR,
            forecast_low_microcents=2_060 * DOLLAR,
            forecast_high_microcents=2_410 * DOLLAR,
        ),
        "days": days,
        "models": (
            make_model(usage_value_microcents=spent // 2, requests=2_000),
            make_model(MODELS[2], usage_value_microcents=spent // 3, requests=820),
            make_model(MODELS[1], usage_value_microcents=spent // 6, requests=300),
        ),
        "tokens_input": 12_000_000,
        "tokens_output": 3_400_000,
        "tokens_cache_read": 780_000_000,
        "tokens_cache_write": 9_000_000,
        "anomalies": (make_anomaly_line(),),
        "group": "Platform",
        "rank": 1,
        "ranked": 65,
        "activity_rank": 4,
        "activity_ranked": 48,
        "badges": Badges(UsageBadge.POWER_USER, SpendBadge.PREMIUM_MODEL),
        "team_median_microcents": 96 * DOLLAR,
        "team_cost_per_request_microcents": 26_000_000,
        "limit_dollars": 500,
        "last_active_on": TODAY,
    }
    return UserReport(**(given | changes))


def make_own_totals(**changes: Any) -> Totals:
    given = {"usage_value_microcents": SPENT, "on_demand_microcents": SPENT // 4, "requests": REQUESTS}
    return f.make_totals(**(given | {"active_members": 1, "members": 1} | changes))


def make_user_models(names: Any = f.MODELS, periods: int = 5, **changes: Any) -> UserModels:
    """Models sorted by spend over so many weeks, with the last one preferred in the last two weeks."""
    models = tuple(
        f.make_model(
            name,
            usage_value_microcents=SPENT // len(names),
            on_demand_microcents=SPENT // len(names) // 4,
            requests=REQUESTS // (place + 2),
            not_charged=7 * place,
        )
        for place, name in enumerate(names)
    )
    monday = f.TODAY - timedelta(days=f.TODAY.weekday())
    weeks = []
    for index in range(periods):
        first = monday - timedelta(weeks=periods - 1 - index)
        ranked = names if index < periods - 2 else tuple(reversed(names))
        requests = tuple((name, 400 // (place + 1) - 40 * (index % 3)) for place, name in enumerate(ranked))
        weeks.append(ModelPeriod(first, min(first + timedelta(days=6), f.TODAY), requests))
    given = {
        "scope": f.make_scope(range=f.make_range(30)),
        "actor": f.make_actor(),
        "totals": make_own_totals(),
        "models": models,
        "periods": tuple(weeks),
    }
    return UserModels(**(given | changes))


def make_user_activity(**changes: Any) -> UserActivity:
    week = tuple(
        tuple((0 if hour < 6 or hour > 19 else (8 + weekday) * (hour % 5 + 1)) // (4 if weekday > 4 else 1)
              for hour in range(24))
        for weekday in range(7)
    )  # fmt: skip
    timed = sum(map(sum, week))
    days = f.make_member_days(14, spike=5)
    given = {
        "scope": f.make_scope(range=f.make_range(14)),
        "actor": f.make_actor(),
        "totals": make_own_totals(requests=timed),
        "days": days,
        "active_days": sum(day.requests > 0 for day in days),
        "spikes": (Spike(days[5].date, days[5].usage_value_microcents, 45 * DOLLAR, model=f.MODELS[2]),),
        "timed_requests": timed,
        "requests_by_weekday_and_hour": week,
    }
    return UserActivity(**(given | changes))


def make_user_adoption(**changes: Any) -> UserAdoption:
    given = {
        "scope": f.make_scope(range=f.make_range(14)),
        "actor": f.make_actor(),
        "with_team": True,
        "counters": make_counters(),
        "active_days": 11,
        "days_passed": 14,
        "score": make_adoption_score(),
        "context": make_context_use(),
        "activity_rank": 5,
        "activity_ranked": 60,
        "badges": make_spender(f.make_row()).badges,
    }
    return UserAdoption(**(given | changes))


def make_user_tools(**changes: Any) -> UserTools:
    given = {
        "scope": f.make_scope(range=f.make_range(30)),
        "actor": f.make_actor(),
        "mcp": make_insight(InsightsSection.MCP),
        "commands": make_insight(InsightsSection.COMMANDS),
    }
    return UserTools(**(given | changes))


def make_user_code(**changes: Any) -> UserCode:
    given = {
        "scope": f.make_scope(range=f.make_range(30)),
        "actor": f.make_actor(),
        "repositories": make_insight(InsightsSection.REPOSITORIES),
    }
    return UserCode(**(given | changes))


def make_user_parts() -> tuple[UserPart, ...]:
    """Each section once."""
    return (make_user_models(), make_user_activity(), make_user_adoption(), make_user_tools(), make_user_code())
