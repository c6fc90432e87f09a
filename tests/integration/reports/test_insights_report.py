"""The insights: every figure recomputed in plain Python from the same rows, and edge cases by hand."""

from collections import Counter, defaultdict
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import pytest

from tracker.clock import to_ms
from tracker.reports.as_json import to_json
from tracker.reports.insights.people import version_key
from tracker.reports.scope import GroupNotFound
from tracker.reports.types import AnalyticsState, InsightsSection, VersionState
from tracker.store.checkpoints import ANALYTICS, UNAVAILABLE, Reading
from tracker.store.commits import rebuild_repository_days
from tracker.store.group_days import ALL, forget_group_days, rebuild_group_days
from tracker.store.tables import BackfillRow, DailyUsageRow, ReadStateRow
from tracker.store.tables_analytics import (
    AiCommitRow,
    ClientVersionDayRow,
    ConversationDayRow,
    EditsDayRow,
    FeatureUseDayRow,
    FileExtensionDayRow,
    MemberEditsDayRow,
    MemberFeatureUseDayRow,
    TeamActivityDayRow,
)

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
CYCLE_START = datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC)
FIRST = date(2026, 10, 1)
DAYS = [FIRST + DAY * n for n in range((TODAY - FIRST).days + 1)]
UGLY = ("search", "<!channel> *x*", "", "x" * 300)
MOVED = datetime(2026, 11, 10, 9, tzinfo=UTC)
SECTIONS = [section for section in InsightsSection if section is not InsightsSection.OVERVIEW]


def read(team, *kinds, read_at=NOW, first_day=FIRST, unavailable=False):
    """The state after a collection that has read these kinds of analytics, or was refused them."""
    at = datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC)
    with team.store.writing() as session:
        for kind in kinds:
            detail = {UNAVAILABLE: True} if unavailable else {}
            session.merge(ReadStateRow(kind=kind, read_at=None if unavailable else read_at, detail=detail))
            if not unavailable:
                session.merge(BackfillRow(kind=kind, begun_ms=to_ms(NOW), next_end_ms=to_ms(at), is_done=True))


def store(team, rows):
    with team.store.writing() as session:
        session.add_all(rows)


def ask(team, section, **asked):
    report = team.reports.insights(section=section, now=NOW, **{"words": "30d"} | asked)
    return report.sections[section]


def figures(team, section, **asked):
    return ask(team, section, **asked).figures


@pytest.fixture(scope="module")
def busy(shared_team):
    """Four people in two groups, one of whom moves, with every kind of analytics over 53 days."""
    team, random = shared_team, Random(11)
    keys = [team.actor(f"Person {n}") for n in range(4)]
    team.cycle(CYCLE_START, datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC))
    platform, data = team.group("Platform"), team.group("Data")
    for key in keys[:2]:
        team.join(key, platform)
    team.join(keys[2], platform, until=MOVED)
    team.join(keys[2], data, MOVED)
    read(team, *ANALYTICS, Reading.DAILY_USAGE)
    known, rows = team.ids(), []
    for day in DAYS:
        if day.weekday() != 6:  # nothing is said of Sundays
            rows += [*of_the_team(day, random), *of_people(day, [known[key] for key in keys], random)]
    store(team, rows)
    with team.store.writing() as session:
        rebuild_repository_days(session, DAYS)
    team.plain = rows
    team.people = {known[key]: key for key in keys}
    return team


def of_the_team(day, random):
    n = random.randrange
    yield TeamActivityDayRow(day=day, active_users=n(50), cli_users=n(9), cloud_agent_users=n(9))
    for source in ("agent", "tab"):
        yield EditsDayRow(day=day, source=source, **edits(n))
    for feature, name in product(("mcp_tool", "command", "plan_mode", "ask_mode", "skill", "model"), UGLY):
        server = random.choice(["s1", ""]) if feature == "mcp_tool" else ""
        users = n(9) if feature == "model" else None
        yield FeatureUseDayRow(feature=feature, day=day, name=name, server=server, uses=n(99), users=users)
    for extension in random.sample(["py", "ts", "md", "rs", "", "x" * 300], 5):
        lines = {"lines_suggested": n(999), "lines_accepted": n(900)}
        yield FileExtensionDayRow(day=day, extension=extension, files=n(9), **lines)
    for version in ("3.10.0", "3.9.12", "3.9.2"):
        yield ClientVersionDayRow(day=day, version=version, users=n(9), share_millionths=n(10**6))
    for label in ("write_code", "ask"):
        yield ConversationDayRow(slice="intents", day=day, label=label, conversations=n(40))


