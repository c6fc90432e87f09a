"""The stand-in for Cursor's team APIs, asked over real HTTP."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from sandbox.company.company import Company
from sandbox.company.kinds import ERRORED, INCLUDED, USAGE_BASED
from sandbox.company.oddities import odd_events
from sandbox.company.types import Group, Member, Membership, Removal, UsageEvent, to_ms
from sandbox.cursor_api import faults
from sandbox.cursor_api.app import create_app
from sandbox.cursor_api.team import SANDBOX_KEY, Expected, Team
from sandbox.cursor_api.world import RequestRecord, World
from sandbox.serving import bind_loopback, serve

NOW = datetime(2026, 11, 19, 15, 30, tzinfo=UTC)
CYCLE_START = datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC)
EVENTS = "/teams/filtered-usage-events"
DAILY = "/teams/daily-usage-data"

Open = Callable[..., "Client"]


class Client:
    """A reader with one key; money comes back as Decimal."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def get(self, path: str, **query: Any) -> Any:
        return self._read(self.http.get(path, params=query))

    def post(self, path: str, **body: Any) -> Any:
        return self._read(self.http.post(path, json=body))

    def all_events(self, **body: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        page = 1
        while True:
            answer = self.post(EVENTS, page=page, **body)
            rows += answer["usageEvents"]
            if not answer["pagination"]["hasNextPage"]:
                assert len(rows) == answer["totalUsageEventsCount"]
                return rows
            page += 1

    def _read(self, response: httpx.Response) -> Any:
        assert response.status_code == 200, response.text
        return json.loads(response.text, parse_float=Decimal, parse_int=Decimal)


@pytest.fixture
def open_world() -> Iterator[Open]:
    with ExitStack() as stack:

        def open_client(world: World, *, key: str = SANDBOX_KEY, control: bool = False) -> Client:
            url = stack.enter_context(serve(create_app(world, control=control)))
            return Client(stack.enter_context(httpx.Client(base_url=url, auth=(key, ""))))

        yield open_client


def _world(*teams: Team) -> World:
    return World(teams, clock=lambda: NOW, monotonic=lambda: 600.0)


def _event(ago: timedelta = timedelta(hours=1), email: str = "ines@example.com", **parts: Any) -> UsageEvent:
    fields: dict[str, Any] = {"model": "default", "kind": USAGE_BASED, "charged_microcents": 8_464_012} | parts
    return UsageEvent(to_ms(NOW - ago), email, **fields)


def _seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


def _hour_events(count: int) -> list[UsageEvent]:
    return [_event(_seconds(n), charged_microcents=1_000_000 + n) for n in range(count)]


def _cents(microcents: int) -> Decimal:
    return Decimal(microcents).scaleb(-6)


# Keys


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Basic !!!"}, {"Authorization": "Bearer " + SANDBOX_KEY}, {"Authorization": "Token x"}],
)
def test_a_request_without_a_readable_key_is_refused(open_world: Open, headers: dict[str, str]) -> None:
    client = open_world(_world(Team.from_events()))
    response = httpx.get(client.http.base_url.join("/teams/members"), headers=headers)
    assert response.status_code == 401
    assert response.json() == {"code": "error", "message": "Invalid Team API Key"}


@pytest.mark.parametrize("auth", [("wrong", ""), ("a-personal-key", ""), (SANDBOX_KEY, "password")])
def test_a_wrong_or_personal_key_is_refused_in_the_same_words(open_world: Open, auth: tuple[str, str]) -> None:
    world = _world(Team.from_events())
    world.personal_keys.add("a-personal-key")
    response = open_world(world).http.get("/teams/members", auth=auth)
    assert (response.status_code, response.json()["message"]) == (401, "Invalid Team API Key")


def test_bearer_works_where_the_team_is_so_set(open_world: Open) -> None:
    team = Team.from_events()
    team.quirks.accepts_bearer = True
    client = open_world(_world(team))
    response = httpx.get(
        client.http.base_url.join("/teams/members"), headers={"Authorization": f"Bearer {SANDBOX_KEY}"}
    )
    assert response.status_code == 200


