"""The greeting and trial of a new installation in Slack: who sees them, who may answer, what an answer does."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.delivery.installer import find_installer
from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import Person, all_text
from tests.integration.bot.conftest import NOON, TODAY, user_id
from tests.integration.bot.message_parts import labels
from tracker.alerting import AlertingService
from tracker.reports.service import ReportService
from tracker.settings import SETTINGS
from tracker.store.settings import save_settings
from tracker.store.tables import OutboxRow

MARA, OTTO, INES = "Mara Lind", "Otto Lead", "Ines Quiet"
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def alerting(store):
    return AlertingService(store)


@pytest.fixture
def asked(desk, team, alerting, clock):
    """A new installation that has collected a team of three, one of whom runs wild; returns the trial's message."""
    alerting.ask_if_new(now=clock.now)
    for name in ("Ann", "Bob"):
        team.usual_days(team.person(name, f"{name.lower()}@example.com"), YESTERDAY, days=9)
    team.runaways("rudi@example.com")
    team.collected(clock.now)
    team.detect(clock.now)
    alerting.ask_what_is_due(now=clock.now)
    desk.services.dispatcher.drain()
    return newest(desk)


def newest(desk):
    return desk.person(MARA).sees("#ai-spend")[-1]


def alerts(desk):
    seen = desk.person(MARA).sees("#ai-spend")
    return [each for each in seen if each.metadata and each.metadata["event_payload"]["kind"] == "incident"]


# --- the hello -------------------------------------------------------------------------------------------------------


def sends_hello(post, workspace, slack, admins):
    post.clock.advance(minutes=1)
    post.dispatcher(installer=lambda: find_installer(slack, admins)).drain()
    return [message for name in (MARA, OTTO, INES) for message in Person(workspace, name).sees("bot")]


def test_the_first_admin_whom_slack_knows_is_greeted_and_told_what_comes(post, workspace, slack, alerting, clock):
    alerting.ask_if_new(now=clock.now)
    admins = ("nobody@example.com", "U0GONE00000", "otto@example.com", "mara@example.com")
    (hello,) = sends_hello(post, workspace, slack, admins)
    assert [each.ts for each in Person(workspace, OTTO).sees("bot")] == [hello.ts]
    assert "until someone there presses Start alerting" in all_text(hello)
    assert sends_hello(post, workspace, slack, admins) == [hello]
    assert post.arrived() == []


def test_without_a_known_admin_the_alert_channel_is_greeted(post, workspace, slack, alerting, clock):
    alerting.ask_if_new(now=clock.now)
    assert sends_hello(post, workspace, slack, ()) == []
    assert post.keys() == ["hello"]


def test_a_hello_whose_receipt_was_lost_is_not_said_again(post, workspace, slack, alerting, clock):
    alerting.ask_if_new(now=clock.now)
    workspace.faults.arm(Fault(FaultKind.LOST_ANSWER, "chat.postMessage"))
    first = sends_hello(post, workspace, slack, ("mara@example.com",))
    clock.advance(hours=1)
    assert sends_hello(post, workspace, slack, ("mara@example.com",)) == first
    assert len(first) == 1


# --- the trial -------------------------------------------------------------------------------------------------------


def test_the_trial_says_how_often_about_whom_and_why_and_asks(asked):
    text = all_text(asked)
    assert "I would have sent 1 alert in the last 14 days." in text
    assert "Rudi" in text
    assert "$" in text
    assert "Shall I send alerts from now on?" in text
    assert labels(asked) == ["Start alerting", "Change settings", "Look at the trial again"]


def test_no_alert_is_in_the_channel_before_the_answer_and_the_one_that_holds_after_it(desk, asked):
    assert alerts(desk) == []
    desk.clicks(OTTO, "Start alerting", asked)
    desk.services.dispatcher.drain()
    assert "Rudi" in all_text(alerts(desk)[0])
    assert len(alerts(desk)) == 1
    (trial,) = [each for each in desk.person(MARA).sees("#ai-spend") if each.ts == asked.ts]
    assert labels(trial) == ["Open incidents", "Look at the trial again"]
    assert f"started by <@{user_id(desk.workspace, OTTO)}>" in trial.text


def test_who_may_not_handle_incidents_is_refused_in_words_and_nothing_starts(desk, asked, store):
    elsewhere = desk.workspace.post(
        desk.workspace.directory.channel_by_name("#general"),
        desk.workspace.directory.bot,
        "the trial, shared",
        blocks=asked.blocks,
    )
    for said in (desk.clicks(INES, "Start alerting", elsewhere), desk.asks(INES, "/spendwatch trial")):
        assert "Only members of the alert channel" in said[-1].text
    desk.services.dispatcher.drain()
    assert alerts(desk) == []
    assert ReportService(store).trial(now=NOON).is_asking


def test_a_second_click_is_told_that_alerts_are_on(desk, asked, store):
    AlertingService(store).start(by="ops", source="cli", now=NOON)
    (said,) = [each for each in desk.clicks(MARA, "Start alerting", asked) if each.ephemeral_to]
    assert said.text == "Alerts are already on."


def test_change_settings_is_for_admins(desk, asked):
    said = desk.clicks(OTTO, "Change settings", asked)
    assert "Only workspace admins" in said[-1].text


def test_looking_again_judges_with_the_settings_that_are_in_force_by_then(desk, asked, store, clock):
    off = dict.fromkeys((key for key in SETTINGS if key.endswith("_multiplier")), "0")
    with store.writing() as session:
        save_settings(session, off, by="mara", source="cli", now=clock.now)
    desk.clicks(OTTO, "Look at the trial again", asked)
    assert "I would have sent 0 alerts" in all_text(newest(desk))


def test_status_says_that_alerts_wait(desk, asked):
    desk.asks(OTTO, "/spendwatch status", in_="bot")
    assert "Alerts are waiting for an answer" in all_text(desk.report(OTTO))


def test_the_reminder_asks_again_and_is_dropped_once_somebody_has_answered(desk, asked, alerting, clock, store):
    clock.advance(days=3, minutes=1)
    alerting.ask_what_is_due(now=clock.now)
    alerting.start(by="ops", source="cli", now=clock.now)
    desk.services.dispatcher.drain()
    with store.reading() as session:
        states = dict(session.exec(select(OutboxRow.key, OutboxRow.state)).all())
    assert states["trial_reminder"] == "dropped"
