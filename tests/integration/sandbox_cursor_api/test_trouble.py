"""Limits on requests, and trouble on demand."""

from datetime import timedelta

import httpx
import pytest

from sandbox.cursor_api import faults
from sandbox.cursor_api.team import SANDBOX_KEY, Team
from tests.integration.sandbox_cursor_api.asking import EVENTS, Open, hour_events, seconds, world_of


def test_each_endpoint_has_its_own_minute(open_world: Open) -> None:
    world = world_of(Team.from_events())
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
    world = world_of(Team.from_events())
    world.rate_limits.scale = 0.1
    client = open_world(world)

    def statuses() -> list[int]:
        return [client.http.get("/teams/members").status_code for _ in range(3)]

    world.advance(seconds(59))
    assert statuses() == [200, 200, 429]
    world.advance(seconds(1))
    assert statuses() == [200, 200, 429]


def test_analytics_are_limited_in_other_words_and_without_a_hint(open_world: Open) -> None:
    world = world_of(Team.from_events())
    world.rate_limits.scale = 0.01
    client = open_world(world)
    client.http.get("/analytics/team/dau")
    refused = client.http.get("/analytics/team/dau")
    assert refused.status_code == 429
    assert "retry-after" not in refused.headers
    assert refused.json()["error"] == "Too Many Requests"


def test_limits_can_be_turned_off(open_world: Open) -> None:
    world = world_of(Team.from_events())
    world.rate_limits.enabled = False
    client = open_world(world)
    assert {client.http.get("/teams/members").status_code for _ in range(30)} == {200}


def test_faults_hit_their_endpoint_page_and_number_of_requests(open_world: Open) -> None:
    world = world_of(Team.from_events(hour_events(30)))
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
    world = world_of(Team.from_events(hour_events(3)))
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
    world = world_of(Team.from_events())
    client = open_world(world)
    world.faults.add(faults.slow("/teams/groups", delay_s=1))
    with pytest.raises(httpx.ReadTimeout):
        client.http.get("/teams/groups", timeout=0.1)
    assert client.http.get("/teams/members").status_code == 200


def test_unknown_fields_can_appear_in_every_object(open_world: Open) -> None:
    team = Team.from_events(hour_events(1))
    team.quirks.unknown_fields = True
    answer = open_world(world_of(team)).post(EVENTS)
    assert "fieldFromTheFuture" in answer
    assert "fieldFromTheFuture" in answer["usageEvents"][0]
    assert "fieldFromTheFuture" in answer["pagination"]


def test_an_answer_can_be_rewritten_for_a_test(open_world: Open) -> None:
    team = Team.from_events()
    team.rewrites["/teams/members"] = lambda body: body | {"teamMembers": None}
    assert open_world(world_of(team)).get("/teams/members") == {"teamMembers": None}


def test_the_log_tells_every_request_but_no_key(open_world: Open) -> None:
    world = world_of(Team.from_events())
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
