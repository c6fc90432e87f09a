"""The wire models: what Cursor's answers say, in our units, row by row.

Tolerant on purpose. Unknown fields are ignored; optional fields may be missing, null or of an unexpected type, and then
are absent. Only what a row cannot do without (who, when, how much) may reject it, and then that row alone. Every parse
function says what it left out: `rejected` rows and the names of `odd_fields`, never a value.

Numbers arrive as int or Decimal: answers are parsed by `tracker.cursor.body.parse_json`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

import msgspec

from tracker.clock import from_ms, utc_day
from tracker.cursor.fields import (
    LARGEST_TIMESTAMP_MS,
    Account,
    FieldUnreadable,
    Json,
    Parsed,
    as_integer,
    lowered,
    read_count,
    read_flag,
    read_id,
    read_instant,
    read_microcents,
    read_money,
    read_small_integer,
    read_text,
    require_id,
    rows_of,
    type_name,
)


class Billing(StrEnum):
    """How Cursor bills an event, decided from its kind alone: included and errored events carry cents too."""

    ON_DEMAND = "on_demand"
    INCLUDED = "included"
    NOT_CHARGED = "not_charged"
    OWN_KEY = "own_key"
    UNKNOWN = "unknown"


class CostSource(StrEnum):
    """Where an event's cost comes from."""

    CHARGED = "charged"  # chargedCents was there; a zero is a real zero
    ESTIMATED = "estimated"  # chargedCents was missing: the model's cost, before discount and fee
    UNKNOWN = "unknown"  # neither was there; the cost is stored as 0


@dataclass(frozen=True, slots=True)
class WireMember:
    """One seat of the roster; `email` is in lower case, `email_raw` as Cursor spells it."""

    user_id: str
    email: str | None
    email_raw: str | None
    name: str | None
    role: str | None
    is_removed: bool


@dataclass(frozen=True, slots=True)
class WireSpend:
    """One member's spend in the current cycle.

    `is_meaning_unknown`: Cursor sent no overall figure, so nobody can say whether `on_demand_microcents` holds included
    usage as well. None is unknown, 0 is a real zero.
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
    """Spend by member in the current cycle; `cycle_start` is an instant, and None only if Cursor left it out."""

    cycle_start: datetime | None
    limited_users_count: int | None


class WireDailyUsage(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One member's counters of one UTC day; a counter that Cursor leaves out counts as 0.

    A struct, as there is one for each member and day; see `WireEvent`.
    `included_requests`, `usage_based_requests` and `api_key_requests` count raw events, not billable units.
    """

    day: date
    user_id: str | None
    email: str | None
    is_active: bool | None
    total_lines_added: int
    total_lines_deleted: int
    accepted_lines_added: int
    accepted_lines_deleted: int
    total_applies: int
    total_accepts: int
    total_rejects: int
    total_tabs_shown: int
    total_tabs_accepted: int
    composer_requests: int
    chat_requests: int
    agent_requests: int
    cmdk_usages: int
    included_requests: int
    api_key_requests: int
    usage_based_requests: int
    bugbot_usages: int
    most_used_model: str | None
    apply_most_used_extension: str | None
    tab_most_used_extension: str | None
    client_version: str | None


class WireEvent(msgspec.Struct, frozen=True, gc=False):
    """One usage event. It has no id, and identical twins are two events.

    A struct, as there are a million of them: a frozen dataclass takes four times as long to build, and these hold
    nothing that could be part of a cycle, so that the collector of cycles need not look at them.

    `charged_microcents` is the event's full value and already contains `fee_microcents`: never add them. Whether it was
    charged at all is `billing`'s to say. Token counts that are absent are None, not 0.
    """

    timestamp_ms: int
    email: str | None
    service_account_id: str | None
    service_account_name: str | None
    conversation_id: str | None
    cloud_agent_id: str | None
    model: str
    kind: str
    billing: Billing
    is_max_mode: bool
    is_headless: bool
    charged_microcents: int
    cost_source: CostSource
    fee_microcents: int | None
    input_tokens: int | None
    output_tokens: int | None
    cache_write_tokens: int | None
    cache_read_tokens: int | None


@dataclass(frozen=True, slots=True)
class EventPage(Parsed[WireEvent]):
    """One page of usage events.

    `row_count` is what the page held before rejecting, `total_count` what Cursor says the whole range holds (None if it
    does not say): the pages' row counts add up to it, or the set has shifted while it was read.
    """

    row_count: int
    total_count: int | None
    has_next: bool


