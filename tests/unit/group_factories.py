"""Reports on billing groups; a test names what differs."""

from datetime import timedelta
from typing import Any

from tests.unit.factories import DOLLAR, NOW, make_row, make_scope, make_totals
from tracker.reports.types import (
    GroupMemberRow,
    GroupReport,
    GroupRow,
    GroupsReport,
)


def make_group_row(name: str = "Platform", **changes: Any) -> GroupRow:
    given = {
        "name": name,
        "is_unassigned": False,
        "members": 30,
        "active_members": 24,
        "usage_value_microcents": 8_000 * DOLLAR,
        "on_demand_microcents": 2_000 * DOLLAR,
        "requests": 26_000,
        "tokens": 5_000_000_000,
    }
    return GroupRow(**(given | changes))


def make_groups_report(**changes: Any) -> GroupsReport:
    rows = (
        make_group_row(),
        make_group_row("Mobile", usage_value_microcents=4_000 * DOLLAR, requests=12_000, members=25),
        make_group_row("Unassigned", is_unassigned=True, usage_value_microcents=480 * DOLLAR, members=10),
    )
    return GroupsReport(**({"scope": make_scope(), "totals": make_totals(), "rows": rows} | changes))


def make_group_member(name: str = "Mia Fox", *, is_in: bool = True, **changes: Any) -> GroupMemberRow:
    return GroupMemberRow(make_row(name, **changes), is_in, NOW - timedelta(days=3) if is_in else None, is_local=True)


def make_group_report(**changes: Any) -> GroupReport:
    given = {
        "scope": make_scope(group="Platform"),
        "totals": make_totals(),
        "id": 7,
        "is_unassigned": False,
        "is_cursors": False,
        "is_deleted": False,
        "rows": (make_group_member(), make_group_member("Ines Ortega", is_in=False)),
        "page": 2,
        "pages": 3,
        "listed": 32,
    }
    return GroupReport(**(given | changes))
