"""A week's report with plausible figures; the test names what differs."""

from datetime import date, datetime, timedelta
from typing import Any

from tests.unit import factories as f
from tests.unit.model_factories import make_what_if_row
from tracker.clock import day_start
from tracker.ranges import TimeRange
from tracker.reports.types import (
    DayPoint,
    DurationStats,
    IdleSeats,
    WeeklyChange,
    WeeklyIncidents,
    WeeklyModel,
    WeeklyMove,
    WeeklyPerson,
    WeeklyReport,
    WeeklySavings,
)

MONDAY = date(2026, 11, 9)
AS_OF = day_start(date(2026, 11, 16)) + timedelta(hours=7, minutes=3)
SPENT, BEFORE = 1_240 * f.DOLLAR, 1_016 * f.DOLLAR


def make_change(now: int = 420, before: int = 271, *, requests: int = 400, requests_before: int = 380) -> WeeklyChange:
    """A change in dollars, half of it due to requests."""
    half = (now - before) * f.DOLLAR // 2
    return WeeklyChange(now * f.DOLLAR, before * f.DOLLAR, requests, requests_before, half)


def make_week_days(monday: date, dollars: int, *, provisional: bool = False) -> tuple[DayPoint, ...]:
    return tuple(
        DayPoint(
            date=monday + timedelta(days=place),
            usage_value_microcents=dollars * f.DOLLAR * share // 100,
            on_demand_microcents=0,
            requests=40,
            active_members=None,
            provisional=provisional and place == 6,
        )
        for place, share in enumerate((16, 22, 18, 20, 17, 4, 3))
    )


def make_week_range(monday: date = MONDAY) -> TimeRange:
    return TimeRange(day_start(monday), day_start(monday + timedelta(days=7)), "last week", "last week")


def make_weekly(*, as_of: datetime = AS_OF, **changes: Any) -> WeeklyReport:
    given = {
        "scope": f.make_scope(range=make_week_range(), as_of=as_of, collected_at=as_of, group="Platform"),
        "monday": MONDAY,
        "totals": f.make_totals(
            usage_value_microcents=SPENT,
            on_demand_microcents=310 * f.DOLLAR,
            requests=1_204,
            active_members=9,
            active_seats=9,
            members=12,
        ),
        "total": WeeklyChange(SPENT, BEFORE, 1_204, 1_010, 195 * f.DOLLAR),
        "models": (
            WeeklyModel("claude-opus-4-7-max", make_change(), users=3),
            WeeklyModel("gpt-5.5-high", make_change(210, 120)),
            WeeklyModel("claude-sonnet-4-6", make_change(300, 315)),
        ),
        "people": tuple(
            WeeklyPerson(f.make_actor(name, key=name, email=None), make_change(300 - 60 * place, 40 * place))
            for place, name in enumerate(("Mia Fox", "Omar Haddad", "Lea Novak", "Yuki Sato", "Tom Berg"))
        ),
        "days": make_week_days(MONDAY, 1_240, provisional=True),
        "days_before": make_week_days(MONDAY - timedelta(days=7), 1_016),
        "idle": IdleSeats(3, 2, 1, (f.make_actor("Ana Kim"), f.make_actor("Raj Patel")), (f.make_actor("Bo Lund"),)),
        "savings": WeeklySavings(312 * f.DOLLAR, 4, tuple(map(make_what_if_row, ("Mia Fox", "Omar Haddad")))),
        "incidents": WeeklyIncidents(2, 1, DurationStats(1, 5_400.0, 5_400.0, 5_400.0)),
        "moved": tuple(WeeklyMove),
        "groups": ("Platform", "Mobile", "Unassigned"),
    }
    return WeeklyReport(**(given | changes))
