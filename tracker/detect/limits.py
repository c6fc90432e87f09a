"""Limits that somebody set (a member's cycle, requests and tokens; the team's budget) and those that Cursor reports.

The baseline of a member's day is their own average active day of the lookback; of a member's cycle, the median of the
others who spend; of the budget, the part that an even pace would have used by now.
"""

from tracker.detect.judging import CRITICAL_LIMIT, Judgement, microcents, own_daily_mean, round_half_even, severity_from
from tracker.detect.trends import median_of_the_others
from tracker.detect.types import TEAM, Figures, Finding, Metric, Rule, Severity
from tracker.millionths import MILLION
from tracker.settings import Settings

BUDGET_CRITICAL_PERCENT = 110


def detect_requests_above_limit(figures: Figures, settings: Settings, day_index: int) -> list[Finding]:
    """Members with more requests in the day than the limit."""
    limit = settings.max_requests_per_day
    return _above_daily_limit(figures, settings, day_index, rule=Rule.MAX_REQUESTS_DAY, limit=limit)


def detect_tokens_above_limit(figures: Figures, settings: Settings, day_index: int) -> list[Finding]:
    """Members with more tokens in the day than the limit."""
    limit = settings.max_tokens_per_day
    return _above_daily_limit(figures, settings, day_index, rule=Rule.MAX_TOKENS_DAY, limit=limit)


def _above_daily_limit(
    figures: Figures, settings: Settings, day_index: int, *, rule: Rule, limit: int
) -> list[Finding]:
    if limit == 0:
        return []
    are_requests = rule is Rule.MAX_REQUESTS_DAY
    amounts = figures.requests if are_requests else figures.tokens
    lookback = settings.spend_spike_lookback_days
    return Judgement(
        rule=rule,
        metric=Metric.REQUESTS if are_requests else Metric.TOKENS,
        period=figures.days[day_index],
        value=amounts[:, day_index] * MILLION,
        line=limit * MILLION,
        baseline=round_half_even(own_daily_mean(amounts, figures, day_index, lookback) * MILLION),
        critical_from=CRITICAL_LIMIT,
        window_days=lookback,
    ).findings(figures.members)


def detect_cycle_spend_above_limit(figures: Figures, settings: Settings) -> list[Finding]:
    """Members whose spend in the cycle is above the limit."""
    if settings.max_spend_cents_per_cycle == 0:
        return []
    return Judgement(
        rule=Rule.MAX_SPEND_CYCLE,
        metric=Metric.SPEND,
        period=figures.cycle_start,
        value=figures.cycle_spend,
        line=microcents(settings.max_spend_cents_per_cycle),
        baseline=round_half_even(median_of_the_others(figures.cycle_spend)),
        critical_from=CRITICAL_LIMIT,
    ).findings(figures.members)


def detect_budget_reached(figures: Figures, settings: Settings) -> list[Finding]:
    """The team, once its spend in the cycle reaches the budget; critical from 110 % of it."""
    budget = microcents(settings.team_budget_cents_per_cycle)
    spent = int(figures.cycle_spend.sum())
    if budget == 0 or spent < budget:
        return []
    passed = (figures.as_of - figures.cycle_start) / (figures.cycle_end - figures.cycle_start)
    finding = Finding(
        subject=TEAM,
        rule=Rule.TEAM_BUDGET,
        metric=Metric.SPEND,
        period=figures.cycle_start,
        severity=severity_from(spent * 100, budget * BUDGET_CRITICAL_PERCENT),
        value_millionths=spent,
        line_millionths=budget,
        baseline_millionths=round(budget * min(max(passed, 0.0), 1.0)),
    )
    return [finding]


def detect_limited_users(figures: Figures, settings: Settings) -> list[Finding]:
    """Members whom Cursor has stopped at their spend limit; the team if Cursor counts more than it names."""
    if not settings.alert_users_limited:
        return []
    named = [_reported(figures, Rule.USER_LIMITED, user, Severity.WARNING) for user in sorted(figures.limited_users)]
    if figures.limited_members_count <= len(named):
        return named
    return [*named, _reported(figures, Rule.USER_LIMITED, TEAM, Severity.WARNING, figures.limited_members_count)]


def detect_exhausted_plans(figures: Figures, settings: Settings) -> list[Finding]:
    """Members who have used up the cycle's plan: worth knowing, never an incident."""
    if not settings.alert_plan_exhaustion:
        return []
    return [_reported(figures, Rule.PLAN_EXHAUSTED, user, Severity.INFO) for user in sorted(figures.plan_exhausted)]


def _reported(figures: Figures, rule: Rule, subject: str, severity: Severity, count: int = 1) -> Finding:
    """A finding reported by Cursor: a count of members, with a baseline of none."""
    return Finding(
        subject=subject,
        rule=rule,
        metric=Metric.LIMITED_MEMBERS if rule is Rule.USER_LIMITED else Metric.EXHAUSTED_PLANS,
        period=figures.cycle_start,
        severity=severity,
        value_millionths=count * MILLION,
        line_millionths=0,
        baseline_millionths=0,
    )
