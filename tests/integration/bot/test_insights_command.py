"""/insights, typed and clicked through Bolt's own dispatch, over the analytics of a small team."""

from datetime import timedelta

import pytest
from sqlmodel import select

from blocks import action_ids
from sandbox.serving import serve
from sandbox.slack.person import all_text
from sandbox.slack.server import create_app, demo_workspace
from tests.databases import backend_of
from tests.integration.bot.conftest import MANIFEST, NOON, TODAY, MovingClock, Team
from tests.integration.bot.front_desk import open_front_desk
from tests.integration.bot.people import INSIDER, OUTSIDER, PEOPLE
from tracker.clock import to_ms
from tracker.store.checkpoints import UNAVAILABLE, Reading
from tracker.store.tables import ActorRow, BackfillRow, ReadStateRow
from tracker.store.tables_analytics import FeatureUseDayRow, MemberFeatureUseDayRow, TeamActivityDayRow


@pytest.fixture(scope="module")
def desk(request, databases):
    """Mara of Platform and two others; everything is read except plan mode (not in the plan) and skills."""
    with databases.lend_open(backend_of(request)) as store:
        fill(store)
        workspace = demo_workspace(MANIFEST, PEOPLE, rate_limited=False, scan_s=0)
        with (
            serve(create_app(workspace)) as url,
            open_front_desk(workspace, f"{url}/api/", store, clock=MovingClock()) as opened,
        ):
            yield opened


def fill(store):
    team = Team(store)
    team.person("Mara Lind", "mara@example.com")
    team.person("Ines Quiet", "ines@example.com")
    team.group("Platform", "mara@example.com")
    team.group("Code Review", "ines@example.com")
    team.collected(NOON)
    with store.writing() as session:
        for kind in (Reading.TEAM_DAU, Reading.TEAM_MCP, Reading.MEMBER_MCP, Reading.AI_COMMITS):
            session.add(ReadStateRow(kind=kind, read_at=NOON))
            session.add(BackfillRow(kind=kind, begun_ms=to_ms(NOON), next_end_ms=to_ms(NOON - timedelta(days=60))))
        session.add(ReadStateRow(kind=Reading.TEAM_PLANS, detail={UNAVAILABLE: True}))
        session.add(ReadStateRow(kind=Reading.TEAM_ASK_MODE, detail={UNAVAILABLE: True}))
        session.add(TeamActivityDayRow(day=TODAY - timedelta(days=1), active_users=12))
        for name, server, uses in (("<!channel> find", "tracker", 30), ("run", "", 10)):
            session.add(FeatureUseDayRow(feature="mcp_tool", day=TODAY, name=name, server=server, uses=uses))
        mara = session.exec(select(ActorRow.id).where(ActorRow.key == "mara@example.com")).one()
        session.add(MemberFeatureUseDayRow(actor_id=mara, feature="mcp_tool", day=TODAY, name="run", uses=4))


def answer(desk, line, who=INSIDER):
    (report,) = desk.asks(who, line, in_="bot")
    return report


def test_the_overview_says_the_headline_of_each_section(desk):
    text = all_text(answer(desk, "/insights"))
    assert "MCP tools were called 40 times, 75% of them" in text
    assert "Plan and ask mode: not available on this plan." in text
    assert "Skills: not read from Cursor yet." in text


@pytest.mark.parametrize("line", ["/insights mcp 30d", "/insights 30d tools", "/insights MCP Tools last 30 days"])
def test_a_section_is_named_in_any_order(desk, line):
    report = answer(desk, line)
    assert "MCP tools: last 30 days" in all_text(report)
    assert "image" in {block["type"] for block in desk.report(INSIDER).blocks}


@pytest.mark.parametrize("line", ["/insights mcp 7d Platform", "/insights 7d Platform mcp"])
def test_a_group_has_the_figures_of_its_members(desk, line):
    text = all_text(answer(desk, line))
    assert "group Platform" in text
    assert "MCP tools were called 4 times" in text


def test_a_group_whose_name_holds_a_sections_word_is_still_that_group(desk):
    assert "Insights: last 30 days, group Code Review" in all_text(answer(desk, "/insights code review"))


def test_what_cursor_does_not_split_by_person_is_shown_for_the_whole_team(desk):
    text = all_text(answer(desk, "/insights dau Platform"))
    assert "whole team" in text
    assert "Cursor does not split this by person" in text


@pytest.mark.parametrize(("line", "offered"), [
    ("/insights mpc", "a section: mcp"),
    ("/insights comands 7d", "a section: commands"),
    ("/insights Platfrom", "“Platform”"),
    ("/insights mcp Platfrom", "“Platform”"),
    ("/insights lst week", "a range: last week"),
])  # fmt: skip
def test_the_nearest_word_is_offered(desk, line, offered):
    assert offered in all_text(answer(desk, line))


def test_the_menu_leads_to_a_section_and_to_the_next_in_the_same_message(desk):
    report = answer(desk, "/insights 7d")
    assert desk.clicks(INSIDER, action_ids.CHOOSE_FILTER, report, choice="section=mcp") == []
    section = desk.report(INSIDER)
    assert section.ts == report.ts
    assert "MCP tools: last 7 days" in all_text(section)
    assert desk.clicks(INSIDER, action_ids.CHOOSE_FILTER, section, choice="section=dau") == []
    assert "Active users: last 7 days" in all_text(desk.report(INSIDER))
    assert desk.clicks(INSIDER, "All insights", desk.report(INSIDER)) == []
    assert "Insights: last 7 days" in all_text(desk.report(INSIDER))


def test_someone_outside_the_alert_channel_learns_nothing(desk):
    for line in ("/insights", "/insights mcp Platform"):
        text = all_text(answer(desk, line, OUTSIDER))
        assert "Only members" in text
        assert "called" not in text


def test_help_names_the_sections(desk):
    assert "exhaustion" in all_text(answer(desk, "/insights help"))
