"""What the AI Code Tracking API tells of commits and changes."""

import csv
import io
import json
from collections import Counter
from datetime import UTC, datetime

import httpx
import pytest

from sandbox.company.types import to_ms
from sandbox.cursor_api.team import Team
from tests.integration.sandbox_cursor_api.analytics.reading import CHANGES, COMMITS, read, read_commits
from tests.integration.sandbox_cursor_api.asking import NOW


def test_every_page_of_commits_together_is_what_the_world_knows(client: httpx.Client, team: Team) -> None:
    rows = read_commits(client, startDate="2026-11-01T10:00:00Z")
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
    rows = read_commits(client)
    for row in rows:
        for kind in ("Added", "Deleted"):
            rest = row[f"totalLines{kind}"] - row[f"tabLines{kind}"] - row[f"composerLines{kind}"]
            assert row[f"nonAiLines{kind}"] in (None, max(0, rest))
    assert any(row["nonAiLinesAdded"] is None for row in rows)


def test_commits_come_in_all_the_sorts_that_readers_must_cope_with(client: httpx.Client) -> None:
    rows = read_commits(client, startDate="35d")
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
    busiest = Counter(row["userEmail"] for row in read_commits(client)).most_common(1)[0][0]
    member = team.member_by_email(busiest)
    assert member is not None
    by_email = read_commits(client, user=busiest.upper())
    assert by_email
    assert by_email == read_commits(client, user=member.id) == read_commits(client, user=str(member.number))
    assert {row["userEmail"] for row in by_email} == {busiest}
    assert client.get(COMMITS, params={"user": "stranger@elsewhere.example"}).status_code == 400
    assert client.get(COMMITS, params={"user": f"{busiest},user_1"}).status_code == 400


def test_the_time_of_day_counts_for_commits_and_there_is_no_widest_range(client: httpx.Client) -> None:
    day = read_commits(client, startDate="2026-11-18T00:00:00Z", endDate="2026-11-18T23:59:59.999Z")
    morning = read_commits(client, startDate="2026-11-18", endDate="2026-11-18T11:59:59.999Z")
    afternoon = read_commits(client, startDate="2026-11-18T12:00:00Z", endDate="2026-11-18T23:59:59.999Z")
    assert day == afternoon + morning
    assert read(client, COMMITS, startDate="0d")["totalCount"] == 0
    assert read(client, COMMITS, startDate="300d")["totalCount"] > len(day)
    for wrong in ({"startDate": "soon"}, {"startDate": "now", "endDate": "1d"}, {"startDate": "99999999d"}):
        assert client.get(COMMITS, params=wrong).status_code == 400


def test_changes_are_of_tabs_and_of_the_agent(client: httpx.Client) -> None:
    rows = read_commits(client, CHANGES, startDate="2d")
    assert {row["source"] for row in rows} == {"TAB", "COMPOSER"}
    assert all(row["totalLinesAdded"] == sum(file["linesAdded"] for file in row["metadata"]) for row in rows)
    assert len({row["changeId"] for row in rows}) == len(rows)
    assert rows == read_commits(client, CHANGES, startDate="2d")


@pytest.mark.parametrize("path", [COMMITS, CHANGES])
def test_the_csv_says_the_same_as_the_pages(client: httpx.Client, path: str) -> None:
    answer = client.get(f"{path}.csv", params={"startDate": "3d"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    items = read_commits(client, path, startDate="3d")
    assert [row["user_email"] for row in rows] == [item["userEmail"] for item in items]
    assert [int(row["total_lines_added"]) for row in rows] == [item["totalLinesAdded"] for item in items]
    if path == COMMITS:
        assert [row["non_ai_lines_added"] for row in rows] == [_cell(item["nonAiLinesAdded"]) for item in items]
        assert [row["commit_ts"] or None for row in rows] == [item["commitTs"] for item in items]
    else:
        assert [json.loads(row["metadata_json"]) for row in rows] == [item["metadata"] for item in items]


def _cell(value: int | None) -> str:
    return "" if value is None else str(value)