def test_each_key_sees_its_own_team(open_world: Open) -> None:
    one = Team.from_events([_event(email="one@example.com")], keys=["key-one"], team_id=1)
    two = Team.from_events([_event(email="two@example.com")], keys=["key-two", "key-two-b"], team_id=2)
    client = open_world(_world(one, two), key="key-two-b")
    assert [row["email"] for row in client.get("/teams/members")["teamMembers"]] == ["two@example.com"]


def test_analytics_answer_403_without_the_plan_and_404_where_nothing_is_served(open_world: Open) -> None:
    team = Team.from_events()
    client = open_world(_world(team))
    assert client.http.get("/analytics/team/leaderboard").status_code == 404
    team.enterprise = False
    refused = client.http.get("/analytics/ai-code/commits")
    assert refused.status_code == 403
    assert "enterprise team" in refused.json()["message"]
    assert client.http.post("/teams/spend", json={}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/teams/members"),
        ("GET", "/teams/spend"),
        ("GET", EVENTS),
        ("GET", "/nowhere"),
        ("PUT", "/teams/groups"),
    ],
)
def test_unknown_routes_and_wrong_methods_are_404(open_world: Open, method: str, path: str) -> None:
    client = open_world(_world(Team.from_events()))
    assert client.http.request(method, path).status_code == 404
    assert client.http.post("/_control/reset").status_code == 404


# Members


def test_removed_people_are_listed_or_not_as_their_removal_says(open_world: Open) -> None:
    gone: dict[str, Any] = {"removed_at": NOW - timedelta(days=2)}
    members = [
        Member("user_1", 1, "a@example.com", "A", role="owner"),
        Member("user_2", 2, "b@example.com", "B", removal=Removal.LISTED, **gone),
        Member("user_3", 3, "c@example.com", "C", removal=Removal.UNLISTED, **gone),
        Member("user_4", 4, "d@example.com", "D", removal=Removal.UNLISTED, removed_at=NOW + timedelta(days=1)),
        Member("user_5", 5, "e@example.com", "E", joined_at=NOW + timedelta(days=1)),
        Member("user_6", 6, "ci@example.com", "CI", service_account_id="sa_1"),
    ]
    rows = open_world(_world(Team.from_events(members=members))).get("/teams/members")["teamMembers"]
    assert [(row["id"], row["role"], row["isRemoved"]) for row in rows] == [
        ("user_1", "owner", False),
        ("user_2", "member", True),
        ("user_4", "member", False),
    ]


# Events


def test_every_page_together_is_what_happened_newest_first_to_the_microcent(open_world: Open) -> None:
    events = _hour_events(2_345)
    team = Team.from_events(events)
    rows = open_world(_world(team)).all_events(
        startDate=to_ms(NOW - timedelta(days=1)), endDate=to_ms(NOW), pageSize=1000
    )
    assert [int(row["timestamp"]) for row in rows] == [event.at_ms for event in events]
    assert all(isinstance(row["timestamp"], str) for row in rows)
    assert sum(row["chargedCents"] for row in rows) == _cents(sum(event.value_microcents for event in events))


def test_both_ends_of_a_range_are_included(open_world: Open) -> None:
    events = [_event(timedelta(milliseconds=ms)) for ms in (1000, 999, 500, 1, 0)]
    client = open_world(_world(Team.from_events(events)))
    start, end = to_ms(NOW) - 999, to_ms(NOW) - 1
    rows = client.all_events(startDate=start, endDate=end)
    assert [int(row["timestamp"]) for row in rows] == [end, to_ms(NOW) - 500, start]


def test_a_page_past_the_end_is_empty_and_says_so(open_world: Open) -> None:
    answer = open_world(_world(Team.from_events(_hour_events(5)))).post(EVENTS, page=9, pageSize=2)
    assert answer["usageEvents"] == []
    assert answer["pagination"] == {
        "numPages": 3,
        "currentPage": 9,
        "pageSize": 2,
        "hasNextPage": False,
        "hasPreviousPage": True,
    }


def test_a_page_size_above_the_maximum_is_clamped_or_refused(open_world: Open) -> None:
    team = Team.from_events(_hour_events(1_200))
    client = open_world(_world(team))
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
    assert open_world(_world(Team.from_events())).http.post(EVENTS, json=body).status_code == status


