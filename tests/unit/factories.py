"""The parts of every report, with valid defaults; a test names what differs."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.reports.types import (
    Actor,
    ActorKind,
    Cycle,
    CycleProgress,
    DayPoint,
    MemberDay,
    MemberRow,
    ModelShare,
    Scope,
    TimeRange,
    Totals,
)

DOLLAR = 100_000_000  # microcents
NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
TODAY = NOW.date()
CYCLE = Cycle(datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC), datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC))
MODELS = ("claude-4.5-sonnet", "gpt-5.1-codex", "claude-4.5-opus-max")
FIRST_NAMES = ("Mia", "Ines", "Noah", "Lea", "Omar", "Yuki", "Tom", "Ada", "Ravi", "Zoe", "Ben", "Elif")
LAST_NAMES = ("Fox", "Ortega", "Brandt", "Novak", "Haddad", "Sato", "Reed", "Lind", "Menon", "Keller", "Okafor", "Kaya")


def make_range(days: int = 7, **changes: Any) -> TimeRange:
    start = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) - timedelta(days=days - 1)
    given = {"start": start, "end": NOW, "words": f"{days}d", "label": f"last {days} days"}
    return TimeRange(**(given | changes))


def make_scope(**changes: Any) -> Scope:
    given = {"range": make_range(), "as_of": NOW, "collected_at": NOW - timedelta(minutes=3)}
    return Scope(**(given | changes))


def make_actor(name: str = "Mia Fox", **changes: Any) -> Actor:
    given = {"key": "mia@example.com", "email": "mia@example.com", "name": name, "kind": ActorKind.PERSON}
    return Actor(**(given | {"display": name} | changes))


def make_team() -> Actor:
    return Actor(key="team", email=None, name="The team", kind=ActorKind.TEAM, display="The team")


def make_totals(**changes: Any) -> Totals:
    given = {
        "usage_value_microcents": 12_480 * DOLLAR + 12_000_000,
        "on_demand_microcents": 3_120 * DOLLAR,
        "requests": 48_211,
        "active_members": 48,
        "members": 65,
        "tokens": 9_812_000_000,
    }
    return Totals(**(given | changes))


def make_day_points(days: int = 7, dollars_a_day: int = 1_700, **changes: Any) -> tuple[DayPoint, ...]:
    return tuple(
        DayPoint(
            date=(day := TODAY - timedelta(days=days - 1 - index)),
            usage_value_microcents=round(dollars_a_day * DOLLAR * _wave(index, day)),
            on_demand_microcents=round(dollars_a_day * DOLLAR * _wave(index, day) * 0.25),
            requests=round(6_000 * _wave(index, day)),
            active_members=40,
            provisional=index >= days - 2,
            **changes,
        )
        for index in range(days)
    )


def _wave(index: int, day: date) -> float:
    """Quiet week-ends, and days that differ."""
    return (0.25 if day.weekday() >= 5 else 1.0) * (0.8 + 0.07 * (index * 5 % 7))


def make_member_days(
    days: int = 14, dollars_a_day: int = 45, spike: int | None = None, spike_microcents: int = 371 * DOLLAR
) -> tuple[MemberDay, ...]:
    """One member's days; `spike` is the index of a day with `spike_microcents` more on the most expensive model."""
    made = []
    for index in range(days):
        day = TODAY - timedelta(days=days - 1 - index)
        spent = round(dollars_a_day * DOLLAR * _wave(index, day)) if index != spike else 41 * DOLLAR + 10_000_000
        models = [(MODELS[0], spent * 6 // 10), (MODELS[1], spent - spent * 6 // 10)]
        if index == spike:
            models.append((MODELS[2], spike_microcents))
        models.sort(key=lambda model: -model[1])
        total = sum(value for _, value in models)
        requests = round(300 * _wave(index, day))
        provisional = index >= days - 2
        made.append(MemberDay(day, total, total // 4, requests, 5_000_000, tuple(models), provisional))
    return tuple(made)


def make_model(model: str = MODELS[0], **changes: Any) -> ModelShare:
    given = {
        "model": model,
        "usage_value_microcents": 8_000 * DOLLAR,
        "on_demand_microcents": 2_000 * DOLLAR,
        "requests": 30_000,
        "tokens": 6_000_000_000,
        "users": 40,
    }
    return ModelShare(**(given | changes))


def make_models() -> tuple[ModelShare, ...]:
    return (
        make_model(),
        make_model(MODELS[1], usage_value_microcents=3_000 * DOLLAR, requests=15_000),
        make_model(MODELS[2], usage_value_microcents=1_480 * DOLLAR, requests=3_211),
    )


def make_row(name: str = "Mia Fox", rank: int = 1, **changes: Any) -> MemberRow:
    given = {
        "actor": make_actor(name),
        "rank": rank,
        "usage_value_microcents": 1_204 * DOLLAR,
        "on_demand_microcents": 301 * DOLLAR,
        "requests": 3_120,
        "tokens": 812_000_000,
        "main_model": MODELS[0],
    }
    return MemberRow(**(given | changes))


def make_rows(count: int) -> tuple[MemberRow, ...]:
    """`count` people with distinct names and e-mails, highest spend first."""
    rows = []
    for index in range(count):
        first, last = FIRST_NAMES[index % 12], LAST_NAMES[index * 7 // 12 % 12]
        name = f"{first} {last}" + (f" {index // 144 + 1}" if index >= 144 else "")
        email = f"{first}.{last}.{index}@example.com".lower()
        actor = make_actor(name, key=email, email=email)
        spent = round(1_204 * DOLLAR * 0.82**index) + 37_000_000
        rows.append(
            make_row(
                actor=actor, rank=index + 1, usage_value_microcents=spent, requests=max(1, 3_120 - 200 * index % 3_000)
            )
        )
    return tuple(rows)


def make_cycle_progress(**changes: Any) -> CycleProgress:
    given = {
        "cycle": CYCLE,
        "day_number": 27,
        "days_total": 31,
        "days_left": 4,
        "usage_value_microcents": 41_200 * DOLLAR,
        "on_demand_microcents": 10_300 * DOLLAR,
        "forecast_microcents": 48_900 * DOLLAR,
        "forecast_low_microcents": 47_100 * DOLLAR,
        "forecast_high_microcents": 51_300 * DOLLAR,
        "usage_value_per_day_microcents": 152_592_592_593,
    }
    return CycleProgress(**(given | changes))
