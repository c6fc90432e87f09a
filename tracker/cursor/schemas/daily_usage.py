"""A member's counters of a UTC day: POST /teams/daily-usage-data."""

from datetime import date

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
    read_counters,
    read_flag,
    read_text,
    rows_of,
    type_name,
)

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


class WireDailyUsage(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One member's counters of one UTC day; a missing counter counts as 0.

    A struct, because there is one per member and day; see `WireEvent`. `included_requests`, `usage_based_requests` and
    `api_key_requests` count raw events, not billable units.
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


def parse_daily_usage(body: Json) -> Parsed[WireDailyUsage]:
    """Read one page of POST /teams/daily-usage-data, unless the fast path has done it already."""
    account = Account()
    rows = rows_of(body, "data")
    if not (rows and type(rows[0]) is WireDailyUsage):
        rows = account.read_rows("daily_usage", "data", rows, _daily_usage)
    return Parsed(rows, account.rejected, account.odd_fields)


def _daily_usage(row: Json, account: Account) -> WireDailyUsage:
    account.ignore_unknown("daily_usage", row, DAILY_FIELDS)
    user_id = read_text(row, "userId", "daily_usage", account)
    email = lowered(read_text(row, "email", "daily_usage", account))
    if user_id is None and email is None:
        raise FieldUnreadable("email", "neither email nor userId is there")
    return WireDailyUsage(
        day=_required_day(row),
        user_id=user_id,
        email=email,
        is_active=read_flag(row, "isActive", "daily_usage", account),
        most_used_model=read_text(row, "mostUsedModel", "daily_usage", account),
        apply_most_used_extension=read_text(row, "applyMostUsedExtension", "daily_usage", account),
        tab_most_used_extension=read_text(row, "tabMostUsedExtension", "daily_usage", account),
        client_version=read_text(row, "clientVersion", "daily_usage", account),
        **read_counters(row, DAILY_COUNTERS, "daily_usage", account),
    )


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
