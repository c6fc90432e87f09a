"""The wire models: what Cursor's answers say, in our units, row by row.

Tolerant on purpose. Unknown fields are ignored; optional fields may be missing, null or of an unexpected type, and then
are absent. Only what a row cannot do without (who, when, how much) may reject it, and then that row alone. Every parse
function says what it left out: `rejected` rows and the names of `odd_fields`, never a value.

Numbers arrive as int or Decimal: answers are parsed by `tracker.cursor.body.parse_json`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from tracker.clock import from_ms, parse_instant, utc_day
from tracker.cursor.errors import UnexpectedShape
from tracker.money import cents_to_microcents

LARGEST_INTEGER = 2**63 - 1  # what a BigInteger column holds
LARGEST_SMALL_INTEGER = 2**31 - 1  # what an Integer column holds: counters of a day, limits in dollars
LARGEST_TIMESTAMP_MS = 253_402_300_799_999  # the last millisecond of the year 9999

Json = Mapping[str, Any]
T = TypeVar("T")


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
class RejectedRow:
    """A row that could not be read: what it would have been, where it stood, which field failed and why; no values."""

    kind: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class OddField:
    """A field that was ignored: unknown to us, or optional and of a type we cannot read."""

    kind: str
    name: str
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """The rows of an answer that could be read, and an account of the rest."""

    rows: list[T]
    rejected: list[RejectedRow]
    odd_fields: frozenset[OddField]


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


@dataclass(frozen=True, slots=True)
class WireDailyUsage:
    """One member's counters of one UTC day; a counter that Cursor leaves out counts as 0.

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


class WireEvent(NamedTuple):
    """One usage event. It has no id, and identical twins are two events.

    A named tuple, as there are a million of them and a frozen dataclass takes four times as long to build.

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


class _FieldUnreadable(Exception):
    """A field that its row cannot do without is missing or of no use."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class _Account:
    """What was left out while one answer was read."""

    def __init__(self) -> None:
        self.rejected: list[RejectedRow] = []
        self._odd: set[OddField] = set()

    @property
    def odd_fields(self) -> frozenset[OddField]:
        return frozenset(self._odd)

    def ignore(self, kind: str, name: str) -> None:
        self._odd.add(OddField(kind, name, is_unknown=False))

    def ignore_unknown(self, kind: str, row: Json, known: frozenset[str]) -> None:
        if not row.keys() <= known:
            self._odd.update(OddField(kind, name, is_unknown=True) for name in row.keys() - known)

    def read_rows(self, kind: str, path: str, rows: list[Any], read: "Callable[[Json, _Account], T]") -> list[T]:
        """Read each row by itself, so that a bad one costs only itself."""
        readable = []
        for index, row in enumerate(rows):
            if not isinstance(row, dict):
                self.rejected.append(
                    RejectedRow(kind, f"{path}[{index}]", f"expected an object, got {_type_name(row)}")
                )
                continue
            try:
                readable.append(read(row, self))
            except _FieldUnreadable as error:
                self.rejected.append(RejectedRow(kind, f"{path}[{index}].{error.field}", error.reason))
        return readable


def parse_members(body: Json) -> Parsed[WireMember]:
    """Read the answer of GET /teams/members."""
    account = _Account()
    rows = account.read_rows("member", "teamMembers", rows_of(body, "teamMembers"), _member)
    return Parsed(rows, account.rejected, account.odd_fields)


def parse_spend_page(body: Json) -> TeamSpend:
    """Read one page of POST /teams/spend."""
    account = _Account()
    rows = account.read_rows("spend", "teamMemberSpend", rows_of(body, "teamMemberSpend"), _spend)
    cycle_start_ms = _count(body, "subscriptionCycleStart", "spend", account, most=LARGEST_TIMESTAMP_MS)
    return TeamSpend(
        rows=rows,
        rejected=account.rejected,
        odd_fields=account.odd_fields,
        cycle_start=from_ms(cycle_start_ms) if cycle_start_ms else None,
        limited_users_count=_small_integer(body, "limitedUsersCount", "spend", account),
    )


