"""Analytics over real HTTP: what the team did is stored, replaced by days, each kind independently."""

import signal
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from sandbox.company.company import Company as SandboxCompany
from sandbox.cursor_api import faults
from sandbox.cursor_api.activity_log import PersonDay
from sandbox.cursor_api.endpoints.ai_code import _commit_row
from sandbox.cursor_api.team import Team
from tracker.clock import from_ms, iso, to_ms
from tracker.collect.analytics import METRICS
from tracker.collect.run import BatchSizes
from tracker.collect.trouble import announce_trouble
from tracker.reports.status import load_status
from tracker.reports.types import AnalyticsState, Availability
from tracker.store.analytics import analytics_state
from tracker.store.checkpoints import ANALYTICS, Reading
from tracker.store.tables import ActorRow, BackfillRow, OutboxRow, ReadStateRow
from tracker.store.tables_analytics import (
    AiCommitRow,
    ClientVersionDayRow,
    ConversationDayRow,
    EditsDayRow,
    EntityTagRow,
    FeatureUseDayRow,
    FileExtensionDayRow,
    MemberEditsDayRow,
    MemberFeatureUseDayRow,
    TeamActivityDayRow,
)

from .conftest import NOW, Company, usage

ROOT = Path(__file__).parents[3]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TODAY = NOW.date()
HISTORY_DAYS = 45
DAU = "/analytics/team/dau"
TABS = "/analytics/team/tabs"
BY_USER_MCP = "/analytics/by-user/mcp"
TABLES: tuple[type[SQLModel], ...] = (
    TeamActivityDayRow,
    EditsDayRow,
    FeatureUseDayRow,
    FileExtensionDayRow,
    ClientVersionDayRow,
    MemberEditsDayRow,
    MemberFeatureUseDayRow,
)


def made_up(company: Company) -> Company:
    """The company with eight people and 45 days of history."""
    sandbox = SandboxCompany.build(seed=7, now=NOW, members=8, history_days=HISTORY_DAYS)
    company.team = company.cursor.team = Team.of_company(sandbox)
    company.cursor.world.teams = [company.team]
    return company


@pytest.fixture
def made(company: Company) -> Company:
    return made_up(company)


def availability(company: Company, *kinds: Reading) -> Availability:
    with company.store.reading() as session:
        return analytics_state(session, *kinds)


def everything(company: Company) -> dict[str, list[dict[str, object]]]:
    """Every row of analytics, people by e-mail."""
    emails = {row.id: row.key for row in company.rows(ActorRow)}
    rows: dict[str, list[dict[str, object]]] = {}
    for table in TABLES:
        dumped = [row.model_dump() for row in company.rows(table)]
        for row in dumped:
            if "actor_id" in row:
                row["actor_id"] = emails[row["actor_id"]]
        keys = [column.name for column in table.__table__.primary_key]
        rows[table.__tablename__] = sorted(dumped, key=lambda row: [str(row[key]) for key in keys])
    return rows


def days_asked(company: Company, path: str) -> list[tuple[date, date]]:
    """The days of each request, in order."""
    return [
        (date.fromisoformat(str(params["startDate"])), date.fromisoformat(str(params["endDate"])))
        for params in company.cursor.pages_asked(path)
    ]


def uses_by_hand(people: Iterable[PersonDay]) -> Counter[tuple[object, ...]]:
    """Uses of everything named by member and day, in plain Python."""
    counted: Counter[tuple[object, ...]] = Counter()
    for person in people:
        who = (person.email.lower(), person.day)
        for model, messages in person.messages.items():
            counted[*who, "model", model, ""] += messages
        for (tool, server), calls in ((_tool_first(key), n) for key, n in person.mcp_calls.items()):
            counted[*who, "mcp_tool", tool, server] += calls
        for (command,), uses in person.commands.items():
            counted[*who, "command", command, ""] += uses
        for (skill,), uses in person.skills.items():
            counted[*who, "skill", skill, ""] += uses
        for (model,), uses in person.plans.items():
            counted[*who, "plan_mode", model, ""] += uses
        for (model,), uses in person.asks.items():
            counted[*who, "ask_mode", model, ""] += uses
    return +counted


def _tool_first(server_and_tool: tuple[str, ...]) -> tuple[str, str]:
    server, tool = server_and_tool
    return tool, server


def of_team(uses: Counter[tuple[object, ...]]) -> Counter[tuple[object, ...]]:
    total: Counter[tuple[object, ...]] = Counter()
    for (_who, *rest), count in uses.items():
        total[tuple(rest)] += count
    return total


