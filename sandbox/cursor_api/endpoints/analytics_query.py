"""Parses analytics queries: days, people and page."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sandbox.company.types import Member
from sandbox.cursor_api.calls import Call, bad_request

DAYS_AGO = re.compile(r"(\d{1,5})d")


def day_range(call: Call) -> tuple[date, date]:
    """The first and the last day, both included; by default the last week.

    Raises Refused (400) for an invalid date, an end before the start, or too wide a range.
    """
    first, last = _day(call, "startDate", "7d"), _day(call, "endDate", "today")
    if last < first:
        raise bad_request("endDate must not be before startDate")
    if (last - first).days + 1 > call.team.quirks.most_analytics_days:
        raise bad_request(f"Date range cannot exceed {call.team.quirks.most_analytics_days} days")
    return first, last


def wanted_users(call: Call, name: str = "users") -> frozenset[str] | None:
    """Ids of people requested by e-mail, id or number; None for everybody. Raises Refused (400) if one is unknown."""
    text = str(call.params.get(name) or "")
    asked_for = [part.strip() for part in text.split(",") if part.strip()]
    if not asked_for:
        return None
    found = [_member(call, part) for part in asked_for]
    if None in found:
        raise bad_request("Some users are not in the team")
    return frozenset(member.id for member in found if member)


def page_of(call: Call, *, default_size: int, max_size: int) -> tuple[int, int]:
    """Page and page size from a query string, where numbers are text."""
    numbers = {name: int(str(value)) for name, value in call.params.items() if _is_page_number(name, value)}
    return replace(call, params={**call.params, **numbers}).paging(default_size=default_size, max_size=max_size)


def echoed(call: Call, metric: str, **more: Any) -> Mapping[str, Any]:
    """The `params` of an answer: the resolved query."""
    first, last = day_range(call)
    days = {"startDate": first.isoformat(), "endDate": last.isoformat()}
    return {"metric": metric, "teamId": call.team.id, **days, **more}


def _day(call: Call, name: str, default: str) -> date:
    text = str(call.params.get(name) or default).strip()
    today = call.now.astimezone(UTC).date()
    if text in ("today", "now"):
        return today
    if text == "yesterday":
        return today - timedelta(days=1)
    if ago := DAYS_AGO.fullmatch(text):
        return today - timedelta(days=int(ago[1]))
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise bad_request(f"{name} must be a date such as 2026-11-02, 7d, today or yesterday") from None


def _member(call: Call, text: str) -> Member | None:
    known = call.team.member_by_email(text) or call.team.member_by_id(text) or _numbered(call, text)
    return None if known and known.service_account_id else known


def _numbered(call: Call, text: str) -> Member | None:
    return next((member for member in call.team.members if str(member.number) == text), None)


def _is_page_number(name: str, value: Any) -> bool:
    return name in ("page", "pageSize") and str(value).isascii() and str(value).isdigit()