def parse_daily_usage(body: Json) -> Parsed[WireDailyUsage]:
    """Read one page of POST /teams/daily-usage-data."""
    account = _Account()
    rows = account.read_rows("daily_usage", "data", rows_of(body, "data"), _daily_usage)
    return Parsed(rows, account.rejected, account.odd_fields)


def parse_events(body: Json) -> Parsed[WireEvent]:
    """Read one page of POST /teams/filtered-usage-events."""
    account = _Account()
    rows = account.read_rows("usage_event", "usageEvents", rows_of(body, "usageEvents"), _event)
    return Parsed(rows, account.rejected, account.odd_fields)


def total_event_count(body: Json) -> int | None:
    """Give how many usage events Cursor says the whole range holds, or None if it does not say."""
    return _count(body, "totalUsageEventsCount", "usage_events", _Account())


def parse_groups(body: Json) -> WireGroups:
    """Read the answer of GET /teams/groups."""
    account = _Account()
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
        cycle_start=_instant(cycle, "cycleStart", "billing_cycle", account),
        cycle_end=_instant(cycle, "cycleEnd", "billing_cycle", account),
    )


def rows_of(body: Json, key: str) -> list[Any]:
    """Give the list of rows under `key`.

    Raises UnexpectedShape if there is none: an answer without its list says nothing, which is not the same as no rows.
    """
    rows = body.get(key)
    if not isinstance(rows, list):
        raise UnexpectedShape(f"expected a list under {key}, got {_type_name(rows)}")
    return rows


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


def _member(row: Json, account: _Account) -> WireMember:
    account.ignore_unknown("member", row, MEMBER_FIELDS)
    email_raw = _text(row, "email", "member", account)
    return WireMember(
        user_id=_required_id(row, "id"),
        email=_lower(email_raw),
        email_raw=email_raw,
        name=_text(row, "name", "member", account),
        role=_text(row, "role", "member", account),
        is_removed=_flag(row, "isRemoved", "member", account) or False,
    )


def _spend(row: Json, account: _Account) -> WireSpend:
    account.ignore_unknown("spend", row, SPEND_FIELDS)
    stated = _money(row, "spendCents")
    overall = _money(row, "overallSpendCents")
    included = _money(row, "includedSpendCents")
    on_demand = stated
    # Until mid-2026 spendCents was the total and included usage stood beside it; only that pair tells the old meaning.
    if overall is None and stated is not None and included is not None and 0 <= included <= stated:
        overall, on_demand = stated, stated - included
    return WireSpend(
        user_id=_required_id(row, "userId"),
        email=_lower(_text(row, "email", "spend", account)),
        name=_text(row, "name", "spend", account),
        role=_text(row, "role", "spend", account),
        on_demand_microcents=on_demand,
        overall_microcents=overall,
        included_microcents=included,
        is_meaning_unknown=overall is None,
        hard_limit_override_dollars=_small_integer(row, "hardLimitOverrideDollars", "spend", account),
        monthly_limit_dollars=_small_integer(row, "monthlyLimitDollars", "spend", account),
        effective_limit_dollars=_small_integer(row, "effectivePerUserLimitDollars", "spend", account),
    )


def _daily_usage(row: Json, account: _Account) -> WireDailyUsage:
    account.ignore_unknown("daily_usage", row, DAILY_FIELDS)
    user_id = _text(row, "userId", "daily_usage", account)
    email = _lower(_text(row, "email", "daily_usage", account))
    if user_id is None and email is None:
        raise _FieldUnreadable("email", "neither email nor userId is there")
    counters = {name: _small_integer(row, field, "daily_usage", account) or 0 for name, field in DAILY_COUNTERS.items()}
    return WireDailyUsage(
        day=_required_day(row),
        user_id=user_id,
        email=email,
        is_active=_flag(row, "isActive", "daily_usage", account),
        most_used_model=_text(row, "mostUsedModel", "daily_usage", account),
        apply_most_used_extension=_text(row, "applyMostUsedExtension", "daily_usage", account),
        tab_most_used_extension=_text(row, "tabMostUsedExtension", "daily_usage", account),
        client_version=_text(row, "clientVersion", "daily_usage", account),
        **counters,
    )


