"""The sections of one person's report: by hand, and recomputed from the plain list of what was used."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest

from tests.integration.purging import purge_events
from tracker.clock import to_ms
from tracker.reports.as_json import to_json
from tracker.reports.types import AnalyticsState, ContextBand, UserSection
from tracker.store.checkpoints import UNAVAILABLE, Reading
from tracker.store.tables import DailyUsageRow, ReadStateRow
from tracker.store.tables_analytics import AiCommitRow, MemberFeatureUseDayRow

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
TODAY = NOW.date()
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MIA = "mia.fox@example.com"
CENT = 1_000_000


def store_rows(team, *rows):
    with team.store.writing() as session:
        for row in rows:
            session.add(row)


def counted(team, key, day=TODAY, **counters):
    """A row of Cursor's daily counters."""
    store_rows(team, DailyUsageRow(day=day, actor_id=team.ids()[key], **counters))


def read(team, *kinds, unavailable=False):
    detail = {UNAVAILABLE: True} if unavailable else {}
    store_rows(
        team, *(ReadStateRow(kind=kind, read_at=None if unavailable else NOW - HOUR, detail=detail) for kind in kinds)
    )


def part(team, section, key=MIA, words="30d", now=NOW, **more):
    return team.reports.user_part(key, section, words=words, now=now, **more)


@pytest.fixture(scope="module")
def busy(shared_team):
    """Four people for 40 days, at any second, on any model."""
    team, chance = shared_team, random.Random(11)
    keys = [team.actor(name) for name in ("Mia Fox", "Omar Haddad", "Yuki Sato", "Lea Novak")]
    for _ in range(1_200):
        team.use(
            chance.choice(keys),
            NOW - timedelta(seconds=chance.randrange(40 * 86_400)),
            chance.randrange(1, 300),
            model=chance.choice(("sonnet", "codex", "opus-max", "<!channel>")),
            billing=chance.choice(("included", "on_demand", "not_charged")),
            tokens=(10, 20, 30, chance.choice((0, 200_000, 900_000))),
        )
    team.store_usage(now=NOW)
    return team


@pytest.mark.parametrize(("words", "days"), [("30d", 30), ("7d", 7), ("since 2026-10-20", 34)])
def test_models_and_their_shares_by_day_or_week_are_those_of_the_events(busy, words, days):
    report = part(busy, UserSection.MODELS, words=words)
    first = TODAY - (days - 1) * DAY
    used = busy.within(datetime(first.year, first.month, first.day, tzinfo=UTC), NOW, lambda each: each.key == MIA)
    requests = Counter()
    for each in used:
        if each.is_request:
            day = each.at.date()
            start = day if days <= 14 else max(first, day - timedelta(days=day.weekday()))
            requests[start, each.model] += 1
    assert Counter({(p.first_day, model): n for p in report.periods for model, n in p.requests}) == requests
    assert report.periods[0].first_day == first
    assert report.periods[-1].last_day == TODAY
    for period in report.periods:
        ranked = [n for _, n in period.requests]
        assert ranked == sorted(ranked, reverse=True)
    for model in report.models:
        of_model = [each for each in used if each.model == model.model]
        assert model.usage_value_microcents == sum(each.value for each in of_model)
        assert model.on_demand_microcents == sum(each.on_demand for each in of_model)
        assert model.requests == sum(each.is_request for each in of_model)
        assert model.not_charged == sum(not each.is_request for each in of_model)


@pytest.mark.parametrize("words", ["30d", "24h", "today"])
def test_the_hours_of_the_week_are_those_of_the_requests(busy, words):
    report = part(busy, UserSection.ACTIVITY, words=words)
    window = report.scope.range
    used = busy.within(window.start, NOW, lambda each: each.key == MIA and each.is_request)
    expected = Counter((each.at.weekday(), each.at.hour) for each in used)
    profile = report.requests_by_weekday_and_hour
    assert {(day, hour): n for day, row in enumerate(profile) for hour, n in enumerate(row) if n} == expected
    assert report.timed_requests == report.totals.requests == len(used)
    assert report.active_days == len({each.at.date() for each in used})


def test_a_day_above_twice_the_median_of_the_others_is_a_spike(team):
    mia = team.actor("Mia Fox")
    for back in range(3, 11):
        team.use(mia, NOW - back * DAY, 100)
    team.use(mia, NOW - 12 * DAY, 200, model="twice")  # twice the usual is not more than twice
    team.use(mia, NOW - 13 * DAY, 201, model="opus-max")
    team.use(mia, NOW - HOUR, 900)  # today may still change, and has passed the line all the same
    team.store_usage(now=NOW)
    spike, today = part(team, UserSection.ACTIVITY).spikes
    assert (today.date, today.usage_value_microcents) == (TODAY, 900 * CENT)
    assert (spike.date, spike.usage_value_microcents) == (TODAY - 13 * DAY, 201 * CENT)
    assert (spike.usual_microcents, spike.model) == (100 * CENT, "opus-max")


