"""The Home tab: sections for each person, remembered between visits, fresh after a collection."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from blocks import action_ids
from blocks.report_query import ReportQuery
from sandbox.slack.elements import interactive_elements
from sandbox.slack.faults import Fault, FaultKind
from tests.integration.bot.conftest import NOON, TODAY, user_id
from tracker.reports.types import InsightsSection
from tracker.store.home_views import HomeViews

INSIDER, OUTSIDER, ADMIN = "Otto Lead", "Ines Quiet", "Mara Lind"
TEAM_SECTIONS = ["Overview", "Me", "Incidents", "Insights", "Cycle"]


def opened(desk, name):
    """The person's Home tab after everything that opening it triggered."""
    person = desk.person(name)
    before = home_of(desk, name)
    person.acts.open_home(person.id)
    person.wait_until(lambda: home_of(desk, name) != before, "a newer Home tab")
    assert desk.answers.wait_until_idle(60)
    return home_of(desk, name)


def home_of(desk, name):
    return desk.workspace.views.home(desk.person(name).id)


def clicked(desk, name, label, **choice):
    desk.after(desk.person(name).clicks(label, home_of(desk, name), **choice))
    return home_of(desk, name)


def sections(view):
    return [each["text"]["text"] for each in view.blocks[0]["elements"]]


def shown(view):
    (current,) = [each for each in view.blocks[0]["elements"] if each.get("style") == "primary"]
    return current["text"]["text"]


def words(view):
    return str(view.blocks)


def test_whoever_reads_the_team_begins_with_the_overview_and_its_charts(busy_desk):
    home = opened(busy_desk, INSIDER)
    assert sections(home) == TEAM_SECTIONS
    assert shown(home) == "Overview"
    assert "The team spent" in words(home)
    pictures = [block for block in home.blocks if block["type"] == "image"]
    assert pictures
    assert all(busy_desk.workspace.can_show(picture["slack_file"]) for picture in pictures)


def test_pictures_that_slack_still_scans_are_waited_for(desk, team):
    team.person("Otto Lead", "otto@example.com")
    team.usual_days("otto@example.com", TODAY, days=2)
    team.collected(NOON)
    desk.workspace.files.scan_s = 0.4
    home = opened(desk, INSIDER)
    assert [block for block in home.blocks if block["type"] == "image"]
    refused = [entry for entry in desk.workspace.call_log.entries() if "invalid slack file" in str(entry)]
    assert refused, "nothing was waited for"


def test_anyone_else_sees_only_themselves(busy_desk):
    home = opened(busy_desk, OUTSIDER)
    assert sections(home) == ["Me"]
    assert "Ines Quiet" in words(home)
    assert "The team spent" not in words(home)


@pytest.mark.parametrize(
    ("section", "word"),
    [("Me", "Otto Lead"), ("Incidents", "Open incidents"), ("Insights", "Insights"), ("Cycle", "Billing cycle")],
)
def test_a_section_is_a_click_away_and_remembered(busy_desk, section, word):
    opened(busy_desk, INSIDER)
    home = clicked(busy_desk, INSIDER, section)
    assert shown(home) == section
    assert word in words(home)
    assert shown(opened(busy_desk, INSIDER)) == section
    clicked(busy_desk, INSIDER, "Overview")


def test_what_is_chosen_on_the_tab_changes_the_tab_and_posts_nothing(busy_desk):
    opened(busy_desk, INSIDER)
    messages = len(busy_desk.person(INSIDER).sees("bot"))
    home = clicked(busy_desk, INSIDER, action_ids.CHOOSE_RANGE, choice="7d")
    assert "last 7 days" in words(home)
    home = clicked(busy_desk, INSIDER, "Top spenders")
    assert "Top spenders: last 7 days" in words(home)
    assert shown(home) == "Overview"
    assert len(busy_desk.person(INSIDER).sees("bot")) == messages
    clicked(busy_desk, INSIDER, "Overview")


def test_settings_are_shown_to_admins(desk, team):
    home = opened(desk, ADMIN)
    assert sections(home) == [*TEAM_SECTIONS, "Settings"]
    assert "Member spend spike" in words(clicked(desk, ADMIN, "Settings"))


def test_a_forged_click_on_settings_shows_none(busy_desk):
    opened(busy_desk, INSIDER)
    person = busy_desk.person(INSIDER)
    body = busy_desk.after(person.clicks("Me", home_of(busy_desk, INSIDER))).payload
    action = body["actions"][0] | {"value": ReportQuery("settings").encode()}
    forged = body | {"actions": [action], "trigger_id": "1.2.forged"}
    busy_desk.takes(forged)
    home = home_of(busy_desk, INSIDER)
    assert "Only workspace admins" in words(home)
    assert "Member spend spike" not in words(home)
    assert shown(opened(busy_desk, INSIDER)) == "Me"  # a refusal is not remembered
    clicked(busy_desk, INSIDER, "Overview")


