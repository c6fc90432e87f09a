"""Spend by member in the current cycle: POST /teams/spend."""

from dataclasses import dataclass
from datetime import datetime

from tracker.clock import from_ms
from tracker.cursor.fields import (
    LARGEST_TIMESTAMP_MS,
    Account,
    Json,
    Parsed,
    lowered,
    read_count,
    read_money,
    read_small_integer,
    read_text,
    require_id,
    rows_of,
)

SPEND_FIELDS = frozenset(
    {
        "userId", "name", "email", "role", "spendCents", "overallSpendCents", "includedSpendCents",
        "fastPremiumRequests", "hardLimitOverrideDollars", "monthlyLimitDollars", "effectivePerUserLimitDollars",
        "profilePictureUrl", "removedAt", "billingTier", "apiPercentUsed", "autoPercentUsed", "totalPercentUsed",
        "usagePromoExpiresAt",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WireSpend:
    """One member's spend in the current cycle.

    `is_meaning_unknown`: Cursor sent no overall figure, so `on_demand_microcents` may or may not include other usage.
    None means unknown, 0 really means zero.
    """

    user_id: str
    email: str | None
    name: str | None
    role: str | None
    on_demand_microcents: int | None
    overall_microcents: int | None
    included_microcents: int | None
    is_meaning_unknown: bool
    hard_limit_override_dollars: int | None
    monthly_limit_dollars: int | None
    effective_limit_dollars: int | None


@dataclass(frozen=True, slots=True)
class TeamSpend(Parsed[WireSpend]):
    """Spend by member in the current cycle; `cycle_start` is an instant, None only if Cursor left it out."""

    cycle_start: datetime | None
    limited_users_count: int | None


def parse_spend_page(body: Json) -> TeamSpend:
    """Read one page of POST /teams/spend."""
    account = Account()
    rows = account.read_rows("spend", "teamMemberSpend", rows_of(body, "teamMemberSpend"), _spend)
    cycle_start_ms = read_count(body, "subscriptionCycleStart", "spend", account, most=LARGEST_TIMESTAMP_MS)
    return TeamSpend(
        rows=rows,
        rejected=account.rejected,
        odd_fields=account.odd_fields,
        cycle_start=from_ms(cycle_start_ms) if cycle_start_ms else None,
        limited_users_count=read_small_integer(body, "limitedUsersCount", "spend", account),
    )


def _spend(row: Json, account: Account) -> WireSpend:
    account.ignore_unknown("spend", row, SPEND_FIELDS)
    stated = read_money(row, "spendCents")
    overall = read_money(row, "overallSpendCents")
    included = read_money(row, "includedSpendCents")
    on_demand = stated
    # Until mid-2026 spendCents was the total, next to the included usage; that pair of fields shows the old meaning.
    if overall is None and stated is not None and included is not None and 0 <= included <= stated:
        overall, on_demand = stated, stated - included
    return WireSpend(
        user_id=require_id(row, "userId"),
        email=lowered(read_text(row, "email", "spend", account)),
        name=read_text(row, "name", "spend", account),
        role=read_text(row, "role", "spend", account),
        on_demand_microcents=on_demand,
        overall_microcents=overall,
        included_microcents=included,
        is_meaning_unknown=overall is None,
        hard_limit_override_dollars=read_small_integer(row, "hardLimitOverrideDollars", "spend", account),
        monthly_limit_dollars=read_small_integer(row, "monthlyLimitDollars", "spend", account),
        effective_limit_dollars=read_small_integer(row, "effectivePerUserLimitDollars", "spend", account),
    )