def test_hours_of_purged_events_are_unknown_and_said_to_be(team):
    mia = team.actor("Mia Fox")
    team.use(mia, NOW - 20 * DAY, times=3)
    team.use(mia, NOW - HOUR, times=2)
    team.store_usage(now=NOW)
    with team.store.writing() as session:
        purge_events(session, before=TODAY - 10 * DAY)
    report = part(team, UserSection.ACTIVITY)
    assert (report.timed_requests, report.totals.requests) == (2, 5)


def test_the_score_by_hand_and_its_three_parts(team):
    mia, omar = team.actor("Mia Fox"), team.actor("Omar Haddad")
    for back in range(3):
        day = TODAY - back * DAY
        counted(team, mia, day, is_active=True, agent_requests=10, applies=10, accepts=5, rejects=1, cmdk_usages=2)
        counted(team, omar, day, is_active=True, agent_requests=20)
    report = part(team, UserSection.ADOPTION, words="6d")
    # 40 x 15/30 + 40 x 10/20 + 20 x 3/6 = 20 + 20 + 10; the top pace is Omar's, at index floor(0.9 x 2).
    assert report.score.score == 50
    assert (report.score.accept_rate, report.score.intensity, report.score.consistency) == (0.5, 0.5, 0.5)
    assert (report.score.pace, report.score.top_pace) == (10, 20)
    assert (report.counters.applies, report.counters.rejects, report.counters.cmdk_usages) == (30, 3, 6)
    assert (report.active_days, report.days_passed) == (3, 6)
    assert report.counters == team.reports.user(MIA, words="6d", now=NOW).counters


def test_nobody_has_a_score_below_ten_agent_requests(team):
    counted(team, team.actor("Mia Fox"), is_active=True, agent_requests=9, applies=9, accepts=9)
    report = part(team, UserSection.ADOPTION)
    assert report.score is None
    assert report.counters.agent_requests == 9


def test_where_cursor_counts_nothing_there_are_no_zeros(team):
    team.actor("Mia Fox")
    report = part(team, UserSection.ADOPTION)
    assert (report.counters, report.score, report.context) == (None, None, None)
    assert team.reports.user(MIA, now=NOW).counters is None


def test_context_is_compared_with_the_median_of_the_team(busy):
    report = part(busy, UserSection.ADOPTION, words="30d")
    averages = {}
    for key in {used.key for used in busy.used}:
        read_tokens = [
            used.tokens[3]
            for used in busy.within(report.scope.range.start, NOW, lambda each, key=key: each.key == key)
            if used.tokens[3]
        ]
        averages[key] = sum(read_tokens) / len(read_tokens)
    own = averages[MIA]
    assert report.context.tokens_per_request == round(own)
    assert report.context.rank == 1 + sum(each > own for each in averages.values())
    assert report.context.team.median_tokens == round(median(averages.values()))
    assert report.context.ratio_to_median_millionths == round(own / median(averages.values()) * 10**6)
    assert report.context.band is ContextBand.MEDIUM


def test_who_may_see_only_themselves_gets_their_own_figures_and_no_comparison(busy):
    with_team = part(busy, UserSection.ADOPTION)
    alone = part(busy, UserSection.ADOPTION, with_team=False)
    assert alone.counters == with_team.counters
    assert alone.score is None
    assert alone.context.tokens_per_request == with_team.context.tokens_per_request
    assert (alone.context.rank, alone.context.ratio_to_median_millionths) == (None, None)
    assert (alone.context.team.people, alone.context.team.median_tokens) == (0, None)
    for section in (UserSection.MODELS, UserSection.ACTIVITY, UserSection.TOOLS, UserSection.CODE):
        assert part(busy, section, with_team=False) == part(busy, section)


def test_the_rank_by_activity_and_the_badges_are_for_those_who_read_team_reports(team):
    mia, omar, lea = (team.actor(name) for name in ("Mia Fox", "Omar Haddad", "Lea Novak"))
    team.actor("Ada Lind")
    team.use(mia, NOW - HOUR, 10)
    team.use(omar, NOW - HOUR, 30)
    team.store_usage(now=NOW)
    for key, requests in ((mia, 50), (omar, 5), (lea, 50)):
        counted(team, key, is_active=True, agent_requests=requests)
    report = part(team, UserSection.ADOPTION, words="7d")
    assert (report.activity_rank, report.activity_ranked) == (1, 3)  # shared with Lea; Ada was not active
    assert report.badges.usage == "balanced"
    alone = part(team, UserSection.ADOPTION, words="7d", with_team=False)
    assert (alone.activity_rank, alone.activity_ranked, alone.badges) == (None, None, None)


