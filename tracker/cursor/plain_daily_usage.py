"""Fast path for well-formed pages of daily usage: a page of a thousand members has up to 29,000 rows."""

from datetime import date
from operator import attrgetter
from sys import intern
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tracker.cursor.fields import LARGEST_SMALL_INTEGER, lowered
from tracker.cursor.plain_pages import PlainPage, read_plain_page
from tracker.cursor.schemas.daily_usage import DAILY_COUNTERS, WireDailyUsage

Counter = Annotated[int, Meta(ge=0, le=LARGEST_SMALL_INTEGER)]

_CURSORS_NAMES = DAILY_COUNTERS | {
    "milliseconds": "date",
    "user_id": "userId",
    "is_active": "isActive",
    "most_used_model": "mostUsedModel",
    "apply_most_used_extension": "applyMostUsedExtension",
    "tab_most_used_extension": "tabMostUsedExtension",
    "client_version": "clientVersion",
}


class _Row(msgspec.Struct, forbid_unknown_fields=True, gc=False, rename=_CURSORS_NAMES):
    """A row of the page; `milliseconds` repeats the day, so any value will do."""

    day: date
    milliseconds: Any = None
    user_id: int | str | None = None
    email: str | None = None
    is_active: bool | None = None
    total_lines_added: Counter = 0
    total_lines_deleted: Counter = 0
    accepted_lines_added: Counter = 0
    accepted_lines_deleted: Counter = 0
    total_applies: Counter = 0
    total_accepts: Counter = 0
    total_rejects: Counter = 0
    total_tabs_shown: Counter = 0
    total_tabs_accepted: Counter = 0
    composer_requests: Counter = 0
    chat_requests: Counter = 0
    agent_requests: Counter = 0
    cmdk_usages: Counter = 0
    included_requests: Counter = 0
    api_key_requests: Counter = 0
    usage_based_requests: Counter = 0
    bugbot_usages: Counter = 0
    most_used_model: str | None = None
    apply_most_used_extension: str | None = None
    tab_most_used_extension: str | None = None
    client_version: str | None = None


class _Page(PlainPage):
    data: list[_Row]


_DECODER = msgspec.json.Decoder(_Page)
_counters = attrgetter(*DAILY_COUNTERS)


def read_daily_usage_page(raw: bytes) -> dict[str, Any]:
    """Read an answer as `parse_json` does, but with `WireDailyUsage` rows if every row is as documented."""
    return read_plain_page(raw, _DECODER, lambda page: {"data": [_daily_usage(row) for row in page.data]})


def _daily_usage(row: _Row) -> WireDailyUsage:
    """The counters of a row; raises ValueError if it does not say whose they are."""
    user_id = str(row.user_id) if row.user_id not in (None, "") else None
    email = _one_of_few(lowered(row.email))
    if user_id is None and email is None:
        raise ValueError("neither email nor userId is there")
    return WireDailyUsage(
        day=row.day,
        user_id=user_id,
        email=email,
        is_active=row.is_active,
        most_used_model=_one_of_few(row.most_used_model),
        apply_most_used_extension=_one_of_few(row.apply_most_used_extension),
        tab_most_used_extension=_one_of_few(row.tab_most_used_extension),
        client_version=_one_of_few(row.client_version),
        **dict(zip(DAILY_COUNTERS, _counters(row), strict=True)),
    )


def _one_of_few(text: str | None) -> str | None:
    """A text that many rows share, kept in memory once."""
    return intern(text) if text else None
