"""POST /teams/daily-usage-data: one row a member and UTC day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sandbox.company.coding import coding_day
from sandbox.company.kinds import Charge
from sandbox.company.tallies import Tally
from sandbox.company.types import Member, Removal, from_ms, to_ms
from sandbox.cursor_api.calls import MAX_RANGE_MS, Answer, Call, bad_request
from sandbox.cursor_api.team import Team

DAY = timedelta(days=1)


def daily_usage_data(call: Call) -> Answer:
    """With `page` and `pageSize` everyone with a seat, so many *people* a page; without them only the active ones."""
    start_ms, end_ms = _range(call)
    days = _days(from_ms(start_ms), min(from_ms(end_ms), call.now))
    period = {"startDate": start_ms, "endDate": end_ms}
    people = _people(call.team, from_ms(start_ms), from_ms(end_ms + 1))
    if call.params.get("page") is None or call.params.get("pageSize") is None:
        active_rows = [row for row in _rows(call, people, days) if row["isActive"]]
        return Answer({"data": active_rows, "period": period})
    page, size = call.paging(default_size=1000, max_size=1000)
    first, pages = (page - 1) * size, -(-len(people) // size)
    pagination = {
        "page": page,
        "pageSize": size,
        "totalUsers": len(people),
        "totalPages": pages,
        "hasNextPage": page < pages,
        "hasPreviousPage": page > 1,
    }
    data = _rows(call, people[first : first + size], days)
    return Answer({"data": data, "period": period, "pagination": pagination})


def _range(call: Call) -> tuple[int, int]:
    start_ms, end_ms = (_instant(call, name) for name in ("startDate", "endDate"))
    if call.team.quirks.defaults_daily_range:
        end_ms = call.now_ms if end_ms is None else end_ms
        start_ms = end_ms - 7 * 86_400_000 if start_ms is None else start_ms
    if start_ms is None or end_ms is None:
        raise bad_request("startDate and endDate are required")
    if end_ms < start_ms:
        raise bad_request("endDate must not be before startDate")
    if end_ms - start_ms > MAX_RANGE_MS:
        raise bad_request("Date range cannot exceed 30 days")
    return start_ms, end_ms


def _instant(call: Call, name: str) -> int | None:
    """Epoch ms; this endpoint takes them as text too."""
    value = call.params.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return call.whole_number(name)


def _days(start: datetime, end: datetime) -> list[date]:
    first = start.date()
    return [first + n * DAY for n in range((end.date() - first).days + 1)]


def _people(team: Team, start: datetime, end: datetime) -> list[Member]:
    return [
        member
        for member in team.members
        if member.service_account_id is None
        and member.belongs_between(start, end)
        and not (member.removed_at and member.removal is Removal.NAMELESS)
    ]


def _rows(call: Call, people: list[Member], days: list[date]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for day in days:
        midnight = datetime.combine(day, time(), tzinfo=UTC)
        tallies = call.team.day_tallies(day, call.now)
        rows.extend(
            _row(call.team, member, day, tallies.get(member.id, Tally()))
            for member in people
            if member.belongs_between(midnight, midnight + DAY)
        )
    return rows


def _row(team: Team, member: Member, day: date, tally: Tally) -> dict[str, Any]:
    coding = coding_day(team.seed, member.number, day, tally.requests)
    return {
        "userId": member.id if team.quirks.text_user_ids else member.number,
        "day": day.isoformat(),
        "date": to_ms(datetime.combine(day, time(), tzinfo=UTC)),
        "email": member.email,
        "isActive": tally.requests > 0,
        "totalLinesAdded": coding.lines_added,
        "totalLinesDeleted": coding.lines_deleted,
        "acceptedLinesAdded": coding.accepted_lines_added,
        "acceptedLinesDeleted": coding.accepted_lines_deleted,
        "totalApplies": coding.applies,
        "totalAccepts": coding.accepts,
        "totalRejects": coding.rejects,
        "totalTabsShown": coding.tabs_shown,
        "totalTabsAccepted": coding.tabs_accepted,
        "composerRequests": coding.composer_requests,
        "chatRequests": coding.chat_requests,
        "agentRequests": coding.agent_requests,
        "cmdkUsages": coding.cmdk_usages,
        "subscriptionIncludedReqs": tally.events[Charge.INCLUDED],
        "apiKeyReqs": tally.events[Charge.OWN_KEY],
        "usageBasedReqs": tally.events[Charge.ON_DEMAND],
        "bugbotUsages": 0,
        "mostUsedModel": tally.main_model,
        "applyMostUsedExtension": coding.apply_extension,
        "tabMostUsedExtension": coding.tab_extension,
        "clientVersion": coding.client_version,
    }
