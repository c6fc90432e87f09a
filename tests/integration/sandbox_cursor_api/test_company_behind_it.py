"""A whole company behind the stand-in."""

from datetime import timedelta
from decimal import Decimal

import pytest

from sandbox.company.company import Company
from sandbox.company.kinds import USAGE_BASED
from sandbox.company.types import to_ms
from sandbox.cursor_api.team import Expected, Team
from tests.integration.sandbox_cursor_api.asking import (
    CYCLE_START,
    EVENTS,
    NOW,
    Open,
    an_event,
    cents,
    mixed_team,
    seconds,
    world_of,
)


def test_a_companys_events_spend_and_groups_agree_to_the_microcent(open_world: Open) -> None:
    team = Team.of_company(Company.build(seed=7, now=NOW, history_days=40))
    world = world_of(team)
    world.rate_limits.enabled = False
    client = open_world(world)
    rows = client.all_events(startDate=to_ms(CYCLE_START), endDate=to_ms(NOW), pageSize=1000)
    charged = [row for row in rows if "Not Charged" not in row["kind"]]
    value = sum(row["chargedCents"] for row in charged)
    on_demand = sum(row["chargedCents"] for row in charged if row["kind"] == USAGE_BASED)
    expected = team.expected_totals(CYCLE_START, NOW + timedelta(milliseconds=1))
    assert value == cents(sum(total.usage_value_microcents for total in expected.values()))
    assert on_demand == cents(sum(total.on_demand_microcents for total in expected.values()))
    spend = client.post("/teams/spend", pageSize=1000)["teamMemberSpend"]
    assert sum(row["overallSpendCents"] for row in spend) == value
    assert sum(row["spendCents"] for row in spend) == on_demand
    groups = client.get("/teams/groups")
    assert sum(group["spendCents"] for group in [*groups["groups"], groups["unassignedGroup"]]) == value


def test_a_companys_team_takes_corrections_late_and_live_events(open_world: Open) -> None:
    company = Company.build(seed=7, now=NOW, history_days=5)
    team = Team.of_company(company)
    world = world_of(team)
    client = open_world(world)
    start = NOW - timedelta(days=1)
    window = {"startDate": to_ms(start), "endDate": to_ms(NOW), "pageSize": 1000}
    before = client.all_events(**window)
    chosen = team.events.between(to_ms(start), to_ms(NOW))[5]
    corrected = team.correct_event(chosen, charged_microcents=123)
    team.correct_event(corrected, charged_microcents=124)
    team.add_event(an_event(timedelta(hours=3), email="new@example.com"))
    after = client.all_events(**window)
    assert len(after) == len(before) + 1
    assert len([row for row in after if row not in before]) == 2
    assert [row["chargedCents"] for row in after if row not in before][-1] == Decimal("0.000124")
    for event in company.live_story(NOW):
        team.add_event(event)
    world.advance(seconds(30))
    assert client.post(EVENTS, pageSize=1, email=company.runaway.email)["usageEvents"][0]["maxMode"] is True
    charges = sum(row["chargedCents"] for row in client.all_events(**window | {"endDate": to_ms(NOW + seconds(30))}))
    expected = team.expected_totals(start, NOW + timedelta(seconds=30, milliseconds=1))
    assert charges > cents(sum(total.usage_value_microcents for total in expected.values()))
    row = next(r for r in client.post("/teams/spend", searchTerm=company.runaway.email)["teamMemberSpend"])
    assert row["spendCents"] > 10_000


def test_an_event_that_is_not_there_cannot_be_corrected() -> None:
    team = Team.of_company(Company.build(seed=7, now=NOW, history_days=2))
    with pytest.raises(LookupError, match="no such event"):
        team.correct_event(an_event(), charged_microcents=1)
    with pytest.raises(ValueError, match="time cannot be corrected"):
        team.correct_event(team.events.between(to_ms(NOW) - 3_600_000, to_ms(NOW))[0], at_ms=0)


def test_expected_totals_are_worked_out_by_email() -> None:
    assert mixed_team().expected_totals(CYCLE_START, NOW) == {
        "ines@example.com": Expected(5_240_337_812, 1_240_337_812, 2),
        "omar@example.com": Expected(860_000_001, 1, 2),
    }
