"""/teams/groups: billing groups with their memberships and spend in one cycle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sandbox.company.types import Group, Member, Membership, to_ms
from sandbox.cursor_api.calls import Answer, Call, bad_request, iso, not_found
from sandbox.cursor_api.money import cents
from sandbox.cursor_api.team import Team

DAY = timedelta(days=1)


def list_groups(call: Call) -> Answer:
    """All groups with their spend in the cycle; people in no group are listed separately."""
    ledger = _ledger(call)
    in_list = call.team.quirks.members_daily_spend_in_list
    return Answer(
        {
            "groups": [_group(ledger, group, with_member_days=in_list) for group in call.team.groups.values()],
            "unassignedGroup": _group(ledger, _unassigned(call.team, call.now), with_member_days=in_list),
            "billingCycle": ledger.cycle_row(),
        }
    )


def get_group(call: Call) -> Answer:
    """One group, with its members' daily spend."""
    group = call.team.groups.get(call.path["group_id"])
    if group is None:
        raise not_found()
    ledger = _ledger(call)
    return Answer({"group": _group(ledger, group, with_member_days=True), "billingCycle": ledger.cycle_row()})


def create_group(call: Call) -> Answer:
    """Create an empty group: a client that lists with POST ends up here."""
    name = call.params.get("name")
    if not isinstance(name, str) or not name.strip():
        raise bad_request("name is required")
    if call.params.get("type", "BILLING") != "BILLING":
        raise bad_request("type must be BILLING")
    group = call.team.create_group(name, call.now)
    return Answer({"group": {**_head(group), "memberCount": 0, "spendCents": 0, "members": [], "dailySpend": []}})


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Spend by member over parts of one cycle."""

    team: Team
    now: datetime
    start: datetime
    end: datetime

    def spend_microcents(self, member_id: str, start: datetime, end: datetime | None) -> int:
        """The member's spend in [start, end), as far as it is within the cycle."""
        first = to_ms(max(start, self.start))
        stop = min(to_ms(min(end or self.end, self.end)), self.team.seen_until_ms(self.now))
        if stop <= first:
            return 0
        tally = self.team.tallies(first, stop).get(member_id)
        return tally.value_microcents if tally else 0

    def stay_microcents(self, stay: Membership) -> int:
        """The spend during a stay in a group, within the cycle."""
        return self.spend_microcents(stay.member_id, stay.joined_at, stay.left_at)

    def last_days(self) -> list[date]:
        """The days for which daily spend is reported."""
        last = min(self.now, self.end - timedelta(milliseconds=1)).date()
        days = [last - n * DAY for n in reversed(range(self.team.quirks.group_spend_days))]
        return [day for day in days if day >= self.start.date()]

    def daily(self, stays: Iterable[Membership]) -> list[dict[str, Any]]:
        """Daily spend rows, summed over these stays."""
        stays = list(stays)
        return [{"date": day.isoformat(), "spendCents": cents(self._of_day(day, stays))} for day in self.last_days()]

    def cycle_row(self) -> dict[str, str]:
        """Start and end with the API's field names."""
        return {"cycleStart": iso(self.start), "cycleEnd": iso(self.end)}

    def _of_day(self, day: date, stays: list[Membership]) -> int:
        midnight = datetime.combine(day, time(), tzinfo=UTC)
        total = 0
        for stay in stays:
            end = min(stay.left_at or midnight + DAY, midnight + DAY)
            total += self.spend_microcents(stay.member_id, max(stay.joined_at, midnight), end)
        return total


def _ledger(call: Call) -> _Ledger:
    wanted = call.params.get("billingCycle")
    if wanted is None:
        return _Ledger(call.team, call.now, *call.team.cycle_at(call.now))
    try:
        day = date.fromisoformat(str(wanted))
    except ValueError:
        raise bad_request("billingCycle must be an ISO date such as 2026-11-02") from None
    return _Ledger(call.team, call.now, *call.team.cycle_of_day(day))


def _head(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "type": "BILLING",
        "directoryGroupId": group.directory_group_id,
        "createdAt": iso(group.created_at),
        "updatedAt": iso(group.updated_at),
    }


def _group(ledger: _Ledger, group: Group, *, with_member_days: bool) -> dict[str, Any]:
    stays = [stay for stay in group.memberships if _touches(stay, ledger)]
    current = [stay for stay in stays if stay.left_at is None or stay.left_at > ledger.now]
    former = [stay for stay in stays if stay not in current]
    return {
        **_head(group),
        "memberCount": len(current),
        "spendCents": cents(sum(ledger.stay_microcents(stay) for stay in stays)),
        "currentMembers": [_member(ledger, stay, with_member_days) for stay in current],
        "formerMembers": [_member(ledger, stay, with_member_days) for stay in former],
        "dailySpend": ledger.daily(stays),
    }


def _touches(stay: Membership, ledger: _Ledger) -> bool:
    return stay.joined_at < min(ledger.end, ledger.now) and (stay.left_at is None or stay.left_at > ledger.start)


def _member(ledger: _Ledger, stay: Membership, with_days: bool) -> dict[str, Any]:
    member = ledger.team.member_by_id(stay.member_id)
    row: dict[str, Any] = {
        "userId": stay.member_id,
        "name": member.name if member else "",
        "email": member.email if member else "",
        "joinedAt": iso(stay.joined_at),
        "leftAt": iso(stay.left_at) if stay.left_at else None,
        "spendCents": cents(ledger.stay_microcents(stay)),
    }
    return row | ({"dailySpend": ledger.daily([stay])} if with_days else {})


def _unassigned(team: Team, now: datetime) -> Group:
    """The pseudo-group "Unassigned": each member's periods outside of all groups."""
    stays_by_member: dict[str, list[Membership]] = {}
    for group in team.groups.values():
        for stay in group.memberships:
            stays_by_member.setdefault(stay.member_id, []).append(stay)
    gaps = [gap for member in team.members for gap in _gaps(member, stays_by_member.get(member.id, []), now)]
    founded = min((member.joined_at for member in team.members), default=now)
    return Group("group_none", "Unassigned", founded, founded, tuple(gaps))


def _gaps(member: Member, stays: list[Membership], now: datetime) -> list[Membership]:
    gaps = []
    free_from: datetime | None = member.joined_at
    for stay in sorted(stays, key=lambda stay: stay.joined_at):
        if free_from is not None and stay.joined_at > free_from:
            gaps.append(Membership(member.id, free_from, stay.joined_at))
        free_from = stay.left_at
    if free_from is not None:
        gone = member.removed_at if member.removed_at and member.removed_at <= now else None
        gaps.append(Membership(member.id, free_from, max(gone, free_from) if gone else None))
    return gaps
