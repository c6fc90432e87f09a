"""How much of what a model writes is kept, judged by the days on which it was a person's most used."""

from datetime import datetime
from fractions import Fraction

from sqlmodel import Session

from tracker.clock import day_end
from tracker.money import MICROCENTS_PER_DOLLAR
from tracker.ranges import TimeRange
from tracker.reports.scope import build_scope, find_group, group_names, people_of, window_of
from tracker.reports.types import EFFICIENT_FROM_DOLLARS, EFFICIENT_FROM_USERS, EfficiencyReport, EfficiencyRow
from tracker.store.queries_models import ModelDays, model_days
from tracker.store.queries_spend import WindowUsage
from tracker.store.sums import ModelUsage


def load_efficiency(session: Session, *, range: TimeRange, now: datetime, group: str | None = None) -> EfficiencyReport:
    """Models with at least 3 users and $20, lowest cost per useful line first. Raises GroupNotFound.

    Cursor counts lines by the day, so only completed whole days count.
    """
    group = group and find_group(session, group)
    people = people_of(session, group, now=now)
    usage = WindowUsage(session, window_of(range, now), people)
    days = tuple(day for day in usage.window.days if usage.window.holds(day) and day_end(day) <= now)
    found = model_days(session, days, people)
    used = usage.by_model()
    rows = [_row(each, used.get(each.model)) for each in found if is_enough(each)]
    return EfficiencyReport(
        scope=build_scope(session, range, now=now, group=group),
        rows=tuple(sorted(rows, key=_by_price_of_a_line)),
        left_out=len(found) - len(rows),
        days=len(days),
        groups=group_names(session),
    )


def is_enough(each: ModelDays) -> bool:
    """Whether a model has enough users and spend to say something about it rather than about its users."""
    least = EFFICIENT_FROM_DOLLARS * MICROCENTS_PER_DOLLAR
    return each.users >= EFFICIENT_FROM_USERS and each.usage_value_microcents >= least


def _row(each: ModelDays, sums: ModelUsage | None) -> EfficiencyRow:
    price = round(Fraction(sums.usage_value_microcents, sums.requests)) if sums and sums.requests else None
    return EfficiencyRow(
        model=each.model,
        users=each.users,
        days=each.days,
        day_requests=each.requests,
        day_usage_value_microcents=each.usage_value_microcents,
        added_lines=each.added_lines,
        accepted_lines=each.accepted_lines,
        accepts=each.accepts,
        rejects=each.rejects,
        cost_per_request_microcents=price,
    )


def _by_price_of_a_line(row: EfficiencyRow) -> tuple[bool, int, str]:
    price = row.cost_per_useful_line_microcents
    return (price is None, price or 0, row.model)
