"""How much of the tool people use: a score of 0 to 100, and the tiers that it falls into.

It says how much the tool is used, not how good anyone's work is.
"""

from collections import Counter
from collections.abc import Collection, Mapping

from tracker.reports.types import Adoption, AdoptionTier, TierCount
from tracker.store.queries_daily_usage import Activity

LEAST_REQUESTS = 10  # agent requests; below there is no score
TIERS = (
    (AdoptionTier.AI_NATIVE, 80),
    (AdoptionTier.HIGH, 55),
    (AdoptionTier.MODERATE, 30),
    (AdoptionTier.LOW, 10),
    (AdoptionTier.MANUAL, 0),
)
_ACCEPTING, _INTENSITY, _CONSISTENCY = 40, 40, 20
_TOP_PACE = 0.9  # whoever makes as many requests an active day as this share of people has full marks for intensity


def build_adoption(activity: Mapping[int, Activity], seats: Collection[int], *, days: int) -> Adoption:
    """The tiers of everyone with a score over `days` days, and the seats without one; both by row id."""
    scores = adoption_scores(activity, days=days)
    counts = Counter(tier_of(score) for score in scores.values())
    tiers = tuple(TierCount(tier, least, counts[tier]) for tier, least in TIERS)
    return Adoption(tiers, unscored=len(set(seats) - scores.keys()))


def adoption_scores(activity: Mapping[int, Activity], *, days: int) -> dict[int, float]:
    """The score of everyone with at least 10 agent requests.

    40 x accepted share of the agent's diffs (0 without any) + 40 x requests an active day against the 0.9 quantile of
    all who are scored, at most 1, + 20 x active days against `days`, the days of the range that have passed.
    """
    scored = {actor_id: each for actor_id, each in activity.items() if each.agent_requests >= LEAST_REQUESTS}
    if not scored:
        return {}
    paces = {actor_id: each.agent_requests / max(each.active_days, 1) for actor_id, each in scored.items()}
    ranked = sorted(paces.values())
    top = ranked[int(_TOP_PACE * len(ranked))]
    return {
        actor_id: _ACCEPTING * min(1.0, each.accepts / each.applies if each.applies > 0 else 0.0)
        + _INTENSITY * min(1.0, paces[actor_id] / top)
        + _CONSISTENCY * min(1.0, each.active_days / days)
        for actor_id, each in scored.items()
    }


def tier_of(score: float) -> AdoptionTier:
    """The tier of a score.

    >>> tier_of(80.0).value, tier_of(79.9).value, tier_of(0.0).value
    ('ai_native', 'high', 'manual')
    """
    return next(tier for tier, least in TIERS if score >= least)
