"""Badges: what stands out in how someone uses the tool, by fixed rules compared with the people of the same report.

Pure. They describe how, and how much, the tool is used, not how good anyone's work is.
"""

from dataclasses import dataclass
from statistics import median

import numpy as np

from tracker.money import MICROCENTS_PER_CENT
from tracker.reports.adoption import MIN_REQUESTS, adoption_score, top_pace
from tracker.reports.context import band_of, context_average
from tracker.reports.measures import Crowd, Measures
from tracker.reports.ranking import quantile
from tracker.reports.types import Badges, ContextBadge, ContextBand, SpendBadge, UsageBadge
from tracker.store.sums import ActorUsage

LIGHT_BELOW = 10  # agent requests
POWER_FROM = 80  # agent requests per active day
COMPARED_FROM = 30  # requests; with fewer, a cost per request is mostly chance
OVER_BUDGET_ABOVE = 100 * 100 * MICROCENTS_PER_CENT
OVER_BUDGET_MULTIPLE = 5  # times the median spend
PREMIUM_MULTIPLE = 3  # times the median cost per request
EFFICIENT_MULTIPLE = 0.5  # times the same
MANY_REQUESTS = 0.8  # from this quantile of requests on, someone can be called cost efficient

_CONTEXT_BADGES = {ContextBand.LONG: ContextBadge.LONG_SESSIONS, ContextBand.SHORT: ContextBadge.SHORT_SESSIONS}


@dataclass(frozen=True)
class References:
    """What people are compared with; None if there is nobody to compare with.

    Prices and requests are from actors with at least 30 requests, spend from everyone who spent anything.
    """

    days: int  # days of the range that have passed
    median_spend_microcents: float | None = None
    median_cost_per_request_microcents: float | None = None
    many_requests: int | None = None  # the 0.8 quantile
    top_pace: float | None = None  # agent requests per active day: the 0.9 quantile of those with a score


def references_of(everyone: Crowd, *, days: int) -> References:
    """What these people are compared with over `days` days."""
    values, requests = everyone.used["usage_value_microcents"], everyone.used["requests"]
    spent, is_compared = values[values > 0].tolist(), requests >= COMPARED_FROM
    prices = (values[is_compared] / requests[is_compared]).tolist()
    agent_requests, active_days = everyone.activity["agent_requests"], everyone.activity["active_days"]
    is_scored = agent_requests >= MIN_REQUESTS
    return References(
        days=days,
        median_spend_microcents=median(spent) if spent else None,
        median_cost_per_request_microcents=median(prices) if prices else None,
        many_requests=quantile(np.sort(requests[is_compared]).tolist(), MANY_REQUESTS) if prices else None,
        top_pace=top_pace((agent_requests[is_scored] / np.maximum(active_days[is_scored], 1)).tolist()),
    )


def badges_of(measures: Measures, references: References) -> Badges:
    """The badges of one actor."""
    score = adoption_score(measures.activity, top_pace=references.top_pace, days=references.days)
    return Badges(
        usage=usage_badge(measures),
        spend=spend_badge(measures.used, references),
        context=context_badge(measures.used),
        adoption=score.tier if score else None,
    )


def usage_badge(measures: Measures) -> UsageBadge | None:
    """How much and with what someone works; None if Cursor counted no activity."""
    activity = measures.activity
    if activity.active_days == 0:
        return None
    if activity.agent_requests < LIGHT_BELOW:
        return UsageBadge.LIGHT
    if is_mostly_max_mode(measures.used):
        return UsageBadge.DEEP_THINKER
    is_power_user = activity.agent_requests >= POWER_FROM * activity.active_days
    return UsageBadge.POWER_USER if is_power_user else UsageBadge.BALANCED


def spend_badge(used: ActorUsage, references: References) -> SpendBadge | None:
    """What stands out in the spend of somebody with at least 30 requests."""
    spent, requests = used.usage_value_microcents, used.requests
    if requests < COMPARED_FROM or spent <= 0:
        return None
    usual = references.median_spend_microcents
    if usual is not None and spent > max(OVER_BUDGET_MULTIPLE * usual, OVER_BUDGET_ABOVE):
        return SpendBadge.OVER_BUDGET
    price = references.median_cost_per_request_microcents
    if price is None or references.many_requests is None:
        return None
    if is_mostly_max_mode(used) and _price(used) > PREMIUM_MULTIPLE * price:
        return SpendBadge.PREMIUM_MODEL
    is_cheap = _price(used) <= EFFICIENT_MULTIPLE * price
    return SpendBadge.COST_EFFICIENT if is_cheap and requests >= references.many_requests else None


def context_badge(used: ActorUsage) -> ContextBadge | None:
    """Whether the requests of somebody with at least 30 of them carry much or little context."""
    average = context_average(used)
    if used.requests < COMPARED_FROM or not average:
        return None
    return _CONTEXT_BADGES.get(band_of(average))


def is_mostly_max_mode(used: ActorUsage) -> bool:
    """Whether more than half of the requests ran in max mode, which is set per request and independent of the model."""
    return 2 * used.max_mode_requests > used.requests


def _price(used: ActorUsage) -> float:
    return used.usage_value_microcents / used.requests