def _event(row: Json, account: _Account) -> WireEvent:
    account.ignore_unknown("usage_event", row, EVENT_FIELDS)
    tokens = row.get("tokenUsage")
    if type(tokens) is not dict:
        if tokens is not None:
            account.ignore("usage_event", "tokenUsage")
        tokens = {}
    else:
        account.ignore_unknown("token_usage", tokens, TOKEN_FIELDS)
    kind = _text(row, "kind", "usage_event", account) or _text(row, "kindLabel", "usage_event", account) or ""
    cost, cost_source = _cost(row, tokens)
    return WireEvent(
        _required_timestamp_ms(row),
        _lower(_text(row, "userEmail", "usage_event", account)),
        _id(row, "serviceAccountId", "usage_event", account),
        _id(row, "serviceAccountName", "usage_event", account),
        _id(row, "conversationId", "usage_event", account),
        _id(row, "cloudAgentId", "usage_event", account),
        _text(row, "model", "usage_event", account) or "unknown",
        kind,
        billing_of(kind),
        _flag(row, "maxMode", "usage_event", account) or False,
        _flag(row, "isHeadless", "usage_event", account) or False,
        cost,
        cost_source,
        _microcents(row, "cursorTokenFee", "usage_event", account),
        _count(tokens, "inputTokens", "token_usage", account),
        _count(tokens, "outputTokens", "token_usage", account),
        _count(tokens, "cacheWriteTokens", "token_usage", account),
        _count(tokens, "cacheReadTokens", "token_usage", account),
    )


def _cost(row: Json, tokens: Json) -> tuple[int, CostSource]:
    charged = _money(row, "chargedCents")
    if charged is not None:
        return charged, CostSource.CHARGED
    estimated = _money(tokens, "totalCents")
    if estimated is not None:
        return estimated, CostSource.ESTIMATED
    return 0, CostSource.UNKNOWN


def _group(row: Json, account: _Account) -> WireGroup:
    account.ignore_unknown("group", row, GROUP_FIELDS)
    group_id = _required_id(row, "id")
    return WireGroup(
        group_id=group_id,
        name=_text(row, "name", "group", account) or group_id,
        directory_group_id=_id(row, "directoryGroupId", "group", account),
        spend_microcents=_microcents(row, "spendCents", "group", account),
        current_members=_group_members(row, group_id, "currentMembers", account),
        former_members=_group_members(row, group_id, "formerMembers", account),
    )


def _group_members(row: Json, group_id: str, key: str, account: _Account) -> tuple[WireGroupMember, ...]:
    members = row.get(key)
    if not isinstance(members, list):
        if members is not None:
            account.ignore("group", key)
        return ()
    return tuple(account.read_rows("group_member", f"groups[{group_id}].{key}", members, _group_member))


def _group_member(row: Json, account: _Account) -> WireGroupMember:
    account.ignore_unknown("group_member", row, GROUP_MEMBER_FIELDS)
    return WireGroupMember(
        user_id=_required_id(row, "userId"),
        email=_lower(_text(row, "email", "group_member", account)),
        name=_text(row, "name", "group_member", account),
        joined_at=_instant(row, "joinedAt", "group_member", account),
        left_at=_instant(row, "leftAt", "group_member", account),
        spend_microcents=_microcents(row, "spendCents", "group_member", account),
    )


# Optional fields: absent when missing, null, empty or of a type we cannot read.


