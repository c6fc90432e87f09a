"""How much people use the tool: a score from 0 to 100 made of three parts, and its tiers.

It measures how much the tool is used, not how good anyone's work is.
"""

from collections.abc import Collection, Set

import numpy as np
from numpy.typing import NDArray

from tracker.reports.ranking import quantile
from tracker.reports.types import Adoption, AdoptionScore, AdoptionTier, TierCount
from tracker.store.columns import Columns
from tracker.store.queries_daily_usage import Activity

MIN_REQUESTS = 10  # agent requests; with fewer there is no score
TIERS = (
    (AdoptionTier.AI_NATIVE, 80),
    (AdoptionTier.HIGH, 55),
    (AdoptionTier.MODERATE, 30),
    (AdoptionTier.LOW, 10),
    (AdoptionTier.MANUAL, 0),
)
ACCEPTING, INTENSITY, CONSISTENCY = 40, 40, 20  # points for each part
_TOP_PACE = 0.9  # full marks for intensity from this quantile of requests per active day
_PLACES = 6  # decimal places of a score; unrounded, sums of thirds and fifths end up just below a tier's minimum


def build_adoption(activity: Columns, seats: Set[int], *, days: int) -> Adoption:
    """The tiers of everyone with a score over `days` days, and the seats (row ids) without one.

    `activity` has the fields of Activity.
    """
    is_scored = activity["agent_requests"] >= MIN_REQUESTS
    points = points_of_all(activity, is_scored, days=days)
    places = np.searchsorted([least for _, least in reversed(TIERS)], points, side="right")
    counts = np.bincount(len(TIERS) - places, minlength=len(TIERS))
    tiers = tuple(TierCount(tier, least, int(count)) for (tier, least), count in zip(TIERS, counts, strict=True))
    return Adoption(tiers, unscored=len(seats - activity.ids_where(is_scored)))


def points_of_all(activity: Columns, is_scored: NDArray[np.bool_], *, days: int) -> NDArray[np.float64]:
    """Everyone's scores at once: `adoption_points` against the top pace among those who have a score.

    Parameters
    ----------
    activity : Columns, named as the fields of Activity, shape (actors,) each
        Sums of Cursor's daily counters over the days.
    is_scored : ndarray of bool, shape (actors,)
        Who has a score: those with at least 10 agent requests.
    days : int
        UTC days of the range that have passed, at least 1.

    Returns
    -------
    ndarray of float64, shape (scored,)
        Points from 0 to 100, to six places, in the order of `activity`; empty if nobody has a score.

    References
    ----------
    docs/reports.md, *adoption score*: the parts are this product's own, not from the literature.

    Examples
    --------
    All ten days at full pace with 49 of 100 diffs accepted, and one of ten days at a tenth of that pace with none:

    >>> from tracker.store.columns import added_up
    >>> activity = added_up([[(1, 1000, 10, 100, 49, 0), (2, 10, 1, 0, 0, 0)]], Activity._fields)
    >>> points_of_all(activity, activity["agent_requests"] >= MIN_REQUESTS, days=10).tolist()
    [79.6, 6.0]
    """
    requests, active_days, applies, accepts = (
        activity[name][is_scored] for name in ("agent_requests", "active_days", "applies", "accepts")
    )
    pace = requests / np.maximum(active_days, 1)
    if not pace.size:
        return pace
    accept_rate = np.minimum(1.0, np.where(applies > 0, accepts / np.maximum(applies, 1), 0.0))
    intensity = np.minimum(1.0, pace / quantile(np.sort(pace).tolist(), _TOP_PACE))
    consistency = np.minimum(1.0, active_days / days)
    points: NDArray[np.float64] = ACCEPTING * accept_rate + INTENSITY * intensity + CONSISTENCY * consistency
    return points.round(_PLACES)


def top_pace(paces: Collection[float]) -> float | None:
    """The 0.9 quantile, at index floor(0.9 n), of agent requests per active day of all scored; None without any."""
    return quantile(sorted(paces), _TOP_PACE) if paces else None


def adoption_score(own: Activity, *, top_pace: float | None, days: int) -> AdoptionScore | None:
    """The score of one actor over `days` days, given the team's top pace; None below 10 agent requests."""
    parts = _parts(own, top_pace, days)
    if parts is None or top_pace is None:
        return None
    accept_rate, intensity, consistency = parts
    score = _points(*parts)
    return AdoptionScore(
        score=score,
        tier=tier_of(score),
        accept_rate=accept_rate,
        intensity=intensity,
        consistency=consistency,
        accepts=own.accepts,
        applies=own.applies,
        agent_requests=own.agent_requests,
        active_days=own.active_days,
        days=days,
        pace=_pace(own),
        top_pace=top_pace,
    )


def adoption_points(own: Activity, *, top_pace: float | None, days: int) -> float | None:
    """Just the number of `adoption_score`, for computing everyone's."""
    parts = _parts(own, top_pace, days)
    return None if parts is None else _points(*parts)


def _parts(own: Activity, top_pace: float | None, days: int) -> tuple[float, float, float] | None:
    """Accepted share of the agent's diffs (0 without any), pace relative to the top, share of days; each at most 1."""
    if own.agent_requests < MIN_REQUESTS or top_pace is None:
        return None
    accept_rate = min(1.0, own.accepts / own.applies) if own.applies > 0 else 0.0
    return accept_rate, min(1.0, _pace(own) / top_pace), min(1.0, own.active_days / days)


def _points(accept_rate: float, intensity: float, consistency: float) -> float:
    return round(ACCEPTING * accept_rate + INTENSITY * intensity + CONSISTENCY * consistency, _PLACES)


def tier_of(score: float) -> AdoptionTier:
    """The tier of a score.

    >>> tier_of(80.0).value, tier_of(79.9).value, tier_of(0.0).value
    ('ai_native', 'high', 'manual')
    """
    return next(tier for tier, least in TIERS if score >= least)


def _pace(own: Activity) -> float:
    """Agent requests per active day."""
    return own.agent_requests / max(own.active_days, 1)