def test_an_incident_is_acknowledged_on_the_tab(desk, store, team, clock):
    team.runaways("rudi@example.com")
    team.judged(clock.now)
    desk.services.dispatcher.drain()
    opened(desk, INSIDER)
    clicked(desk, INSIDER, "Incidents")
    home = clicked(desk, INSIDER, "Acknowledge")
    assert team.incidents()[0].state == "acknowledged"
    offered = {element["action_id"] for _, element in interactive_elements(home.blocks)}
    assert not any(action_id.startswith(action_ids.ACKNOWLEDGE_INCIDENT) for action_id in offered)


def test_tabs_that_somebody_looks_at_are_drawn_anew_after_a_collection(desk, team, clock):
    opened(desk, INSIDER)
    before = home_of(desk, INSIDER)
    clock.advance(hours=1)
    desk.services.home.refresh_all()
    assert home_of(desk, INSIDER).blocks != before.blocks
    clock.advance(hours=13)
    before = home_of(desk, INSIDER)
    desk.services.home.refresh_all()
    assert home_of(desk, INSIDER) == before


def test_someone_who_lost_the_right_sees_no_team_figures_when_the_tab_is_drawn_anew(desk, team, clock, channel_id):
    assert shown(opened(desk, INSIDER)) == "Overview"
    lead = desk.person(INSIDER)
    desk.after(lead.acts.leave_channel(lead.id, channel_id))
    desk.services.access.member_left(desk.services.in_force.alert_channel(), lead.id)
    clock.advance(minutes=1)
    desk.services.home.refresh_all()
    assert sections(home_of(desk, INSIDER)) == ["Me"]
    assert "Only members of the alert channel" in words(home_of(desk, INSIDER))


def test_a_stopping_bot_draws_no_further_tab(desk, team, clock):
    opened(desk, INSIDER)
    before = home_of(desk, INSIDER)
    clock.advance(hours=1)
    desk.services.home.stop()
    desk.services.home.refresh_all()
    assert home_of(desk, INSIDER) == before


def test_a_query_of_an_earlier_version_starts_the_tab_anew(desk, team, store, clock):
    HomeViews(store).save(user_id(desk.workspace, INSIDER), "old", looked_at=clock() - timedelta(days=30))
    assert shown(opened(desk, INSIDER)) == "Overview"


@pytest.mark.parametrize("section", list(InsightsSection))
def test_no_two_controls_of_a_tab_share_a_name(busy_desk, section):
    opened(busy_desk, INSIDER)
    home = clicked(busy_desk, INSIDER, "Insights")
    if section is not InsightsSection.OVERVIEW:
        home = clicked(busy_desk, INSIDER, action_ids.CHOOSE_FILTER, choice=f"section={section}")
    names = [element["action_id"] for _, element in interactive_elements(home.blocks)]
    assert len(names) == len(set(names))
    clicked(busy_desk, INSIDER, "Overview")


# --- two drawings at once --------------------------------------------------------------------------------------------


def slowly(desk, method, seconds=1.5):
    """Delay the answer to the next call of that method."""
    desk.workspace.faults.arm(Fault(kind=FaultKind.SLOW, target=method, seconds=seconds))


@pytest.mark.parametrize("method", ["users.info", "views.publish"])
def test_of_two_fast_clicks_the_later_stays_on_top_however_slow_the_first_is(desk, clock, method):
    home = opened(desk, INSIDER)
    clock.advance(minutes=3)  # so that Slack is asked who it is once more
    slowly(desk, method)
    person = desk.person(INSIDER)
    person.clicks("Incidents", home)
    person.clicks("Cycle", home)
    assert desk.answers.wait_until_idle(60)
    assert shown(home_of(desk, INSIDER)) == "Cycle"
    assert shown(opened(desk, INSIDER)) == "Cycle"


def test_a_refresh_that_began_before_a_click_does_not_overwrite_what_was_clicked(desk, clock):
    home = opened(desk, INSIDER)
    clock.advance(minutes=3)
    slowly(desk, "users.info")
    with ThreadPoolExecutor(1) as pool:
        refreshed = pool.submit(desk.services.home.refresh_all)
        desk.workspace.feed.wait_until(lambda: not desk.workspace.faults.armed(), 10)
        desk.after(desk.person(INSIDER).clicks("Cycle", home))
        refreshed.result(30)
    assert shown(home_of(desk, INSIDER)) == "Cycle"


def test_a_refresh_beside_a_click_takes_nothing_from_it(desk, team, clock):
    home = opened(desk, INSIDER)
    clock.advance(minutes=3)
    slowly(desk, "users.info")
    desk.person(INSIDER).clicks("Cycle", home)
    desk.services.home.refresh_all()
    assert desk.answers.wait_until_idle(60)
    view = home_of(desk, INSIDER)
    assert shown(view) == "Cycle"
    assert shown(opened(desk, INSIDER)) == "Cycle"
