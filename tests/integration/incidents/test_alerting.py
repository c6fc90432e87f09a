"""A new installation detects and stores, but sends nothing about spend before somebody has answered its trial."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from tracker.alerting import AlertingService, Onboarding
from tracker.notices.announce import announce_notices
from tracker.reports.service import ReportService
from tracker.store.settings import load_settings, save_settings
from tracker.store.tables import AuditRow, OutboxRow

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def alerting(company):
    return AlertingService(company.store)


def filled(company):
    """Four usual people and one whose agent ran wild today; collected at noon."""
    for name in ("Ann", "Bob", "Cleo"):
        company.usual_days(company.member(name), TODAY - DAY, days=8)
    company.runaway("Rudi", TODAY)
    company.collected(NOON)


def trail(company):
    with company.store.reading() as session:
        rows = session.exec(select(AuditRow).where(AuditRow.action == "alerting.set").order_by(AuditRow.id)).all()
        return [(row.by, row.source, row.old_value, row.new_value) for row in rows]


def test_what_is_found_while_asking_is_kept_and_not_told(company, alerting):
    assert alerting.ask_if_new(now=NOON)
    filled(company)
    found = company.detect(NOON)
    assert len(found.opened_incidents) == 1
    assert company.outbox_keys() == ["hello"]
    assert announce_notices(company.store, now=NOON) == ()


def test_the_greeting_is_written_once_however_often_the_bot_starts(company, alerting):
    assert [alerting.ask_if_new(now=NOON + n * DAY) for n in range(3)] == [True, False, False]
    assert company.outbox_keys() == ["hello"]


def test_the_trial_waits_for_usage_of_a_complete_collection_and_is_asked_once(company, alerting):
    alerting.ask_if_new(now=NOON)
    assert alerting.ask_what_is_due(now=NOON) is None
    company.collected(NOON)
    assert alerting.ask_what_is_due(now=NOON) is None, "nothing is known that could be judged"
    filled(company)
    assert alerting.ask_what_is_due(now=NOON) is Onboarding.TRIAL
    assert alerting.ask_what_is_due(now=NOON + DAY) is None
    assert company.outbox_keys() == ["hello", "trial"]


def test_one_reminder_comes_after_three_days_without_an_answer(company, alerting):
    alerting.ask_if_new(now=NOON)
    filled(company)
    alerting.ask_what_is_due(now=NOON)
    due = [alerting.ask_what_is_due(now=NOON + hours * timedelta(hours=1)) for hours in (71, 72, 73, 200)]
    assert due == [None, Onboarding.REMINDER, None, None]


def test_who_starts_alerts_is_told_at_once_what_still_holds_and_only_that(company, alerting):
    alerting.ask_if_new(now=NOON - 5 * DAY)
    filled(company)
    company.runaway("Olga", TODAY - 4 * DAY)  # four days ago: no longer judged
    company.detect(NOON - 4 * DAY)
    company.detect(NOON)
    assert alerting.start(by="UMARA", source="slack", now=NOON)
    (incident,) = [each for each in company.incidents() if each.subject == "rudi@example.com"]
    assert company.outbox_keys() == ["hello", f"incident:{incident.id}"]
    assert trail(company) == [("system", "system", None, "asking"), ("UMARA", "slack", "asking", "on")]


def test_a_second_answer_changes_nothing(company, alerting):
    alerting.ask_if_new(now=NOON)
    assert alerting.start(by="UMARA", source="slack", now=NOON)
    assert not alerting.start(by="UOTTO", source="slack", now=NOON)
    assert len(trail(company)) == 2


def test_more_than_three_that_hold_when_alerts_start_come_as_one_message(company, alerting):
    alerting.ask_if_new(now=NOON)
    filled(company)
    for name in ("Sam", "Tess", "Uli"):
        company.runaway(name, TODAY)
    company.collected(NOON)
    company.detect(NOON)
    alerting.start(by="UMARA", source="slack", now=NOON)
    assert company.outbox_keys() == ["hello", "digest:1"]


def test_an_installation_that_has_found_something_before_is_not_asked(company, alerting):
    filled(company)
    company.detect(NOON)
    assert not alerting.ask_if_new(now=NOON)
    assert [key for key in company.outbox_keys() if not key.startswith("incident")] == []


def test_an_answer_given_before_the_first_start_spares_the_trial(company, alerting):
    assert alerting.start(by="ops", source="cli", now=NOON)
    assert not alerting.ask_if_new(now=NOON)
    assert company.outbox_keys() == []


def test_the_state_is_no_threshold_and_disturbs_none(company, alerting, caplog):
    alerting.ask_if_new(now=NOON)
    with company.store.writing() as session:
        save_settings(session, {"zscore_multiplier": "4"}, by="x", source="cli", now=NOON)
    with company.store.reading() as session:
        assert load_settings(session).zscore_multiplier == 4
    assert "unknown" not in caplog.text


def test_the_trial_names_each_day_and_person_that_a_replay_finds(company, alerting):
    filled(company)
    company.runaway("Olga", TODAY - 6 * DAY)
    company.runaway("Pia", TODAY - 20 * DAY)  # outside the two weeks
    alerting.ask_if_new(now=NOON)
    trial = ReportService(company.store).trial(now=NOON)
    found = [(each.day, each.subject) for each in trial.incidents]
    assert found == [(TODAY - 6 * DAY, "olga@example.com"), (TODAY, "rudi@example.com")]
    assert (trial.is_asking, trial.started_by, trial.collected_at) == (True, None, NOON)
    alerting.start(by="UMARA", source="slack", now=NOON)
    after = ReportService(company.store).trial(now=NOON)
    assert (after.is_asking, after.started_by, after.started_at) == (False, "UMARA", NOON)


def test_status_and_trail_say_that_alerts_wait(company, alerting):
    reports = ReportService(company.store)
    alerting.ask_if_new(now=NOON)
    assert reports.status(now=NOON).alerts_wait
    alerting.start(by="UMARA", source="slack", now=NOON)
    assert not reports.status(now=NOON).alerts_wait
    newest, oldest = (entry for entry in reports.audit(now=NOON).entries if entry.what == "Alerts")
    assert (newest.old, newest.new) == ("waiting for an answer to the trial", "on")
    assert oldest.old is None


def test_the_outbox_keeps_each_of_them_once(company, alerting):
    alerting.ask_if_new(now=NOON)
    with company.store.reading() as session:
        assert len(session.exec(select(OutboxRow)).all()) == 1
