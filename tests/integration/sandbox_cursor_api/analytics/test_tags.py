"""What has not changed since it was asked for last."""

from datetime import timedelta

import pytest

from tests.integration.sandbox_cursor_api.analytics.reading import COMMITS, OpenHttp, small_team
from tests.integration.sandbox_cursor_api.asking import an_event, world_of


@pytest.mark.parametrize("path", ["/analytics/team/dau", "/analytics/by-user/mcp", COMMITS, f"{COMMITS}.csv"])
def test_what_has_not_changed_is_answered_without_a_body_and_without_being_counted(
    open_http: OpenHttp, path: str
) -> None:
    team = small_team()
    http = open_http(world_of(team))
    first = http.get(path, params={"startDate": "7d"})
    assert first.headers["cache-control"] == "public, max-age=900"
    tag = {"If-None-Match": first.headers["etag"]}
    for _ in range(150):
        again = http.get(path, params={"startDate": "7d"}, headers=tag)
        assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert (
        http.get(
            path, params={"startDate": "7d"}, headers={"If-None-Match": '"other", W/' + tag["If-None-Match"]}
        ).status_code
        == 304
    )
    for n in range(40):
        team.add_event(an_event(timedelta(minutes=n), "p2@example.com", is_headless=True))
    changed = http.get(path, params={"startDate": "7d"}, headers=tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


def test_other_endpoints_have_no_tags(open_http: OpenHttp) -> None:
    answer = open_http(world_of(small_team())).get("/teams/members")
    assert "etag" not in answer.headers
    assert "cache-control" not in answer.headers