def test_what_is_stored_is_what_everybody_did_added_up_in_plain_python(either: Company):
    made_up(either)
    assert either.collect().errors == ()
    people = either.team.activity.person_days(TODAY - HISTORY_DAYS * DAY, TODAY, NOW)
    uses = uses_by_hand(people)
    emails = {row.id: row.key for row in either.rows(ActorRow)}

    team = {(r.day, r.feature, r.name, r.server): r.uses for r in either.rows(FeatureUseDayRow)}
    assert team == of_team(uses)
    by_member = {
        (emails[r.actor_id], r.day, r.feature, r.name, r.server): r.uses for r in either.rows(MemberFeatureUseDayRow)
    }
    assert by_member == {key: n for key, n in uses.items() if key[2] in {"model", "mcp_tool", "command"}}

    edits: dict[tuple[object, ...], list[int]] = {}
    for person in people:
        for source, counts in (("agent", person.agent_edits), ("tab", person.tab_edits)):
            if any(counts):
                edits[person.email.lower(), person.day, source] = list(counts)
    stored = {
        (emails[r.actor_id], r.day, r.source): [
            r.suggested, r.accepted, r.rejected, r.lines_suggested, r.lines_accepted
        ]
        for r in either.rows(MemberEditsDayRow)
    }  # fmt: skip
    assert {key: counts for key, counts in stored.items() if any(counts)} == edits
    team_lines = Counter[tuple[object, ...]]()
    for (_, day, source), counts in edits.items():
        team_lines[day, source] += counts[4]
    assert +Counter({(r.day, r.source): r.lines_accepted for r in either.rows(EditsDayRow)}) == +team_lines

    active = Counter(person.day for person in people)
    assert {r.day: r.active_users for r in either.rows(TeamActivityDayRow)} == active
    versions = Counter((person.day, person.client_version) for person in people)
    rows = either.rows(ClientVersionDayRow)
    assert {(r.day, r.version): r.users for r in rows} == versions
    assert all(abs(r.share_millionths - 1_000_000 * r.users / active[r.day]) <= 100 for r in rows)
    assert not any(r.extension.startswith(".") for r in either.rows(FileExtensionDayRow))


def test_an_answer_that_has_not_changed_rewrites_nothing_and_still_counts_as_read(either: Company):
    made_up(either)
    either.collect()
    before = everything(either)
    with either.store.writing() as session:  # a mark that any rewrite would erase
        row = session.get_one(TeamActivityDayRow, TODAY - DAY)
        row.bugbot_users = 99
        session.add(row)

    later = NOW + 6 * HOUR
    either.team.quirks.lag = 6 * HOUR  # nothing new is seen
    again = either.collect(later)

    team_metrics = [metric for metric in METRICS if not metric.is_by_user and metric.every == 6 * HOUR]
    assert again.errors == ()
    assert (again.unchanged, again.stored.analytics) == (len(team_metrics), 0)
    assert {row.bugbot_users for row in either.rows(TeamActivityDayRow) if row.day == TODAY - DAY} == {99}
    state = availability(either, Reading.TEAM_DAU)
    assert (state.state, state.read_at) == (AnalyticsState.AVAILABLE, later.replace(microsecond=500_000))
    marks = {row.kind: row.rows for row in either.rows(ReadStateRow)}
    assert marks["team_dau"] > 20  # as many as when they came

    either.team.quirks.lag = timedelta()
    either.collect(NOW + 12 * HOUR)
    until_yesterday = {
        name: [row for row in rows if row["day"] < TODAY - DAY] for name, rows in everything(either).items()
    }
    assert until_yesterday == {name: [r for r in rows if r["day"] < TODAY - DAY] for name, rows in before.items()}
    assert 99 not in {row.bugbot_users for row in either.rows(TeamActivityDayRow)}


def test_tags_of_yesterday_are_forgotten(made: Company):
    made.collect()
    made.collect(NOW + 3 * DAY)
    assert {row.read_at for row in made.rows(EntityTagRow)} == {NOW + 3 * DAY}


