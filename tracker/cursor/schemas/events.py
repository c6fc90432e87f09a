"""Usage events: POST /teams/filtered-usage-events."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import msgspec

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
    read_microcents,
    read_money,
    read_text,
    rows_of,
    type_name,
)

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


class Billing(StrEnum):
    """How Cursor bills an event, decided from its kind alone: included and errored events have costs too."""

    ON_DEMAND = "on_demand"
    INCLUDED = "included"
    NOT_CHARGED = "not_charged"
    OWN_KEY = "own_key"
    UNKNOWN = "unknown"


class CostSource(StrEnum):
    """Where an event's cost comes from."""

    CHARGED = "charged"  # chargedCents was present; zero really means zero
    ESTIMATED = "estimated"  # chargedCents was missing: the model's cost, before discount and fee
    UNKNOWN = "unknown"  # neither was present; the cost is stored as 0


class WireEvent(msgspec.Struct, frozen=True, gc=False):
    """One usage event. It has no id, and identical twins are two events.

    A struct, because there can be a million: a frozen dataclass takes four times as long to build. Structs that cannot
    be part of a reference cycle are also skipped by the garbage collector.

    `charged_microcents` is the event's full value and already contains `fee_microcents`: never add them. `billing` says
    whether it was charged at all. Missing token counts are None, not 0.
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

    `row_count` counts the page's rows before rejecting any; `total_count` is Cursor's count for the whole range (None
    if not stated). The row counts of all pages must add up to it, otherwise the events shifted while they were read.
    """

    row_count: int
    total_count: int | None
    has_next: bool


def parse_events(body: Json) -> Parsed[WireEvent]:
    """Read one page of POST /teams/filtered-usage-events, unless the fast path has done it already."""
    account = Account()
    rows = rows_of(body, "usageEvents")
    if not (rows and type(rows[0]) is WireEvent):
        rows = account.read_rows("usage_event", "usageEvents", rows, _event)
    return Parsed(rows, account.rejected, account.odd_fields)


def total_event_count(body: Json) -> int | None:
    """How many usage events Cursor says the whole range has; None if not stated."""
    return read_count(body, "totalUsageEventsCount", "usage_events", Account())


@lru_cache(maxsize=1024)
def billing_of(kind: str) -> Billing:
    """The billing of a kind, in either of Cursor's spellings.

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


def _required_timestamp_ms(row: Json) -> int:
    value = row.get("timestamp")
    number = value if type(value) is int else as_integer(value)
    if number is None or not 0 <= number <= LARGEST_TIMESTAMP_MS:
        raise FieldUnreadable("timestamp", f"expected milliseconds since 1970, got {type_name(value)}")
    return number
