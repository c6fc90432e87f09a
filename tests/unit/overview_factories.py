"""The overview; a test names what differs."""

from datetime import timedelta
from typing import Any

from tests.unit.factories import (
    DOLLAR,
    MODELS,
    TODAY,
    make_actor,
    make_cycle_progress,
    make_day_points,
    make_models,
    make_rows,
    make_scope,
    make_totals,
)
from tracker.reports.types import (
    Actor,
    DaySpend,
    MemberDays,
    OverviewReport,
    Spike,
)


def make_spike(**changes: Any) -> Spike:
    given = {
        "date": TODAY - timedelta(days=5),
        "usage_value_microcents": 4_210 * DOLLAR,
        "usual_microcents": 1_620 * DOLLAR,
        "member": make_actor(),
        "member_microcents": 912 * DOLLAR,
        "model": MODELS[2],
        "model_microcents": 1_900 * DOLLAR,
    }
    return Spike(**(given | changes))


def make_member_spend(actor: Actor, days: int = 7, dollars_a_day: int = 120) -> MemberDays:
    """What an actor spent on each of the last days."""
    points = make_day_points(days, dollars_a_day)
    return MemberDays(actor, tuple(DaySpend(day.date, day.usage_value_microcents) for day in points))


def make_overview(**changes: Any) -> OverviewReport:
    given = {
        "scope": make_scope(),
        "totals": make_totals(),
        "previous": make_totals(usage_value_microcents=11_143 * DOLLAR),
        "days": make_day_points(),
        "members": make_rows(12),
        "models": make_models(),
        "cycle": make_cycle_progress(),
        "open_incidents": 2,
        "groups": ("Platform", "Mobile"),
        "open_anomalies": 3,
        "usage_value_per_day_microcents": 1_783 * DOLLAR,
        "average_day_microcents": 1_712 * DOLLAR,
        "accepted_lines_added": 120_412,
        "daily_by_member": tuple(
            make_member_spend(row.actor, dollars_a_day=130 - 20 * index) for index, row in enumerate(make_rows(6))
        ),
    }
    return OverviewReport(**(given | changes))
