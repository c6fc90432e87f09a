"""The insights of a made-up company, collected over HTTP, compared with those from the served rows."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from sandbox.company.company import Company as SandboxCompany
from sandbox.cursor_api.team import SANDBOX_KEY, Team
from tests.databases import Databases, backend_of
from tracker.reports.service import ReportService
from tracker.reports.types import AnalyticsState, Insight, InsightsSection

from .conftest import NOW, Company, serving_cursor

HISTORY_DAYS = 45
TODAY = NOW.date()
DAYS = [TODAY - timedelta(days=back) for back in range(29, -1, -1)]


@pytest.fixture(scope="module")
def company_with_history(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Company]:
    sandbox = SandboxCompany.build(seed=5, now=NOW, members=9, history_days=HISTORY_DAYS)
    with databases.lend_open(backend_of(request)) as store, serving_cursor() as cursor:
        company = Company(store, cursor)
        company.team = cursor.team = Team.of_company(sandbox)
        cursor.world.teams = [company.team]
        for _ in range(3):  # the history comes as far as the allowance goes without waiting
            company.collect(NOW)
        yield company


@pytest.fixture(scope="module")
def served(company_with_history: Company) -> Iterator[httpx.Client]:
    """Cursor's answers, as anyone with the key can read them."""
    with httpx.Client(base_url=company_with_history.cursor.url, auth=(SANDBOX_KEY, "")) as client:
        yield client


@pytest.fixture(scope="module")
def sections(company_with_history: Company) -> dict[str, Insight]:
    """The report's sections by name."""
    report = ReportService(company_with_history.store).insights(words="30d", now=NOW)
    return {section.value: insight for section, insight in report.sections.items()}


@pytest.fixture(scope="module")
def figures(sections: dict[str, Insight]) -> dict[str, Any]:
    """The figures of each section."""
    return {name: insight.figures for name, insight in sections.items()}


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


def test_every_section_has_the_days_that_were_asked_for(sections: dict[str, Insight]):
    assert {insight.availability.state for insight in sections.values()} == {AnalyticsState.AVAILABLE}
    days = {name: (insight.first_day, insight.last_day) for name, insight in sections.items()}
    del days[InsightsSection.EXHAUSTION]
    assert days == dict.fromkeys(days, (DAYS[0], TODAY))


def test_active_people_are_those_of_each_day_and_averaged_over_whole_days(
    served: httpx.Client, figures: dict[str, Any]
):
    people = {date.fromisoformat(row["date"]): row["dau"] for row in rows(served, "dau")}
    assert [day.users for day in figures["dau"].days] == [people.get(day, 0) for day in DAYS]
    over = [people.get(day, 0) for day in DAYS[:-1]]
    assert figures["dau"].average_users == pytest.approx(sum(over) / len(over))


def test_models_are_counted_by_messages(served: httpx.Client, figures: dict[str, Any]):
    messages: Counter[str] = Counter()
    for row in rows(served, "models"):
        messages.update({model: each["messages"] for model, each in row["model_breakdown"].items()})
    assert figures["models"].use.uses == messages.total() > 0
    assert {each.name: each.uses for each in figures["models"].use.top} == dict(messages.most_common(20))


@pytest.mark.parametrize(("metric", "key"), [("commands", "command_name"), ("skills", "skill_name")])
def test_commands_and_skills_are_counted_by_name(served: httpx.Client, figures: dict[str, Any], metric: str, key: str):
    uses: Counter[str] = Counter()
    for row in rows(served, metric):
        uses[row[key] or ""] += row["usage"]
    assert figures[metric].uses == uses.total() > 0
    assert [each.uses for each in figures[metric].top] == sorted(uses.values(), reverse=True)[:20]


def test_mcp_tools_are_counted_by_server(served: httpx.Client, figures: dict[str, Any]):
    uses: Counter[str] = Counter()
    for row in rows(served, "mcp"):
        uses[row["mcp_server_name"] or ""] += row["usage"]
    assert figures["mcp"].uses == uses.total() > 0
    assert {each.server: each.uses for each in figures["mcp"].servers} == dict(uses)


@pytest.mark.parametrize(
    ("source", "metric", "accepted"),
    [("agent", "agent-edits", "total_accepted_diffs"), ("tab", "tabs", "total_accepts")],
)
def test_edits_that_were_accepted_are_added_up(
    served: httpx.Client, figures: dict[str, Any], source: str, metric: str, accepted: str
):
    edits = getattr(figures["edits"], source)
    assert edits.accepted == total(rows(served, metric), accepted) > 0
    assert edits.lines_accepted == total(rows(served, metric), "total_lines_accepted")


@pytest.mark.parametrize(("mode", "metric"), [("plan", "plans"), ("ask", "ask-mode")])
def test_uses_of_a_mode_are_added_up(served: httpx.Client, figures: dict[str, Any], mode: str, metric: str):
    assert getattr(figures["modes"], mode).uses == total(rows(served, metric), "usage")


def test_lines_are_added_up_over_the_kinds_of_files(served: httpx.Client, figures: dict[str, Any]):
    accepted = total(rows(served, "top-file-extensions"), "total_lines_accepted")
    assert sum(row.lines_accepted for row in figures["files"].rows) == accepted > 0


def test_the_newest_version_is_told_and_who_ran_which_on_the_last_day(served: httpx.Client, figures: dict[str, Any]):
    versions = rows(served, "client-versions")
    newest = max(tuple(map(int, row["client_version"].split("."))) for row in versions)
    assert figures["versions"].latest == ".".join(map(str, newest))
    last = max(row["event_date"] for row in versions)
    users = total([row for row in versions if row["event_date"] == last], "user_count")
    assert sum(row.users for row in figures["versions"].rows) == users


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