def test_the_history_is_read_backwards_in_windows_of_at_most_29_days(made: Company):
    made.collect()
    windows = days_asked(made, DAU)
    assert windows[0] == (TODAY - 28 * DAY, TODAY)
    assert all((last - first).days < 29 for first, last in windows)
    assert all(older_last == newer_first - DAY for (newer_first, _), (_, older_last) in pairwise(windows))
    oldest = made.collect().oldest_day
    assert windows[-1][0] == oldest
    assert availability(made, Reading.TEAM_DAU).first_day == oldest
    assert len(windows) == -(-((TODAY - oldest).days + 1) // 29)


def test_team_metrics_are_due_every_six_hours_and_members_once_a_day(made: Company):
    made.collect()
    asked = []
    for hours in (1, 5, 6, 12, 23, 24):
        made.cursor.world.reset()
        made.collect(NOW + hours * HOUR)
        asked.append((len(days_asked(made, DAU)), len(days_asked(made, BY_USER_MCP))))
    assert asked == [(0, 0), (0, 0), (1, 0), (1, 0), (1, 0), (0, 1)]
    assert days_asked(made, BY_USER_MCP) == [(TODAY - 5 * DAY, TODAY + DAY)]


def test_what_was_missed_for_weeks_is_read_whole_again(made: Company):
    made.collect()
    made.cursor.world.reset()
    made.collect(NOW + 40 * DAY)
    windows = days_asked(made, BY_USER_MCP)
    assert windows[0][1] == TODAY + 40 * DAY and windows[-1][0] == TODAY
    assert all((last - first).days < 29 for first, last in windows)


def test_pages_of_users_are_read_one_after_the_other_and_each_by_its_tag(made: Company):
    made.collect()
    whole = everything(made)
    made.batch_sizes = BatchSizes(users_on_page=3)
    later = NOW + DAY
    made.team.quirks.lag = DAY
    made.cursor.world.reset()
    made.cursor.world.faults.add(faults.server_error(BY_USER_MCP, times=4, page=3))
    first = made.collect(later)
    assert [error.endpoint for error in first.errors] == [BY_USER_MCP]
    assert availability(made, Reading.MEMBER_MCP).read_at == NOW  # the checkpoint waits for the last page

    made.team.quirks.lag = DAY + HOUR  # nothing new is visible
    second = made.collect(later + HOUR)
    pages = [params["page"] for params in made.cursor.pages_asked(BY_USER_MCP)]
    assert pages[-3:] == ["1", "2", "3"]
    assert second.errors == () and second.unchanged == 2  # pages 1 and 2 of the second try
    assert everything(made)["member_feature_use_day"] == whole["member_feature_use_day"]


def test_corrected_days_replace_what_was_stored(company: Company):
    wrong = company.team.add_event(usage(NOW - 2 * HOUR, model="gpt-5"))
    company.team.add_event(usage(NOW - HOUR, model="gpt-5"))
    company.collect()
    [before] = [row for row in company.rows(FeatureUseDayRow) if row.feature == "model"]
    company.team.correct_event(wrong, model="claude-4.5-sonnet")
    company.collect(NOW + 6 * HOUR)
    rows = {row.name: row.uses for row in company.rows(FeatureUseDayRow) if row.feature == "model"}
    assert (before.uses, rows[before.name], len(rows)) == (2, 1, 2)


def test_commits_are_stored_once_however_often_they_are_listed(either: Company):
    made_up(either)
    either.collect()
    either.collect(NOW + DAY)  # the last week comes again
    now = NOW + DAY
    first = NOW - (HISTORY_DAYS + 1) * DAY
    listing = either.team.ai_code.commits(to_ms(first), to_ms(now), now)
    served = {
        (row["commitHash"], (row["userEmail"] or "").lower(), row["commitTs"] or row["createdAt"]): row
        for row in map(_commit_row, listing.rows(0, len(listing)))
    }
    emails = {row.id: row.key for row in either.rows(ActorRow)}
    stored = {
        (row.commit_hash, emails[row.actor_id], iso(from_ms(row.committed_ms))): row for row in either.rows(AiCommitRow)
    }
    assert stored.keys() == served.keys() and len(stored) > 50
    for key, row in stored.items():
        wire = served[key]
        assert (row.repository, row.lines_added, row.agent_added, row.tab_added, row.unattributed_added) == (
            wire.get("repoName") or "",
            wire["totalLinesAdded"],
            wire["composerLinesAdded"],
            wire["tabLinesAdded"],
            wire.get("nonAiLinesAdded"),
        )


def test_conversations_are_read_where_the_team_has_them(made: Company):
    made.collect()
    rows = made.rows(ConversationDayRow)
    assert {row.slice for row in rows} == {"intents", "complexity", "categories", "guidanceLevels", "workTypes"}
    assert availability(made, Reading.TEAM_CONVERSATIONS).is_available
    made.team.quirks.has_conversation_insights = False
    assert made.collect(NOW + DAY).unavailable == ("/analytics/team/conversation-insights",)
    refused = availability(made, Reading.TEAM_CONVERSATIONS)
    assert (refused.state, refused.read_at) == (AnalyticsState.UNAVAILABLE, NOW)
    assert len(made.rows(ConversationDayRow)) == len(rows)


def test_a_plan_without_analytics_is_one_calm_word_and_no_failure(company: Company):
    company.team.enterprise = False
    company.team.add_event(usage(NOW - HOUR))
    first = company.collect()
    assert (first.errors, first.is_complete) == ((), True)
    assert set(first.unavailable) == {path for path in first.requests if path.startswith("/analytics/")}
    assert len(first.unavailable) == len(ANALYTICS) == 18
    assert company.totals() == company.expected(NOW)
    for kind in ANALYTICS:
        assert availability(company, kind).state is AnalyticsState.UNAVAILABLE
    assert not announce_trouble(company.store, first) and company.rows(OutboxRow) == []

    with company.store.reading() as session:
        endpoints = load_status(session, now=NOW).endpoints
    assert [endpoint.note for endpoint in endpoints if endpoint.note] == ["not available on this plan"]
    assert not any(endpoint.last_error for endpoint in endpoints)

    company.cursor.world.reset()
    again = company.collect(NOW + HOUR)
    assert not company.cursor.pages_asked(DAU)  # remembered for a day
    assert again.unavailable == first.unavailable

    company.team.enterprise = True
    company.collect(NOW + DAY)
    assert availability(company, Reading.TEAM_DAU).state is AnalyticsState.AVAILABLE


@pytest.mark.parametrize("status", [401, 403, 404])
def test_one_metric_that_the_plan_lacks_leaves_the_others(made: Company, status: int):
    made.cursor.world.faults.add(faults.Fault(TABS, status, b'{"message":"no"}', times=None))
    result = made.collect()
    assert result.errors == ()
    assert TABS in result.unavailable
    assert availability(made, Reading.TEAM_TABS) == Availability(AnalyticsState.UNAVAILABLE)
    assert availability(made, Reading.TEAM_AGENT_EDITS).is_available
    assert availability(made, Reading.TEAM_AGENT_EDITS, Reading.TEAM_TABS).state is AnalyticsState.UNAVAILABLE
    assert {row.source for row in made.rows(EditsDayRow)} == {"agent"}


def test_one_metric_that_fails_is_an_error_and_keeps_what_was_stored(made: Company):
    made.collect()
    before = everything(made)
    made.cursor.world.faults.add(faults.server_error(TABS, times=None))
    result = made.collect(NOW + 6 * HOUR)
    assert [error.endpoint for error in result.errors] == [TABS]
    assert availability(made, Reading.TEAM_TABS).read_at == NOW
    tabs = [row for row in everything(made)["edits_day"] if row["source"] == "tab"]
    assert tabs == [row for row in before["edits_day"] if row["source"] == "tab"]
    with made.store.reading() as session:
        failing = [e.name for e in load_status(session, now=NOW + 6 * HOUR).endpoints if e.last_error]
    assert failing == ["tab completions"]


def test_before_anything_is_read_nothing_can_be_said(company: Company):
    assert availability(company, Reading.TEAM_DAU) == Availability(AnalyticsState.NOT_YET)


def test_rows_that_cannot_be_read_or_were_not_asked_for_are_counted_and_the_rest_is_kept(made: Company):
    def spoiled(body: dict) -> dict:
        rows = body["data"]
        if not rows:
            return body
        odd = [rows[0] | {"date": "some day"}, "a row", rows[0] | {"date": "2019-01-01"}]
        return body | {"data": [*rows, *odd], "more": 1}

    made.team.rewrites[DAU] = spoiled
    result = made.collect()
    assert result.errors == ()
    windows = len(days_asked(made, DAU))
    assert result.rejected == {"activity": 2 * windows, "team_dau": windows}
    assert len(made.rows(TeamActivityDayRow)) > HISTORY_DAYS // 2


def test_the_history_stops_where_the_allowance_ends_and_a_later_run_goes_on(made: Company):
    made.scale = 0.01  # one question a minute
    made.collect()
    assert len(days_asked(made, DAU)) == 1
    made.collect(NOW + HOUR)
    assert len(days_asked(made, DAU)) == 2
    made.scale = 10_000.0
    made.collect(NOW + 2 * HOUR)
    assert availability(made, Reading.TEAM_DAU).first_day == made.collect(NOW + 2 * HOUR).oldest_day


def test_killed_between_windows_the_next_collection_arrives_at_the_same_rows(made: Company):
    asked = made.cursor.world.requests
    for path in (DAU, "/analytics/team/commands", BY_USER_MCP):
        process = made.collect_in_a_process()
        while not asked(path) and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    made.collect()
    killed = everything(made)

    with made.store.writing() as session:
        for table in (*TABLES, EntityTagRow, ReadStateRow, BackfillRow):
            session.execute(table.__table__.delete())
    made.collect()
    assert killed == everything(made)
    assert all(killed.values())
