"""The insights of a made-up company, collected over HTTP, and once more from the rows that the stand-in serves."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from sandbox.company.company import Company as SandboxCompany
from sandbox.cursor_api.team import SANDBOX_KEY, Team
from tracker.reports.service import ReportService
from tracker.reports.types import AnalyticsState, Insight, InsightsSection

from .conftest import NOW, Company

HISTORY_DAYS = 45
TODAY = NOW.date()
DAYS = [TODAY - timedelta(days=back) for back in range(29, -1, -1)]


@pytest.fixture
def company_with_history(company: Company) -> Company:
    sandbox = SandboxCompany.build(seed=5, now=NOW, members=9, history_days=HISTORY_DAYS)
    company.team = company.cursor.team = Team.of_company(sandbox)
    company.cursor.world.teams = [company.team]
    for _ in range(3):  # the history comes as far as the allowance goes without waiting
        company.collect(NOW)
    return company


@pytest.fixture
def served(company_with_history: Company) -> Iterator[httpx.Client]:
    """Cursor's answers as anyone with the key may read them."""
    with httpx.Client(base_url=company_with_history.cursor.url, auth=(SANDBOX_KEY, "")) as client:
        yield client


def rows(served: httpx.Client, metric: str) -> Any:
    asked = {"startDate": DAYS[0].isoformat(), "endDate": DAYS[-1].isoformat()}
    return served.get(f"/analytics/team/{metric}", params=asked).raise_for_status().json()["data"]


def commits(served: httpx.Client) -> list[dict[str, Any]]:
    asked = {"startDate": DAYS[0].isoformat(), "endDate": TODAY.isoformat(), "pageSize": "1000"}
    answer = served.get("/analytics/ai-code/commits", params=asked).raise_for_status().json()
    assert answer["totalCount"] <= 1_000
    # What Cursor lists twice is one commit.
    by_key = {
        (row["commitHash"], row["userEmail"], row["commitTs"] or row["createdAt"]): row for row in answer["items"]
    }
    return list(by_key.values())


def total(found: list[dict[str, Any]], *names: str) -> int:
    return sum(row[name] or 0 for row in found for name in names)


def test_every_section_says_what_cursor_serves(company_with_history: Company, served: httpx.Client):
    report = ReportService(company_with_history.store).insights(words="30d", now=NOW)
    found: dict[str, Insight] = {section.value: insight for section, insight in report.sections.items()}
    for insight in found.values():
        assert insight.availability.state is AnalyticsState.AVAILABLE, insight.section
        if insight.section is not InsightsSection.EXHAUSTION:
            assert (insight.first_day, insight.last_day) == (DAYS[0], TODAY)
    figures: dict[str, Any] = {name: insight.figures for name, insight in found.items()}

    people = {date.fromisoformat(row["date"]): row["dau"] for row in rows(served, "dau")}
    assert [day.users for day in figures["dau"].days] == [people.get(day, 0) for day in DAYS]
    over = [people.get(day, 0) for day in DAYS[:-1]]
    assert figures["dau"].average_users == pytest.approx(sum(over) / len(over))

    messages: Counter[str] = Counter()
    for row in rows(served, "models"):
        messages.update({model: each["messages"] for model, each in row["model_breakdown"].items()})
    assert figures["models"].use.uses == messages.total() > 0
    assert {each.name: each.uses for each in figures["models"].use.top} == dict(messages.most_common(20))

    for name, metric, key in (("commands", "commands", "command_name"), ("skills", "skills", "skill_name")):
        uses: Counter[str] = Counter()
        for row in rows(served, metric):
            uses[row[key] or ""] += row["usage"]
        assert figures[name].uses == uses.total() > 0
        assert [each.uses for each in figures[name].top] == sorted(uses.values(), reverse=True)[:20]

    tools: Counter[tuple[str, str]] = Counter()
    for row in rows(served, "mcp"):
        tools[row["tool_name"] or "", row["mcp_server_name"] or ""] += row["usage"]
    assert figures["mcp"].uses == tools.total() > 0
    assert sum(server.uses for server in figures["mcp"].servers) == tools.total()

    for source, metric, accepted in (
        ("agent", "agent-edits", "total_accepted_diffs"),
        ("tab", "tabs", "total_accepts"),
    ):
        edits = getattr(figures["edits"], source)
        assert edits.accepted == total(rows(served, metric), accepted) > 0
        assert edits.lines_accepted == total(rows(served, metric), "total_lines_accepted")

    assert figures["modes"].plan.uses == total(rows(served, "plans"), "usage")
    assert figures["modes"].ask.uses == total(rows(served, "ask-mode"), "usage")
    accepted = total(rows(served, "top-file-extensions"), "total_lines_accepted")
    assert sum(row.lines_accepted for row in figures["files"].rows) == accepted > 0
    versions = rows(served, "client-versions")
    newest = max(tuple(map(int, row["client_version"].split("."))) for row in versions)
    assert figures["versions"].latest == ".".join(map(str, newest))
    last = max(row["event_date"] for row in versions)
    assert sum(row.users for row in figures["versions"].rows) == total(
        [row for row in versions if row["event_date"] == last], "user_count"
    )


def test_code_volume_is_that_of_the_commits_served(company_with_history: Company, served: httpx.Client):
    volume: Any = (
        ReportService(company_with_history.store)
        .insights(section=InsightsSection.REPOSITORIES, words="30d", now=NOW)
        .sections[InsightsSection.REPOSITORIES]
        .figures
    )
    listed = commits(served)
    assert volume.total.commits == len(listed) > 0
    assert volume.total.lines == total(listed, "totalLinesAdded", "totalLinesDeleted")
    names = ("tabLinesAdded", "composerLinesAdded", "tabLinesDeleted", "composerLinesDeleted")
    assert volume.total.attributed == total(listed, *names)
    by_name = Counter(row["repoName"] or "" for row in listed)
    assert {row.repository: row.commits for row in volume.rows} == dict(by_name)
