"""Top spenders and how they use the tool; a test names what differs."""

from typing import Any

from tests.unit.factories import DOLLAR, make_rows, make_scope, make_totals
from tracker.reports.types import (
    AdoptionScore,
    AdoptionTier,
    Badges,
    ContextBadge,
    ContextBand,
    ContextTeam,
    ContextUse,
    MemberRow,
    SpendBadge,
    SpenderRow,
    SpenderSort,
    TopSpendersReport,
    UsageBadge,
)


def make_spender(row: MemberRow, **changes: Any) -> SpenderRow:
    """What a member's row says, and how that member uses the tool."""
    given = {
        "accepted_lines": 12_400,
        "agent_requests": 2_950,
        "activity_rank": row.rank,
        "badges": Badges(
            UsageBadge.POWER_USER, SpendBadge.PREMIUM_MODEL, ContextBadge.LONG_SESSIONS, AdoptionTier.AI_NATIVE
        ),
        "adoption": make_adoption_score(),
        "context": make_context_use(),
    }
    return SpenderRow(**(vars(row) | given | changes))


def make_adoption_score(**changes: Any) -> AdoptionScore:
    given = {
        "score": 61.0,
        "tier": AdoptionTier.HIGH,
        "accept_rate": 0.75,
        "intensity": 0.4,
        "consistency": 0.75,
        "accepts": 3,
        "applies": 4,
        "agent_requests": 60,
        "active_days": 6,
        "days": 8,
        "pace": 10.0,
        "top_pace": 25.0,
    }
    return AdoptionScore(**(given | changes))


def make_context_use(**changes: Any) -> ContextUse:
    given = {
        "tokens_per_request": 812_000,
        "events": 2_400,
        "band": ContextBand.LONG,
        "team": ContextTeam(people=48, mean_tokens=450_000, median_tokens=400_000),
        "rank": 3,
        "ratio_to_median_millionths": 2_030_000,
    }
    return ContextUse(**(given | changes))


def make_topspenders(**changes: Any) -> TopSpendersReport:
    rows = make_rows(10)
    given = {
        "scope": make_scope(),
        "totals": make_totals(),
        "rows": rows,
        "sort": SpenderSort.SPEND,
        "page": 1,
        "pages": 5,
        "listed": 48,
        "listed_usage_value_microcents": 12_480 * DOLLAR + 12_000_000,
        "top": rows,
        "median_cost_per_request_microcents": 21_000_000,
        "groups": ("Platform", "Mobile"),
    }
    given |= changes
    for name in ("rows", "top"):
        given[name] = tuple(row if isinstance(row, SpenderRow) else make_spender(row) for row in given[name])
    return TopSpendersReport(**given)
