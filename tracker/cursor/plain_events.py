"""Fast path for well-formed pages of usage events: a million events are a thousand pages."""

from decimal import Decimal
from sys import intern
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tracker.cursor.fields import LARGEST_INTEGER, LARGEST_TIMESTAMP_MS, lowered
from tracker.cursor.plain_pages import PlainPage, read_plain_page
from tracker.cursor.schemas.events import CostSource, WireEvent, billing_of
from tracker.money import cents_to_microcents

Count = Annotated[int, Meta(ge=0, le=LARGEST_INTEGER)]


class _Tokens(msgspec.Struct, forbid_unknown_fields=True, gc=False, rename="camel"):
    input_tokens: Count | None = None
    output_tokens: Count | None = None
    cache_write_tokens: Count | None = None
    cache_read_tokens: Count | None = None
    total_cents: Decimal | None = None
    discount_percent_off: Any = None


class _Row(msgspec.Struct, forbid_unknown_fields=True, gc=False, rename="camel"):
    """A row of the page; the fields we ignore may have any value."""

    timestamp: str
    user_email: str | None = None
    service_account_id: str | None = None
    service_account_name: str | None = None
    cloud_agent_id: str | None = None
    automation_id: Any = None
    conversation_id: str | None = None
    model: str | None = None
    kind: str | None = None
    kind_label: str | None = None
    max_mode: bool | None = None
    requests_costs: Any = None
    request_costs: Any = None
    is_token_based_call: Any = None
    is_chargeable: Any = None
    is_headless: bool | None = None
    token_usage: _Tokens | None = None
    charged_cents: Decimal | None = None
    cursor_token_fee: Decimal | None = None
    is_free_bugbot: Any = None


class _Page(PlainPage):
    usage_events: list[_Row]
    total_usage_events_count: Any = None


_DECODER = msgspec.json.Decoder(_Page, float_hook=Decimal)
_NO_TOKENS = _Tokens()


def read_event_page(raw: bytes) -> dict[str, Any]:
    """Read an answer as `parse_json` does, but with `WireEvent` rows if every row is as documented."""
    return read_plain_page(raw, _DECODER, _body)


def _body(page: _Page) -> dict[str, Any]:
    return {
        "usageEvents": [_event(row) for row in page.usage_events],
        "totalUsageEventsCount": page.total_usage_events_count,
    }


def _event(row: _Row) -> WireEvent:
    """The event of a row; raises ValueError for a number too large to store."""
    tokens = row.token_usage or _NO_TOKENS
    kind = intern(row.kind or row.kind_label or "")  # these three have few values, but a range holds them 50,000 times
    email = lowered(row.user_email)
    if row.charged_cents is not None:
        cost, cost_source = _microcents(row.charged_cents), CostSource.CHARGED
    elif tokens.total_cents is not None:
        cost, cost_source = _microcents(tokens.total_cents), CostSource.ESTIMATED
    else:
        cost, cost_source = 0, CostSource.UNKNOWN
    return WireEvent(
        _within(int(row.timestamp), LARGEST_TIMESTAMP_MS),
        email and intern(email),
        _id(row.service_account_id),
        _id(row.service_account_name),
        _id(row.conversation_id),
        _id(row.cloud_agent_id),
        intern(row.model or "unknown"),
        kind,
        billing_of(kind),
        row.max_mode or False,
        row.is_headless or False,
        cost,
        cost_source,
        None if row.cursor_token_fee is None else _microcents(row.cursor_token_fee),
        tokens.input_tokens,
        tokens.output_tokens,
        tokens.cache_write_tokens,
        tokens.cache_read_tokens,
    )


def _id(text: str | None) -> str | None:
    return text if text and text != "null" else None


def _microcents(cents: Decimal) -> int:
    microcents = cents_to_microcents(cents)
    if abs(microcents) > LARGEST_INTEGER:
        raise ValueError("expected an amount of money, got a number beyond all amounts")
    return microcents


def _within(number: int, most: int) -> int:
    if 0 <= number <= most:
        return number
    raise ValueError("expected a number that can be stored")
