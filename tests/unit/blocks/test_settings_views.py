"""The modal of thresholds, its preview, what is said after it and the trail, whatever values and names there are."""

import re
from datetime import UTC, date, datetime

import pytest

from blocks import limits
from blocks.audit import audit_message
from blocks.elements import Look, TableStyle
from blocks.plain_words import in_plain_words
from blocks.replay import replay_message
from blocks.report_query import QueryRefused, ReportQuery
from blocks.settings import settings_message
from blocks.settings_modal import (
    SettingsDraft,
    input_errors,
    meanwhile_message,
    preview_view,
    read_undo,
    refused_view,
    saved_message,
    settings_modal,
    typed_values,
    undone_message,
    waiting_view,
)
from sandbox.slack.validation.payloads import check_message, check_view
from tests.unit.blocks.any_input import UGLY_NAMES
from tracker.preferences import EVERY_SETTING, MAX_ADDRESSES, MAX_PEOPLE, PREFERENCES
from tracker.reports.settings_report import form_field
from tracker.reports.types import (
    AuditEntry,
    AuditReport,
    ReplayedIncident,
    ReplayReport,
    SettingChange,
    SettingLine,
    SettingsForm,
    SettingsPreview,
    SettingsReport,
    Severity,
)
from tracker.settings import SETTINGS, Kind
from tracker.settings_service import describe_change

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


LARGEST = {
    key: "yes" if spec.kind is Kind.BOOL else spec.text(spec.parse(str(spec.maximum))) for key, spec in SETTINGS.items()
} | {
    "collect_interval_minutes": "1440",
    "alert_channel": "C" + "0" * 24,
    "quiet_info_alerts": "yes",
    "keep_events_days": "3653",
    "admin_users": ",".join(f"U0{number:09}" for number in range(MAX_PEOPLE)),
    "report_readers": ",".join(f"W0{number:09}" for number in range(MAX_PEOPLE)),
    "alert_email_to": ",".join(f"{number}{'a' * 40}@{'b' * 5}.example.com" for number in range(MAX_ADDRESSES)),
}
CHANGES = tuple(describe_change(key, spec.text(spec.default), LARGEST[key]) for key, spec in EVERY_SETTING.items())
ENVIRONMENT = {"collect_interval_minutes": "60 minutes", "admin_users": "ines@example.com, " + "x" * 5_000}


def assert_taken(message):
    assert check_message(message.blocks, [], can_show=lambda _: False) == []
    assert 1 <= len(message.text.encode("utf-16-le", "surrogatepass")) // 2 <= 4_000
    assert not re.search(r"<(?!@[UW]0|#C0)", message.text)


def replayed(name, count, changes=CHANGES):
    incident = ReplayedIncident(date(2026, 11, 3), name, Severity.CRITICAL, (), f"{name} spent $214.00")
    many = (incident,) * count
    return ReplayReport(NOW, 30, date(2026, 10, 22), date(2026, 11, 1), changes, many, many, many, many)


def test_the_form_is_one_that_slack_takes_with_the_largest_values():
    assert_form_taken(LARGEST)
    assert_form_taken({key: spec.text(spec.default) for key, spec in EVERY_SETTING.items()})


def assert_form_taken(texts):
    fields = [form_field(EVERY_SETTING[key], text, ENVIRONMENT.get(key, "")) for key, text in texts.items()]
    view = settings_modal(SettingsForm(tuple(fields), opened_at=10**12))
    assert check_view(view, "modal", can_show=lambda _: False) == []
    assert len(view["blocks"]) <= limits.BLOCKS_PER_VIEW


@pytest.mark.parametrize("name", UGLY_NAMES)
@pytest.mark.parametrize("count", [0, 1, 3_000])
def test_the_preview_is_one_that_slack_takes_whoever_is_in_it(name, count):
    draft = SettingsDraft(10**12, LARGEST)
    view = preview_view(draft, SettingsPreview(CHANGES, replayed(name, count)), external_id="x")
    assert check_view(view, "modal", can_show=lambda _: False) == []
    assert len(view["private_metadata"]) < limits.PRIVATE_METADATA
    assert SettingsDraft.decode(view["private_metadata"]) == draft
    for other in (waiting_view(external_id="x"), refused_view(name, external_id="x")):
        assert check_view(other, "modal", can_show=lambda _: False) == []
        assert "submit" not in other


def test_a_preview_without_thresholds_replays_nothing_and_says_who_gets_rights():
    changes = (describe_change("alert_channel", "", "C0AAAAAAA"), describe_change("admin_users", "", "U0AAAAAAA"))
    view = preview_view(SettingsDraft(0, {}), SettingsPreview(changes, None), external_id="x")
    assert check_view(view, "modal", can_show=lambda _: False) == []
    shown = str(view["blocks"])
    assert "in the last 30 days" not in shown
    assert "Members of the new alert channel can then read team reports" in shown
    assert "{'type': 'channel', 'channel_id': 'C0AAAAAAA'}" in shown
    assert "{'type': 'user', 'user_id': 'U0AAAAAAA'}" in shown


