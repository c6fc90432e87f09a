"""Who may ask the stand-in for Cursor, and whom it lists."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from sandbox.company.types import Member, Removal
from sandbox.cursor_api.team import SANDBOX_KEY, Team
from tests.integration.sandbox_cursor_api.asking import EVENTS, NOW, Open, an_event, world_of


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Basic !!!"}, {"Authorization": "Bearer " + SANDBOX_KEY}, {"Authorization": "Token x"}],
)
def test_a_request_without_a_readable_key_is_refused(open_world: Open, headers: dict[str, str]) -> None:
    client = open_world(world_of(Team.from_events()))
    response = httpx.get(client.http.base_url.join("/teams/members"), headers=headers)
    assert response.status_code == 401
    assert response.json() == {"code": "error", "message": "Invalid Team API Key"}


@pytest.mark.parametrize("auth", [("wrong", ""), ("a-personal-key", ""), (SANDBOX_KEY, "password")])
def test_a_wrong_or_personal_key_is_refused_in_the_same_words(open_world: Open, auth: tuple[str, str]) -> None:
    world = world_of(Team.from_events())
    world.personal_keys.add("a-personal-key")
    response = open_world(world).http.get("/teams/members", auth=auth)
    assert (response.status_code, response.json()["message"]) == (401, "Invalid Team API Key")


def test_bearer_works_where_the_team_is_so_set(open_world: Open) -> None:
    team = Team.from_events()
    team.quirks.accepts_bearer = True
    client = open_world(world_of(team))
    response = httpx.get(
        client.http.base_url.join("/teams/members"), headers={"Authorization": f"Bearer {SANDBOX_KEY}"}
    )
    assert response.status_code == 200


def test_each_key_sees_its_own_team(open_world: Open) -> None:
    one = Team.from_events([an_event(email="one@example.com")], keys=["key-one"], team_id=1)
    two = Team.from_events([an_event(email="two@example.com")], keys=["key-two", "key-two-b"], team_id=2)
    client = open_world(world_of(one, two), key="key-two-b")
    assert [row["email"] for row in client.get("/teams/members")["teamMembers"]] == ["two@example.com"]


def test_analytics_answer_403_without_the_plan_and_404_where_nothing_is_served(open_world: Open) -> None:
    team = Team.from_events()
    client = open_world(world_of(team))
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
    client = open_world(world_of(Team.from_events()))
    assert client.http.request(method, path).status_code == 404
    assert client.http.post("/_control/reset").status_code == 404


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
    rows = open_world(world_of(Team.from_events(members=members))).get("/teams/members")["teamMembers"]
    assert [(row["id"], row["role"], row["isRemoved"]) for row in rows] == [
        ("user_1", "owner", False),
        ("user_2", "member", True),
        ("user_4", "member", False),
    ]
