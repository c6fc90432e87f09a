"""When one actor works with the tool, and which models are preferred when."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from tracker.clock import from_ms, monday_of
from tracker.reports.overview import is_provisional
from tracker.reports.types import MemberDay, ModelPeriod
from tracker.store.queries_spend import WindowUsage
from tracker.store.sums import Usage

DAYS_ONE_BY_ONE = 14  # longer ranges show preferences by week
HOURS, WEEKDAYS = 24, 7


def build_member_days(usage: WindowUsage, now: datetime) -> tuple[MemberDay, ...]:
    """Every UTC day of the window, including those without usage."""
    by_day, models = usage.by_day(), usage.spend_by_day_and_model()
    return tuple(
        MemberDay(
            date=day,
            **by_day.get(day, Usage())._asdict(),
            models=tuple(sorted((+models[day]).items(), key=lambda each: (-each[1], each[0]))),
            provisional=is_provisional(day, now),
        )
        for day in usage.window.days
    )


def model_periods(days: Sequence[date], requests: Mapping[date, Counter[str]]) -> tuple[ModelPeriod, ...]:
    """Requests by model of each day, or of each week from Monday on for more than 14 days."""
    periods: dict[date, list[date]] = {}
    for day in days:
        first = day if len(days) <= DAYS_ONE_BY_ONE else monday_of(day)
        periods.setdefault(first, []).append(day)
    return tuple(
        ModelPeriod(of_period[0], of_period[-1], _ranked(requests.get(day, Counter()) for day in of_period))
        for of_period in periods.values()
    )


def hour_profile(requests_by_hour: Mapping[int, int]) -> tuple[tuple[int, ...], ...]:
    """Requests by weekday, Monday first, and UTC hour, from requests by the hour's start in milliseconds."""
    profile = [[0] * HOURS for _ in range(WEEKDAYS)]
    for start_ms, requests in requests_by_hour.items():
        hour = from_ms(start_ms)
        profile[hour.weekday()][hour.hour] += requests
    return tuple(map(tuple, profile))


def _ranked(counts: Iterable[Counter[str]]) -> tuple[tuple[str, int], ...]:
    total: Counter[str] = Counter()
    for each in counts:
        total += each
    return tuple(sorted(total.items(), key=lambda each: (-each[1], each[0])))
