"""What the command line refuses before it starts: missing settings, bad values, things that do not exist."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.config import WHERE_TO_GET
from tests.running import run_process


@pytest.mark.parametrize(
    ("command", "given", "missing"),
    [
        ("collect", [], "CURSOR_ADMIN_API_KEY"),
        ("run", [], "CURSOR_ADMIN_API_KEY"),
        ("run", ["CURSOR_ADMIN_API_KEY"], "SLACK_BOT_TOKEN"),
        ("run", ["CURSOR_ADMIN_API_KEY", "SLACK_BOT_TOKEN"], "SLACK_APP_TOKEN"),
    ],
)
def test_a_missing_setting_is_one_line_that_names_it_and_says_where_to_get_it(spendwatch, command, given, missing):
    ran = spendwatch(command, **dict.fromkeys(given, "x"))
    assert ran.code == 2
    assert ran.out == ""
    assert ran.complaint.startswith(f"spendwatch: {missing} is not set")
    assert WHERE_TO_GET[missing] in ran.complaint


def test_an_alert_channel_is_missed_only_where_neither_the_environment_nor_a_setting_names_one(spendwatch):
    given = dict.fromkeys(("CURSOR_ADMIN_API_KEY", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"), "x")
    ran = spendwatch("run", "--once", **given)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1].startswith("spendwatch: SLACK_CHANNEL_ID is not set")
    assert WHERE_TO_GET["SLACK_CHANNEL_ID"] in ran.err


def test_a_process_of_its_own_ends_with_the_same_code_and_line(tmp_path):
    ran = run_process("collect", folder=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.complaint.startswith("spendwatch: CURSOR_ADMIN_API_KEY is not set")


@pytest.mark.parametrize(
    ("variable", "value", "bounds"),
    [
        ("COLLECT_INTERVAL_MINUTES", "-5", "greater than or equal to 0.02"),
        ("COLLECT_INTERVAL_MINUTES", "0", "greater than or equal to 0.02"),
        ("COLLECT_INTERVAL_MINUTES", "0.0001", "greater than or equal to 0.02"),
        ("COLLECT_INTERVAL_MINUTES", "100000", "less than or equal to 1440"),
        ("COLLECT_INTERVAL_MINUTES", "hourly", "valid number"),
        ("CURSOR_RATE_LIMIT_SCALE", "0", "greater than 0"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL: must be debug, info, warning or error"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT: must be text or json"),
        ("METRICS_HOST", "http://127.0.0.1", "METRICS_HOST: must be an address or a host's name, such as 127.0.0.1"),
        ("SLACK_API_URL", "slack.com", "https://"),
        ("SLACK_API_URL", "http://", "https://host"),
        ("CURSOR_API_URL", "http://[bad", "https://host"),
        ("CURSOR_API_URL", "https://key@api.cursor.com", "https://host"),
        ("SLACK_BOT_TOKEN", "two words", "contains a space"),
        ("CURSOR_ADMIN_API_KEY", "key…", "no key has"),
    ],
)
def test_a_refused_value_names_the_variable_and_the_bounds_and_shows_no_key(spendwatch, variable, value, bounds):
    ran = spendwatch("migrate", **{variable: value})
    assert ran.code == 2
    assert variable in ran.complaint
    assert bounds in ran.complaint
    assert value not in ran.complaint or not variable.endswith(("KEY", "TOKEN"))


def test_a_file_of_settings_that_is_no_text_is_said_in_one_line(spendwatch, tmp_path):
    (tmp_path / ".env").write_bytes("LOG_LEVEL=debug\n".encode("utf-16"))
    ran = spendwatch("migrate")
    assert (ran.code, ran.out) == (2, "")
    assert ran.complaint.startswith("spendwatch: .env cannot be read")


def test_a_file_of_settings_that_may_not_be_read_is_said_in_one_line(spendwatch, tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("LOG_LEVEL=debug\n", encoding="utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", ".env")

    monkeypatch.setattr("dotenv.main.open", refuse, raising=False)  # whoever runs as root may read every file
    ran = spendwatch("migrate")
    assert (ran.code, ran.out) == (2, "")
    assert ran.complaint.startswith("spendwatch: .env cannot be read") and "Permission denied" in ran.complaint


def test_a_database_that_cannot_be_is_said_in_one_line(spendwatch):
    ran = spendwatch("migrate", DATABASE_URL="mysql://nowhere/x")
    assert ran.code == 2
    assert "DATABASE_URL" in ran.complaint


@pytest.mark.parametrize("args", [["collect"], ["detect"], ["report", "overview"]])
@pytest.mark.parametrize(
    "instant",
    ["2026-11-20T12:00:00", "2026-11-20", "yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"],
)
def test_an_instant_without_a_zone_or_outside_of_this_century_is_refused(spendwatch, args, instant):
    ran = spendwatch(*args, "--as-of", instant, CURSOR_ADMIN_API_KEY="x")
    assert ran.code == 2
    assert "2026-" in ran.complaint
    assert "zone" in ran.complaint or "offset" in ran.complaint or "Z" in ran.complaint


@pytest.mark.parametrize("args", [["collect"], ["detect"], ["replay"], ["report", "overview"]])
def test_an_instant_that_is_still_to_come_is_refused(spendwatch, args):
    ahead = (datetime.now(UTC) + timedelta(days=20)).isoformat()
    ran = spendwatch(*args, "--as-of", ahead, CURSOR_ADMIN_API_KEY="x")
    assert ran.code == 2
    assert "is in the future" in ran.complaint


@pytest.mark.parametrize("args", [["collect"], ["detect"], ["report", "overview"]])
def test_an_empty_instant_is_refused(spendwatch, args):
    ran = spendwatch(*args, "--as-of", "", CURSOR_ADMIN_API_KEY="x")
    assert ran.code == 2
    assert "'' is not an instant" in ran.complaint


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["report", "overview", "--range", "7dd"], "7d"),
        (["report", "user"], "--user"),
        (["report", "user", "--user", "nobody"], "nobody"),
        (["report", "overview", "--group", "Nowhere"], "Nowhere"),
        (["incidents", "ack", "99"], "no incident 99"),
        (["incidents", "resolve", "99"], "no incident 99"),
        (["settings", "get", "zscore_multiplyer"], "zscore_multiplier"),
        (["settings", "set", "zscore_multiplyer", "3"], "zscore_multiplier"),
    ],
)
def test_what_cannot_be_found_ends_with_two_and_a_hint(spendwatch, args, hint):
    ran = spendwatch(*args)
    assert (ran.code, ran.out) == (2, "")
    assert hint in ran.complaint


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "one"])
def test_a_number_that_no_incident_has_is_wrong_usage(spendwatch, number):
    ran = spendwatch("incidents", "ack", "--", number)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err


def test_a_level_of_the_demos_log_that_is_none_is_refused_before_anything_starts(spendwatch):
    ran = spendwatch("demo", "--log-level", "loud")
    assert (ran.code, ran.out) == (2, "")
    assert all(level in ran.err for level in ("loud", "debug", "info", "warning", "error"))
