"""Spend, limits of spend and daily usage of the stand-in."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.company.kinds import ERRORED, INCLUDED, USAGE_BASED
from sandbox.company.types import Member, to_ms
from sandbox.cursor_api.team import Team
from tests.integration.sandbox_cursor_api.asking import (
    CYCLE_START,
    DAILY,
    NOW,
    Open,
    an_event,
    hour_events,
    mixed_team,
    seconds,
    world_of,
)


def test_spend_is_on_demand_and_overall_of_the_running_cycle(open_world: Open) -> None:
    answer = open_world(world_of(mixed_team())).post("/teams/spend", sortBy="user", sortDirection="asc")
    assert answer["subscriptionCycleStart"] == to_ms(CYCLE_START)
    assert [(row["email"], row["spendCents"], row["overallSpendCents"]) for row in answer["teamMemberSpend"]] == [
        ("ines@example.com", Decimal("1240.337812"), Decimal("5240.337812")),
        ("Omar@Example.com", Decimal("0.000001"), Decimal("860.000001")),
    ]
    assert "hasNextPage" not in answer
    assert "pagination" not in answer


def test_spend_pages_until_total_pages(open_world: Open) -> None:
    team = Team.from_events([an_event(seconds(n), email=f"p{n}@example.com") for n in range(7)])
    client = open_world(world_of(team))
    pages = [client.post("/teams/spend", page=n, pageSize=3, sortBy="user", sortDirection="asc") for n in (1, 2, 3, 4)]
    assert [len(page["teamMemberSpend"]) for page in pages] == [3, 3, 1, 0]
    assert {(page["totalPages"], page["totalMembers"]) for page in pages} == {(3, 7)}
    found = client.post("/teams/spend", searchTerm="P3@EX")
    assert [row["email"] for row in found["teamMemberSpend"]] == ["p3@example.com"]
    assert client.http.post("/teams/spend", json={"sortBy": "luck"}).status_code == 400


def test_spend_has_its_older_and_odder_shapes(open_world: Open) -> None:
    team = mixed_team()
    client = open_world(world_of(team))

    def ines(variant: Any) -> dict[str, Any]:
        team.quirks.spend_variant = variant
        rows = client.post("/teams/spend")["teamMemberSpend"]
        return next(row for row in rows if row["email"] == "ines@example.com")

    old = ines("b")
    assert (old["spendCents"], old["includedSpendCents"]) == (Decimal("5240.337812"), Decimal(4000))
    assert "overallSpendCents" not in old
    without = ines("c")
    assert without["spendCents"] == Decimal("1240.337812")
    assert "overallSpendCents" not in without
    assert {"removedAt", "usagePromoExpiresAt"} <= ines("d").keys()


def test_spend_can_be_made_to_disagree_with_the_events_by_a_known_amount(open_world: Open) -> None:
    team = mixed_team()
    team.quirks.spend_error_microcents = 5
    rows = open_world(world_of(team)).post("/teams/spend")["teamMemberSpend"]
    assert sum(row["overallSpendCents"] for row in rows) == Decimal("6100.337818")


def test_a_new_cycle_begins_near_zero_at_its_instant(open_world: Open) -> None:
    world = world_of(mixed_team())
    client = open_world(world)
    world.advance(datetime(2026, 11, 27, 12, 8, 3, tzinfo=UTC) - NOW)
    assert client.post("/teams/spend")["subscriptionCycleStart"] == to_ms(CYCLE_START)
    world.advance(seconds(1))
    answer = client.post("/teams/spend")
    assert answer["subscriptionCycleStart"] == to_ms(datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC))
    assert sum(row["overallSpendCents"] for row in answer["teamMemberSpend"]) == 0


def test_a_second_team_may_turn_at_midnight_or_have_a_cycle_of_its_own(open_world: Open) -> None:
    team = mixed_team()
    client = open_world(world_of(team))
    team.set_cycle(datetime(2026, 10, 18, tzinfo=UTC))
    assert client.post("/teams/spend")["subscriptionCycleStart"] == to_ms(datetime(2026, 11, 18, tzinfo=UTC))
    team.set_cycle(NOW - timedelta(days=1), NOW + timedelta(days=3))
    cycle = client.get("/teams/groups")["billingCycle"]
    assert cycle == {"cycleStart": "2026-11-18T15:30:00.000Z", "cycleEnd": "2026-11-22T15:30:00.000Z"}


def test_daily_usage_needs_numbers_within_thirty_days(open_world: Open) -> None:
    team = Team.from_events(hour_events(3))
    client = open_world(world_of(team))
    end = to_ms(NOW)
    assert client.http.post(DAILY, json={}).status_code == 400
    wide = {"startDate": end - 31 * 86_400_000, "endDate": end}
    assert client.http.post(DAILY, json=wide).status_code == 400
    assert client.http.post(DAILY, json={"startDate": str(end - 5), "endDate": str(end)}).status_code == 200
    team.quirks.defaults_daily_range = True
    assert len(client.post(DAILY)["data"]) == 1


def test_daily_usage_without_paging_has_active_people_only(open_world: Open) -> None:
    team = Team.from_events(hour_events(3), members=[Member("user_1", 1, "idle@example.com", "Idle")])
    answer = open_world(world_of(team)).post(DAILY, startDate=to_ms(NOW - timedelta(days=2)), endDate=to_ms(NOW))
    assert "pagination" not in answer
    assert [(row["email"], row["day"]) for row in answer["data"]] == [("ines@example.com", "2026-11-19")]


def test_daily_usage_with_paging_has_every_seat_and_counts_people_a_page(open_world: Open) -> None:
    seats = [Member(f"user_{n}", n, f"p{n}@example.com", "P") for n in range(5)]
    seats.append(Member("user_9", 9, "later@example.com", "L", joined_at=NOW + timedelta(days=1)))
    team = Team.from_events(
        [an_event(email="p3@example.com"), an_event(timedelta(days=1), email="p3@example.com")], members=seats
    )
    client = open_world(world_of(team))
    body = {"startDate": to_ms(NOW - timedelta(days=2)), "endDate": to_ms(NOW), "pageSize": 3}
    first, second = (client.post(DAILY, page=page, **body) for page in (1, 2))
    assert len(first["data"]) == 9
    assert len(second["data"]) == 6
    assert first["pagination"]["totalUsers"] == 5
    assert (first["pagination"]["hasNextPage"], second["pagination"]["hasNextPage"]) == (True, False)
    active = [row for row in first["data"] + second["data"] if row["isActive"]]
    assert [(row["userId"], row["day"], row["usageBasedReqs"]) for row in active] == [
        (3, "2026-11-18", 1),
        (3, "2026-11-19", 1),
    ]
    idle = first["data"][0]
    assert idle["mostUsedModel"] is None
    assert idle["agentRequests"] == 0
    team.quirks.text_user_ids = True
    assert client.post(DAILY, page=1, **body)["data"][0]["userId"] == "user_0"


def test_daily_counters_agree_with_the_events(open_world: Open) -> None:
    events = [an_event(seconds(n), kind=kind, model=model) for n, (kind, model) in enumerate(_KINDS_AND_MODELS)]
    answer = open_world(world_of(Team.from_events(events))).post(
        DAILY, startDate=to_ms(NOW - timedelta(hours=1)), endDate=to_ms(NOW)
    )
    (row,) = answer["data"]
    assert (row["subscriptionIncludedReqs"], row["usageBasedReqs"], row["apiKeyReqs"]) == (2, 3, 1)
    assert row["agentRequests"] + row["chatRequests"] == 6
    assert row["mostUsedModel"] == "b"
    assert row["date"] == to_ms(datetime(2026, 11, 19, tzinfo=UTC))


_KINDS_AND_MODELS = (
    (INCLUDED, "a"),
    (INCLUDED, "b"),
    (USAGE_BASED, "b"),
    (USAGE_BASED, "c"),
    (USAGE_BASED, "b"),
    ("User API Key", "a"),
    (ERRORED, "a"),
    (ERRORED, "a"),
)


def test_a_spend_limit_is_set_shown_and_traced_once(open_world: Open) -> None:
    team = mixed_team()
    client = open_world(world_of(team))
    done = client.post("/teams/user-spend-limit", userEmail="INES@example.com", spendLimitDollars=12)
    assert done["outcome"] == "success"
    row = next(r for r in client.post("/teams/spend")["teamMemberSpend"] if r["email"] == "ines@example.com")
    assert (row["monthlyLimitDollars"], row["effectivePerUserLimitDollars"]) == (12, 12)
    assert client.post("/teams/spend")["limitedUsersCount"] == 1
    bulk = [
        {"userEmail": "ines@example.com", "spendLimitDollars": 12},
        {"userEmail": "omar@example.com", "spendLimitDollars": 0},
        {"userEmail": "stranger@example.com", "spendLimitDollars": 1},
    ]
    answer = client.post("/teams/user-spend-limits", updates=bulk)
    assert [result["status"] for result in answer["results"]] == ["unchanged", "updated", "failed"]
    assert [event["event_data"]["email"] for event in team.audit_events] == ["ines@example.com", "Omar@Example.com"]


@pytest.mark.parametrize(
    "body",
    [
        {"email": "ines@example.com", "hardLimitDollars": 5},
        {"userId": "user_90001", "hardLimit": 5},
        {"userEmail": "ines@example.com", "spendLimitDollars": 1.5},
        {"userEmail": "ines@example.com", "spendLimitDollars": -1},
        {"userEmail": "ines@example.com"},
        {"userEmail": "stranger@example.com", "spendLimitDollars": 5},
    ],
)
def test_a_wrong_spend_limit_changes_nothing(open_world: Open, body: dict[str, Any]) -> None:
    team = mixed_team()
    client = open_world(world_of(team))
    response = client.http.post("/teams/user-spend-limit", json=body)
    assert (response.status_code, response.json()["outcome"]) == (400, "error")
    assert team.audit_events == []


@pytest.mark.parametrize(
    "updates",
    [
        [],
        [{"userEmail": f"p{n}@example.com", "spendLimitDollars": 1} for n in range(101)],
        [{"userEmail": e, "spendLimitDollars": 1} for e in ("ines@example.com", "INES@example.com")],
        [{"userEmail": "ines@example.com", "spendLimitDollars": 1}, {"userEmail": "omar@example.com"}],
    ],
)
def test_a_malformed_bulk_update_is_refused_as_a_whole(open_world: Open, updates: list[dict[str, Any]]) -> None:
    team = mixed_team()
    client = open_world(world_of(team))
    assert client.http.post("/teams/user-spend-limits", json={"updates": updates}).status_code == 400
    assert team.audit_events == []
