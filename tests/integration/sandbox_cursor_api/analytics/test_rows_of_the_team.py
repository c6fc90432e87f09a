"""The figures of the whole team: what counts, and that all of them tell the same story."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from sandbox.company.company import Company
from sandbox.company.kinds import ERRORED
from sandbox.company.types import to_ms
from sandbox.cursor_api.endpoints.metrics import METRICS
from sandbox.cursor_api.team import Team
from sandbox.cursor_api.world import World
from tests.integration.sandbox_cursor_api.analytics.reading import (
    BY_USER,
    COMMITS,
    FIRST,
    LAST,
    WINDOW,
    OpenHttp,
    Row,
    all_figures,
    read,
    read_of_all_users,
    small_team,
    summed,
)
from tests.integration.sandbox_cursor_api.asking import NOW, an_event, world_of


def test_days_without_activity_are_absent(open_http: OpenHttp) -> None:
    http = open_http(world_of(small_team()))
    for metric in METRICS:
        days = {row.get("date") or row["event_date"] for row in read(http, f"/analytics/team/{metric.path}")["data"]}
        assert days <= {"2026-11-12", "2026-11-19"}


def test_failed_requests_and_machines_are_no_activity(open_http: OpenHttp) -> None:
    team = small_team(kind=ERRORED)
    team.add_event(an_event(timedelta(hours=1), "ci@example.com", service_account_id="sa_1"))
    http = open_http(world_of(team))
    assert read(http, "/analytics/team/dau")["data"] == []
    assert "ci@example.com" not in read(http, "/analytics/by-user/models")["data"]


def test_models_and_their_users_follow_the_events_under_the_names_of_the_analytics(
    client: httpx.Client, team: Team
) -> None:
    names = {
        "gpt-5.5-medium": "gpt-5.5",
        "claude-4.5-sonnet": "claude-sonnet-4.5",
        "claude-opus-4-7-high": "claude-opus-4.7",
        "claude-opus-4-7-max": "claude-opus-4.7-max",
    }
    nameless = {member.id for member in team.members if member.removed_at and member.removal.name == "NAMELESS"}
    messages: Counter[tuple[str, str]] = Counter()
    users: dict[tuple[str, str], set[str | None]] = {}
    for event in team.events.between(to_ms(datetime(2026, 11, 1, tzinfo=UTC)), to_ms(NOW) + 1):
        if "Not Charged" in event.kind or event.service_account_id or event.member_id in nameless:
            continue
        key = datetime.fromtimestamp(event.at_ms / 1000, UTC).date().isoformat(), names.get(event.model, event.model)
        messages[key] += 1
        users.setdefault(key, set()).add(event.member_id)
    told = {
        (row["date"], model): (figures["messages"], figures["users"])
        for row in read(client, "/analytics/team/models", **WINDOW)["data"]
        for model, figures in row["model_breakdown"].items()
    }
    assert told == {key: (count, len(users[key])) for key, count in messages.items()}


def test_activity_edits_and_versions_follow_the_daily_usage(client: httpx.Client) -> None:
    window = {"startDate": to_ms(datetime(2026, 11, 1, tzinfo=UTC)), "endDate": to_ms(NOW)}
    daily: dict[str, list[Row]] = {}
    for row in client.post("/teams/daily-usage-data", json=window).json()["data"]:
        daily.setdefault(row["day"], []).append(row)
    activity = {row["date"]: row for row in read(client, "/analytics/team/dau", **WINDOW)["data"]}
    assert {day: row["dau"] for day, row in activity.items()} == {day: len(rows) for day, rows in daily.items()}
    for day, rows in daily.items():
        assert activity[day]["bugbot_dau"] == sum(row["bugbotUsages"] > 0 for row in rows)
        assert max(activity[day]["cli_dau"], activity[day]["cloud_agent_dau"]) <= activity[day]["dau"]
    for row in read(client, "/analytics/team/agent-edits", **WINDOW)["data"]:
        rows = daily[row["event_date"]]
        assert row["total_suggested_diffs"] == sum(each["totalApplies"] for each in rows)
        assert row["total_accepted_diffs"] == sum(each["totalAccepts"] for each in rows)
        assert row["total_rejected_diffs"] == sum(each["totalRejects"] for each in rows)
        assert row["total_green_lines_accepted"] <= sum(each["acceptedLinesAdded"] for each in rows)
    for row in read(client, "/analytics/team/tabs", **WINDOW)["data"]:
        assert row["total_suggestions"] == sum(each["totalTabsShown"] for each in daily[row["event_date"]])
        assert row["total_accepts"] == sum(each["totalTabsAccepted"] for each in daily[row["event_date"]])
    versions = read(client, "/analytics/team/client-versions", **WINDOW)["data"]
    for day, rows in daily.items():
        of_day = [row for row in versions if row["event_date"] == day]
        assert {row["client_version"]: row["user_count"] for row in of_day} == Counter(
            row["clientVersion"] for row in rows
        )
        assert sum(row["percentage"] for row in of_day) == pytest.approx(1, abs=0.001)


def test_lines_of_edits_add_up(client: httpx.Client) -> None:
    for metric in ("agent-edits", "tabs"):
        for row in read(client, f"/analytics/team/{metric}", **WINDOW)["data"]:
            for colour in ("green", "red"):
                decided = row[f"total_{colour}_lines_accepted"] + row[f"total_{colour}_lines_rejected"]
                assert decided <= row[f"total_{colour}_lines_suggested"]
            suggested = row["total_green_lines_suggested"] + row["total_red_lines_suggested"]
            accepted = row["total_green_lines_accepted"] + row["total_red_lines_accepted"]
            assert (row["total_lines_suggested"], row["total_lines_accepted"]) == (suggested, accepted)


def test_an_extension_has_no_dot_and_only_five_a_day_are_told(client: httpx.Client, team: Team) -> None:
    rows = read(client, "/analytics/team/top-file-extensions", **WINDOW)
    assert rows["params"]["metric"] == "top-files"
    per_day = Counter(row["event_date"] for row in rows["data"])
    assert max(per_day.values()) == 5
    assert not any(row["file_extension"].startswith(".") for row in rows["data"])
    accepted: dict[str, Counter[str]] = {}
    for person in team.activity.person_days(FIRST, LAST, NOW):
        day = accepted.setdefault(person.day.isoformat(), Counter())
        for extension, (_, lines) in person.extensions.items():
            day[extension] += lines
    for day, told in accepted.items():
        shown = [row["total_lines_accepted"] for row in rows["data"] if row["event_date"] == day]
        assert shown == sorted(told.values(), reverse=True)[:5]


@pytest.mark.parametrize("metric", [path for path in BY_USER if path != "top-file-extensions"])
def test_the_rows_of_the_users_add_up_to_those_of_the_team(client: httpx.Client, metric: str) -> None:
    team_rows = read(client, f"/analytics/team/{metric}", **WINDOW)["data"]
    user_rows = [row for rows in read_of_all_users(client, metric).values() for row in rows]
    assert all_figures(team_rows) == all_figures(user_rows)


def test_the_world_tells_tests_the_same_as_the_api_does(client: httpx.Client, team: Team) -> None:
    days = team.activity.person_days(FIRST, LAST, NOW)
    mcp, commands, skills, plans, asks = (Counter[Any]() for _ in range(5))
    for person in days:
        day = person.day.isoformat()
        for found, told in (
            (mcp, person.mcp_calls),
            (commands, person.commands),
            (skills, person.skills),
            (plans, person.plans),
            (asks, person.asks),
        ):
            for name, count in told.items():
                found[day, *name] += count

    def answered(metric: str, *names: str) -> Counter[Any]:
        return summed(read(client, f"/analytics/team/{metric}", **WINDOW)["data"], "event_date", *names)

    assert answered("mcp", "mcp_server_name", "tool_name") == mcp
    assert answered("commands", "command_name") == commands
    assert answered("skills", "skill_name") == skills
    assert answered("plans", "model") == plans
    assert answered("ask-mode", "model") == asks
    used = read(client, "/analytics/team/dau", **WINDOW)["data"]
    for row in used:
        people = [person for person in days if person.day.isoformat() == row["date"]]
        parts = [len(people), *(sum(flags) for flags in zip(*map(_flags, people), strict=True))]
        assert parts == [row["dau"], row["cli_dau"], row["cloud_agent_dau"], row["bugbot_dau"]]
    edits = [sum(column) for column in zip(*(person.agent_edits for person in days), strict=True)]
    rows = read(client, "/analytics/team/agent-edits", **WINDOW)["data"]
    fields = ("total_suggested_diffs", "total_accepted_diffs", "total_rejected_diffs")
    assert edits == [
        sum(row[field] for row in rows) for field in (*fields, "total_lines_suggested", "total_lines_accepted")
    ]


def _flags(person: Any) -> tuple[bool, bool, bool]:
    return person.used_cli, person.used_cloud_agent, person.used_bugbot


def test_some_tools_and_commands_have_no_name(client: httpx.Client) -> None:
    window = {"startDate": "29d"}
    tools = {row["tool_name"] for row in read(client, "/analytics/team/mcp", **window)["data"]}
    commands = {row["command_name"] for row in read(client, "/analytics/team/commands", **window)["data"]}
    assert "" in tools
    assert "" in commands
    assert len(commands) > 20
    assert len(tools) > 20


def test_today_is_partial_and_only_grows(open_http: OpenHttp) -> None:
    world = World([Team.of_company(Company.build(seed=7, now=NOW, history_days=3))], clock=lambda: NOW)
    http = open_http(world)
    paths = ("commands", "mcp", "agent-edits", "plans", "ask-mode", "models")
    before = {path: read(http, f"/analytics/team/{path}", startDate="1d") for path in paths}
    commits = read(http, COMMITS, startDate="1d")
    world.advance(timedelta(hours=2))
    for path, earlier in before.items():
        later = read(http, f"/analytics/team/{path}", startDate="1d")
        old, new = all_figures(earlier["data"]), all_figures(later["data"])
        assert all(new[key] >= count for key, count in old.items())
        assert new.total() > old.total()
        yesterday = [row for row in later["data"] if (row.get("date") or row["event_date"]) == "2026-11-18"]
        assert yesterday == [row for row in earlier["data"] if (row.get("date") or row["event_date"]) == "2026-11-18"]
    grown = read(http, COMMITS, startDate="2026-11-18T15:30:00Z")
    assert grown["totalCount"] > commits["totalCount"]
    known = {row["commitHash"] for row in grown["items"]}
    assert known >= {row["commitHash"] for row in commits["items"]}