def test_tools_and_commands_are_this_persons_own(team):
    mia, omar = team.actor("Mia Fox"), team.actor("Omar Haddad")
    read(team, Reading.MEMBER_MCP, Reading.MEMBER_COMMANDS)
    uses = [
        (mia, "mcp_tool", TODAY, "search", "tracker", 5),
        (mia, "mcp_tool", TODAY - DAY, "search", "tracker", 2),
        (mia, "mcp_tool", TODAY, "<!channel>", "x" * 300, 9),
        (mia, "mcp_tool", TODAY - 40 * DAY, "old", "tracker", 99),
        (omar, "mcp_tool", TODAY, "search", "tracker", 50),
        (mia, "command", TODAY, "review", "", 1),
    ]
    of = team.ids()
    store_rows(
        team,
        *(
            MemberFeatureUseDayRow(actor_id=of[key], feature=feature, day=day, name=name, server=server, uses=n)
            for key, feature, day, name, server, n in uses
        ),
    )
    report = part(team, UserSection.TOOLS)
    mcp, commands = report.mcp.figures, report.commands.figures
    assert (mcp.uses, mcp.names) == (16, 2)
    assert [(each.name, each.server, each.uses) for each in mcp.top] == [
        ("<!channel>", "x" * 300, 9),
        ("search", "tracker", 7),
    ]
    assert [(each.name, each.uses) for each in commands.top] == [("review", 1)]


def test_repositories_are_those_of_this_persons_commits(team):
    mia, omar = team.actor("Mia Fox"), team.actor("Omar Haddad")
    read(team, Reading.AI_COMMITS)
    of = team.ids()
    commits = [
        (mia, "a1", NOW - HOUR, "acme/app", 80, 20, 30, 10, 5),
        (mia, "a2", NOW - DAY, "acme/app", 10, 0, 0, 0, 0),
        (mia, "a3", NOW - DAY, "", 40, 0, 40, 0, 0),
        (mia, "a4", NOW - 60 * DAY, "acme/old", 999, 0, 0, 0, 0),
        (omar, "a5", NOW - HOUR, "acme/app", 500, 0, 0, 0, 0),
    ]
    store_rows(
        team,
        *(
            AiCommitRow(
                commit_hash=sha,
                actor_id=of[key],
                committed_ms=to_ms(at),
                repository=repository,
                lines_added=added,
                lines_deleted=deleted,
                agent_added=agent,
                tab_added=tab,
                agent_deleted=agent_deleted,
            )
            for key, sha, at, repository, added, deleted, agent, tab, agent_deleted in commits
        ),
    )
    volume = part(team, UserSection.CODE).repositories.figures
    # acme/app: 80 + 20 + 10 lines, of which 30 + 10 added and 5 deleted are attributed.
    assert [(row.repository, row.commits, row.lines, row.attributed) for row in volume.rows] == [
        ("acme/app", 2, 110, 45),
        ("", 1, 40, 40),
    ]
    assert (volume.repositories, volume.total.lines, volume.total.attributed) == (2, 150, 85)


@pytest.mark.parametrize("section", [UserSection.TOOLS, UserSection.CODE])
@pytest.mark.parametrize(("unavailable", "state"), [(True, AnalyticsState.UNAVAILABLE), (None, AnalyticsState.NOT_YET)])
def test_without_analytics_there_are_no_figures_but_a_reason(team, section, unavailable, state):
    team.actor("Mia Fox")
    if unavailable:
        read(team, Reading.MEMBER_MCP, Reading.MEMBER_COMMANDS, Reading.AI_COMMITS, unavailable=True)
    report = part(team, section)
    insights = (report.mcp, report.commands) if section is UserSection.TOOLS else (report.repositories,)
    assert [(each.figures, each.availability.state) for each in insights] == [(None, state)] * len(insights)


@pytest.mark.parametrize("section", [each for each in UserSection if each is not UserSection.OVERVIEW])
def test_someone_who_never_did_anything_has_every_section(team, section):
    team.actor("Ada Lind")
    report = part(team, section, key="ada lind", words="7d")
    assert report.actor.key == "ada.lind@example.com"
    assert "actor" not in to_json(report)


def test_all_sections_come_from_one_snapshot_for_scripts(busy):
    report, parts = busy.reports.user_in_full(MIA, words="30d", now=NOW)
    assert report == busy.reports.user(MIA, words="30d", now=NOW)
    assert list(parts) == [each for each in UserSection if each is not UserSection.OVERVIEW]
    for section, found in parts.items():
        assert found == part(busy, section)
    printed = to_json(parts)
    assert len(printed["models"]["periods"]) == len(parts[UserSection.MODELS].periods)
    assert len(printed["activity"]["requests_by_weekday_and_hour"]) == 7
    assert printed["adoption"]["context"]["band"] == "medium"


def test_a_week_begins_on_monday_whatever_day_the_range_begins_on(team):
    mia = team.actor("Mia Fox")
    team.use(mia, datetime(2026, 11, 8, 23, 59, 59, tzinfo=UTC), model="sunday")
    team.use(mia, datetime(2026, 11, 9, tzinfo=UTC), model="monday")
    team.store_usage(now=NOW)
    periods = part(team, UserSection.MODELS, words="since 2026-11-07").periods
    assert [(each.first_day, each.last_day, each.main_model) for each in periods] == [
        (date(2026, 11, 7), date(2026, 11, 8), "sunday"),
        (date(2026, 11, 9), date(2026, 11, 15), "monday"),
        (date(2026, 11, 16), date(2026, 11, 22), None),
    ]