@dataclass(frozen=True, slots=True)
class WireGroupMember:
    """A person's stay in a billing group; `left_at` is None while it lasts."""

    user_id: str
    email: str | None
    name: str | None
    joined_at: datetime | None
    left_at: datetime | None
    spend_microcents: int | None


@dataclass(frozen=True, slots=True)
class WireGroup:
    """A billing group with its people, present and past, in one cycle."""

    group_id: str
    name: str
    directory_group_id: str | None
    spend_microcents: int | None
    current_members: tuple[WireGroupMember, ...]
    former_members: tuple[WireGroupMember, ...]


@dataclass(frozen=True, slots=True)
class WireGroups(Parsed[WireGroup]):
    """The billing groups of one cycle [cycle_start, cycle_end); people in no group are in `unassigned`."""

    unassigned: WireGroup | None
    cycle_start: datetime | None
    cycle_end: datetime | None


# Fields by name. A field we know and leave aside is listed too, so that only news is reported.
MEMBER_FIELDS = frozenset({"id", "email", "name", "role", "isRemoved"})
SPEND_FIELDS = frozenset(
    {
        "userId", "name", "email", "role", "spendCents", "overallSpendCents", "includedSpendCents",
        "fastPremiumRequests", "hardLimitOverrideDollars", "monthlyLimitDollars", "effectivePerUserLimitDollars",
        "profilePictureUrl", "removedAt", "billingTier", "apiPercentUsed", "autoPercentUsed", "totalPercentUsed",
        "usagePromoExpiresAt",
    }
)  # fmt: skip
DAILY_COUNTERS = {
    "total_lines_added": "totalLinesAdded",
    "total_lines_deleted": "totalLinesDeleted",
    "accepted_lines_added": "acceptedLinesAdded",
    "accepted_lines_deleted": "acceptedLinesDeleted",
    "total_applies": "totalApplies",
    "total_accepts": "totalAccepts",
    "total_rejects": "totalRejects",
    "total_tabs_shown": "totalTabsShown",
    "total_tabs_accepted": "totalTabsAccepted",
    "composer_requests": "composerRequests",
    "chat_requests": "chatRequests",
    "agent_requests": "agentRequests",
    "cmdk_usages": "cmdkUsages",
    "included_requests": "subscriptionIncludedReqs",
    "api_key_requests": "apiKeyReqs",
    "usage_based_requests": "usageBasedReqs",
    "bugbot_usages": "bugbotUsages",
}
DAILY_FIELDS = frozenset(DAILY_COUNTERS.values()) | {
    "userId", "day", "date", "email", "isActive",
    "mostUsedModel", "applyMostUsedExtension", "tabMostUsedExtension", "clientVersion",
}  # fmt: skip
EVENT_FIELDS = frozenset(
    {
        "timestamp", "userEmail", "serviceAccountId", "serviceAccountName", "cloudAgentId", "automationId",
        "conversationId", "model", "kind", "kindLabel", "maxMode", "requestsCosts", "requestCosts",
        "isTokenBasedCall", "isChargeable", "isHeadless", "tokenUsage", "chargedCents", "cursorTokenFee",
        "isFreeBugbot",
    }
)  # fmt: skip
TOKEN_FIELDS = frozenset(
    {"inputTokens", "outputTokens", "cacheWriteTokens", "cacheReadTokens", "totalCents", "discountPercentOff"}
)
GROUP_FIELDS = frozenset(
    {
        "id", "name", "type", "directoryGroupId", "memberCount", "createdAt", "updatedAt", "spendCents",
        "currentMembers", "formerMembers", "dailySpend",
    }
)  # fmt: skip
GROUP_MEMBER_FIELDS = frozenset({"userId", "name", "email", "joinedAt", "leftAt", "spendCents", "dailySpend"})


def parse_members(body: Json) -> Parsed[WireMember]:
    """Read the answer of GET /teams/members."""
    account = Account()
    rows = account.read_rows("member", "teamMembers", rows_of(body, "teamMembers"), _member)
    return Parsed(rows, account.rejected, account.odd_fields)


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


