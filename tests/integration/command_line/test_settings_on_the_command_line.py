"""Thresholds and preferences without Slack."""

import pytest

from tests.small_team import PEOPLE


@pytest.mark.parametrize(
    ("key", "value", "bounds"),
    [
        ("zscore_multiplier", "-1", " from "),
        ("zscore_window_days", "0", " from 1"),
        ("max_tokens_per_day", "-5", " from "),
        ("max_spend_cents_per_cycle", "1e99", " from "),
        ("spend_spike_multiplier", "nan", " from "),
        ("spend_spike_multiplier", "lots", " from "),
        ("alert_users_limited", "maybe", "yes"),
    ],
)
def test_a_refused_threshold_says_its_bounds_and_changes_nothing(spendwatch, key, value, bounds):
    before = spendwatch("settings", "get", key, "--json").json["value"]
    ran = spendwatch("settings", "set", key, value)
    assert (ran.code, ran.out) == (2, "")
    assert bounds in ran.complaint
    assert spendwatch("settings", "get", key, "--json").json["value"] == before


def test_a_threshold_is_set_and_read_back(spendwatch):
    changed = spendwatch("settings", "set", "zscore_multiplier", "3.5", "--json")
    assert changed.code == 0
    assert changed.json["value"] == 3.5
    assert changed.json["old"] == "2.5 sigma"
    got = spendwatch("settings", "get", "zscore_multiplier", "--json").json
    assert got.items() <= changed.json.items()
    listed = spendwatch("settings", "list", "--json").json["settings"]
    assert next(entry for entry in listed if entry["key"] == "zscore_multiplier") == got
    in_words = spendwatch("settings", "list").out.splitlines()
    assert {f"{entry['key']}:" for entry in listed} <= {line.split(" ")[0] for line in in_words}  # whole, to be copied
    assert "zscore_multiplier: 3.5 sigma" in in_words
    assert "or 0 for off. Default: 2.5 sigma." in " ".join(" ".join(in_words).split())
    said = spendwatch("settings", "set", "zscore_multiplier", "4").out
    assert "zscore_multiplier: 3.5 sigma → 4 sigma, at the next run." in said
    assert "zscore_multiplier: 4 sigma, as it was." in spendwatch("settings", "set", "zscore_multiplier", "4").out


def test_preferences_are_set_without_slack_and_what_was_not_checked_is_said(spendwatch):
    said = spendwatch("settings", "set", "alert_email_to", "Ines@example.com,ops@example.com").out
    assert "alert_email_to: the environment's → ines@example.com, ops@example.com, at once." in said
    got = spendwatch("settings", "get", "alert_email_to", "--json").json
    assert (got["value"], got["default"], got["unit"]) == (["ines@example.com", "ops@example.com"], [], None)
    moved = spendwatch("settings", "set", "alert_channel", "C0AAAAAAA")
    assert (moved.code, "Could not check whether the bot can post there: SLACK_BOT_TOKEN is not set" in moved.out) == (
        0,
        True,
    )
    for key, bad in (("alert_channel", "#ai-spend"), ("collect_interval_minutes", "4"), ("admin_users", "ines")):
        refused = spendwatch("settings", "set", key, bad)
        assert (refused.code, f"{key} cannot be" in refused.err) == (2, True)


def test_another_alert_channel_is_looked_at_in_slack_where_there_is_a_token(spendwatch, neighbours):
    directory = neighbours.workspace.directory
    without = directory.add_channel("elsewhere")
    refused = spendwatch("settings", "set", "alert_channel", without.id, **neighbours.env)
    assert (refused.code, "/invite @Spendwatch" in refused.err) == (2, True)
    with_bot = directory.add_channel("finance", members=[directory.bot.id])
    moved = spendwatch("settings", "set", "alert_channel", with_bot.id, **neighbours.env)
    assert (moved.code, "not checked" in moved.out) == (0, False)
    assert f"the environment's → {with_bot.id}, at once." in moved.out


def test_a_replay_says_which_incidents_other_settings_would_have_opened_and_saves_nothing(filled):
    tried = filled("replay", "--set", "max_requests_per_day=3", "--days", "7", "--json").json
    assert {each["subject"] for each in tried["opened"]} >= {person.email for person in PEOPLE}
    assert [(each["key"], each["old"]) for each in tried["changes"]] == [("max_requests_per_day", "off")]
    assert len(tried["after"]) == len(tried["before"]) + len(tried["opened"]) - len(tried["no_longer"])
    assert filled("settings", "get", "max_requests_per_day", "--json").json["value"] == 0
    words = filled("replay", "--set", "max_requests_per_day=3", "--days", "7").out
    assert "Would have been opened" in words
    assert "with the current settings" in filled("replay").out


@pytest.mark.parametrize(
    ("pair", "complaint"),
    [
        ("zscore_multiplier=0.1", "from 1 to 100"),
        ("zscore_multiplier", "KEY=VALUE"),
        ("zscore_multiplyer=3", "did you mean zscore_multiplier"),
    ],
)
def test_a_replay_of_values_that_no_setting_takes_is_refused(spendwatch, pair, complaint):
    ran = spendwatch("replay", "--set", pair)
    assert ran.code == 2
    assert complaint in ran.complaint


def test_the_audit_trail_says_who_changed_what(spendwatch):
    assert spendwatch("audit", "--json").json["entries"] == []
    spendwatch("settings", "set", "zscore_multiplier", "3")
    (entry,) = spendwatch("audit", "--json").json["entries"]
    assert (entry["what"], entry["old"], entry["new"], entry["source"]) == (
        "Distance from the team",
        "2.5 sigma",
        "3 sigma",
        "cli",
    )
    said = spendwatch("audit").out
    assert "Distance from the team: 2.5 sigma → 3 sigma" in said
    assert "Refresh" not in said  # nothing can be pressed in a terminal
