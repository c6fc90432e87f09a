"""The modal of thresholds, its preview, what is said after it and the trail, whatever values and names there are."""

import re
from datetime import UTC, date, datetime

import pytest

from blocks import limits
from blocks.audit import audit_message
from blocks.plain_words import in_plain_words
from blocks.replay import replay_message
from blocks.report_query import QueryRefused, ReportQuery
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
from tests.unit.blocks.test_payload_limits import UGLY_NAMES
from tracker.reports.types import (
    AuditEntry,
    AuditReport,
    ReplayedIncident,
    ReplayReport,
    SettingChange,
    SettingField,
    Severity,
)
from tracker.settings import SETTINGS, Kind

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def field(key, text):
    spec = SETTINGS[key]
    return SettingField(
        key=key,
        title=spec.title,
        unit=spec.unit,
        text=text,
        default=spec.describe(spec.default),
        bounds=spec.bounds,
        help=spec.help,
        minimum=0 if spec.zero else spec.minimum,
        maximum=spec.maximum,
        is_switch=spec.kind is Kind.BOOL,
        is_whole=spec.kind is Kind.INT,
        zero_means=str(spec.zero or ""),
    )


LARGEST = {
    key: "yes" if spec.kind is Kind.BOOL else spec.text(spec.parse(str(spec.maximum))) for key, spec in SETTINGS.items()
}
CHANGES = tuple(
    SettingChange(key, spec.title, "off", spec.describe(spec.parse(LARGEST[key]))) for key, spec in SETTINGS.items()
)


def assert_taken(message):
    assert check_message(message.blocks, [], can_show=lambda _: False) == []
    assert 1 <= len(message.text.encode("utf-16-le", "surrogatepass")) // 2 <= 4_000
    assert not re.search(r"<(?!@U)", message.text)


def replayed(name, count, changes=CHANGES):
    incident = ReplayedIncident(date(2026, 11, 3), name, Severity.CRITICAL, (), f"{name} spent $214.00")
    many = (incident,) * count
    return ReplayReport(NOW, 30, date(2026, 10, 22), date(2026, 11, 1), changes, many, many, many, many)


def test_the_form_is_one_that_slack_takes_with_the_largest_values():
    view = settings_modal([field(key, text) for key, text in LARGEST.items()])
    assert check_view(view, "modal", can_show=lambda _: False) == []
    assert len(view["private_metadata"]) < limits.PRIVATE_METADATA


@pytest.mark.parametrize("name", UGLY_NAMES)
@pytest.mark.parametrize("count", [0, 1, 3_000])
def test_the_preview_is_one_that_slack_takes_whoever_is_in_it(name, count):
    draft = SettingsDraft(LARGEST, LARGEST)
    view = preview_view(draft, replayed(name, count), external_id="x")
    assert check_view(view, "modal", can_show=lambda _: False) == []
    assert SettingsDraft.decode(view["private_metadata"]) == draft
    for other in (waiting_view(external_id="x"), refused_view(name, external_id="x")):
        assert check_view(other, "modal", can_show=lambda _: False) == []
        assert "submit" not in other


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
    assert input_errors({"zscore_multiplier": "give more"}) == {"settings.of:zscore_multiplier": "Give more."}


@pytest.mark.parametrize("value", ["", "x", "1,", "-1", "1;2", "²", "9" * 40])
def test_an_undo_of_another_kind_is_refused(value):
    with pytest.raises(QueryRefused):
        read_undo(value)
