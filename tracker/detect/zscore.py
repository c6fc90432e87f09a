"""A member's day compared with the spread of the whole team's days before it."""

from dataclasses import dataclass

import numpy as np

from tracker.detect.judging import CRITICAL_MULTIPLE, Judgement, days_before, microcents, round_half_even
from tracker.detect.types import Figures, Finding, Ints, Metric, Rule
from tracker.millionths import MILLION
from tracker.settings import WIDEST_ZSCORE_WINDOW_DAYS, Settings

MIN_MEMBER_DAYS = 10
MIN_RELATIVE_SPREAD = 0.05
"""Spend is assumed to vary by at least this part of its mean: a flat history has no scale of its own."""


@dataclass(frozen=True)
class Reference:
    """Mean and population sigma over the team's active member-days in a window of `window_days`."""

    mean: float
    sigma: float
    window_days: int


def detect_far_from_team(figures: Figures, settings: Settings, day_index: int) -> list[Finding]:
    """Members whose day, in spend or in requests, is more than N sigma above the mean of all members' active days.

    The line on spend is never below the floor `min_daily_spend_cents`; many requests that together cost less than it
    are ignored too. Nobody is judged before the team has ten active member-days.
    """
    window_days = team_window(figures, day_index, settings.zscore_window_days)
    if settings.zscore_multiplier == 0 or window_days is None:
        return []
    return [
        *_spend_far_from_team(figures, settings, day_index, window_days),
        *_requests_far_from_team(figures, settings, day_index, window_days),
    ]


def team_window(figures: Figures, day_index: int, window_days: int) -> int | None:
    """The least number of days, from `window_days` up to 28, that hold ten active member-days before the judged day.

    Parameters
    ----------
    figures : Figures
        What the run judges; a member-day is active with at least one request.
    day_index : int
        The judged day, a column of `figures`; it is no part of its own window.
    window_days : int
        The days to begin with.

    Returns
    -------
    int or None
        None where even the widest window holds fewer than ten: nobody is judged.
    """
    active_members = (figures.requests > 0).sum(axis=0)
    for days in range(window_days, max(window_days, WIDEST_ZSCORE_WINDOW_DAYS) + 1):
        if active_members[days_before(day_index, days)].sum() >= MIN_MEMBER_DAYS:
            return days
    return None


def spend_reference(figures: Figures, day_index: int, window_days: int) -> Reference:
    """What an active member-day costs, in microcents; sigma is at least a twentieth of the mean."""
    before = days_before(day_index, window_days)
    mean, sigma = moments_of_active(figures.spend[:, before], figures.requests[:, before])
    return Reference(mean, max(sigma, MIN_RELATIVE_SPREAD * mean), window_days)


def requests_reference(figures: Figures, day_index: int, window_days: int) -> Reference:
    """How many requests an active member-day has; sigma is at least that of a random count, the root of the mean."""
    requests = figures.requests[:, days_before(day_index, window_days)]
    mean, sigma = moments_of_active(requests, requests)
    return Reference(mean, max(sigma, float(np.sqrt(mean))), window_days)


def moments_of_active(amounts: Ints, requests: Ints) -> tuple[float, float]:
    """Mean and population sigma of an amount over the active member-days, those with at least one request.

    The window must not hold the judged day: of n values none lies more than sqrt(n - 1) sigma from their mean, so in a
    team of five a runaway that is part of its own reference never reaches 2.5.

    Parameters
    ----------
    amounts : ndarray of int64, shape (members, days)
        One amount a member and UTC day, all in one unit: microcents, or requests.
    requests : ndarray of int64, shape (members, days)
        The requests of the same members and days.

    Returns
    -------
    mean, sigma : float
        In the unit of `amounts`. Both NaN without any active member-day, so that no value is above a line made of them.

    References
    ----------
    Samuelson (1968), How Deviant Can You Be?, Journal of the American Statistical Association 63, 1522-1525.

    Examples
    --------
    >>> moments_of_active(np.array([[40, 60, 7], [60, 40, 0]]), np.array([[1, 2, 0], [3, 1, 0]]))
    (50.0, 10.0)
    """
    active = amounts[requests > 0]
    if active.size == 0:
        return float("nan"), float("nan")
    return float(active.mean()), float(active.std())


def _spend_far_from_team(figures: Figures, settings: Settings, day_index: int, window_days: int) -> list[Finding]:
    reference = spend_reference(figures, day_index, window_days)
    usual_line = int(round_half_even(reference.mean + settings.zscore_multiplier * reference.sigma))
    line = max(usual_line, microcents(settings.min_daily_spend_cents))
    return Judgement(
        rule=Rule.ZSCORE,
        metric=Metric.SPEND,
        period=figures.days[day_index],
        value=figures.spend[:, day_index],
        line=line,
        baseline=int(round_half_even(reference.mean)),
        critical_from=CRITICAL_MULTIPLE,
        applies=line > 0,  # if everything was free and there is no floor, a first cent means nothing
        window_days=window_days,
    ).findings(figures.members)


def _requests_far_from_team(figures: Figures, settings: Settings, day_index: int, window_days: int) -> list[Finding]:
    reference = requests_reference(figures, day_index, window_days)
    return Judgement(
        rule=Rule.ZSCORE,
        metric=Metric.REQUESTS,
        period=figures.days[day_index],
        value=figures.requests[:, day_index] * MILLION,
        line=int(round_half_even((reference.mean + settings.zscore_multiplier * reference.sigma) * MILLION)),
        baseline=int(round_half_even(reference.mean * MILLION)),
        critical_from=CRITICAL_MULTIPLE,
        applies=figures.spend[:, day_index] >= microcents(settings.min_daily_spend_cents),
        window_days=window_days,
    ).findings(figures.members)