def of_people(day, actor_ids, random):
    n = random.randrange
    for actor_id in actor_ids:
        for source in ("agent", "tab"):
            yield MemberEditsDayRow(actor_id=actor_id, day=day, source=source, **edits(n))
        for feature in ("mcp_tool", "command", "model"):
            for name in random.sample(UGLY, 2):
                yield MemberFeatureUseDayRow(actor_id=actor_id, feature=feature, day=day, name=name, uses=n(20))
        at = datetime(day.year, day.month, day.day, n(24), n(60), tzinfo=UTC)
        yield commit(actor_id, at, random.choice(UGLY), n)


def edits(n):
    return {name: n(300) for name in ("suggested", "accepted", "rejected", "lines_suggested", "lines_accepted")}


def commit(actor_id, at, repository, n):
    return AiCommitRow(
        commit_hash=f"{n(16**6):x}",
        actor_id=actor_id,
        committed_ms=to_ms(at),
        repository=repository,
        lines_added=n(900),
        lines_deleted=n(90),
        tab_added=n(50),
        tab_deleted=n(5),
        agent_added=n(400),
        agent_deleted=n(40),
    )


def in_group(group, key, day):
    """Who is in a group at the end of a day, according to the fixture."""
    number = int(key.split("@")[0].removeprefix("person."))
    of_person = "Platform" if number < 2 or (number == 2 and day < MOVED.date()) else "Data" if number == 2 else None
    return group is None or of_person == (None if group == "Unassigned" else group)


def of(busy, kind, days, group=None, **wanted):
    """The plain rows of a kind on these days; of a group's people if the rows have an actor."""
    found = [row for row in busy.plain if isinstance(row, kind)]
    found = [row for row in found if all(getattr(row, name) == value for name, value in wanted.items())]
    found = [row for row in found if day_of(row) in days]
    if group is not None:
        found = [row for row in found if in_group(group, busy.people[row.actor_id], day_of(row))]
    return found


def day_of(row):
    return row.day if hasattr(row, "day") else datetime.fromtimestamp(row.committed_ms / 1000, UTC).date()


RANGES = [("30d", DAYS[-30:]), ("cycle", DAYS[26:]), ("last week", DAYS[39:46]), ("24h", DAYS[-2:])]


@pytest.mark.parametrize("group", [None, "Platform", "Data", "Unassigned"])
@pytest.mark.parametrize(("words", "days"), RANGES)
def test_uses_by_name_and_day_are_the_sums_of_the_rows(busy, words, days, group):
    kind = FeatureUseDayRow if group is None else MemberFeatureUseDayRow
    for section, feature in (("mcp", "mcp_tool"), ("commands", "command"), ("models", "model")):
        found = figures(busy, InsightsSection(section), words=words, group=group)
        use = found.use if section == "models" else found
        rows = of(busy, kind, days, group, feature=feature)
        by_name, by_day, users = Counter(), Counter(), Counter()
        for row in rows:
            by_name[row.name, row.server] += row.uses
            by_day[row.day] += row.uses
            users[row.day, row.name] += 1
        assert {(each.name, each.server): each.uses for each in use.top} == dict(by_name)
        assert [each.uses for each in use.top] == sorted(by_name.values(), reverse=True)
        assert {each.date: each.uses for each in use.days} == {day: by_day[day] for day in days}
        assert use.uses == sum(by_name.values())
        if section == "models" and group is not None:
            most = {name: max(n for (_, of_name), n in users.items() if of_name == name) for name, _ in by_name}
            assert {each.name: each.most_users for each in use.top} == most
        if section == "models":
            for course in found.courses:
                per_day = Counter()
                for row in rows:
                    per_day[row.day] += row.uses if row.name == course.model else 0
                assert course.messages == tuple(per_day[day] for day in days)


def test_a_groups_figures_are_the_same_whichever_days_have_been_added_up(busy):
    sections = [InsightsSection(name) for name in ("models", "commands", "mcp", "edits", "repositories")]
    asked = list(product(sections, ("Platform", "Data", "Unassigned"), [words for words, _ in RANGES]))

    def found():
        return [figures(busy, section, words=words, group=group) for section, group, words in asked]

    by_members = found()
    for days in ((DAYS[0],), tuple(DAYS[9:25]), tuple(DAYS)):
        with busy.store.writing() as session:
            for sums in ALL:
                rebuild_group_days(session, sums, days)
        assert found() == by_members
    with busy.store.writing() as session:
        for sums in ALL:
            forget_group_days(session, sums, date.min)


