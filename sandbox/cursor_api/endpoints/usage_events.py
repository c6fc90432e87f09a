"""POST /teams/filtered-usage-events: one row per billed or unbilled request, newest first."""

from collections.abc import Callable
from typing import Any

from sandbox.company.types import TokenUsage, UsageEvent
from sandbox.cursor_api.calls import MAX_RANGE_MS, Answer, Call, Refused, bad_request
from sandbox.cursor_api.money import cents

DEFAULT_PAGE_SIZE = 100
MAX_PAGE_SIZE = 1000
HOSTING_TYPES = ("CLOUD", "SELF_HOSTED", "SELF_HOSTED_POOL", "SELF_HOSTED_MACHINE")

Wanted = Callable[[UsageEvent], bool]


def filtered_usage_events(call: Call) -> Answer:
    """One page of the events between two instants, both ends included."""
    seen_until = call.team.seen_until_ms(call.now)
    start_ms, end_ms = _range(call)
    filters = _filters(call)
    page, size = call.paging(default_size=DEFAULT_PAGE_SIZE, max_size=MAX_PAGE_SIZE)
    total, events = _page(call, start_ms, min(end_ms + 1, seen_until), filters, page, size)
    pages = -(-total // size)
    return Answer(
        {
            "totalUsageEventsCount": total,
            "pagination": {
                "numPages": pages,
                "currentPage": page,
                "pageSize": size,
                "hasNextPage": page < pages,
                "hasPreviousPage": page > 1,
            },
            "usageEvents": [event_row(event) for event in events],
            "period": {"startDate": start_ms, "endDate": end_ms},
        }
    )


def _range(call: Call) -> tuple[int, int]:
    if any(isinstance(call.params.get(name), str) for name in ("startDate", "endDate")):
        status = call.team.quirks.events_refuse_text_dates_with
        raise Refused(status, {"error": "Internal Server Error", "message": "An unexpected error occurred"})
    end_ms = call.whole_number("endDate", call.now_ms)
    assert end_ms is not None
    start_ms = call.whole_number("startDate")
    if start_ms is None:
        return min(call.team.events.first_ms, end_ms), end_ms
    if end_ms < start_ms:
        raise bad_request("endDate must not be before startDate")
    if end_ms - start_ms > MAX_RANGE_MS:
        raise bad_request("Date range cannot exceed 30 days")
    return start_ms, end_ms


def _filters(call: Call) -> list[Wanted]:
    hosting_type = call.params.get("hostingType")
    if hosting_type is not None and hosting_type not in HOSTING_TYPES:
        raise bad_request(f"hostingType must be one of {', '.join(HOSTING_TYPES)}")
    filters: list[Wanted] = []
    if (email := call.params.get("email")) is not None:
        filters.append(lambda event: event.email is not None and event.email.lower() == str(email).lower())
    if (number := call.whole_number("userId")) is not None:
        owners = {member.id for member in call.team.members if member.number == number}
        filters.append(lambda event: call.team.owner_of(event) in owners)
    if (account := call.params.get("serviceAccountId")) is not None:
        filters.append(lambda event: event.service_account_id == account)
    if (agent := call.params.get("cloudAgentId")) is not None:
        filters.append(lambda event: event.cloud_agent_id is not None and agent in ("*", event.cloud_agent_id))
    if (automation := call.params.get("automationId")) is not None:
        filters.append(lambda event: event.automation_id is not None and automation in ("*", event.automation_id))
    if hosting_type is not None:
        filters.append(lambda event: event.hosting_type == hosting_type)
    return filters


def _page(
    call: Call, start_ms: int, end_ms: int, filters: list[Wanted], page: int, size: int
) -> tuple[int, list[UsageEvent]]:
    log, first = call.team.events, (page - 1) * size
    if not filters:
        return log.count(start_ms, end_ms), log.newest_first(start_ms, end_ms, offset=first, limit=size)
    matching = [event for event in log.between(start_ms, end_ms) if all(wanted(event) for wanted in filters)]
    matching.reverse()
    return len(matching), matching[first : first + size]


def event_row(event: UsageEvent) -> dict[str, Any]:
    """An event as served: fields that do not apply are left out rather than null."""
    row = {
        "timestamp": str(event.at_ms),
        "userEmail": event.email,
        "serviceAccountId": event.service_account_id,
        "serviceAccountName": event.service_account_name,
        "cloudAgentId": event.cloud_agent_id,
        "automationId": event.automation_id,
        "conversationId": event.conversation_id,
        "model": event.model,
        "kind": event.kind,
        "maxMode": event.max_mode,
        "requestsCosts": event.request_units,
        "isTokenBasedCall": event.is_token_based,
        "isChargeable": event.is_chargeable,
        "isHeadless": event.is_headless,
        "tokenUsage": _tokens(event.tokens) if event.tokens else None,
        "chargedCents": _cents_or_none(event.charged_microcents),
        "cursorTokenFee": _cents_or_none(event.token_fee_microcents),
    }
    return {name: value for name, value in row.items() if value is not None}


def _tokens(tokens: TokenUsage) -> dict[str, Any]:
    row = {
        "inputTokens": tokens.input_tokens,
        "outputTokens": tokens.output_tokens,
        "cacheWriteTokens": tokens.cache_write_tokens,
        "cacheReadTokens": tokens.cache_read_tokens,
        "totalCents": _cents_or_none(tokens.total_microcents),
        "discountPercentOff": tokens.discount_percent_off,
    }
    return {name: value for name, value in row.items() if value is not None}


def _cents_or_none(microcents: int | None) -> int | float | None:
    return None if microcents is None else cents(microcents)
