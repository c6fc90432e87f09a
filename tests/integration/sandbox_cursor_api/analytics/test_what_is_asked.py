"""Which days and which people the analytics are asked for."""

import httpx
import pytest

from tests.integration.sandbox_cursor_api.analytics.reading import INSIGHTS, OpenHttp, read, small_team
from tests.integration.sandbox_cursor_api.asking import world_of


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ({}, "2026-11-12", "2026-11-19"),
        ({"startDate": "2026-11-01", "endDate": "2026-11-02"}, "2026-11-01", "2026-11-02"),
        ({"startDate": "2026-11-01T23:59:59Z", "endDate": "2026-11-02T01:00:00.000Z"}, "2026-11-01", "2026-11-02"),
        ({"startDate": "29d", "endDate": "today"}, "2026-10-21", "2026-11-19"),
        ({"startDate": "yesterday", "endDate": "now"}, "2026-11-18", "2026-11-19"),
        ({"startDate": "0d"}, "2026-11-19", "2026-11-19"),
    ],
)
def test_dates_are_understood_and_echoed_resolved(
    client: httpx.Client, query: dict[str, str], first: str, last: str
) -> None:
    answer = read(client, "/analytics/team/dau", **query)
    assert answer["params"] == {"metric": "dau", "teamId": 4711, "startDate": first, "endDate": last}
    assert {first, last} >= {answer["data"][0]["date"], answer["data"][-1]["date"]}


@pytest.mark.parametrize(
    "query",
    [
        {"startDate": "30d", "endDate": "today"},
        {"startDate": "2026-11-02", "endDate": "2026-11-01"},
        {"startDate": "last week"},
        {"endDate": "1793577600000"},
        {"startDate": "99999d"},
        {"users": "p0@example.com,stranger@elsewhere.example"},
    ],
)
@pytest.mark.parametrize("path", ["/analytics/team/tabs", "/analytics/by-user/tabs", INSIGHTS])
def test_what_cannot_be_answered_is_refused(client: httpx.Client, path: str, query: dict[str, str]) -> None:
    assert client.get(path, params={"include": "complexity", **query}).status_code == 400


def test_a_window_of_thirty_one_days_can_be_allowed(open_http: OpenHttp) -> None:
    team = small_team()
    team.quirks.most_analytics_days = 31
    assert (
        read(open_http(world_of(team)), "/analytics/team/dau", startDate="30d")["params"]["startDate"] == "2026-10-20"
    )


def test_people_can_be_asked_for_by_email_and_by_id(open_http: OpenHttp) -> None:
    http = open_http(world_of(small_team()))
    alone = read(http, "/analytics/team/models", users="P1@example.com")
    assert alone["data"] == [{"date": "2026-11-12", "model_breakdown": {"default": {"messages": 1, "users": 1}}}]
    both = read(http, "/analytics/team/models", users="p1@example.com,user_0")
    assert [row["date"] for row in both["data"]] == ["2026-11-12", "2026-11-19"]
    assert set(read(http, "/analytics/by-user/models", users="user_0")["data"]) == {"p0@example.com"}
