"""A made-up company is served over HTTP, collected and queried; each figure is recomputed from the JSON alone."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr

from sandbox.company.company import Company
from sandbox.cursor_api.app import create_app
from sandbox.cursor_api.team import SANDBOX_KEY, Team
from sandbox.cursor_api.world import World
from sandbox.serving import serve
from tests.databases import backend_of
from tracker.collect.collector import Collector
from tracker.cursor.client import CursorClient
from tracker.cursor.pacing import Pacer
from tracker.reports.service import ReportService
from tracker.reports.types import UserSection

NOW = datetime.fromisoformat("2026-11-12T09:20:31.500+00:00")
FIRST = datetime(2026, 10, 30, tzinfo=UTC)  # 14d
MS, CENT = timedelta(milliseconds=1), 1_000_000
NOT_REQUESTS = ("Errored, Not Charged", "Aborted, Not Charged")


class Served:
    """What the stand-in answers of 14 days, as plain JSON."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, auth=(SANDBOX_KEY, ""), timeout=30)
        window = {"startDate": _ms(FIRST), "endDate": _ms(NOW) - 1}
        self.events = self._paged("/teams/filtered-usage-events", window, "usageEvents", 1000)
        self.daily = self._paged("/teams/daily-usage-data", window, "data", 1000)
        days = {"startDate": f"{FIRST:%Y-%m-%d}", "endDate": f"{NOW:%Y-%m-%d}"}
        self.mcp = self._by_user("mcp", days)
        self.commands = self._by_user("commands", days)
        self.commits = self._commits(days)
        self._http.close()

    def _paged(self, path, window, listed, size):
        rows, page = [], 1
        while True:
            answer = self._http.post(path, json=window | {"page": page, "pageSize": size}).raise_for_status().json()
            rows += answer[listed]
            if not answer["pagination"]["hasNextPage"]:
                return rows
            page += 1

    def _by_user(self, metric, days):
        found, page = defaultdict(list), 1
        while True:
            params = days | {"page": page, "pageSize": 100}
            answer = self._http.get(f"/analytics/by-user/{metric}", params=params).raise_for_status().json()
            for email, rows in answer["data"].items():
                found[email.lower()] += rows
            if not answer["pagination"]["hasNextPage"]:
                return found
            page += 1

    def _commits(self, days):
        rows, page = [], 1
        while True:
            params = days | {"page": page, "pageSize": 100}
            answer = self._http.get("/analytics/ai-code/commits", params=params).raise_for_status().json()
            rows += answer["items"]
            if page * 100 >= answer["totalCount"]:
                return rows
            page += 1


