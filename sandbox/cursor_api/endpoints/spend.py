"""POST /teams/spend: each member's spend in the current cycle."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.company.tallies import Tally
from sandbox.company.types import MICROCENTS_PER_DOLLAR, Member, to_ms
from sandbox.cursor_api.calls import Answer, Call, bad_request, iso
from sandbox.cursor_api.money import cents
from sandbox.cursor_api.team import Team

SpentMember = tuple[Member, Tally]

SORT_KEYS: dict[str, Callable[[SpentMember], Any]] = {
    "amount": lambda row: row[1].value_microcents,
    "date": lambda row: row[0].joined_at,
    "user": lambda row: row[0].email.lower(),
}


def spend(call: Call) -> Answer:
    """One page of members. There is no `hasNextPage`: clients count up to `totalPages`."""
    start, end = call.team.cycle_at(call.now)
    everyone = _spent_members(call.team, start, end, call.now)
    wanted = _sorted(_searched(everyone, call), call)
    page, size = call.paging(default_size=100, max_size=1000)
    first = (page - 1) * size
    return Answer(
        {
            "teamMemberSpend": [_row(call.team, *row) for row in wanted[first : first + size]],
            "subscriptionCycleStart": to_ms(start),
            "totalMembers": len(wanted),
            "totalPages": -(-len(wanted) // size),
            "limitedUsersCount": sum(_is_limited(call.team, *row) for row in everyone),
            "maxUserSpendCents": 0,
        }
    )


def _spent_members(team: Team, start: datetime, end: datetime, now: datetime) -> list[SpentMember]:
    """Everyone with a seat in the cycle so far, and everyone else with spend in it."""
    tallies = team.tallies(to_ms(start), min(to_ms(end), team.seen_until_ms(now)))
    rows = [
        (member, tallies.get(member.id, Tally()))
        for member in team.members
        if member.id in tallies or (member.belongs_between(start, now) and member.service_account_id is None)
    ]
    spender = next((row for row in rows if row[1].on_demand_microcents), None)
    if team.quirks.spend_error_microcents and spender:
        wrong = Tally(on_demand_microcents=team.quirks.spend_error_microcents)
        wrong.merge(spender[1])
        rows[rows.index(spender)] = (spender[0], wrong)
    return rows


def _searched(rows: list[SpentMember], call: Call) -> list[SpentMember]:
    term = str(call.params.get("searchTerm") or "").lower()
    return [row for row in rows if term in row[0].name.lower() or term in row[0].email.lower()]


def _sorted(rows: list[SpentMember], call: Call) -> list[SpentMember]:
    key = SORT_KEYS.get(str(call.params.get("sortBy", "date")))
    direction = call.params.get("sortDirection", "desc")
    if key is None or direction not in ("asc", "desc"):
        raise bad_request("sortBy must be amount, date or user, and sortDirection asc or desc")
    return sorted(rows, key=key, reverse=direction == "desc")


def _is_limited(team: Team, member: Member, tally: Tally) -> bool:
    limit = team.limits_of(member).effective(team.default_limit_dollars)
    return tally.on_demand_microcents > 0 and tally.on_demand_microcents >= limit * MICROCENTS_PER_DOLLAR


def _row(team: Team, member: Member, tally: Tally) -> dict[str, Any]:
    limits = team.limits_of(member)
    return {
        "userId": member.id,
        "name": member.name,
        "email": member.email,
        "role": member.role,
        **_amounts(team.quirks.spend_variant, tally),
        "fastPremiumRequests": 0,
        "hardLimitOverrideDollars": limits.hard_override_dollars,
        "monthlyLimitDollars": limits.monthly_dollars,
        "effectivePerUserLimitDollars": limits.effective(team.default_limit_dollars),
        **(_undocumented(member) if team.quirks.spend_variant == "d" else {}),
    }


def _amounts(variant: str, tally: Tally) -> dict[str, int | float]:
    total, on_demand = tally.value_microcents, tally.on_demand_microcents
    if variant == "b":
        return {"spendCents": cents(total), "includedSpendCents": cents(total - on_demand)}
    if variant == "c":
        return {"spendCents": cents(on_demand)}
    return {"spendCents": cents(on_demand), "overallSpendCents": cents(total)}


def _undocumented(member: Member) -> dict[str, Any]:
    return {
        "profilePictureUrl": None,
        "removedAt": iso(member.removed_at) if member.removed_at else None,
        "billingTier": None,
        "apiPercentUsed": 12.5,
        "autoPercentUsed": None,
        "totalPercentUsed": 12.5,
        "usagePromoExpiresAt": None,
    }
