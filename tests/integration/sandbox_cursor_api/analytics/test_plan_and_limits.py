"""Who may ask for analytics, and how often."""

import pytest

from sandbox.cursor_api import faults
from tests.integration.sandbox_cursor_api.analytics.reading import CHANGES, COMMITS, INSIGHTS, OpenHttp, small_team
from tests.integration.sandbox_cursor_api.asking import world_of


@pytest.mark.parametrize("path", ["/analytics/team/dau", "/analytics/by-user/mcp", INSIGHTS, COMMITS, f"{CHANGES}.csv"])
def test_without_the_plan_everything_is_refused_in_the_observed_words(open_http: OpenHttp, path: str) -> None:
    team = small_team()
    team.enterprise = False
    refused = open_http(world_of(team)).get(path)
    assert refused.status_code == 403
    assert refused.json()["message"] == "You must be a member of an enterprise team to access this resource"
    assert "etag" not in refused.headers


def test_one_endpoint_can_be_refused_alone_until_that_is_cleared(open_http: OpenHttp) -> None:
    world = world_of(small_team())
    http = open_http(world)
    world.faults.add(faults.plan_refused("/analytics/team/skills"))
    assert [http.get("/analytics/team/skills").status_code for _ in range(2)] == [403, 403]
    assert "enterprise team" in http.get("/analytics/team/skills").json()["message"]
    assert http.get("/analytics/team/mcp").status_code == 200
    world.faults.clear()
    assert http.get("/analytics/team/skills").status_code == 200


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/analytics/team/dau", 100), ("/analytics/by-user/mcp", 50), (COMMITS, 20), (INSIGHTS + "?include=intents", 20)],
)
def test_each_kind_of_endpoint_has_its_limit_and_answers_429_without_a_hint(
    open_http: OpenHttp, path: str, limit: int
) -> None:
    http = open_http(world_of(small_team(1)))
    statuses = [http.get(path).status_code for _ in range(limit + 1)]
    assert statuses == [200] * limit + [429]
    refused = http.get(path)
    assert "retry-after" not in refused.headers
    assert refused.json() == {
        "error": "Too Many Requests",
        "message": "Rate limit exceeded. Please try again later.",
    }
    assert http.get("/analytics/team/tabs").status_code == 200