@pytest.mark.parametrize("body", [b"{not json", b"[1]", b'"text"'])
def test_a_body_that_is_no_object_is_refused(open_world: Open, body: bytes) -> None:
    assert open_world(_world(Team.from_events())).http.post("/teams/spend", content=body).status_code == 400


def test_what_does_not_apply_to_an_event_is_left_out(open_world: Open) -> None:
    rows = open_world(_world(Team.from_events(odd_events(to_ms(NOW) - 60_000)))).all_events()
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
        _event(_seconds(1), email="INES@example.com", cloud_agent_id="bc-1", hosting_type="CLOUD"),
        _event(_seconds(2), cloud_agent_id="bc-2"),
        _event(_seconds(3)),
        _event(_seconds(4), email="omar@example.com", cloud_agent_id="bc-1", automation_id="auto"),
        _event(_seconds(5), email="ci@example.com", service_account_id="sa_1"),
    ]
    team = Team.from_events(events)
    client = open_world(_world(team))

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
    team = Team.from_events([_event(timedelta(minutes=10)), _event(-timedelta(minutes=5))])
    world = _world(team)
    client = open_world(world)
    assert len(client.all_events()) == 1
    team.quirks.lag = timedelta(hours=12)
    assert client.all_events() == []
    assert sum(row["overallSpendCents"] for row in client.post("/teams/spend")["teamMemberSpend"]) == 0
    world.advance(timedelta(hours=12, minutes=5))
    assert len(client.all_events()) == 2


def test_a_late_event_shows_up_at_its_old_time(open_world: Open) -> None:
    team = Team.from_events(_hour_events(3))
    world = _world(team)
    client = open_world(world)
    team.add_late_event(_event(timedelta(days=2)), visible_from=NOW + timedelta(minutes=1))
    assert len(client.all_events()) == 3
    world.advance(timedelta(minutes=1))
    assert int(client.all_events()[-1]["timestamp"]) == to_ms(NOW - timedelta(days=2))


def test_a_corrected_cost_replaces_the_old_one_everywhere(open_world: Open) -> None:
    events = [_event(_seconds(1), charged_microcents=8_880_000), _event(_seconds(2), charged_microcents=97_090_000)]
    team = Team.from_events(events)
    client = open_world(_world(team))
    assert client.post("/teams/spend")["teamMemberSpend"][0]["spendCents"] == Decimal("105.97")
    team.correct_event(events[0], charged_microcents=9_990_000)
    team.correct_event(events[1], charged_microcents=49_040_000, kind=INCLUDED)
    assert [row["chargedCents"] for row in client.all_events()] == [Decimal("9.99"), Decimal("49.04")]
    row = client.post("/teams/spend")["teamMemberSpend"][0]
    assert (row["spendCents"], row["overallSpendCents"]) == (Decimal("9.99"), Decimal("59.03"))


def test_one_of_two_twins_can_be_corrected(open_world: Open) -> None:
    twin = _event()
    team = Team.from_events([twin, twin])
    team.correct_event(twin, charged_microcents=0)
    charges = [row["chargedCents"] for row in open_world(_world(team)).all_events()]
    assert sorted(charges) == [0, Decimal("8.464012")]


def test_events_that_happen_between_two_pages_shift_them(open_world: Open) -> None:
    team = Team.from_events(_hour_events(4))
    world = _world(team)

    def happen(_record: RequestRecord) -> None:
        team.add_event(_event(_seconds(0), email="new@example.com"))

    world.after_request.append(happen)
    client = open_world(world)
    first = client.post(EVENTS, page=1, pageSize=2)["usageEvents"]
    second = client.post(EVENTS, page=2, pageSize=2)["usageEvents"]
    assert first[1] == second[0]


# Spend