@pytest.mark.parametrize("group", [None, "Platform", "Data"])
@pytest.mark.parametrize(("words", "days"), RANGES)
def test_edits_and_code_are_the_sums_of_the_rows(busy, words, days, group):
    kind = EditsDayRow if group is None else MemberEditsDayRow
    found = figures(busy, InsightsSection.EDITS, words=words, group=group)
    for source in ("agent", "tab"):
        rows, sums = of(busy, kind, days, group, source=source), getattr(found, source)
        for name in ("suggested", "accepted", "rejected", "lines_suggested", "lines_accepted"):
            assert getattr(sums, name) == sum(getattr(row, name) for row in rows)
        assert sum(day.lines_accepted for day in sums.days) == sums.lines_accepted
    volume = figures(busy, InsightsSection.REPOSITORIES, words=words, group=group)
    rows = of(busy, AiCommitRow, days, group)
    by_repository = defaultdict(list)
    for row in rows:
        by_repository[row.repository].append(row)
    assert volume.repositories == len(by_repository)
    assert volume.total.commits == len(rows)
    assert volume.total.lines == sum(row.lines_added + row.lines_deleted for row in rows)
    for found in volume.rows:
        of_it = by_repository[found.repository]
        assert found.commits == len(of_it)
        assert found.lines == sum(row.lines_added + row.lines_deleted for row in of_it)
        assert found.attributed_added == sum(row.tab_added + row.agent_added for row in of_it)
        assert found.attributed_deleted == sum(row.tab_deleted + row.agent_deleted for row in of_it)
    assert [row.lines for row in volume.rows] == sorted((row.lines for row in volume.rows), reverse=True)


@pytest.mark.parametrize(("words", "days"), RANGES)
def test_what_cursor_tells_of_the_team_alone_is_the_sum_of_the_rows(busy, words, days):
    dau = figures(busy, InsightsSection.DAU, words=words)
    people = {row.day: row.active_users for row in of(busy, TeamActivityDayRow, days)}
    assert [day.users for day in dau.days] == [people.get(day, 0) for day in days]
    over = [people.get(day, 0) for day in days if day != TODAY]
    assert dau.average_users == pytest.approx(sum(over) / len(over))
    extensions = figures(busy, InsightsSection.FILES, words=words)
    lines, seen = Counter(), Counter()
    for row in of(busy, FileExtensionDayRow, days):
        lines[row.extension] += row.lines_accepted
        seen[row.extension] += 1
    assert {row.extension: (row.lines_accepted, row.days) for row in extensions.rows} == {
        name: (lines[name], seen[name]) for name in lines
    }
    modes = figures(busy, InsightsSection.MODES, words=words)
    for mode, feature in ((modes.plan, "plan_mode"), (modes.ask, "ask_mode")):
        assert mode.uses == sum(row.uses for row in of(busy, FeatureUseDayRow, days, feature=feature))
    labels = Counter()
    for row in of(busy, ConversationDayRow, days):
        labels[row.label] += row.conversations
    (intents,) = figures(busy, InsightsSection.CONVERSATIONS, words=words).slices
    assert {label.label: label.conversations for label in intents.labels} == dict(labels)


def test_servers_add_up_their_tools(busy):
    found = figures(busy, InsightsSection.MCP)
    uses, tools = Counter(), defaultdict(set)
    for row in of(busy, FeatureUseDayRow, DAYS[-30:], feature="mcp_tool"):
        uses[row.server] += row.uses
        tools[row.server].add(row.name)
    assert {each.server: (each.uses, each.tools) for each in found.servers} == {
        server: (uses[server], len(tools[server])) for server in uses
    }


@pytest.mark.parametrize("section", SECTIONS)
def test_a_group_has_its_own_figures_or_is_said_to_be_the_whole_team(busy, section):
    split = {"models", "edits", "commands", "mcp", "repositories", "exhaustion"}
    insight = ask(busy, section, group="platform")
    assert insight.is_whole_team is (section not in split)
    if insight.is_whole_team:
        assert insight.figures == figures(busy, section)


def test_all_sections_of_the_overview_are_those_asked_one_by_one(busy):
    report = busy.reports.insights(words="cycle", now=NOW)
    assert list(report.sections) == SECTIONS
    for section, insight in report.sections.items():
        assert insight == ask(busy, section, words="cycle")


def test_json_carries_every_section_with_its_state(busy):
    found = to_json(busy.reports.insights(now=NOW))
    assert list(found["sections"]) == [section.value for section in SECTIONS]
    dau = found["sections"]["dau"]
    assert dau["availability"]["state"] == "available"
    assert (dau["first_day"], dau["last_day"]) == ("2026-10-24", "2026-11-22")
    assert {field.name for field in fields(ask(busy, InsightsSection.DAU))} == set(dau)
    assert found["basis"] == "counts of Cursor's analytics, by whole UTC days"


def test_a_range_cut_within_a_day_covers_the_whole_of_it(busy):
    insight = ask(busy, InsightsSection.DAU, words="cycle")  # the cycle turns at 12:08:04
    assert (insight.first_day, insight.last_day) == (date(2026, 10, 27), TODAY)


