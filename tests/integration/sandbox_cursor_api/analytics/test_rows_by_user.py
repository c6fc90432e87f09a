"""The figures of each person: pages, people without any, and what is not told by person."""

from datetime import UTC, datetime

import httpx

from sandbox.company.types import Member
from sandbox.cursor_api.app import create_app
from sandbox.cursor_api.team import SANDBOX_KEY, Team
from sandbox.serving import serve
from tests.integration.sandbox_cursor_api.analytics.reading import WINDOW, OpenHttp, read, small_team
from tests.integration.sandbox_cursor_api.asking import NOW, world_of


def test_a_page_counts_people_and_maps_their_ids(client: httpx.Client, team: Team) -> None:
    first = read(client, "/analytics/by-user/skills", page=1, pageSize=10, **WINDOW)
    assert first["pagination"] == {
        "page": 1,
        "pageSize": 10,
        "totalUsers": len(team.people_between(datetime(2026, 11, 1, tzinfo=UTC), NOW)),
        "totalPages": 7,
        "hasNextPage": True,
        "hasPreviousPage": False,
    }
    mappings = first["params"]["userMappings"]
    assert len(mappings) == 10
    assert {row["email"] for row in mappings} >= set(first["data"])
    assert [team.member_by_email(row["email"]).id for row in mappings] == [row["id"] for row in mappings]  # type: ignore[union-attr]
    assert (first["params"]["page"], first["params"]["pageSize"], first["params"]["metric"]) == (1, 10, "skills")
    last = read(client, "/analytics/by-user/skills", page=7, pageSize=10, **WINDOW)
    assert (last["pagination"]["hasNextPage"], last["pagination"]["hasPreviousPage"]) == (False, True)
    beyond = read(client, "/analytics/by-user/skills", page=9, pageSize=10, **WINDOW)
    assert (beyond["data"], beyond["pagination"]["hasNextPage"]) == ({}, False)


def test_people_without_rows_have_an_empty_list_or_are_missing(open_http: OpenHttp) -> None:
    answer = read(open_http(world_of(small_team())), "/analytics/by-user/models", startDate="today")
    assert answer["data"]["p1@example.com"] == []
    assert "p2@example.com" not in answer["data"]
    assert len(answer["params"]["userMappings"]) == answer["pagination"]["totalUsers"] == 3


def test_a_page_holds_one_hundred_people_and_at_most_five_hundred() -> None:
    members = [Member(f"user_{n}", n, f"p{n}@example.com", "P") for n in range(501)]
    world = world_of(Team.from_events(members=members))
    with serve(create_app(world)) as url, httpx.Client(base_url=url, auth=(SANDBOX_KEY, "")) as http:
        assert read(http, "/analytics/by-user/mcp")["pagination"]["totalPages"] == 6
        assert read(http, "/analytics/by-user/mcp", pageSize=9999)["pagination"]["pageSize"] == 500
        assert http.get("/analytics/by-user/mcp", params={"page": 0}).status_code == 400
        assert http.get("/analytics/by-user/mcp", params={"page": "x"}).status_code == 400


def test_there_is_no_dau_by_user(client: httpx.Client) -> None:
    assert client.get("/analytics/by-user/dau").status_code == 404
    assert client.get("/analytics/by-user/conversation-insights").status_code == 404