def _mixed_team() -> Team:
    return Team.from_events(
        [
            _event(_seconds(1), charged_microcents=1_240_337_812),
            _event(_seconds(2), kind=INCLUDED, charged_microcents=4_000_000_000, is_chargeable=True),
            _event(_seconds(3), kind=ERRORED, charged_microcents=411_390_000),
            _event(_seconds(4), email="Omar@Example.com", kind=INCLUDED, charged_microcents=860_000_000),
            _event(NOW - CYCLE_START, email="omar@example.com", charged_microcents=1),
            _event(NOW - CYCLE_START + timedelta(milliseconds=1), charged_microcents=99_000_000),
        ]
    )


def test_spend_is_on_demand_and_overall_of_the_running_cycle(open_world: Open) -> None:
    answer = open_world(_world(_mixed_team())).post("/teams/spend", sortBy="user", sortDirection="asc")
    assert answer["subscriptionCycleStart"] == to_ms(CYCLE_START)
    assert [(row["email"], row["spendCents"], row["overallSpendCents"]) for row in answer["teamMemberSpend"]] == [
        ("ines@example.com", Decimal("1240.337812"), Decimal("5240.337812")),
        ("Omar@Example.com", Decimal("0.000001"), Decimal("860.000001")),
    ]
    assert "hasNextPage" not in answer
    assert "pagination" not in answer


def test_spend_pages_until_total_pages(open_world: Open) -> None:
    team = Team.from_events([_event(_seconds(n), email=f"p{n}@example.com") for n in range(7)])
    client = open_world(_world(team))
    pages = [client.post("/teams/spend", page=n, pageSize=3, sortBy="user", sortDirection="asc") for n in (1, 2, 3, 4)]
    assert [len(page["teamMemberSpend"]) for page in pages] == [3, 3, 1, 0]
    assert {(page["totalPages"], page["totalMembers"]) for page in pages} == {(3, 7)}
    found = client.post("/teams/spend", searchTerm="P3@EX")
    assert [row["email"] for row in found["teamMemberSpend"]] == ["p3@example.com"]
    assert client.http.post("/teams/spend", json={"sortBy": "luck"}).status_code == 400


def test_spend_has_its_older_and_odder_shapes(open_world: Open) -> None:
    team = _mixed_team()
    client = open_world(_world(team))

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
    team = _mixed_team()
    team.quirks.spend_error_microcents = 5
    rows = open_world(_world(team)).post("/teams/spend")["teamMemberSpend"]
    assert sum(row["overallSpendCents"] for row in rows) == Decimal("6100.337818")


def test_a_new_cycle_begins_near_zero_at_its_instant(open_world: Open) -> None:
    world = _world(_mixed_team())
    client = open_world(world)
    world.advance(datetime(2026, 11, 27, 12, 8, 3, tzinfo=UTC) - NOW)
    assert client.post("/teams/spend")["subscriptionCycleStart"] == to_ms(CYCLE_START)
    world.advance(_seconds(1))
    answer = client.post("/teams/spend")
    assert answer["subscriptionCycleStart"] == to_ms(datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC))
    assert sum(row["overallSpendCents"] for row in answer["teamMemberSpend"]) == 0


def test_a_second_team_may_turn_at_midnight_or_have_a_cycle_of_its_own(open_world: Open) -> None:
    team = _mixed_team()
    client = open_world(_world(team))
    team.set_cycle(datetime(2026, 10, 18, tzinfo=UTC))
    assert client.post("/teams/spend")["subscriptionCycleStart"] == to_ms(datetime(2026, 11, 18, tzinfo=UTC))
    team.set_cycle(NOW - timedelta(days=1), NOW + timedelta(days=3))
    cycle = client.get("/teams/groups")["billingCycle"]
    assert cycle == {"cycleStart": "2026-11-18T15:30:00.000Z", "cycleEnd": "2026-11-22T15:30:00.000Z"}


# Daily usage


def test_daily_usage_needs_numbers_within_thirty_days(open_world: Open) -> None:
    team = Team.from_events(_hour_events(3))
    client = open_world(_world(team))
    end = to_ms(NOW)
    assert client.http.post(DAILY, json={}).status_code == 400
    wide = {"startDate": end - 31 * 86_400_000, "endDate": end}
    assert client.http.post(DAILY, json=wide).status_code == 400
    assert client.http.post(DAILY, json={"startDate": str(end - 5), "endDate": str(end)}).status_code == 200
    team.quirks.defaults_daily_range = True
    assert len(client.post(DAILY)["data"]) == 1


