"""Billing groups of the stand-in."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sandbox.company.types import Group, Member, Membership
from sandbox.cursor_api.team import Team
from tests.integration.sandbox_cursor_api.asking import NOW, Open, an_event, world_of


def _grouped_team() -> Team:
    moved = NOW - timedelta(days=1)
    members = [Member(f"user_{n}", n, f"p{n}@example.com", f"P {n}") for n in range(3)]
    founded = datetime(2026, 3, 1, 8, tzinfo=UTC)
    groups = [
        Group("group_a", "A", founded, founded, (Membership("user_0", founded), Membership("user_1", founded, moved))),
        Group("group_b", "B & <b>", founded, founded, (Membership("user_1", moved),)),
    ]
    events = [
        an_event(timedelta(hours=2), email="p0@example.com", charged_microcents=1_000_000),
        an_event(timedelta(days=3), email="p1@example.com", charged_microcents=20_000_000),
        an_event(timedelta(hours=2), email="p1@example.com", charged_microcents=300_000_000),
        an_event(timedelta(hours=2), email="p2@example.com", charged_microcents=4_000_000_000),
        an_event(timedelta(days=30), email="p2@example.com", charged_microcents=7),
    ]
    return Team.from_events(events, members=members, groups=groups)


def test_spend_belongs_to_the_group_at_the_time_it_occurred(open_world: Open) -> None:
    answer = open_world(world_of(_grouped_team())).get("/teams/groups")
    first, second = answer["groups"]
    assert (first["spendCents"], second["spendCents"], answer["unassignedGroup"]["spendCents"]) == (21, 300, 4000)
    assert [member["userId"] for member in first["currentMembers"]] == ["user_0"]
    assert [(member["userId"], member["leftAt"]) for member in first["formerMembers"]] == [
        ("user_1", "2026-11-18T15:30:00.000Z")
    ]
    assert second["name"] == "B & <b>"
    assert [member["userId"] for member in answer["unassignedGroup"]["currentMembers"]] == ["user_2"]


def test_daily_spend_of_a_group_tells_the_last_two_days_only(open_world: Open) -> None:
    client = open_world(world_of(_grouped_team()))
    listed = client.get("/teams/groups")["groups"][0]
    assert listed["dailySpend"] == [
        {"date": "2026-11-18", "spendCents": 0},
        {"date": "2026-11-19", "spendCents": 1},
    ]
    assert "dailySpend" not in listed["currentMembers"][0]
    alone = client.get("/teams/groups/group_b")["group"]
    assert alone["currentMembers"][0]["dailySpend"][1] == {"date": "2026-11-19", "spendCents": 300}
    assert client.http.get("/teams/groups/group_z").status_code == 404


def test_groups_of_a_past_cycle_can_be_asked_for(open_world: Open) -> None:
    client = open_world(world_of(_grouped_team()))
    answer = client.get("/teams/groups", billingCycle="2026-10-01")
    assert answer["billingCycle"]["cycleStart"] == "2026-09-27T12:08:04.000Z"
    assert answer["unassignedGroup"]["spendCents"] == Decimal("0.000007")
    assert client.http.get("/teams/groups", params={"billingCycle": "soon"}).status_code == 400


def test_posting_to_groups_creates_one(open_world: Open) -> None:
    client = open_world(world_of(_grouped_team()))
    assert client.http.post("/teams/groups", json={}).status_code == 400
    created = client.post("/teams/groups", name="New")["group"]
    assert created["members"] == []
    assert [group["name"] for group in client.get("/teams/groups")["groups"]] == ["A", "B & <b>", "New"]
