"""Usage events of the stand-in, page by page."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.company.kinds import INCLUDED
from sandbox.company.oddities import odd_events
from sandbox.company.types import to_ms
from sandbox.cursor_api.team import Team
from sandbox.cursor_api.world import RequestRecord
from tests.integration.sandbox_cursor_api.asking import (
    EVENTS,
    NOW,
    Open,
    an_event,
    cents,
    hour_events,
    seconds,
    world_of,
)


def test_every_page_together_is_what_happened_newest_first_to_the_microcent(open_world: Open) -> None:
    events = hour_events(2_345)
    team = Team.from_events(events)
    rows = open_world(world_of(team)).all_events(
        startDate=to_ms(NOW - timedelta(days=1)), endDate=to_ms(NOW), pageSize=1000
    )
    assert [int(row["timestamp"]) for row in rows] == [event.at_ms for event in events]
    assert all(isinstance(row["timestamp"], str) for row in rows)
    assert sum(row["chargedCents"] for row in rows) == cents(sum(event.value_microcents for event in events))


def test_both_ends_of_a_range_are_included(open_world: Open) -> None:
    events = [an_event(timedelta(milliseconds=ms)) for ms in (1000, 999, 500, 1, 0)]
    client = open_world(world_of(Team.from_events(events)))
    start, end = to_ms(NOW) - 999, to_ms(NOW) - 1
    rows = client.all_events(startDate=start, endDate=end)
    assert [int(row["timestamp"]) for row in rows] == [end, to_ms(NOW) - 500, start]


def test_a_page_past_the_end_is_empty_and_says_so(open_world: Open) -> None:
    answer = open_world(world_of(Team.from_events(hour_events(5)))).post(EVENTS, page=9, pageSize=2)
    assert answer["usageEvents"] == []
    assert answer["pagination"] == {
        "numPages": 3,
        "currentPage": 9,
        "pageSize": 2,
        "hasNextPage": False,
        "hasPreviousPage": True,
    }


def test_a_page_size_above_the_maximum_is_clamped_or_refused(open_world: Open) -> None:
    team = Team.from_events(hour_events(1_200))
    client = open_world(world_of(team))
    assert len(client.post(EVENTS, pageSize=5000)["usageEvents"]) == 1000
    assert len(client.post(EVENTS)["usageEvents"]) == 100
    team.quirks.refuses_large_pages = True
    assert client.http.post(EVENTS, json={"pageSize": 5000}).status_code == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"startDate": "1793577600000"}, 500),
        ({"startDate": to_ms(NOW), "endDate": to_ms(NOW) - 1}, 400),
        ({"startDate": to_ms(NOW - timedelta(days=31)), "endDate": to_ms(NOW)}, 400),
        ({"hostingType": "MOON"}, 400),
        ({"page": 0}, 400),
        ({"page": "two"}, 400),
        ({"pageSize": -1}, 400),
        ({"pageSize": True}, 400),
    ],
)
def test_bad_events_requests_are_refused(open_world: Open, body: dict[str, Any], status: int) -> None:
    assert open_world(world_of(Team.from_events())).http.post(EVENTS, json=body).status_code == status


@pytest.mark.parametrize("body", [b"{not json", b"[1]", b'"text"'])
def test_a_body_that_is_no_object_is_refused(open_world: Open, body: bytes) -> None:
    assert open_world(world_of(Team.from_events())).http.post("/teams/spend", content=body).status_code == 400


def test_what_does_not_apply_to_an_event_is_left_out(open_world: Open) -> None:
    rows = open_world(world_of(Team.from_events(odd_events(to_ms(NOW) - 60_000)))).all_events()
    assert len(rows) == 26
    assert not any(value is None for row in rows for value in row.values())
    assert any("tokenUsage" not in row for row in rows)
    assert any("chargedCents" not in row for row in rows)
    assert any("userEmail" not in row for row in rows)
    assert any(row.get("serviceAccountId") == "null" for row in rows)
    assert any(row.get("chargedCents") == Decimal("0.000001") for row in rows)
    assert rows[0] == rows[1]


def test_filters_combine(open_world: Open) -> None:
    events = [
        an_event(seconds(1), email="INES@example.com", cloud_agent_id="bc-1", hosting_type="CLOUD"),
        an_event(seconds(2), cloud_agent_id="bc-2"),
        an_event(seconds(3)),
        an_event(seconds(4), email="omar@example.com", cloud_agent_id="bc-1", automation_id="auto"),
        an_event(seconds(5), email="ci@example.com", service_account_id="sa_1"),
    ]
    team = Team.from_events(events)
    client = open_world(world_of(team))

    def found(**filters: Any) -> list[int]:
        rows = client.all_events(**filters)
        return [(to_ms(NOW) - int(row["timestamp"])) // 1000 for row in rows]

    assert found(email="ines@example.com") == [1, 2, 3]
    assert found(email="ines@example.com", cloudAgentId="*") == [1, 2]
    assert found(cloudAgentId="bc-1") == [1, 4]
    assert found(automationId="*") == [4]
    assert found(serviceAccountId="sa_1") == [5]
    assert found(hostingType="CLOUD") == [1]
    assert found(userId=team.members[0].number) == [1, 2, 3]


def test_an_event_is_seen_once_its_time_and_the_lag_have_passed(open_world: Open) -> None:
    team = Team.from_events([an_event(timedelta(minutes=10)), an_event(-timedelta(minutes=5))])
    world = world_of(team)
    client = open_world(world)
    assert len(client.all_events()) == 1
    team.quirks.lag = timedelta(hours=12)
    assert client.all_events() == []
    assert sum(row["overallSpendCents"] for row in client.post("/teams/spend")["teamMemberSpend"]) == 0
    world.advance(timedelta(hours=12, minutes=5))
    assert len(client.all_events()) == 2


def test_a_late_event_shows_up_at_its_old_time(open_world: Open) -> None:
    team = Team.from_events(hour_events(3))
    world = world_of(team)
    client = open_world(world)
    team.add_late_event(an_event(timedelta(days=2)), visible_from=NOW + timedelta(minutes=1))
    assert len(client.all_events()) == 3
    world.advance(timedelta(minutes=1))
    assert int(client.all_events()[-1]["timestamp"]) == to_ms(NOW - timedelta(days=2))


def test_a_corrected_cost_replaces_the_old_one_everywhere(open_world: Open) -> None:
    events = [an_event(seconds(1), charged_microcents=8_880_000), an_event(seconds(2), charged_microcents=97_090_000)]
    team = Team.from_events(events)
    client = open_world(world_of(team))
    assert client.post("/teams/spend")["teamMemberSpend"][0]["spendCents"] == Decimal("105.97")
    team.correct_event(events[0], charged_microcents=9_990_000)
    team.correct_event(events[1], charged_microcents=49_040_000, kind=INCLUDED)
    assert [row["chargedCents"] for row in client.all_events()] == [Decimal("9.99"), Decimal("49.04")]
    row = client.post("/teams/spend")["teamMemberSpend"][0]
    assert (row["spendCents"], row["overallSpendCents"]) == (Decimal("9.99"), Decimal("59.03"))


def test_one_of_two_twins_can_be_corrected(open_world: Open) -> None:
    twin = an_event()
    team = Team.from_events([twin, twin])
    team.correct_event(twin, charged_microcents=0)
    charges = [row["chargedCents"] for row in open_world(world_of(team)).all_events()]
    assert sorted(charges) == [0, Decimal("8.464012")]


def test_events_that_happen_between_two_pages_shift_them(open_world: Open) -> None:
    team = Team.from_events(hour_events(4))
    world = world_of(team)

    def happen(_record: RequestRecord) -> None:
        team.add_event(an_event(seconds(0), email="new@example.com"))

    world.after_request.append(happen)
    client = open_world(world)
    first = client.post(EVENTS, page=1, pageSize=2)["usageEvents"]
    second = client.post(EVENTS, page=2, pageSize=2)["usageEvents"]
    assert first[1] == second[0]
