"""POST /teams/daily-usage-data: one row per member and UTC day."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import repeat
from typing import Any

from sandbox.company.coding import coding_of, main_extensions, tab_extensions
from sandbox.company.kinds import Charge
from sandbox.company.releases import client_releases, version_of
from sandbox.company.tallies import Tally
from sandbox.company.types import Member, from_ms, to_ms
from sandbox.company.workday import Workday
from sandbox.cursor_api.calls import MAX_RANGE_MS, Answer, Call, bad_request
from sandbox.cursor_api.team import Team

DAY = timedelta(days=1)

COUNTER_NAMES = {
    "lines_added": "totalLinesAdded",
    "lines_deleted": "totalLinesDeleted",
    "accepted_lines_added": "acceptedLinesAdded",
    "accepted_lines_deleted": "acceptedLinesDeleted",
    "applies": "totalApplies",
    "accepts": "totalAccepts",
    "rejects": "totalRejects",
    "tabs_shown": "totalTabsShown",
    "tabs_accepted": "totalTabsAccepted",
    "chat_requests": "chatRequests",
    "agent_requests": "agentRequests",
    "cmdk_usages": "cmdkUsages",
    "bugbot_usages": "bugbotUsages",
}
TEXT_NAMES = ("applyMostUsedExtension", "tabMostUsedExtension", "clientVersion")


def daily_usage_data(call: Call) -> Answer:
    """With `page` and `pageSize` everyone with a seat, in pages of *people*; without them only active people."""
    start_ms, end_ms = _range(call)
    days = _days(from_ms(start_ms), min(from_ms(end_ms), call.now))
    period = {"startDate": start_ms, "endDate": end_ms}
    people = call.team.people_between(from_ms(start_ms), from_ms(end_ms + 1))
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
    """Epoch ms, which this endpoint also accepts as text."""
    value = call.params.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return call.whole_number(name)


def _days(start: datetime, end: datetime) -> list[date]:
    first = start.date()
    return [first + n * DAY for n in range((end.date() - first).days + 1)]


def _rows(call: Call, people: list[Member], days: list[date]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for day in days:
        midnight = datetime.combine(day, time(), tzinfo=UTC)
        tallies = call.team.day_tallies(day, call.now)
        there = [member for member in people if member.belongs_between(midnight, midnight + DAY)]
        theirs = [tallies.get(member.id, Tally()) for member in there]
        workday = _workday(call.team, day, there, theirs)
        rows.extend(map(_row, repeat(call.team), repeat(day), there, theirs, _counters(workday), _texts(workday)))
    return rows


def _workday(team: Team, day: date, people: list[Member], tallies: list[Tally]) -> Workday:
    requests, headless = ([tally.requests for tally in tallies], [tally.headless for tally in tallies])
    return Workday.of(team.seed, day, [member.number for member in people], ("any",), requests, headless)


def _counters(workday: Workday) -> list[dict[str, int]]:
    coding = coding_of(workday)
    columns = [getattr(coding, name).tolist() for name in COUNTER_NAMES]
    return [dict(zip(COUNTER_NAMES.values(), counters, strict=True)) for counters in zip(*columns, strict=True)]


def _texts(workday: Workday) -> list[dict[str, str]]:
    versions = [version_of(release) for release in client_releases(workday).tolist()]
    extensions = zip(main_extensions(workday), tab_extensions(workday), versions, strict=True)
    return [dict(zip(TEXT_NAMES, texts, strict=True)) for texts in extensions]


def _row(
    team: Team, day: date, member: Member, tally: Tally, counters: dict[str, int], texts: dict[str, str]
) -> dict[str, Any]:
    """One row; its strings are null on a day without requests."""
    return {
        "userId": member.id if team.quirks.text_user_ids else member.number,
        "day": day.isoformat(),
        "date": to_ms(datetime.combine(day, time(), tzinfo=UTC)),
        "email": member.email,
        "isActive": tally.requests > 0,
        **counters,
        "composerRequests": 0,
        "subscriptionIncludedReqs": tally.events[Charge.INCLUDED],
        "apiKeyReqs": tally.events[Charge.OWN_KEY],
        "usageBasedReqs": tally.events[Charge.ON_DEMAND],
        "mostUsedModel": tally.main_model,
        **(texts if tally.requests > 0 else dict.fromkeys(TEXT_NAMES)),
    }
