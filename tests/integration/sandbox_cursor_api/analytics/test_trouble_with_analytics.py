"""Faults and oddities that readers must cope with."""

from datetime import timedelta

import httpx
import pytest

from sandbox.company.types import Member
from sandbox.cursor_api import faults
from tests.integration.sandbox_cursor_api.analytics.reading import COMMITS, OpenHttp, read, small_team
from tests.integration.sandbox_cursor_api.asking import NOW, world_of


def test_trouble_on_demand_meets_the_analytics_too(open_http: OpenHttp) -> None:
    world = world_of(small_team())
    http = open_http(world)
    path = "/analytics/by-user/mcp"
    for fault, status in (
        (faults.server_error(path, page=2), 500),
        (faults.invalid_json(path, page=2), 200),
        (faults.slow(path, delay_s=0.01, page=2), 200),
    ):
        world.faults.add(fault)
        assert http.get(path, params={"page": 1}).status_code == 200
        answer = http.get(path, params={"page": 2})
        assert answer.status_code == status
        if fault.body.startswith(b'{"teamMembers"'):
            with pytest.raises(ValueError, match="Expecting value"):
                answer.json()
    world.faults.add(faults.cut_body(COMMITS, after=10))
    with pytest.raises(httpx.RemoteProtocolError):
        http.get(COMMITS)


def test_fields_of_the_future_do_not_come_among_names(open_http: OpenHttp) -> None:
    team = small_team()
    team.quirks.unknown_fields = True
    http = open_http(world_of(team))
    answer = read(http, "/analytics/by-user/models")
    assert "fieldFromTheFuture" in answer
    assert set(answer["data"]) == {"p0@example.com", "p1@example.com"}
    (row,) = answer["data"]["p0@example.com"]
    assert "fieldFromTheFuture" in row
    assert set(row["model_breakdown"]) == {"default"}
    assert "fieldFromTheFuture" in row["model_breakdown"]["default"]


def test_what_was_shown_is_taken_back_when_the_lag_grows_or_somebody_goes(open_http: OpenHttp) -> None:
    team = small_team()
    world = world_of(team)
    http = open_http(world)
    world.advance(timedelta(days=1))
    assert len(read(http, "/analytics/team/dau", startDate="9d")["data"]) == 2
    team.quirks.lag = timedelta(days=2)
    assert [row["date"] for row in read(http, "/analytics/team/dau", startDate="9d")["data"]] == ["2026-11-12"]
    team.add_member(Member("user_1", 1, "p1@example.com", "P 1", joined_at=NOW))
    assert read(http, "/analytics/team/dau", startDate="9d")["data"] == []
