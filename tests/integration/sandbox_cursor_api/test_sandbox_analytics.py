"""The stand-in's Analytics and AI Code Tracking APIs, asked over real HTTP."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from sandbox.company.company import Company
from sandbox.company.kinds import ERRORED
from sandbox.company.types import Member, to_ms
from sandbox.cursor_api import faults
from sandbox.cursor_api.app import create_app
from sandbox.cursor_api.endpoints.metrics import METRICS
from sandbox.cursor_api.team import SANDBOX_KEY, Team
from sandbox.cursor_api.world import World
from sandbox.serving import serve
from tests.integration.sandbox_cursor_api.asking import NOW, Open, an_event, world_of

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 19)
WINDOW = {"startDate": "2026-11-01", "endDate": "2026-11-19"}
COMMITS = "/analytics/ai-code/commits"
CHANGES = "/analytics/ai-code/changes"
INSIGHTS = "/analytics/team/conversation-insights"
BY_USER = [metric.path for metric in METRICS if metric.by_user]

OpenHttp = Callable[[World], httpx.Client]
Row = dict[str, Any]


@pytest.fixture
def open_http(open_world: Open) -> OpenHttp:
    """Opens a world, and gives a client that reads its answers as they are."""
    return lambda world: open_world(world, control=True).http


@pytest.fixture(scope="module")
def team() -> Team:
    return Team.of_company(Company.build(seed=7, now=NOW, history_days=40))


@pytest.fixture(scope="module")
def client(team: Team) -> Iterator[httpx.Client]:
    world = world_of(team)
    world.rate_limits.enabled = False
    with serve(create_app(world)) as url, httpx.Client(base_url=url, auth=(SANDBOX_KEY, "")) as http:
        yield http


def _small_team(requests: int = 30, **parts: Any) -> Team:
    """Three people: one who asks for a lot every hour, one who asked a week ago, one who never asked."""
    members = [Member(f"user_{n}", n, f"p{n}@example.com", f"P {n}") for n in range(3)]
    events = [an_event(timedelta(minutes=n), "p0@example.com", **parts) for n in range(requests)]
    return Team.from_events([*events, an_event(timedelta(days=7), "p1@example.com", **parts)], members=members)


def _get(http: httpx.Client, path: str, **query: Any) -> Any:
    response = http.get(path, params=query)
    assert response.status_code == 200, response.text
    return response.json()


def _all_users(http: httpx.Client, metric: str, **query: Any) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    page = 1
    while True:
        answer = _get(http, f"/analytics/by-user/{metric}", page=page, **(WINDOW | query))
        rows |= answer["data"]
        if not answer["pagination"]["hasNextPage"]:
            return rows
        page += 1


def _sums(rows: list[Row], *names: str, figure: str = "usage") -> Counter[Any]:
    sums: Counter[Any] = Counter()
    for row in rows:
        sums[tuple(row[name] for name in names)] += row[figure]
    return sums


# What is asked


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
    answer = _get(client, "/analytics/team/dau", **query)
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
    team = _small_team()
    team.quirks.most_analytics_days = 31
    assert (
        _get(open_http(world_of(team)), "/analytics/team/dau", startDate="30d")["params"]["startDate"] == "2026-10-20"
    )


def test_people_can_be_asked_for_by_email_and_by_id(open_http: OpenHttp) -> None:
    http = open_http(world_of(_small_team()))
    alone = _get(http, "/analytics/team/models", users="P1@example.com")
    assert alone["data"] == [{"date": "2026-11-12", "model_breakdown": {"default": {"messages": 1, "users": 1}}}]
    both = _get(http, "/analytics/team/models", users="p1@example.com,user_0")
    assert [row["date"] for row in both["data"]] == ["2026-11-12", "2026-11-19"]
    assert set(_get(http, "/analytics/by-user/models", users="user_0")["data"]) == {"p0@example.com"}


# Rows


def test_days_without_activity_are_absent(open_http: OpenHttp) -> None:
    http = open_http(world_of(_small_team()))
    for metric in METRICS:
        days = {row.get("date") or row["event_date"] for row in _get(http, f"/analytics/team/{metric.path}")["data"]}
        assert days <= {"2026-11-12", "2026-11-19"}


def test_failed_requests_and_machines_are_no_activity(open_http: OpenHttp) -> None:
    team = _small_team(kind=ERRORED)
    team.add_event(an_event(timedelta(hours=1), "ci@example.com", service_account_id="sa_1"))
    http = open_http(world_of(team))
    assert _get(http, "/analytics/team/dau")["data"] == []
    assert "ci@example.com" not in _get(http, "/analytics/by-user/models")["data"]


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
        for row in _get(client, "/analytics/team/models", **WINDOW)["data"]
        for model, figures in row["model_breakdown"].items()
    }
    assert told == {key: (count, len(users[key])) for key, count in messages.items()}


def test_activity_edits_and_versions_follow_the_daily_usage(client: httpx.Client) -> None:
    window = {"startDate": to_ms(datetime(2026, 11, 1, tzinfo=UTC)), "endDate": to_ms(NOW)}
    daily: dict[str, list[Row]] = {}
    for row in client.post("/teams/daily-usage-data", json=window).json()["data"]:
        daily.setdefault(row["day"], []).append(row)
    activity = {row["date"]: row for row in _get(client, "/analytics/team/dau", **WINDOW)["data"]}
    assert {day: row["dau"] for day, row in activity.items()} == {day: len(rows) for day, rows in daily.items()}
    for day, rows in daily.items():
        assert activity[day]["bugbot_dau"] == sum(row["bugbotUsages"] > 0 for row in rows)
        assert max(activity[day]["cli_dau"], activity[day]["cloud_agent_dau"]) <= activity[day]["dau"]
    for row in _get(client, "/analytics/team/agent-edits", **WINDOW)["data"]:
        rows = daily[row["event_date"]]
        assert row["total_suggested_diffs"] == sum(each["totalApplies"] for each in rows)
        assert row["total_accepted_diffs"] == sum(each["totalAccepts"] for each in rows)
        assert row["total_rejected_diffs"] == sum(each["totalRejects"] for each in rows)
        assert row["total_green_lines_accepted"] <= sum(each["acceptedLinesAdded"] for each in rows)
    for row in _get(client, "/analytics/team/tabs", **WINDOW)["data"]:
        assert row["total_suggestions"] == sum(each["totalTabsShown"] for each in daily[row["event_date"]])
        assert row["total_accepts"] == sum(each["totalTabsAccepted"] for each in daily[row["event_date"]])
    versions = _get(client, "/analytics/team/client-versions", **WINDOW)["data"]
    for day, rows in daily.items():
        of_day = [row for row in versions if row["event_date"] == day]
        assert {row["client_version"]: row["user_count"] for row in of_day} == Counter(
            row["clientVersion"] for row in rows
        )
        assert sum(row["percentage"] for row in of_day) == pytest.approx(1, abs=0.001)


def test_lines_of_edits_add_up(client: httpx.Client) -> None:
    for metric in ("agent-edits", "tabs"):
        for row in _get(client, f"/analytics/team/{metric}", **WINDOW)["data"]:
            for colour in ("green", "red"):
                decided = row[f"total_{colour}_lines_accepted"] + row[f"total_{colour}_lines_rejected"]
                assert decided <= row[f"total_{colour}_lines_suggested"]
            suggested = row["total_green_lines_suggested"] + row["total_red_lines_suggested"]
            accepted = row["total_green_lines_accepted"] + row["total_red_lines_accepted"]
            assert (row["total_lines_suggested"], row["total_lines_accepted"]) == (suggested, accepted)


def test_an_extension_has_no_dot_and_only_five_a_day_are_told(client: httpx.Client, team: Team) -> None:
    rows = _get(client, "/analytics/team/top-file-extensions", **WINDOW)
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
    team_rows = _get(client, f"/analytics/team/{metric}", **WINDOW)["data"]
    user_rows = [row for rows in _all_users(client, metric).values() for row in rows]
    assert _flat(team_rows) == _flat(user_rows)


def _flat(rows: list[Row]) -> Counter[Any]:
    """Every figure by its day, labels and field, whatever the metric."""
    sums: Counter[Any] = Counter()
    for row in rows:
        parts = row.get("model_breakdown", {"": row})
        for model, figures in parts.items():
            labels = tuple(value for value in row.values() if isinstance(value, str))
            for field, figure in figures.items():
                if isinstance(figure, int):
                    sums[*labels, model, field] += figure
    return sums


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
        return _sums(_get(client, f"/analytics/team/{metric}", **WINDOW)["data"], "event_date", *names)

    assert answered("mcp", "mcp_server_name", "tool_name") == mcp
    assert answered("commands", "command_name") == commands
    assert answered("skills", "skill_name") == skills
    assert answered("plans", "model") == plans
    assert answered("ask-mode", "model") == asks
    used = _get(client, "/analytics/team/dau", **WINDOW)["data"]
    for row in used:
        people = [person for person in days if person.day.isoformat() == row["date"]]
        parts = [len(people), *(sum(flags) for flags in zip(*map(_flags, people), strict=True))]
        assert parts == [row["dau"], row["cli_dau"], row["cloud_agent_dau"], row["bugbot_dau"]]
    edits = [sum(column) for column in zip(*(person.agent_edits for person in days), strict=True)]
    rows = _get(client, "/analytics/team/agent-edits", **WINDOW)["data"]
    fields = ("total_suggested_diffs", "total_accepted_diffs", "total_rejected_diffs")
    assert edits == [
        sum(row[field] for row in rows) for field in (*fields, "total_lines_suggested", "total_lines_accepted")
    ]


def _flags(person: Any) -> tuple[bool, bool, bool]:
    return person.used_cli, person.used_cloud_agent, person.used_bugbot


def test_some_tools_and_commands_have_no_name(client: httpx.Client) -> None:
    window = {"startDate": "29d"}
    tools = {row["tool_name"] for row in _get(client, "/analytics/team/mcp", **window)["data"]}
    commands = {row["command_name"] for row in _get(client, "/analytics/team/commands", **window)["data"]}
    assert "" in tools
    assert "" in commands
    assert len(commands) > 20
    assert len(tools) > 20


def test_today_is_partial_and_only_grows(open_http: OpenHttp) -> None:
    world = World([Team.of_company(Company.build(seed=7, now=NOW, history_days=3))], clock=lambda: NOW)
    http = open_http(world)
    paths = ("commands", "mcp", "agent-edits", "plans", "ask-mode", "models")
    before = {path: _get(http, f"/analytics/team/{path}", startDate="1d") for path in paths}
    commits = _get(http, COMMITS, startDate="1d")
    world.advance(timedelta(hours=2))
    for path, earlier in before.items():
        later = _get(http, f"/analytics/team/{path}", startDate="1d")
        old, new = _flat(earlier["data"]), _flat(later["data"])
        assert all(new[key] >= count for key, count in old.items())
        assert new.total() > old.total()
        yesterday = [row for row in later["data"] if (row.get("date") or row["event_date"]) == "2026-11-18"]
        assert yesterday == [row for row in earlier["data"] if (row.get("date") or row["event_date"]) == "2026-11-18"]
    grown = _get(http, COMMITS, startDate="2026-11-18T15:30:00Z")
    assert grown["totalCount"] > commits["totalCount"]
    known = {row["commitHash"] for row in grown["items"]}
    assert known >= {row["commitHash"] for row in commits["items"]}


# By user


def test_a_page_counts_people_and_maps_their_ids(client: httpx.Client, team: Team) -> None:
    first = _get(client, "/analytics/by-user/skills", page=1, pageSize=10, **WINDOW)
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
    last = _get(client, "/analytics/by-user/skills", page=7, pageSize=10, **WINDOW)
    assert (last["pagination"]["hasNextPage"], last["pagination"]["hasPreviousPage"]) == (False, True)
    beyond = _get(client, "/analytics/by-user/skills", page=9, pageSize=10, **WINDOW)
    assert (beyond["data"], beyond["pagination"]["hasNextPage"]) == ({}, False)


def test_people_without_rows_have_an_empty_list_or_are_missing(open_http: OpenHttp) -> None:
    answer = _get(open_http(world_of(_small_team())), "/analytics/by-user/models", startDate="today")
    assert answer["data"]["p1@example.com"] == []
    assert "p2@example.com" not in answer["data"]
    assert len(answer["params"]["userMappings"]) == answer["pagination"]["totalUsers"] == 3


def test_a_page_holds_one_hundred_people_and_at_most_five_hundred() -> None:
    members = [Member(f"user_{n}", n, f"p{n}@example.com", "P") for n in range(501)]
    world = world_of(Team.from_events(members=members))
    with serve(create_app(world)) as url, httpx.Client(base_url=url, auth=(SANDBOX_KEY, "")) as http:
        assert _get(http, "/analytics/by-user/mcp")["pagination"]["totalPages"] == 6
        assert _get(http, "/analytics/by-user/mcp", pageSize=9999)["pagination"]["pageSize"] == 500
        assert http.get("/analytics/by-user/mcp", params={"page": 0}).status_code == 400
        assert http.get("/analytics/by-user/mcp", params={"page": "x"}).status_code == 400


def test_there_is_no_dau_by_user(client: httpx.Client) -> None:
    assert client.get("/analytics/by-user/dau").status_code == 404
    assert client.get("/analytics/by-user/conversation-insights").status_code == 404


# Conversations


def test_conversations_are_sorted_in_the_ways_that_were_asked_for(client: httpx.Client) -> None:
    everything = "intents,complexity,categories,guidanceLevels,workTypes"
    answer = _get(client, INSIGHTS, include=everything, **WINDOW)
    assert answer["params"]["include"] == everything.split(",")
    fields = ("intent", "complexity", "category", "guidanceLevel", "workType")
    totals = []
    for name, field in zip(everything.split(","), fields, strict=True):
        part = answer["data"][name]
        by_day = _sums(part["timeSeries"], field, figure="count")
        assert {(row[field],): row["count"] for row in part["distribution"]} == by_day
        totals.append(by_day.total())
    assert totals[0] == totals[1] < totals[2] == totals[3] == totals[4]
    intents = answer["data"]["intents"]
    assert intents["topValues"] == intents["distribution"][:2]
    asked = next(row["count"] for row in intents["distribution"] if row["intent"] == "Ask")
    assert sum(row["count"] for row in intents["subcategories"]["askMode"]) == asked
    repeated = client.get(INSIGHTS, params=[("include", "intents"), ("include", "workTypes")]).json()
    assert list(repeated["data"]) == ["intents", "workTypes"]


def test_conversations_need_to_be_told_which_ways(client: httpx.Client) -> None:
    assert client.get(INSIGHTS).status_code == 400
    assert client.get(INSIGHTS, params={"include": "intents,mood"}).status_code == 400


def test_conversations_answer_401_where_the_team_does_not_want_them(open_http: OpenHttp) -> None:
    world = world_of(_small_team())
    http = open_http(world)
    http.post("/_control/state", json={"quirks": {"has_conversation_insights": False}})
    refused = http.get(INSIGHTS, params={"include": "intents"})
    assert (refused.status_code, refused.json()["error"]) == (401, "Unauthorized")
    assert http.get("/analytics/team/dau").status_code == 200


# Commits


def _commits(http: httpx.Client, path: str = COMMITS, **query: Any) -> list[Row]:
    rows: list[Row] = []
    page = 1
    while True:
        answer = _get(http, path, page=page, pageSize=200, **query)
        rows += answer["items"]
        if page * answer["pageSize"] >= answer["totalCount"]:
            assert len(rows) == answer["totalCount"]
            return rows
        page += 1


def test_every_page_of_commits_together_is_what_the_world_knows(client: httpx.Client, team: Team) -> None:
    rows = _commits(client, startDate="2026-11-01T10:00:00Z")
    start_ms = to_ms(datetime(2026, 11, 1, 10, tzinfo=UTC))
    truth = team.ai_code.commits(start_ms, to_ms(NOW), NOW)
    commits = truth.rows(0, len(truth))
    assert [(row["commitHash"], row["totalLinesAdded"]) for row in rows] == [
        (commit.hash, commit.total[0]) for commit in commits
    ]
    told = [row["commitTs"] or row["createdAt"] for row in rows]
    assert told == sorted(told, reverse=True)
    assert min(told) >= "2026-11-01T10:00:00.000Z"
    assert max(row["createdAt"] for row in rows) <= "2026-11-19T15:30:00.000Z"
    members = {member.id: member.email for member in team.members}
    assert all(members[row["userId"]] == row["userEmail"] for row in rows)


def test_lines_that_are_neither_tabs_nor_agents_are_the_rest(client: httpx.Client) -> None:
    rows = _commits(client)
    for row in rows:
        for kind in ("Added", "Deleted"):
            rest = row[f"totalLines{kind}"] - row[f"tabLines{kind}"] - row[f"composerLines{kind}"]
            assert row[f"nonAiLines{kind}"] in (None, max(0, rest))
    assert any(row["nonAiLinesAdded"] is None for row in rows)


def test_commits_come_in_all_the_sorts_that_readers_must_cope_with(client: httpx.Client) -> None:
    rows = _commits(client, startDate="35d")
    assert {row["commitSource"] for row in rows} == {"ide", "cli", "cloud"}
    assert any(row["repoName"] is None for row in rows)
    assert any(row["commitTs"] is None for row in rows)
    assert any(row["message"] is None for row in rows)
    assert any("isPrimaryBranch" not in row for row in rows)
    assert {row.get("isPrimaryBranch") for row in rows} == {True, False, None}
    hashes = Counter(row["commitHash"] for row in rows)
    assert 2 in hashes.values()
    work = Counter((row["userId"], row["commitTs"], row["totalLinesAdded"]) for row in rows if row["commitTs"])
    amended = [key for key, count in work.items() if count > 1]
    assert any(
        len({row["commitHash"] for row in rows if (row["userId"], row["commitTs"], row["totalLinesAdded"]) == key}) == 2
        for key in amended
    )
    members_and_weeks = {(row["userId"], row["createdAt"][:10]) for row in rows}
    assert 1 < len(rows) / len(members_and_weeks) < 4
    assert 8 <= len({row["repoName"] for row in rows if row["repoName"]}) <= 14


def test_commits_of_one_person_can_be_asked_for(client: httpx.Client, team: Team) -> None:
    busiest = Counter(row["userEmail"] for row in _commits(client)).most_common(1)[0][0]
    member = team.member_by_email(busiest)
    assert member is not None
    by_email = _commits(client, user=busiest.upper())
    assert by_email
    assert by_email == _commits(client, user=member.id) == _commits(client, user=str(member.number))
    assert {row["userEmail"] for row in by_email} == {busiest}
    assert client.get(COMMITS, params={"user": "stranger@elsewhere.example"}).status_code == 400
    assert client.get(COMMITS, params={"user": f"{busiest},user_1"}).status_code == 400


def test_the_time_of_day_counts_for_commits_and_there_is_no_widest_range(client: httpx.Client) -> None:
    day = _commits(client, startDate="2026-11-18T00:00:00Z", endDate="2026-11-18T23:59:59.999Z")
    morning = _commits(client, startDate="2026-11-18", endDate="2026-11-18T11:59:59.999Z")
    afternoon = _commits(client, startDate="2026-11-18T12:00:00Z", endDate="2026-11-18T23:59:59.999Z")
    assert day == afternoon + morning
    assert _get(client, COMMITS, startDate="0d")["totalCount"] == 0
    assert _get(client, COMMITS, startDate="300d")["totalCount"] > len(day)
    for wrong in ({"startDate": "soon"}, {"startDate": "now", "endDate": "1d"}, {"startDate": "99999999d"}):
        assert client.get(COMMITS, params=wrong).status_code == 400


def test_changes_are_of_tabs_and_of_the_agent(client: httpx.Client) -> None:
    rows = _commits(client, CHANGES, startDate="2d")
    assert {row["source"] for row in rows} == {"TAB", "COMPOSER"}
    assert all(row["totalLinesAdded"] == sum(file["linesAdded"] for file in row["metadata"]) for row in rows)
    assert len({row["changeId"] for row in rows}) == len(rows)
    assert rows == _commits(client, CHANGES, startDate="2d")


@pytest.mark.parametrize("path", [COMMITS, CHANGES])
def test_the_csv_says_the_same_as_the_pages(client: httpx.Client, path: str) -> None:
    answer = client.get(f"{path}.csv", params={"startDate": "3d"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    items = _commits(client, path, startDate="3d")
    assert [row["user_email"] for row in rows] == [item["userEmail"] for item in items]
    assert [int(row["total_lines_added"]) for row in rows] == [item["totalLinesAdded"] for item in items]
    if path == COMMITS:
        assert [row["non_ai_lines_added"] for row in rows] == [_cell(item["nonAiLinesAdded"]) for item in items]
        assert [row["commit_ts"] or None for row in rows] == [item["commitTs"] for item in items]
    else:
        assert [json.loads(row["metadata_json"]) for row in rows] == [item["metadata"] for item in items]


def _cell(value: int | None) -> str:
    return "" if value is None else str(value)


# Plan, limits, tags, trouble


@pytest.mark.parametrize("path", ["/analytics/team/dau", "/analytics/by-user/mcp", INSIGHTS, COMMITS, f"{CHANGES}.csv"])
def test_without_the_plan_everything_is_refused_in_the_observed_words(open_http: OpenHttp, path: str) -> None:
    team = _small_team()
    team.enterprise = False
    refused = open_http(world_of(team)).get(path)
    assert refused.status_code == 403
    assert refused.json()["message"] == "You must be a member of an enterprise team to access this resource"
    assert "etag" not in refused.headers


def test_one_endpoint_can_be_refused_alone_until_that_is_cleared(open_http: OpenHttp) -> None:
    world = world_of(_small_team())
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
    http = open_http(world_of(_small_team(1)))
    statuses = [http.get(path).status_code for _ in range(limit + 1)]
    assert statuses == [200] * limit + [429]
    refused = http.get(path)
    assert "retry-after" not in refused.headers
    assert refused.json() == {
        "error": "Too Many Requests",
        "message": "Rate limit exceeded. Please try again later.",
    }
    assert http.get("/analytics/team/tabs").status_code == 200


@pytest.mark.parametrize("path", ["/analytics/team/dau", "/analytics/by-user/mcp", COMMITS, f"{COMMITS}.csv"])
def test_what_has_not_changed_is_answered_without_a_body_and_without_being_counted(
    open_http: OpenHttp, path: str
) -> None:
    team = _small_team()
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
    answer = open_http(world_of(_small_team())).get("/teams/members")
    assert "etag" not in answer.headers
    assert "cache-control" not in answer.headers


def test_trouble_on_demand_meets_the_analytics_too(open_http: OpenHttp) -> None:
    world = world_of(_small_team())
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
    team = _small_team()
    team.quirks.unknown_fields = True
    http = open_http(world_of(team))
    answer = _get(http, "/analytics/by-user/models")
    assert "fieldFromTheFuture" in answer
    assert set(answer["data"]) == {"p0@example.com", "p1@example.com"}
    (row,) = answer["data"]["p0@example.com"]
    assert "fieldFromTheFuture" in row
    assert set(row["model_breakdown"]) == {"default"}
    assert "fieldFromTheFuture" in row["model_breakdown"]["default"]


def test_what_was_shown_is_taken_back_when_the_lag_grows_or_somebody_goes(open_http: OpenHttp) -> None:
    team = _small_team()
    world = world_of(team)
    http = open_http(world)
    world.advance(timedelta(days=1))
    assert len(_get(http, "/analytics/team/dau", startDate="9d")["data"]) == 2
    team.quirks.lag = timedelta(days=2)
    assert [row["date"] for row in _get(http, "/analytics/team/dau", startDate="9d")["data"]] == ["2026-11-12"]
    team.add_member(Member("user_1", 1, "p1@example.com", "P 1", joined_at=NOW))
    assert _get(http, "/analytics/team/dau", startDate="9d")["data"] == []
