"""Billing groups and their people: GET /teams/groups."""

from dataclasses import dataclass
from datetime import datetime

from tracker.cursor.fields import (
    Account,
    Json,
    Parsed,
    lowered,
    read_id,
    read_instant,
    read_microcents,
    read_text,
    require_id,
    rows_of,
)

GROUP_FIELDS = frozenset(
    {
        "id", "name", "type", "directoryGroupId", "memberCount", "createdAt", "updatedAt", "spendCents",
        "currentMembers", "formerMembers", "dailySpend",
    }
)  # fmt: skip
GROUP_MEMBER_FIELDS = frozenset({"userId", "name", "email", "joinedAt", "leftAt", "spendCents", "dailySpend"})


@dataclass(frozen=True, slots=True)
class WireGroupMember:
    """A person's stay in a billing group; `left_at` is None while current."""

    user_id: str
    email: str | None
    name: str | None
    joined_at: datetime | None
    left_at: datetime | None
    spend_microcents: int | None


@dataclass(frozen=True, slots=True)
class WireGroup:
    """A billing group with its present and past people in one cycle."""

    group_id: str
    name: str
    directory_group_id: str | None
    spend_microcents: int | None
    current_members: tuple[WireGroupMember, ...]
    former_members: tuple[WireGroupMember, ...]


@dataclass(frozen=True, slots=True)
class WireGroups(Parsed[WireGroup]):
    """The billing groups of one cycle [cycle_start, cycle_end); people in no group are in `unassigned`."""

    unassigned: WireGroup | None
    cycle_start: datetime | None
    cycle_end: datetime | None


def parse_groups(body: Json) -> WireGroups:
    """Read the answer of GET /teams/groups."""
    account = Account()
    groups = account.read_rows("group", "groups", rows_of(body, "groups"), _group)
    unassigned_row = body.get("unassignedGroup")
    unassigned: list[WireGroup] = []
    if unassigned_row is not None:
        unassigned = account.read_rows("group", "unassignedGroup", [unassigned_row], _group)
    cycle = body.get("billingCycle")
    cycle = cycle if isinstance(cycle, dict) else {}
    return WireGroups(
        rows=groups,
        rejected=account.rejected,
        odd_fields=account.odd_fields,
        unassigned=unassigned[0] if unassigned else None,
        cycle_start=read_instant(cycle, "cycleStart", "billing_cycle", account),
        cycle_end=read_instant(cycle, "cycleEnd", "billing_cycle", account),
    )


def _group(row: Json, account: Account) -> WireGroup:
    account.ignore_unknown("group", row, GROUP_FIELDS)
    group_id = require_id(row, "id")
    return WireGroup(
        group_id=group_id,
        name=read_text(row, "name", "group", account) or group_id,
        directory_group_id=read_id(row, "directoryGroupId", "group", account),
        spend_microcents=read_microcents(row, "spendCents", "group", account),
        current_members=_group_members(row, group_id, "currentMembers", account),
        former_members=_group_members(row, group_id, "formerMembers", account),
    )


def _group_members(row: Json, group_id: str, key: str, account: Account) -> tuple[WireGroupMember, ...]:
    members = row.get(key)
    if not isinstance(members, list):
        if members is not None:
            account.ignore("group", key)
        return ()
    return tuple(account.read_rows("group_member", f"groups[{group_id}].{key}", members, _group_member))


def _group_member(row: Json, account: Account) -> WireGroupMember:
    account.ignore_unknown("group_member", row, GROUP_MEMBER_FIELDS)
    return WireGroupMember(
        user_id=require_id(row, "userId"),
        email=lowered(read_text(row, "email", "group_member", account)),
        name=read_text(row, "name", "group_member", account),
        joined_at=read_instant(row, "joinedAt", "group_member", account),
        left_at=read_instant(row, "leftAt", "group_member", account),
        spend_microcents=read_microcents(row, "spendCents", "group_member", account),
    )
