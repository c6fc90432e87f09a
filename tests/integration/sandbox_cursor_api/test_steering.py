"""The stand-in as a process, steered from outside."""

import subprocess
import sys
from typing import Any

import httpx
import pytest

from sandbox.company.types import to_ms
from sandbox.cursor_api.team import Team
from sandbox.serving import bind_loopback
from tests.integration.sandbox_cursor_api.asking import NOW, Open, hour_events, world_of


def test_another_process_can_steer_it_over_http(open_world: Open) -> None:
    world = world_of(Team.from_events(hour_events(2)))
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
    client = open_world(world_of(Team.from_events()), control=True)
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