def test_daily_usage_without_paging_has_active_people_only(open_world: Open) -> None:
    team = Team.from_events(_hour_events(3), members=[Member("user_1", 1, "idle@example.com", "Idle")])
    answer = open_world(_world(team)).post(DAILY, startDate=to_ms(NOW - timedelta(days=2)), endDate=to_ms(NOW))
    assert "pagination" not in answer
    assert [(row["email"], row["day"]) for row in answer["data"]] == [("ines@example.com", "2026-11-19")]


def test_daily_usage_with_paging_has_every_seat_and_counts_people_a_page(open_world: Open) -> None:
    seats = [Member(f"user_{n}", n, f"p{n}@example.com", "P") for n in range(5)]
    seats.append(Member("user_9", 9, "later@example.com", "L", joined_at=NOW + timedelta(days=1)))
    team = Team.from_events(
        [_event(email="p3@example.com"), _event(timedelta(days=1), email="p3@example.com")], members=seats
    )
    client = open_world(_world(team))
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
    events = [_event(_seconds(n), kind=kind, model=model) for n, (kind, model) in enumerate(_KINDS_AND_MODELS)]
    answer = open_world(_world(Team.from_events(events))).post(
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


# Groups


def _grouped_team() -> Team:
    moved = NOW - timedelta(days=1)
    members = [Member(f"user_{n}", n, f"p{n}@example.com", f"P {n}") for n in range(3)]
    founded = datetime(2026, 3, 1, 8, tzinfo=UTC)
    groups = [
        Group("group_a", "A", founded, founded, (Membership("user_0", founded), Membership("user_1", founded, moved))),
        Group("group_b", "B & <b>", founded, founded, (Membership("user_1", moved),)),
    ]
    events = [
        _event(timedelta(hours=2), email="p0@example.com", charged_microcents=1_000_000),
        _event(timedelta(days=3), email="p1@example.com", charged_microcents=20_000_000),
        _event(timedelta(hours=2), email="p1@example.com", charged_microcents=300_000_000),
        _event(timedelta(hours=2), email="p2@example.com", charged_microcents=4_000_000_000),
        _event(timedelta(days=30), email="p2@example.com", charged_microcents=7),
    ]
    return Team.from_events(events, members=members, groups=groups)


def test_spend_belongs_to_the_group_at_the_time_it_occurred(open_world: Open) -> None:
    answer = open_world(_world(_grouped_team())).get("/teams/groups")
    first, second = answer["groups"]
    assert (first["spendCents"], second["spendCents"], answer["unassignedGroup"]["spendCents"]) == (21, 300, 4000)
    assert [member["userId"] for member in first["currentMembers"]] == ["user_0"]
    assert [(member["userId"], member["leftAt"]) for member in first["formerMembers"]] == [
        ("user_1", "2026-11-18T15:30:00.000Z")
    ]
    assert second["name"] == "B & <b>"
    assert [member["userId"] for member in answer["unassignedGroup"]["currentMembers"]] == ["user_2"]


def test_daily_spend_of_a_group_tells_the_last_two_days_only(open_world: Open) -> None:
    client = open_world(_world(_grouped_team()))
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
    client = open_world(_world(_grouped_team()))
    answer = client.get("/teams/groups", billingCycle="2026-10-01")
    assert answer["billingCycle"]["cycleStart"] == "2026-09-27T12:08:04.000Z"
    assert answer["unassignedGroup"]["spendCents"] == Decimal("0.000007")
    assert client.http.get("/teams/groups", params={"billingCycle": "soon"}).status_code == 400


def test_posting_to_groups_creates_one(open_world: Open) -> None:
    client = open_world(_world(_grouped_team()))
    assert client.http.post("/teams/groups", json={}).status_code == 400
    created = client.post("/teams/groups", name="New")["group"]
    assert created["members"] == []
    assert [group["name"] for group in client.get("/teams/groups")["groups"]] == ["A", "B & <b>", "New"]


# Limits


def test_a_spend_limit_is_set_shown_and_traced_once(open_world: Open) -> None:
    team = _mixed_team()
    client = open_world(_world(team))
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
    team = _mixed_team()
    client = open_world(_world(team))
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
    team = _mixed_team()
    client = open_world(_world(team))
    assert client.http.post("/teams/user-spend-limits", json={"updates": updates}).status_code == 400
    assert team.audit_events == []


# Limits on requests


def test_each_endpoint_has_its_own_minute(open_world: Open) -> None:
    world = _world(Team.from_events())
    client = open_world(world)
    statuses = [client.http.get("/teams/members").status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    refused = client.http.get("/teams/members")
    assert refused.headers["retry-after"] == "60"
    assert refused.json() == {"code": "error", "message": "Rate limit exceeded"}
    assert client.http.post(EVENTS, json={}).status_code == 200
    world.advance(timedelta(minutes=1))
    assert client.http.get("/teams/members").status_code == 200


def test_the_limits_scale_and_count_in_whole_minutes(open_world: Open) -> None:
    world = _world(Team.from_events())
    world.rate_limits.scale = 0.1
    client = open_world(world)

    def statuses() -> list[int]:
        return [client.http.get("/teams/members").status_code for _ in range(3)]

    world.advance(_seconds(59))
    assert statuses() == [200, 200, 429]
    world.advance(_seconds(1))
    assert statuses() == [200, 200, 429]


def test_analytics_are_limited_in_other_words_and_without_a_hint(open_world: Open) -> None:
    world = _world(Team.from_events())
    world.rate_limits.scale = 0.01
    client = open_world(world)
    client.http.get("/analytics/team/dau")
    refused = client.http.get("/analytics/team/dau")
    assert refused.status_code == 429
    assert "retry-after" not in refused.headers
    assert refused.json()["error"] == "Too Many Requests"


def test_limits_can_be_turned_off(open_world: Open) -> None:
    world = _world(Team.from_events())
    world.rate_limits.enabled = False
    client = open_world(world)
    assert {client.http.get("/teams/members").status_code for _ in range(30)} == {200}


# Faults


def test_faults_hit_their_endpoint_page_and_number_of_requests(open_world: Open) -> None:
    world = _world(Team.from_events(_hour_events(30)))
    client = open_world(world)
    world.faults.add(faults.server_error(EVENTS, page=2, times=2))

    def statuses() -> list[int]:
        return [client.http.post(EVENTS, json={"page": page, "pageSize": 10}).status_code for page in (1, 2, 3)]

    assert [statuses() for _ in range(3)] == [[200, 500, 200], [200, 500, 200], [200, 200, 200]]
    world.faults.add(faults.bad_gateway("/teams/members", times=None))
    assert [client.http.get("/teams/members").status_code for _ in range(3)] == [502] * 3
    assert client.http.get("/teams/groups").status_code == 200
    world.faults.clear()
    assert client.http.get("/teams/members").status_code == 200


def test_each_kind_of_trouble_looks_as_it_should(open_world: Open) -> None:
    world = _world(Team.from_events(_hour_events(3)))
    client = open_world(world)

    def met(fault: faults.Fault) -> httpx.Response:
        world.faults.add(fault)
        return client.http.get("/teams/members")

    assert met(faults.bad_gateway()).headers["content-type"] == "text/html"
    assert met(faults.too_many_requests(retry_after="7")).headers["retry-after"] == "7"
    assert "retry-after" not in met(faults.too_many_requests(retry_after=None)).headers
    broken = met(faults.invalid_json())
    assert broken.status_code == 200
    with pytest.raises(ValueError, match="Expecting value"):
        broken.json()
    assert met(faults.empty_answer()).content == b""
    away = met(faults.redirect("*", "http://127.0.0.1:1/elsewhere"))
    assert (away.status_code, away.headers["location"]) == (307, "http://127.0.0.1:1/elsewhere")
    with pytest.raises(httpx.RemoteProtocolError):
        met(faults.cut_body(after=10))
    assert met(faults.slow(delay_s=0.01)).json() == met(faults.slow_body(drip_s=0.001)).json()


def test_a_slow_answer_does_not_hold_up_others(open_world: Open) -> None:
    world = _world(Team.from_events())
    client = open_world(world)
    world.faults.add(faults.slow("/teams/groups", delay_s=1))
    with pytest.raises(httpx.ReadTimeout):
        client.http.get("/teams/groups", timeout=0.1)
    assert client.http.get("/teams/members").status_code == 200


def test_unknown_fields_can_appear_in_every_object(open_world: Open) -> None:
    team = Team.from_events(_hour_events(1))
    team.quirks.unknown_fields = True
    answer = open_world(_world(team)).post(EVENTS)
    assert "fieldFromTheFuture" in answer
    assert "fieldFromTheFuture" in answer["usageEvents"][0]
    assert "fieldFromTheFuture" in answer["pagination"]


def test_an_answer_can_be_rewritten_for_a_test(open_world: Open) -> None:
    team = Team.from_events()
    team.rewrites["/teams/members"] = lambda body: body | {"teamMembers": None}
    assert open_world(_world(team)).get("/teams/members") == {"teamMembers": None}


def test_the_log_tells_every_request_but_no_key(open_world: Open) -> None:
    world = _world(Team.from_events())
    client = open_world(world)
    client.post(EVENTS, page=1, pageSize=10)
    client.http.get("/teams/groups/group_x")
    client.http.get("/teams/members", auth=("wrong", ""))
    assert [(record.endpoint, record.status) for record in world.request_log] == [
        (EVENTS, 200),
        ("/teams/groups/{group_id}", 404),
        ("/teams/members", 401),
    ]
    assert world.requests(EVENTS)[0].params == {"page": 1, "pageSize": 10}
    assert len(world.requests(status=401)) == 1
    assert SANDBOX_KEY not in repr(world.request_log)


# A company behind it


def test_a_companys_events_spend_and_groups_agree_to_the_microcent(open_world: Open) -> None:
    team = Team.of_company(Company.build(seed=7, now=NOW, history_days=40))
    world = _world(team)
    world.rate_limits.enabled = False
    client = open_world(world)
    rows = client.all_events(startDate=to_ms(CYCLE_START), endDate=to_ms(NOW), pageSize=1000)
    charged = [row for row in rows if "Not Charged" not in row["kind"]]
    value = sum(row["chargedCents"] for row in charged)
    on_demand = sum(row["chargedCents"] for row in charged if row["kind"] == USAGE_BASED)
    expected = team.expected_totals(CYCLE_START, NOW + timedelta(milliseconds=1))
    assert value == _cents(sum(total.usage_value_microcents for total in expected.values()))
    assert on_demand == _cents(sum(total.on_demand_microcents for total in expected.values()))
    spend = client.post("/teams/spend", pageSize=1000)["teamMemberSpend"]
    assert sum(row["overallSpendCents"] for row in spend) == value
    assert sum(row["spendCents"] for row in spend) == on_demand
    groups = client.get("/teams/groups")
    assert sum(group["spendCents"] for group in [*groups["groups"], groups["unassignedGroup"]]) == value


def test_a_companys_team_takes_corrections_late_and_live_events(open_world: Open) -> None:
    company = Company.build(seed=7, now=NOW, history_days=5)
    team = Team.of_company(company)
    world = _world(team)
    client = open_world(world)
    start = NOW - timedelta(days=1)
    window = {"startDate": to_ms(start), "endDate": to_ms(NOW), "pageSize": 1000}
    before = client.all_events(**window)
    chosen = team.events.between(to_ms(start), to_ms(NOW))[5]
    corrected = team.correct_event(chosen, charged_microcents=123)
    team.correct_event(corrected, charged_microcents=124)
    team.add_event(_event(timedelta(hours=3), email="new@example.com"))
    after = client.all_events(**window)
    assert len(after) == len(before) + 1
    assert len([row for row in after if row not in before]) == 2
    assert [row["chargedCents"] for row in after if row not in before][-1] == Decimal("0.000124")
    for event in company.live_story(NOW):
        team.add_event(event)
    world.advance(_seconds(30))
    assert client.post(EVENTS, pageSize=1, email=company.runaway.email)["usageEvents"][0]["maxMode"] is True
    charges = sum(row["chargedCents"] for row in client.all_events(**window | {"endDate": to_ms(NOW + _seconds(30))}))
    expected = team.expected_totals(start, NOW + timedelta(seconds=30, milliseconds=1))
    assert charges > _cents(sum(total.usage_value_microcents for total in expected.values()))
    row = next(r for r in client.post("/teams/spend", searchTerm=company.runaway.email)["teamMemberSpend"])
    assert row["spendCents"] > 10_000


def test_an_event_that_is_not_there_cannot_be_corrected() -> None:
    team = Team.of_company(Company.build(seed=7, now=NOW, history_days=2))
    with pytest.raises(LookupError, match="no such event"):
        team.correct_event(_event(), charged_microcents=1)
    with pytest.raises(ValueError, match="time cannot be corrected"):
        team.correct_event(team.events.between(to_ms(NOW) - 3_600_000, to_ms(NOW))[0], at_ms=0)


def test_expected_totals_are_worked_out_by_email() -> None:
    assert _mixed_team().expected_totals(CYCLE_START, NOW) == {
        "ines@example.com": Expected(5_240_337_812, 1_240_337_812, 2),
        "omar@example.com": Expected(860_000_001, 1, 2),
    }


# Steering from outside


def test_another_process_can_steer_it_over_http(open_world: Open) -> None:
    world = _world(Team.from_events(_hour_events(2)))
    client = open_world(world, control=True)
    client.post("/_control/faults", endpoint="/teams/members", status=503, body="busy", times=1)
    assert client.http.get("/teams/members").status_code == 503
    assert client.post("/_control/faults", clear=True) == {"faults": 0}
    client.post("/_control/events", email="new@example.com", charged_microcents=5_000_000)
    assert client.all_events()[0]["chargedCents"] == 5
    at_ms = to_ms(NOW)
    client.post("/_control/correct", at_ms=at_ms, email="new@example.com", changes={"charged_microcents": 6_000_000})
    client.post("/_control/events", email="new@example.com", at_ms=at_ms - 5, visible_from="2026-11-19T15:31:00+00:00")
    assert len(client.all_events()) == 3
    assert client.post("/_control/advance", seconds=60)["now"] == "2026-11-19T15:31:00.000Z"
    assert len(client.all_events()) == 4
    client.post("/_control/state", rate_limits={"enabled": False}, enterprise=False, lag_s=3600)
    assert client.all_events() == []
    state = client.get("/_control/state")
    assert state["rate_limits"]["enabled"] is False
    assert len(state["requests"]) == 5
    assert client.post("/_control/reset")["requests"] == []


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("events", {"nonsense": 1}),
        ("faults", {"nonsense": 1}),
        ("correct", {"at_ms": 1, "changes": {}}),
        ("advance", {}),
        ("state", {"quirks": {"nonsense": 1}}),
        ("state", {"rate_limits": {"nonsense": 1}}),
        ("state", {"team_id": 99}),
    ],
)
def test_nonsense_is_refused_by_the_control_routes(open_world: Open, action: str, body: dict[str, Any]) -> None:
    client = open_world(_world(Team.from_events()), control=True)
    response = client.http.post(f"/_control/{action}", json=body)
    assert response.status_code == 400
    assert response.json()["error"]


def test_it_starts_alone_and_says_where_it_is_and_which_key_it_takes() -> None:
    command = [sys.executable, "-m", "sandbox.cursor_api", "--port", "0", "--members", "6", "--history-days", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline().split()
        url, key = line[line.index("at") + 1], line[line.index("key") + 1]
        answer = httpx.get(f"{url}/teams/members", auth=(key, ""))
        process.terminate()
        assert process.wait(timeout=20) == 0
    assert len(answer.json()["teamMembers"]) == 6


def test_a_port_in_use_and_wrong_options_are_told_in_one_line() -> None:
    with bind_loopback() as taken:
        taken.listen()
        for option, words in (
            (f"--port={taken.getsockname()[1]}", "in use"),
            ("--members=2", "at least 5"),
            ("--history-days=-1", "0 or more"),
        ):
            command = [sys.executable, "-m", "sandbox.cursor_api", option]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == 2
            assert words in done.stderr.splitlines()[-1]
