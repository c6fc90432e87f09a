"""Thresholds on both databases: saved all or nothing, one save at a time, undone once; and the trail of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tracker.changes import ChangeNotFound
from tracker.incident_lifecycle import Move
from tracker.reports.service import ReportService
from tracker.settings import SettingRefused, Settings, UnknownSetting
from tracker.settings_service import SettingsService
from tracker.store.settings import load_settings, load_texts
from tracker.store.tables import AuditRow, SettingRow

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture
def service(company):
    return SettingsService(company.store)


def save(service, wanted, opened_at=0, by="ann"):
    return service.save(wanted, opened_at=opened_at, by=by, source="slack", now=NOW)


def undo(service, ids, by="ben"):
    return service.undo(ids, by=by, source="slack", now=NOW + timedelta(minutes=1))


def in_force(company):
    with company.store.reading() as session:
        return load_settings(session)


def test_all_are_saved_together_with_a_row_of_the_trail_each(service, company):
    outcome = save(service, {"zscore_multiplier": "3", "alert_users_limited": "no", "zscore_window_days": "7"})
    assert [(change.key, change.old, change.new) for change in outcome.changes] == [
        ("zscore_multiplier", "2.5 sigma", "3 sigma"),
        ("alert_users_limited", "yes", "no"),
    ]
    assert in_force(company) == Settings(zscore_multiplier=3.0, alert_users_limited=False)
    assert tuple(row.id for row in company.rows(AuditRow)) == outcome.ids


@pytest.mark.parametrize("bad", [{"zscore_multiplier": "0.1"}, {"zscore_window_days": "-1"}, {"gone": "1"}])
def test_one_bad_value_among_good_ones_saves_none(service, company, bad):
    with pytest.raises((SettingRefused, UnknownSetting)):
        save(service, {"max_requests_per_day": "9", **bad})
    assert in_force(company) == Settings()
    assert company.rows(AuditRow) == []


def test_of_many_who_save_at_once_one_wins_and_the_others_learn_what_changed(service, company):
    def attempt(number):
        return save(service, {"max_requests_per_day": str(100 + number)}, by=f"p{number}")

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, range(8)))
    (winner,) = [outcome for outcome in outcomes if outcome.changes]
    told = [outcome.meanwhile for outcome in outcomes if not outcome.changes]
    assert len(told) == 7
    (row,) = company.rows(AuditRow)
    assert {(change.key, change.by) for changes in told for change in changes} == {("max_requests_per_day", row.by)}
    assert in_force(company).max_requests_per_day == int(row.new_value)
    assert winner.ids == (row.id,)


def test_an_undo_brings_back_what_was_before_and_works_once(service, company):
    first = save(service, {"zscore_multiplier": "3"})
    second = save(service, {"zscore_multiplier": "4", "max_requests_per_day": "50"}, first.ids[0])
    assert undo(service, first.ids).meanwhile[0].new == "4 sigma"
    assert len(undo(service, second.ids).changes) == 2
    assert in_force(company) == Settings(zscore_multiplier=3.0)
    assert [change.by for change in undo(service, second.ids).meanwhile] == ["ben", "ben"]
    assert in_force(company) == Settings(zscore_multiplier=3.0)


@pytest.mark.parametrize("ids", [(77,), (1, 77)])
def test_an_undo_of_what_was_never_changed_is_refused(service, company, ids):
    save(service, {"zscore_multiplier": "3"})
    with pytest.raises(ChangeNotFound):
        undo(service, ids)
    assert in_force(company) == Settings(zscore_multiplier=3.0)


def test_the_form_shows_what_is_in_force(service, company):
    save(service, {"team_budget_cents_per_cycle": "500000"})
    opened = ReportService(company.store).settings_form()
    form = {field.key: field for field in opened.fields}
    assert [opened.opened_at] == [row.id for row in company.rows(AuditRow)]
    with company.store.reading() as session:
        assert {key: field.text for key, field in form.items()} == load_texts(session)
    assert form["team_budget_cents_per_cycle"].default == "off"
    assert form["zscore_multiplier"].minimum == 0
    assert form["zscore_window_days"].minimum == 1


def test_the_trail_holds_settings_and_moves_newest_first_in_pages_that_add_up(service, company):
    company.runaway("Rudi")
    outcome = company.detect(NOW)
    (incident_id,) = outcome.opened_incidents
    company.service.acknowledge(incident_id, by="U0AAAAAAA", source="slack", now=NOW + timedelta(minutes=1))
    save(service, {"zscore_multiplier": "3", "max_requests_per_day": "5"})
    reports = ReportService(company.store)
    later = NOW + timedelta(hours=1)
    whole = reports.audit(page_size=None, now=later)
    assert whole.total == len(whole.entries) == 2 + len(company.moves(incident_id))
    assert [entry.at for entry in whole.entries] == sorted((entry.at for entry in whole.entries), reverse=True)
    assert (whole.entries[0].what, whole.entries[0].incident_id) == (Move.ACKNOWLEDGED.value, incident_id)
    assert {(entry.what, entry.old, entry.new) for entry in whole.entries if entry.incident_id is None} == {
        ("Distance from the team", "2.5 sigma", "3 sigma"),
        ("Request limit per member", "off", "5 requests a day"),
    }
    pages = [reports.audit(page=page, page_size=2, now=later) for page in range(1, 1 + -(-whole.total // 2))]
    assert len(pages) == pages[0].pages > 1
    assert tuple(entry for page in pages for entry in page.entries) == whole.entries
    assert reports.audit(page=99, page_size=2, now=later).page == pages[0].pages
    assert reports.audit(now=NOW - timedelta(days=1)).total == 0


def test_a_change_of_a_threshold_that_this_version_no_longer_has_stays_in_the_trail(company):
    with company.store.writing() as session:
        session.add(AuditRow(at=NOW, by="ann", source="cli", action="setting.set", about="gone", new_value="1"))
        session.add(SettingRow(key="gone", value="1", changed_at=NOW))
    (entry,) = ReportService(company.store).audit(now=NOW).entries
    assert (entry.what, entry.old, entry.new) == ("setting.set: gone", None, "1")


def test_a_stored_value_that_is_out_of_bounds_by_now_can_be_replaced(service, company):
    with company.store.writing() as session:
        session.add(SettingRow(key="zscore_multiplier", value="0.1", changed_at=NOW))
    with pytest.raises(SettingRefused, match="from 1 to 100"):
        in_force(company)
    (change,) = save(service, {"zscore_multiplier": "3"}).changes
    assert (change.old, change.new) == ("0.1", "3 sigma")
    assert in_force(company) == Settings(zscore_multiplier=3.0)