def parse_daily_usage(body: Json) -> Parsed[WireDailyUsage]:
    """Read one page of POST /teams/daily-usage-data, unless that has been done while it was decoded."""
    account = Account()
    rows = rows_of(body, "data")
    if not (rows and type(rows[0]) is WireDailyUsage):
        rows = account.read_rows("daily_usage", "data", rows, _daily_usage)
    return Parsed(rows, account.rejected, account.odd_fields)


def parse_events(body: Json) -> Parsed[WireEvent]:
    """Read one page of POST /teams/filtered-usage-events, unless that has been done while it was decoded."""
    account = Account()
    rows = rows_of(body, "usageEvents")
    if not (rows and type(rows[0]) is WireEvent):
        rows = account.read_rows("usage_event", "usageEvents", rows, _event)
    return Parsed(rows, account.rejected, account.odd_fields)


def total_event_count(body: Json) -> int | None:
    """Give how many usage events Cursor says the whole range holds, or None if it does not say."""
    return read_count(body, "totalUsageEventsCount", "usage_events", Account())


def parse_groups(body: Json) -> WireGroups:
    """Read the answer of GET /teams/groups."""
    account = Account()
    groups = account.read_rows("group", "groups", rows_of(body, "groups"), _group)
    unassigned_row = body.get("unassignedGroup")
    unassigned: list[WireGroup] = []
    if unassigned_row is not None:
        unassigned = account.read_rows("group", "unassignedGroup", [unassigned_row], _group)
    cycle = body.get("billingCycle")
    cycle = cycle if isinstance(cycle, dict) else {}
    return WireGroups(
        rows=groups,
        rejected=account.rejected,
        odd_fields=account.odd_fields,
        unassigned=unassigned[0] if unassigned else None,
        cycle_start=read_instant(cycle, "cycleStart", "billing_cycle", account),
        cycle_end=read_instant(cycle, "cycleEnd", "billing_cycle", account),
    )


@lru_cache(maxsize=1024)
def billing_of(kind: str) -> Billing:
    """Decide the billing from a kind in either of Cursor's spellings.

    >>> billing_of("Errored, Not Charged"), billing_of("USAGE_EVENT_KIND_USAGE_BASED")
    (<Billing.NOT_CHARGED: 'not_charged'>, <Billing.ON_DEMAND: 'on_demand'>)
    """
    words = kind.lower().replace("_", " ").replace("-", " ").removeprefix("usage event kind ")
    if "not charged" in words or "no charge" in words:
        return Billing.NOT_CHARGED
    if "api key" in words:
        return Billing.OWN_KEY
    if any(mark in words for mark in ("included", "custom subscription", "free credit")):
        return Billing.INCLUDED
    if "usage" in words or "on demand" in words:
        return Billing.ON_DEMAND
    return Billing.UNKNOWN


def _member(row: Json, account: Account) -> WireMember:
    account.ignore_unknown("member", row, MEMBER_FIELDS)
    email_raw = read_text(row, "email", "member", account)
    return WireMember(
        user_id=require_id(row, "id"),
        email=lowered(email_raw),
        email_raw=email_raw,
        name=read_text(row, "name", "member", account),
        role=read_text(row, "role", "member", account),
        is_removed=read_flag(row, "isRemoved", "member", account) or False,
    )


def _spend(row: Json, account: Account) -> WireSpend:
    account.ignore_unknown("spend", row, SPEND_FIELDS)
    stated = read_money(row, "spendCents")
    overall = read_money(row, "overallSpendCents")
    included = read_money(row, "includedSpendCents")
    on_demand = stated
    # Until mid-2026 spendCents was the total and included usage stood beside it; only that pair tells the old meaning.
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


def _daily_usage(row: Json, account: Account) -> WireDailyUsage:
    account.ignore_unknown("daily_usage", row, DAILY_FIELDS)
    user_id = read_text(row, "userId", "daily_usage", account)
    email = lowered(read_text(row, "email", "daily_usage", account))
    if user_id is None and email is None:
        raise FieldUnreadable("email", "neither email nor userId is there")
    counters = {
        name: read_small_integer(row, field, "daily_usage", account) or 0 for name, field in DAILY_COUNTERS.items()
    }
    return WireDailyUsage(
        day=_required_day(row),
        user_id=user_id,
        email=email,
        is_active=read_flag(row, "isActive", "daily_usage", account),
        most_used_model=read_text(row, "mostUsedModel", "daily_usage", account),
        apply_most_used_extension=read_text(row, "applyMostUsedExtension", "daily_usage", account),
        tab_most_used_extension=read_text(row, "tabMostUsedExtension", "daily_usage", account),
        client_version=read_text(row, "clientVersion", "daily_usage", account),
        **counters,
    )


