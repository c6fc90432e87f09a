"""Days of a trend with far more spend than usual."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeVar

from sqlmodel import Session

from tracker.clock import day_end, day_start
from tracker.reports.actors import actors_by_id
from tracker.reports.types import DayPoint, Spike
from tracker.store.queries_spend import WindowUsage
from tracker.store.sums import ModelUsage, Spent
from tracker.store.windows import Window

SPIKE_TIMES = 2
MIN_OTHER_DAYS = 7  # a week of them; with fewer, a quiet weekend alone would turn a normal Monday into a spike
LOOKBACK_DAYS = 28  # before the range, so that a short one has something to compare with

Key = TypeVar("Key")


def load_spikes(
    session: Session, usage: WindowUsage, days: Sequence[DayPoint], *, drivers_of: int | None = None
) -> tuple[Spike, ...]:
    """The spikes among these days of a window, in order, with the drivers of the largest `drivers_of` (None: all)."""
    if not any(day.usage_value_microcents for day in days):
        return ()
    begins_whole = usage.window.start == day_start(usage.window.days[0])
    spent = {day.date: day.usage_value_microcents for day in (days if begins_whole else days[1:])}
    settled = {day.date for day in days if day.whole and not day.provisional}
    first = day_start(usage.window.days[0])
    before = usage.over(Window(first - timedelta(days=LOOKBACK_DAYS), first))
    usual = find_spikes(spent, [sums.usage_value_microcents for sums in before.by_day().values()], settled=settled)
    if not usual:
        return ()
    shown = sorted(usual, key=lambda day: -spent[day])[:drivers_of]
    in_range = _values(usage.spent_by_actor()), _values(usage.by_model())
    spikes = {day: Spike(day, spent[day], median) for day, median in usual.items()}
    for day in shown:
        spikes[day] = _with_drivers(session, spikes[day], usage, *in_range)
    return tuple(spikes.values())


def _with_drivers(
    session: Session, spike: Spike, usage: WindowUsage, in_range: Mapping[int, int], models_in_range: Mapping[str, int]
) -> Spike:
    on_day = usage.over(Window(day_start(spike.date), day_end(spike.date)))
    days = len(usage.window.days)
    members, models = _values(on_day.spent_by_actor()), _values(on_day.by_model())
    member, model = driver(members, in_range, days), driver(models, models_in_range, days)
    return replace(
        spike,
        member=None if member is None else actors_by_id(session, [member])[member],
        member_microcents=None if member is None else members[member],
        model=model,
        model_microcents=None if model is None else models[model],
    )


def _values(sums: Mapping[Key, Spent] | Mapping[Key, ModelUsage]) -> dict[Key, int]:
    return {key: each.usage_value_microcents for key, each in sums.items()}


def find_spikes(
    spent: Mapping[date, int], before: Sequence[int] = (), *, settled: Collection[date] | None = None
) -> dict[date, int]:
    """The days on which more than twice the median of the other active days was spent, with that median.

    Parameters
    ----------
    spent : mapping of date to int
        Usage value of the days of a range, in any unit; a day without usage is not active.
    before : sequence of int
        The same for the days before the range, which are compared with but never judged.
    settled : collection of date, optional
        The days of the range that are whole and final; all by default. The others are judged, because a day that has
        crossed the line cannot go back, but nothing is compared with them.

    Returns
    -------
    dict of date to int
        The median that each spike exceeds, by day in order; empty with fewer than seven other active days.

    Examples
    --------
    >>> week = {date(2026, 11, day): 100 for day in range(1, 8)}
    >>> find_spikes(week | {date(2026, 11, 8): 201, date(2026, 11, 9): 200})
    {datetime.date(2026, 11, 8): 100}
    """
    settled = spent.keys() if settled is None else settled
    compared = sorted(value for value in [*(spent[day] for day in settled), *before] if value > 0)
    usual: dict[date, int] = {}
    for day, value in sorted(spent.items()):
        others = len(compared) - (day in settled)
        if value <= 0 or others < MIN_OTHER_DAYS:
            continue
        median = _median_without(compared, value) if day in settled else _median(compared)
        if value > SPIKE_TIMES * median:
            usual[day] = round(median)
    return usual


def driver(on_day: Mapping[Key, int], in_range: Mapping[Key, int], days: int) -> Key | None:
    """Who, or which model, exceeded their own average of the range's other days the most; None if nobody spent.

    Ties go to whoever spent most, then to the first.

    >>> driver({"mia": 90, "omar": 100}, {"mia": 100, "omar": 1000}, 11)  # on the other ten days 1 and 90 a day
    'mia'
    """
    spenders = [key for key, spent in on_day.items() if spent > 0]
    return max(
        spenders, key=lambda key: (days * on_day[key] - in_range.get(key, on_day[key]), on_day[key]), default=None
    )


def _median(ordered: Sequence[int]) -> Fraction:
    middle = len(ordered) // 2
    return Fraction(ordered[middle] + ordered[-middle - 1], 2)


def _median_without(ordered: Sequence[int], value: int) -> Fraction:
    """The median of the values without one occurrence of `value`."""
    place, others = bisect_left(ordered, value), len(ordered) - 1
    middle = (ordered[each + (each >= place)] for each in ((others - 1) // 2, others // 2))
    return Fraction(sum(middle), 2)
