"""What a member's requests cost compared with before: the sign of a switch to an expensive model."""

from tracker.detect.judging import CRITICAL_MULTIPLE, Judgement, microcents, own_history, ratio, round_half_even
from tracker.detect.types import Figures, Finding, Metric, Rule
from tracker.settings import Settings


def detect_cost_per_request_spikes(figures: Figures, settings: Settings, day_index: int) -> list[Finding]:
    """Members whose cost per request on the day is more than N times their own in the lookback before it.

    Both sides are sum of spend / sum of requests, so a day with three requests counts as three. Only days of at least
    `cost_per_request_min_daily_spend_cents` are judged, and only members with three active days in the lookback and a
    mean of at least $1 a day.
    """
    if settings.cost_per_request_spike_multiplier == 0:
        return []
    history = own_history(figures, day_index, settings.spend_spike_lookback_days)
    spend, requests = figures.spend[:, day_index], figures.requests[:, day_index]
    is_worth_it = spend >= microcents(settings.cost_per_request_min_daily_spend_cents)
    return Judgement(
        rule=Rule.COST_PER_REQUEST_SPIKE,
        metric=Metric.COST_PER_REQUEST,
        period=figures.days[day_index],
        value=round_half_even(ratio(spend, requests)),
        line=round_half_even(settings.cost_per_request_spike_multiplier * history.cost_per_request),
        baseline=round_half_even(history.cost_per_request),
        critical_from=CRITICAL_MULTIPLE,
        applies=history.is_enough & is_worth_it,
        window_days=settings.spend_spike_lookback_days,
    ).findings(figures.members)