def _event(row: Json, account: Account) -> WireEvent:
    account.ignore_unknown("usage_event", row, EVENT_FIELDS)
    tokens = row.get("tokenUsage")
    if type(tokens) is not dict:
        if tokens is not None:
            account.ignore("usage_event", "tokenUsage")
        tokens = {}
    else:
        account.ignore_unknown("token_usage", tokens, TOKEN_FIELDS)
    kind = read_text(row, "kind", "usage_event", account) or read_text(row, "kindLabel", "usage_event", account) or ""
    cost, cost_source = _cost(row, tokens)
    return WireEvent(
        _required_timestamp_ms(row),
        lowered(read_text(row, "userEmail", "usage_event", account)),
        read_id(row, "serviceAccountId", "usage_event", account),
        read_id(row, "serviceAccountName", "usage_event", account),
        read_id(row, "conversationId", "usage_event", account),
        read_id(row, "cloudAgentId", "usage_event", account),
        read_text(row, "model", "usage_event", account) or "unknown",
        kind,
        billing_of(kind),
        read_flag(row, "maxMode", "usage_event", account) or False,
        read_flag(row, "isHeadless", "usage_event", account) or False,
        cost,
        cost_source,
        read_microcents(row, "cursorTokenFee", "usage_event", account),
        read_count(tokens, "inputTokens", "token_usage", account),
        read_count(tokens, "outputTokens", "token_usage", account),
        read_count(tokens, "cacheWriteTokens", "token_usage", account),
        read_count(tokens, "cacheReadTokens", "token_usage", account),
    )


def _cost(row: Json, tokens: Json) -> tuple[int, CostSource]:
    charged = read_money(row, "chargedCents")
    if charged is not None:
        return charged, CostSource.CHARGED
    estimated = read_money(tokens, "totalCents")
    if estimated is not None:
        return estimated, CostSource.ESTIMATED
    return 0, CostSource.UNKNOWN


def _group(row: Json, account: Account) -> WireGroup:
    account.ignore_unknown("group", row, GROUP_FIELDS)
    group_id = require_id(row, "id")
    return WireGroup(
        group_id=group_id,
        name=read_text(row, "name", "group", account) or group_id,
        directory_group_id=read_id(row, "directoryGroupId", "group", account),
        spend_microcents=read_microcents(row, "spendCents", "group", account),
        current_members=_group_members(row, group_id, "currentMembers", account),
        former_members=_group_members(row, group_id, "formerMembers", account),
    )


def _group_members(row: Json, group_id: str, key: str, account: Account) -> tuple[WireGroupMember, ...]:
    members = row.get(key)
    if not isinstance(members, list):
        if members is not None:
            account.ignore("group", key)
        return ()
    return tuple(account.read_rows("group_member", f"groups[{group_id}].{key}", members, _group_member))


def _group_member(row: Json, account: Account) -> WireGroupMember:
    account.ignore_unknown("group_member", row, GROUP_MEMBER_FIELDS)
    return WireGroupMember(
        user_id=require_id(row, "userId"),
        email=lowered(read_text(row, "email", "group_member", account)),
        name=read_text(row, "name", "group_member", account),
        joined_at=read_instant(row, "joinedAt", "group_member", account),
        left_at=read_instant(row, "leftAt", "group_member", account),
        spend_microcents=read_microcents(row, "spendCents", "group_member", account),
    )


def _required_timestamp_ms(row: Json) -> int:
    value = row.get("timestamp")
    number = value if type(value) is int else as_integer(value)
    if number is None or not 0 <= number <= LARGEST_TIMESTAMP_MS:
        raise FieldUnreadable("timestamp", f"expected milliseconds since 1970, got {type_name(value)}")
    return number


def _required_day(row: Json) -> date:
    text = row.get("day")
    if isinstance(text, str):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    milliseconds = as_integer(row.get("date"))
    if milliseconds is None or not 0 <= milliseconds <= LARGEST_TIMESTAMP_MS:
        raise FieldUnreadable("day", f"expected a day such as 2026-11-02, got {type_name(text)}")
    return utc_day(from_ms(milliseconds))
