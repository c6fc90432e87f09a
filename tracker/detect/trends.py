"""Spend compared with what is usual: a member's day with their own days, their cycle with the others' cycles."""

import numpy as np

from tracker.detect.judging import CRITICAL_MULTIPLE, Floats, Judgement, Mask, microcents, own_history, round_half_even
from tracker.detect.types import Figures, Finding, Ints, Metric, Rule
from tracker.money import MICROCENTS_PER_DOLLAR
from tracker.settings import Settings

MIN_SPENDING_MEMBERS = 3
MIN_MEDIAN = 10 * MICROCENTS_PER_DOLLAR


def detect_spend_spikes(figures: Figures, settings: Settings, day_index: int) -> list[Finding]:
    """Members whose day costs more than N times their own mean over the active days of the lookback before it.

    The line is never below the floor `min_daily_spend_cents`. Only members with three active days in the lookback and a
    mean of at least $1 are judged.
    """
    if settings.spend_spike_multiplier == 0:
        return []
    history = own_history(figures, day_index, settings.spend_spike_lookback_days)
    line = round_half_even(settings.spend_spike_multiplier * history.mean_spend)
    return Judgement(
        rule=Rule.SPEND_SPIKE,
        metric=Metric.SPEND,
        period=figures.days[day_index],
        value=figures.spend[:, day_index],
        line=np.maximum(line, microcents(settings.min_daily_spend_cents)),
        baseline=round_half_even(history.mean_spend),
        critical_from=CRITICAL_MULTIPLE,
        applies=history.is_enough,
        window_days=settings.spend_spike_lookback_days,
    ).findings(figures.members)


def detect_cycle_outliers(figures: Figures, settings: Settings) -> list[Finding]:
    """Members whose spend in the cycle is more than N times the median of the other members who spend.

    Needs at least three members who spend, and a median of at least $10.
    """
    if settings.cycle_outlier_multiplier == 0:
        return []
    median = median_of_the_others(figures.cycle_spend)
    are_enough = np.count_nonzero(figures.cycle_spend > 0) >= MIN_SPENDING_MEMBERS
    applies: Mask = (median >= MIN_MEDIAN) & are_enough
    return Judgement(
        rule=Rule.CYCLE_OUTLIER,
        metric=Metric.SPEND,
        period=figures.cycle_start,
        value=figures.cycle_spend,
        line=round_half_even(settings.cycle_outlier_multiplier * median),
        baseline=round_half_even(median),
        critical_from=CRITICAL_MULTIPLE,
        applies=applies,
    ).findings(figures.members)


def median_of_the_others(spend: Ints) -> Floats:
    """For each member the median spend of all *other* members who spend anything.

    Leaving the judged member out matters in small teams: in a team of three the median of all would be the middle
    one's own spend.

    Parameters
    ----------
    spend : ndarray of int64, shape (members,)
        One amount a member, all in one unit.

    Returns
    -------
    ndarray of float64, shape (members,)
        In the unit of `spend`; 0 for a member if nobody else spends.

    Examples
    --------
    >>> median_of_the_others(np.array([10, 20, 90, 0])).tolist()
    [55.0, 50.0, 15.0, 20.0]
    """
    spending = np.flatnonzero(spend > 0)
    ordered = np.sort(spend[spending])
    if ordered.size == 0:
        return np.zeros(spend.shape)
    medians = np.full(spend.shape, float(np.median(ordered)))
    medians[spending] = _median_without(ordered, np.searchsorted(ordered, spend[spending]))
    return medians


def _median_without(ordered: Ints, left_out: Ints) -> Floats:
    """The median of `ordered` without its element at each position of `left_out`, without sorting per member."""
    others = ordered.size - 1
    if others == 0:
        return np.zeros(left_out.shape)
    low, high = (others - 1) // 2, others // 2
    middle: Floats = (ordered[low + (left_out <= low)] + ordered[high + (left_out <= high)]) / 2.0
    return middle
