"""Where the billing cycle stands and where it is heading."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from tracker.clock import ONE_DAY, day_start, utc_day
from tracker.ranges import Cycle
from tracker.reports.scope import current_cycle
from tracker.reports.types import CycleProgress
from tracker.store.queries_spend import WindowUsage, oldest_day
from tracker.store.sums import Usage
from tracker.store.windows import Window

FORECAST_DAYS = 14
MIN_DAYS = 3
RESAMPLES = 2000
SEED = 14  # a fixed seed, so that the same days always give the same interval

Microcents = NDArray[np.int64]


def load_cycle(
    session: Session, usage: WindowUsage, *, now: datetime, budget_microcents: int = 0, cycle: Cycle | None = None
) -> CycleProgress:
    """Where `cycle` (None: the running one) stands at `now`, with a forecast.

    Covers the people of `usage`; its window does not matter.
    """
    cycle = cycle or current_cycle(session, now)
    so_far = Window(cycle.start, min(now, cycle.end))
    spent = usage.over(so_far).total(Usage)
    expected = forecast(spent.usage_value_microcents, _whole_days(session, usage, now), days_left(cycle, now))
    days_total = days_begun(Window(cycle.start, cycle.end))
    day_number = min(1 + (now - cycle.start) // ONE_DAY, days_total)
    return CycleProgress(
        cycle=cycle,
        day_number=day_number,
        days_total=days_total,
        days_left=days_total - day_number,
        usage_value_microcents=spent.usage_value_microcents,
        on_demand_microcents=spent.on_demand_microcents,
        forecast_microcents=expected[0] if expected else None,
        forecast_low_microcents=expected[1] if expected else None,
        forecast_high_microcents=expected[2] if expected else None,
        budget_microcents=budget_microcents,
        usage_value_per_day_microcents=spend_per_day(spent.usage_value_microcents, so_far, oldest_day(session)),
    )


def days_begun(window: Window) -> int:
    """How many 24-hour days of a window have begun, counted from its start."""
    return max(0, -((window.start - window.end) // ONE_DAY))


def spend_per_day(microcents: int, window: Window, known_from: date | None) -> int | None:
    """Spend in a window per day, counting the running day as a whole one.

    Days before `known_from`, the first with data, do not count; None if no others are left.
    """
    if known_from is None:
        return None
    days = days_begun(Window(max(window.start, day_start(known_from)), window.end))
    return round(Fraction(microcents, days)) if days else None


def days_left(cycle: Cycle, now: datetime) -> float:
    """Days until the cycle ends, including a fraction for today."""
    return max(cycle.end - now, timedelta()) / ONE_DAY


def forecast(spent_microcents: int, days: Microcents, left: float) -> tuple[int, int, int] | None:
    """What a cycle will have cost at its end: the expected sum, and its 10th and 90th percentile.

    Expected is the spend so far plus the mean of `days` for each remaining day. For the interval, each remaining day is
    drawn from `days` at random, 2000 times with a fixed seed; a fraction of a day takes that fraction of the drawn day.
    The interval reflects how much days differ from one another, not trends or weekends ahead.

    Parameters
    ----------
    spent_microcents : int
        Usage value of the cycle so far.
    days : ndarray of int64, shape (n,)
        Usage value of the last whole UTC days, in microcents, with zeros for days without usage.
    left : float
        Days until the end of the cycle, 0 or more.

    Returns
    -------
    (expected, low, high) in microcents, or None with fewer than three days.
    """
    if days.size < MIN_DAYS:
        return None
    whole, part = divmod(left, 1)
    weights = np.append(np.ones(int(whole)), part)
    drawn = np.random.default_rng(SEED).choice(days, size=(RESAMPLES, weights.size)) @ weights
    low, high = np.percentile(drawn, (10, 90))
    expected = float(days.mean()) * left
    return spent_microcents + round(expected), spent_microcents + round(low), spent_microcents + round(high)


def _whole_days(session: Session, usage: WindowUsage, now: datetime) -> Microcents:
    """The last whole UTC days before the day of `now`, at most 14, none before the first known day."""
    today, first_known = utc_day(now), oldest_day(session)
    days = [today - timedelta(days=back) for back in range(FORECAST_DAYS, 0, -1)]
    days = [day for day in days if first_known is not None and day >= first_known]
    if not days:
        return np.zeros(0, dtype=np.int64)
    by_day = usage.over(Window(day_start(days[0]), day_start(today))).by_day()
    return np.array([by_day.get(day, Usage()).usage_value_microcents for day in days], dtype=np.int64)