def _text(row: Json, field: str, kind: str, account: _Account) -> str | None:
    value = row.get(field)
    if value is None or type(value) is str:
        return value or None
    if type(value) is int:  # ids were numbers before they became text
        return str(value)
    account.ignore(kind, field)
    return None


def _id(row: Json, field: str, kind: str, account: _Account) -> str | None:
    text = _text(row, field, kind, account)
    return None if text == "null" else text


def _lower(email: str | None) -> str | None:
    return email.strip().lower() or None if email is not None else None


def _flag(row: Json, field: str, kind: str, account: _Account) -> bool | None:
    value = row.get(field)
    if value is None or type(value) is bool:
        return value
    account.ignore(kind, field)
    return None


def _small_integer(row: Json, field: str, kind: str, account: _Account) -> int | None:
    return _count(row, field, kind, account, most=LARGEST_SMALL_INTEGER)


def _count(row: Json, field: str, kind: str, account: _Account, *, most: int = LARGEST_INTEGER) -> int | None:
    value = row.get(field)
    if value is None:
        return None
    number = value if type(value) is int else _as_integer(value)
    if number is not None and 0 <= number <= most:
        return number
    account.ignore(kind, field)
    return None


def _microcents(row: Json, field: str, kind: str, account: _Account) -> int | None:
    try:
        return _money(row, field)
    except _FieldUnreadable:
        account.ignore(kind, field)
        return None


def _instant(row: Json, field: str, kind: str, account: _Account) -> datetime | None:
    value = row.get(field)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            return parse_instant(value)
        except ValueError:
            pass
    account.ignore(kind, field)
    return None


# Fields that a row cannot do without.


def _required_id(row: Json, field: str) -> str:
    value = row.get(field)
    if type(value) is str and value:
        return value
    if type(value) is int:
        return str(value)
    raise _FieldUnreadable(field, f"expected an id, got {_type_name(value)}")


def _required_timestamp_ms(row: Json) -> int:
    value = row.get("timestamp")
    number = value if type(value) is int else _as_integer(value)
    if number is None or not 0 <= number <= LARGEST_TIMESTAMP_MS:
        raise _FieldUnreadable("timestamp", f"expected milliseconds since 1970, got {_type_name(value)}")
    return number


def _required_day(row: Json) -> date:
    text = row.get("day")
    if isinstance(text, str):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    milliseconds = _as_integer(row.get("date"))
    if milliseconds is None or not 0 <= milliseconds <= LARGEST_TIMESTAMP_MS:
        raise _FieldUnreadable("day", f"expected a day such as 2026-11-02, got {_type_name(text)}")
    return utc_day(from_ms(milliseconds))


def _money(row: Json, field: str) -> int | None:
    """Money may be missing, but money that is there and can't be read must not become zero."""
    value = row.get(field)
    if value is None:
        return None
    if type(value) not in (Decimal, int, str):
        raise _FieldUnreadable(field, f"expected a finite number of cents, got {_type_name(value)}")
    try:
        microcents = cents_to_microcents(value)
    except ValueError:
        raise _FieldUnreadable(field, f"expected a finite number of cents, got {_type_name(value)}") from None
    if abs(microcents) > LARGEST_INTEGER:
        raise _FieldUnreadable(field, "is too large to be an amount of money")
    return microcents


def _as_integer(value: object) -> int | None:
    """Read an integer that may have come as text ("1793610931877") or with a decimal point (12.0)."""
    if type(value) is int:
        return value
    try:
        if type(value) is str:
            return int(value)
        if type(value) is Decimal and value == value.to_integral_value() and value.adjusted() < 20:
            return int(value)
    except (ValueError, ArithmeticError):
        return None
    return None


def _type_name(value: object) -> str:
    """Name the JSON type of a value, as messages must not show the value itself."""
    names: dict[type, str] = {
        type(None): "nothing", bool: "true or false", int: "a number", float: "no finite number",
        Decimal: "a number", str: "text", list: "a list", dict: "an object",
    }  # fmt: skip
    return names.get(type(value), type(value).__name__)