def test_an_unknown_group_is_refused(busy):
    with pytest.raises(GroupNotFound, match="Platform"):
        busy.reports.insights(group="Platfrom", now=NOW)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_plan_without_analytics_is_not_available_and_has_no_zeros(team, section):
    read(team, *ANALYTICS, Reading.DAILY_USAGE, unavailable=True)
    insight = ask(team, section)
    assert insight.availability.state is AnalyticsState.UNAVAILABLE
    assert insight.figures is None
    assert to_json(insight)["figures"] is None


@pytest.mark.parametrize("section", SECTIONS)
def test_before_the_first_reading_nothing_is_said(team, section):
    insight = ask(team, section)
    assert (insight.availability.state, insight.figures) == (AnalyticsState.NOT_YET, None)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_range_without_use_has_figures_of_nothing(team, section):
    read(team, *ANALYTICS, Reading.DAILY_USAGE)
    assert figures(team, section) is not None


def test_days_before_the_history_are_unknown_and_not_counted(team):
    read(team, *ANALYTICS, first_day=date(2026, 11, 20))
    store(team, [TeamActivityDayRow(day=date(2026, 11, 20), active_users=8)])
    insight = ask(team, InsightsSection.DAU)
    assert insight.first_day == date(2026, 11, 20)
    assert insight.figures.average_users == 4  # 8 and 0; today is not over
    assert ask(team, InsightsSection.DAU, words="2026-10-01 to 2026-10-07").figures is None


def test_one_kind_of_edits_may_be_there_without_the_other(team):
    read(team, Reading.TEAM_TABS)
    read(team, Reading.TEAM_AGENT_EDITS, unavailable=True)
    store(team, [EditsDayRow(day=TODAY, source="tab", suggested=10, accepted=4, lines_accepted=7)])
    found = figures(team, InsightsSection.EDITS)
    assert found.agent is None
    assert (found.tab.suggested, found.tab.accepted, found.tab.lines_accepted) == (10, 4, 7)


def test_versions_are_compared_by_their_numbers(team):
    read(team, Reading.TEAM_CLIENT_VERSIONS)
    yesterday = {"3.10.0": 1, "3.9.12": 5}
    today = {"3.9.12": 4, "3.9.2": 3, "3.10.0-pre": 2, "nightly <b>": 1, "": 1}
    store(team, [ClientVersionDayRow(day=TODAY - DAY, version=v, users=n) for v, n in yesterday.items()])
    store(team, [ClientVersionDayRow(day=TODAY, version=v, users=n) for v, n in today.items()])
    found = figures(team, InsightsSection.VERSIONS)
    assert (found.day, found.latest) == (TODAY, "3.10.0")
    assert [row.version for row in found.rows] == ["3.10.0-pre", "3.9.12", "3.9.2", "", "nightly <b>"]
    assert {row.version for row in found.rows if row.state is VersionState.NEEDS_UPDATE} == {
        "3.10.0-pre",
        "3.9.12",
        "3.9.2",
    }


@pytest.mark.parametrize(("newer", "older"), [
    ("1.10.0", "1.9.9"), ("2.0", "1.999.999"), ("1.2.3", "1.2.3-pre.1"), ("1.2.1", "1.2"), ("v2.1.0", "2.0.9"),
])  # fmt: skip
def test_a_newer_version_is_greater(newer, older):
    assert version_key(newer) > version_key(older)


@pytest.mark.parametrize("version", ["", "nightly", "1.", "1..2", "1.2.3 <b>", "9" * 5_000, "1" * 10, "٣.١"])
def test_what_is_no_version_number_is_not_compared(version):
    assert version_key(version) is None


def test_who_used_up_the_plan_on_which_day_of_the_cycle(team):
    mia, omar, yuki = (team.actor(name) for name in ("Mia Fox", "Omar Haddad", "Yuki Sato"))
    team.cycle(CYCLE_START, datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC))
    team.join(mia, team.group("Platform"))
    read(team, Reading.DAILY_USAGE)
    known = team.ids()

    def used(key, day, paid):
        return DailyUsageRow(actor_id=known[key], day=day, agent_requests=5, usage_based_requests=paid)

    store(team, [used(mia, date(2026, 10, 29), 2), used(mia, date(2026, 11, 1), 9), used(omar, date(2026, 11, 10), 1)])
    store(team, [used(yuki, date(2026, 11, 2), 0)])
    found = figures(team, InsightsSection.EXHAUSTION, words="7d")  # of the cycle, whatever the range
    assert [(each.actor.display, each.on, each.days) for each in found.exhausted] == [
        ("Mia Fox", date(2026, 10, 29), 3),
        ("Omar Haddad", date(2026, 11, 10), 15),
    ]
    assert (found.active, found.median_days) == (3, 9.0)
    assert [each.members for each in found.buckets] == [1, 0, 0, 1]
    of_group = figures(team, InsightsSection.EXHAUSTION, group="Platform")
    assert ([each.actor.display for each in of_group.exhausted], of_group.active) == (["Mia Fox"], 1)