def _ms(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // MS


@pytest.fixture(scope="module")
def company(request, databases) -> Iterator[tuple[ReportService, Served]]:
    """Twelve people over forty days, collected; and what was served of the last fourteen days."""
    team = Team.of_company(Company.build(seed=5, now=NOW, members=12, history_days=40))
    world = World([team], clock=lambda: NOW)
    world.rate_limits.enabled = False
    with databases.lend_open(backend_of(request)) as store, serve(create_app(world)) as url:
        pacer = Pacer(lambda: 0.0, lambda _: None, scale=10_000.0)
        with CursorClient(url, SecretStr(SANDBOX_KEY), pacer=pacer, sleep=lambda _: None) as client:
            assert Collector(store, client).run(now=NOW).errors == ()
        yield ReportService(store), Served(url)


@pytest.fixture(scope="module")
def emails(company) -> list[str]:
    spent = Counter()
    for event in company[1].events:
        spent[(event.get("userEmail") or "").lower()] += 1
    return [email for email, _ in spent.most_common() if "@" in email][:6]


def events_of(served, email):
    return [event for event in served.events if (event.get("userEmail") or "").lower() == email]


def test_models_and_preferences_are_those_of_the_served_events(company, emails):
    reports, served = company
    for email in emails:
        report = reports.user_part(email, UserSection.MODELS, words="14d", now=NOW)
        requests, failed = Counter(), Counter()
        by_day = defaultdict(Counter)
        for event in events_of(served, email):
            if event["kind"] in NOT_REQUESTS:
                failed[event["model"]] += 1
            else:
                requests[event["model"]] += 1
                day = datetime.fromtimestamp(int(event["timestamp"]) / 1000, UTC).date()
                by_day[day][event["model"]] += 1
        assert {m.model: m.requests for m in report.models if m.requests} == dict(requests)
        assert {m.model: m.not_charged for m in report.models if m.not_charged} == dict(failed)
        assert len(report.periods) == 14
        for period in report.periods:
            assert (
                dict(period.requests) == {m: n for m, n in by_day[period.first_day].items() if n}
                or not by_day[period.first_day]
            )


def test_hours_are_those_of_the_served_events(company, emails):
    reports, served = company
    for email in emails:
        report = reports.user_part(email, UserSection.ACTIVITY, words="14d", now=NOW)
        expected = Counter()
        for event in events_of(served, email):
            if event["kind"] not in NOT_REQUESTS:
                at = datetime.fromtimestamp(int(event["timestamp"]) / 1000, UTC)
                expected[at.weekday(), at.hour] += 1
        profile = report.requests_by_weekday_and_hour
        assert {(d, h): n for d, row in enumerate(profile) for h, n in enumerate(row) if n} == dict(expected)


def test_counters_and_scores_are_those_of_the_served_days(company, emails):
    reports, served = company
    own = defaultdict(list)
    for row in served.daily:
        if row.get("email"):
            own[row["email"].lower()].append(row)
    agent = {email: sum(row["agentRequests"] for row in rows) for email, rows in own.items()}
    active = {
        email: sum(bool(row.get("isActive")) or row["agentRequests"] > 0 for row in rows) for email, rows in own.items()
    }
    paces = sorted(agent[each] / max(active[each], 1) for each in agent if agent[each] >= 10)
    top = paces[int(0.9 * len(paces))]
    for email in emails:
        report = reports.user_part(email, UserSection.ADOPTION, words="14d", now=NOW)
        rows = own[email]
        if not rows:  # a service account
            assert (report.counters, report.score, report.activity_rank) == (None, None, None)
            continue
        assert report.counters.cmdk_usages == sum(row["cmdkUsages"] for row in rows)
        assert report.counters.tabs_accepted == sum(row["totalTabsAccepted"] for row in rows)
        assert report.counters.bugbot_usages == sum(row["bugbotUsages"] for row in rows)
        assert report.activity_rank == 1 + sum(agent[each] > agent[email] for each in agent if active[each])
        applies, accepts = (sum(row[name] for row in rows) for name in ("totalApplies", "totalAccepts"))
        assert (report.counters.applies, report.counters.accepts) == (applies, accepts)
        if agent[email] < 10:
            assert report.score is None
            continue
        score = 40 * (min(1, accepts / applies) if applies else 0)
        score += 40 * min(1, agent[email] / max(active[email], 1) / top) + 20 * active[email] / 14
        assert report.score.score == pytest.approx(score, abs=1e-5)


def test_the_first_screen_says_the_activity_rank_and_badges_of_the_section(company, emails):
    reports, _ = company
    for email in emails:
        first, section = (
            reports.user(email, words="14d", now=NOW),
            reports.user_part(email, UserSection.ADOPTION, words="14d", now=NOW),
        )
        assert (first.activity_rank, first.badges) == (section.activity_rank, section.badges)
        assert first.activity_ranked == (section.activity_ranked if section.activity_rank else None)
        alone = reports.user(email, words="14d", now=NOW, with_team=False)
        assert alone.activity_rank is alone.activity_ranked is alone.badges is None


def test_context_is_that_of_the_served_tokens(company, emails):
    reports, served = company
    read = defaultdict(list)
    for event in served.events:
        tokens = (event.get("tokenUsage") or {}).get("cacheReadTokens")
        if tokens:
            read[(event.get("userEmail") or "").lower()].append(tokens)
    for email in emails:
        context = reports.user_part(email, UserSection.ADOPTION, words="14d", now=NOW).context
        assert context.events == len(read[email])
        assert context.tokens_per_request == round(sum(read[email]) / len(read[email]))


def test_tools_commands_and_repositories_are_those_served(company, emails):
    reports, served = company
    for email in emails:
        tools = reports.user_part(email, UserSection.TOOLS, words="14d", now=NOW)
        mcp, commands = Counter(), Counter()
        for row in served.mcp[email]:
            mcp[row["tool_name"], row["mcp_server_name"]] += row["usage"]
        for row in served.commands[email]:
            commands[row["command_name"]] += row["usage"]
        ranked = sorted(mcp.items(), key=lambda each: (-each[1], each[0]))[:20]
        assert [((each.name, each.server), each.uses) for each in tools.mcp.figures.top] == ranked
        assert (tools.mcp.figures.names, tools.mcp.figures.uses) == (len(mcp), mcp.total())
        ranked = sorted(commands.items(), key=lambda each: (-each[1], each[0]))[:20]
        assert [(each.name, each.uses) for each in tools.commands.figures.top] == ranked
        lines = Counter()
        own = [row for row in served.commits if row["userEmail"].lower() == email]
        once = {(row["commitHash"], row["commitTs"] or row["createdAt"]): row for row in own}  # pages may repeat one
        for (_, at), row in once.items():
            if FIRST <= datetime.fromisoformat(at) < NOW:
                lines[row["repoName"] or ""] += row["totalLinesAdded"] + row["totalLinesDeleted"]
        code = reports.user_part(email, UserSection.CODE, words="14d", now=NOW)
        assert {row.repository: row.lines for row in code.repositories.figures.rows} == dict(lines)
