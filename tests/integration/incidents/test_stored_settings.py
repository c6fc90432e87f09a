from datetime import UTC, datetime

import pytest

from tracker.settings import SettingRefused, Settings, UnknownSetting
from tracker.store.settings import load_settings, save_settings
from tracker.store.tables import AuditRow, SettingRow

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def save(store, key, text):
    with store.writing() as session:
        save_settings(session, {key: text}, by="ann@example.com", source="cli", now=NOW)


def load(store):
    with store.reading() as session:
        return load_settings(session)


def test_without_any_stored_the_defaults_are_in_force(store):
    assert load(store) == Settings()


def test_a_saved_setting_is_in_force_and_leaves_who_changed_it_from_what(company):
    save(company.store, " ZSCORE_multiplier ", "3.5")
    assert load(company.store) == Settings(zscore_multiplier=3.5)
    save(company.store, "zscore_multiplier", "4")
    assert load(company.store) == Settings(zscore_multiplier=4.0)
    assert [(row.about, row.old_value, row.new_value) for row in company.rows(AuditRow)] == [
        ("zscore_multiplier", "2.5", "3.5"),
        ("zscore_multiplier", "3.5", "4.0"),
    ]
    assert {(row.by, row.source, row.at) for row in company.rows(AuditRow)} == {("ann@example.com", "cli", NOW)}


def test_saving_the_value_in_force_changes_nothing(company):
    save(company.store, "min_daily_spend_cents", "5000")
    save(company.store, "alert_users_limited", "YES")
    assert company.rows(AuditRow) == []


@pytest.mark.parametrize("text", ["-1", "NaN", "", "1e99", "2.5"])
def test_a_refused_value_stores_nothing(company, text):
    with pytest.raises(SettingRefused, match="min_daily_spend_cents"):
        save(company.store, "min_daily_spend_cents", text)
    assert company.rows(AuditRow) == []


def test_an_unknown_key_is_refused_with_the_nearest(store):
    with pytest.raises(UnknownSetting, match="did you mean zscore_multiplier"):
        save(store, "zscore_multiplyer", "3")


def test_a_stored_key_of_another_version_is_left_out_with_a_warning(store, caplog):
    with store.writing() as session:
        session.add(SettingRow(key="gone", value="1", changed_at=NOW))
    assert load(store) == Settings()
    assert "stored setting is unknown key=gone" in caplog.text