def test_a_preview_after_somebody_elses_change_says_whose_and_offers_no_save():
    meanwhile = (describe_change("alert_channel", "", "C0AAAAAAA", by="U0BBBBBBB", at=NOW),)
    view = preview_view(SettingsDraft(0, {}), SettingsPreview((), None, meanwhile), external_id="x")
    assert check_view(view, "modal", can_show=lambda _: False) == []
    assert "submit" not in view
    assert "U0BBBBBBB" in str(view["blocks"])


@pytest.mark.parametrize("name", UGLY_NAMES)
@pytest.mark.parametrize("tables", list(TableStyle))
def test_the_list_of_all_settings_is_taken_whatever_the_environment_says(name, tables):
    environment = dict.fromkeys(PREFERENCES, ", ".join([name] * 40))
    for texts in (LARGEST, {key: spec.text(spec.default) for key, spec in EVERY_SETTING.items()}):
        lines = tuple(
            SettingLine(
                key,
                spec.title,
                spec.describe(spec.parse(texts[key])),
                spec.describe(spec.default),
                spec.help,
                spec.section,
                environment.get(key, ""),
            )
            for key, spec in EVERY_SETTING.items()
        )
        assert_taken(settings_message(SettingsReport(lines, NOW), ReportQuery("settings"), Look(tables=tables)))


def test_the_list_says_what_was_set_here_and_what_the_environment_says():
    def line(key, text, environment=""):
        spec = EVERY_SETTING[key]
        return SettingLine(
            key, spec.title, spec.describe(spec.parse(text)), spec.describe(()), spec.help, spec.section, environment
        )

    lines = (line("alert_channel", "", "C0AAAAAAA"), line("admin_users", "U0AAAAAAA", "ines@example.com"))
    text = settings_message(SettingsReport(lines, NOW), ReportQuery("settings")).text
    assert "Alert channel (alert_channel): the environment's (<#C0AAAAAAA>)" in text
    assert "Further admins (admin_users): <@U0AAAAAAA>; in the environment ines@example.com" in text


@pytest.mark.parametrize("name", UGLY_NAMES)
def test_what_is_said_after_a_change_is_taken_by_slack(name):
    changes = tuple(SettingChange(each.key, each.title, each.old, each.new, by=name, at=NOW) for each in CHANGES)
    for message in (
        saved_message(CHANGES, range(10**9, 10**9 + len(CHANGES))),
        undone_message(CHANGES),
        meanwhile_message(changes),
        meanwhile_message(changes, undoing=True),
    ):
        assert_taken(message)


@pytest.mark.parametrize("name", UGLY_NAMES)
def test_a_page_of_the_trail_is_taken_by_slack(name):
    entries = (
        AuditEntry(NOW, name, name, name, None, name * 20, name * 20),
        AuditEntry(NOW, name, "slack", "resolved", 7, None, name * 50),
        AuditEntry(NOW, "system", "system", "opened", 7),
    ) * 7
    message = audit_message(AuditReport(entries, 100, 2, 5, NOW), ReportQuery("audit", page=2))
    assert_taken(message)


def test_an_empty_trail_says_so():
    message = audit_message(AuditReport((), 0, 1, 1, NOW), ReportQuery("audit"))
    assert "Nobody has changed anything yet." in message.text


def test_a_replay_in_the_terminal_lists_every_incident():
    text = in_plain_words(replay_message(replayed("Ann", 25)))
    assert text.count("Ann spent $214.00") == 50
    assert "25 incidents in the last 30 days instead of 25: 25 more, 25 fewer." in text
    assert "Usage is stored from 1 Nov 2026 on" in text


def test_what_was_typed_is_read_by_key_and_what_is_no_settings_input_is_left_out():
    values = {
        "settings.of:zscore_multiplier": {"settings.of:zscore_multiplier": {"type": "number_input", "value": "3"}},
        "settings.of:alert_users_limited": {
            "settings.of:alert_users_limited": {"type": "radio_buttons", "selected_option": {"value": "no"}}
        },
        "settings.of:zscore_window_days": {"settings.of:zscore_window_days": {"type": "number_input", "value": None}},
        "other": {"other": {"value": "1"}},
    }
    assert typed_values(values) == {"zscore_multiplier": "3", "alert_users_limited": "no", "zscore_window_days": ""}


def test_chosen_people_and_channels_are_read_and_no_channel_means_that_it_stays():
    def chosen(key, **state):
        return {f"settings.of:{key}": {f"settings.of:{key}": state}}

    people = chosen("admin_users", type="multi_users_select", selected_users=["U0AAAAAAA", "U0BBBBBBB"])
    nobody = chosen("report_readers", type="multi_users_select", selected_users=[])
    channel = chosen("alert_channel", type="conversations_select", selected_conversation="C0AAAAAAA")
    none = chosen("alert_channel", type="conversations_select", selected_conversation=None)
    assert typed_values(people | nobody | channel) == {
        "admin_users": "U0AAAAAAA,U0BBBBBBB",
        "report_readers": "",
        "alert_channel": "C0AAAAAAA",
    }
    assert typed_values(none) == {}


def test_reasons_stand_beside_their_inputs():
    assert input_errors({"zscore_multiplier": "give more"}) == {"settings.of:zscore_multiplier": "Give more."}


@pytest.mark.parametrize("value", ["", "x", "1,", "-1", "1;2", "²", "9" * 40])
def test_an_undo_of_another_kind_is_refused(value):
    with pytest.raises(QueryRefused):
        read_undo(value)
