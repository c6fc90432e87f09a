"""The command line: exit codes, one JSON object on stdout, and errors that say what to do."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.event import listen

from bot.cli.report import PRINTED, Asked, ReportName
from bot.cli.run_once import run_once
from bot.config import WHERE_TO_GET, read_config
from sandbox.cursor_api import faults
from sandbox.cursor_api.team import SANDBOX_KEY
from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.manifest import Manifest
from sandbox.slack.person import all_text
from tests.databases import backend_of
from tests.neighbours import open_neighbours
from tests.running import Ran, run_process
from tests.small_team import MANIFEST, PEOPLE
from tracker.alerting import AlertingService
from tracker.reports.default_ranges import DEFAULT_RANGES
from tracker.reports.service import ReportService
from tracker.store.engine import open_store
from tracker.store.heartbeat import beat
from tracker.store.lease import Lease, LeaseName
from tracker.store.tables import ReadStateRow

KINDS_STORED = {"members", "daily_usage", "spending", "usage_events", "groups", "analytics", "commits"}


@pytest.fixture(scope="module")
def collected(request, databases, tmp_path_factory) -> Iterator[tuple[str, Ran]]:
    """A database after one collection, and what `collect --json` said, in a process of its own."""
    folder = tmp_path_factory.mktemp("collected")
    with databases.lend(backend_of(request), is_migrated=False) as url:
        with ExitStack() as stack:
            cursor = {k: v for k, v in open_neighbours(stack).env.items() if k.startswith("CURSOR")}
            ran = run_process("collect", "--json", folder=folder, DATABASE_URL=url, **cursor)
        yield url, ran


@pytest.fixture
def database_url(request, databases) -> Iterator[str]:
    """An empty database, or one that holds a collection where the test asks for a command line that is `filled`."""
    like = request.getfixturevalue("collected")[0] if "filled" in request.fixturenames else None
    with databases.lend(backend_of(request), like=like) as url:
        yield url


@pytest.fixture
def filled(spendwatch):
    """The same over a database that holds a collection."""
    return spendwatch


# --- the environment -------------------------------------------------------------------------------------------------


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
        ("COLLECT_INTERVAL_MINUTES", "-5", "greater than 0"),
        ("COLLECT_INTERVAL_MINUTES", "0", "greater than 0"),
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
        ("SLACK_BOT_TOKEN", "two words", "holds a space"),
        ("CURSOR_ADMIN_API_KEY", "key…", "no key has"),
    ],
)
def test_a_refused_value_names_the_variable_and_the_bounds_and_shows_no_key(spendwatch, variable, value, bounds):
    ran = spendwatch("migrate", **{variable: value})
    assert ran.code == 2
    assert variable in ran.complaint
    assert bounds in ran.complaint
    assert value not in ran.complaint or not variable.endswith(("KEY", "TOKEN"))


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


# --- settings --------------------------------------------------------------------------------------------------------


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
    assert "zscore_multiplier: 3.5 sigma → 4 sigma, from the next run on." in said
    assert "zscore_multiplier: 4 sigma, as it was." in spendwatch("settings", "set", "zscore_multiplier", "4").out


def test_preferences_are_set_without_slack_and_what_was_not_checked_is_said(spendwatch):
    said = spendwatch("settings", "set", "alert_email_to", "Ines@example.com,ops@example.com").out
    assert "alert_email_to: the environment's → ines@example.com, ops@example.com, at once." in said
    got = spendwatch("settings", "get", "alert_email_to", "--json").json
    assert (got["value"], got["default"], got["unit"]) == (["ines@example.com", "ops@example.com"], [], None)
    moved = spendwatch("settings", "set", "alert_channel", "C0AAAAAAA")
    assert (moved.code, "not checked: SLACK_BOT_TOKEN is not set" in moved.out) == (0, True)
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


# --- what scripts read -----------------------------------------------------------------------------------------------


def test_collect_counts_what_it_stored(collected):
    _, ran = collected
    assert ran.code == 0
    assert set(ran.json["stored"]) == KINDS_STORED
    assert ran.json["stored"]["members"] == len(PEOPLE)
    assert ran.json["stored"]["usage_events"] == len(PEOPLE) * 5 * 5 + 40
    assert all(isinstance(number, int) for number in ran.json["requests"].values())
    assert ran.json["errors"] == []
    assert ran.json["duration_s"] > 0
    assert SANDBOX_KEY not in ran.out + ran.err


def test_a_report_holds_every_figure(filled):
    overview = filled("report", "overview", "--range", "7d", "--json").json
    assert set(overview["range"]) >= {"start", "end"}
    assert overview["as_of"].endswith("Z")
    assert set(overview["totals"]) >= {
        "usage_value_cents",
        "on_demand_cents",
        "requests",
        "active_members",
        "members",
    }
    assert len(overview["members"]) == len(PEOPLE)
    assert set(overview["members"][0]) >= {
        "email", "name", "kind", "usage_value_cents", "on_demand_cents", "requests", "main_model",
    }  # fmt: skip
    assert set(overview["days"][0]) >= {"date", "usage_value_cents", "provisional"}
    assert overview["totals"]["usage_value_cents"] == sum(m["usage_value_cents"] for m in overview["members"])
    assert overview["totals"]["usage_value_cents"] == 40_000 + len(PEOPLE) * 5 * 1_000


@pytest.mark.parametrize(
    "args",
    [
        ["report", "overview"],
        ["report", "topspenders", "--range", "7d"],
        ["report", "user", "--user", "rudi"],
        ["report", "incidents"],
        ["report", "anomalies"],
        ["report", "groups"],
        ["report", "weekly"],
        ["weekly", "list"],
        ["weekly", "show"],
        ["groups", "list"],
        ["groups", "create", "Data > Science", "rudi@example.com", "--dry-run"],
        ["settings", "list"],
        ["settings", "get", "zscore_multiplier"],
        ["settings", "set", "zscore_multiplier", "3"],
        ["detect"],
        ["health"],
        ["doctor"],
        ["migrate"],
    ],
    ids=" ".join,
)
def test_every_command_prints_one_json_object_and_logs_elsewhere(filled, args):
    ran = filled(*args, "--json", LOG_LEVEL="debug")
    assert ran.json
    assert ran.code == (1 if args[0] in ("health", "doctor") else 0)
    assert filled(*args).out.strip()


def test_weekly_digests_are_added_changed_listed_and_removed(filled):
    filled("groups", "create", "Platform", "rudi@example.com")
    made = filled("weekly", "add", "--group", "platform", "--to", "C0123456789", "--json").json
    assert (made["id"], made["group"], made["destination"], made["is_person"]) == (1, "Platform", "C0123456789", False)
    again = filled("weekly", "add", "--group", "Platform", "--to", "C0123456789")
    assert (again.code, "goes there already" in again.err) == (2, True)
    changed = filled("weekly", "change", "1", "--to", "U0123456789")
    assert "the whole team to U0123456789" in changed.out
    (listed,) = filled("weekly", "list", "--json").json["subscriptions"]
    assert (listed["group"], listed["is_person"]) == (None, True)
    assert "Stopped" in filled("weekly", "remove", "1").out
    assert "Nobody is sent" in filled("weekly", "list").out
    for args, hint in (
        (("remove", "1"), "no weekly digest 1"),
        (("add", "--to", "#general"), "Slack's id"),
        (("add", "--to", "C0123456789", "--group", "Nobody"), "no billing group"),
    ):
        ran = filled("weekly", *args)
        assert (ran.code, hint in ran.err) == (2, True)
    assert "weekly digest 1" in filled("audit").out


OPTIONS = {"--group": "Nowhere", "--user": "nobody@example.com", "--section": "models", "--csv": None}
TAKEN = {
    "overview": ["--group"],
    "topspenders": ["--group"],
    "models": ["--group", "--user"],
    "user": ["--user"],
    "insights": ["--group", "--section"],
    "incidents": [],
    "anomalies": ["--group", "--user"],
    "groups": [],
    "cycle": ["--csv"],
    "weekly": ["--group"],
}


def test_every_report_is_asked_with_what_it_takes():
    assert set(TAKEN) == set(ReportName)


@pytest.mark.parametrize(
    ("name", "option"), [(name, each) for name in TAKEN for each in OPTIONS if each not in TAKEN[name]]
)
def test_a_report_refuses_an_option_that_it_does_not_take_and_says_which_it_does(spendwatch, name, option):
    ran = spendwatch("report", name, option, *filter(None, [OPTIONS[option]]))
    assert (ran.code, ran.out) == (2, "")
    *others, last = ("--range", "--as-of", "--json", *TAKEN[name])
    taken = f"{', '.join(others)} and {last}"
    assert ran.complaint == f"spendwatch: report {name} does not take {option}; it takes {taken}"


@pytest.mark.parametrize(
    ("name", "option"), [(name, each) for name in TAKEN for each in TAKEN[name] if each in ("--group", "--user")]
)
def test_an_option_that_is_taken_is_looked_up(filled, name, option):
    also = ["--user", "rudi"] if name == "user" and option != "--user" else []
    ran = filled("report", name, option, OPTIONS[option], *also)
    assert ran.code == 2
    assert OPTIONS[option] in ran.complaint


def test_the_models_of_a_group_or_of_a_person_are_asked_for(filled):
    ran = filled("report", "models", "--user", "rudi", "--group", "Nowhere")
    assert (ran.code, ran.complaint) == (2, "spendwatch: report models takes --group or --user, not both")


@pytest.mark.parametrize("name", ReportName)
def test_all_figures_of_a_report_are_read_in_one_snapshot(filled, database_url, name):
    store = open_store(database_url)
    begun = []
    listen(store.engine, "begin", begun.append)
    try:
        asked = Asked(name, DEFAULT_RANGES[name], datetime.now(UTC), user="rudi" if name == "user" else None)
        assert PRINTED[name].as_json(ReportService(store), asked)
    finally:
        store.close()
    assert len(begun) == 1


def test_one_persons_json_carries_every_section(filled):
    report = filled("report", "user", "--user", "rudi", "--json").json
    assert list(report["sections"]) == ["models", "activity", "adoption", "tools", "code"]
    assert report["sections"]["models"]["totals"] == report["totals"]
    assert report["sections"]["tools"]["mcp"]["availability"]["state"] == "available"
    assert len(report["sections"]["activity"]["requests_by_weekday_and_hour"]) == 7


def test_as_of_takes_the_view_of_that_instant(filled):
    then = datetime.now(UTC) - timedelta(days=2)
    report = filled("report", "overview", "--range", "7d", "--as-of", then.isoformat(), "--json").json
    assert report["totals"]["usage_value_cents"] < 40_000
    assert report["as_of"][:16] == f"{then:%Y-%m-%dT%H:%M}"


def test_detect_tells_each_anomaly_with_its_figures_and_incidents_can_be_handled(filled):
    found = filled("detect", "--json").json
    assert set(found) == {"new", "cleared", "open", "alerting", "errors"}
    assert set(found["new"][0]) == {
        "incident_id", "subject", "rule", "metric", "severity", "unit", "value", "line", "baseline", "onset",
        "detected_at", "models", "message",
    }  # fmt: skip
    assert found["new"][0]["subject"] == "rudi@example.com"
    assert found["open"] == 1
    number = str(found["new"][0]["incident_id"])
    taken = filled("incidents", "ack", number, "--by", "otto@example.com", "--json").json
    assert (taken["won"], taken["state"], taken["by"]) == (True, "acknowledged", "otto@example.com")
    assert filled("incidents", "ack", number, "--by", "mara@example.com", "--json").json["won"] is False
    closed = filled("incidents", "resolve", number, "--cause", "a loop", "--json")
    assert (closed.code, closed.json["state"]) == (0, "resolved")
    assert "already resolved" in filled("incidents", "resolve", number).out
    assert filled("detect", "--json").json["new"] == []


def test_health_says_what_is_wrong_and_ends_with_one(spendwatch):
    ran = spendwatch("health", "--json")
    assert ran.code == 1
    assert ran.json["ok"] is False
    assert ran.json["leader"] is None
    assert "no bot has shown a sign of life" in ran.json["problems"][0]


@pytest.mark.parametrize(("is_link_alive", "says"), [(True, "healthy"), (False, "the bot's link to Slack is down")])
def test_health_believes_a_sign_of_life(spendwatch, database_url, is_link_alive, says):
    store = open_store(database_url)
    beat(store, now=datetime.now(UTC), is_link_alive=is_link_alive)
    lease = Lease(store, LeaseName.LEAD)
    assert lease.try_acquire()
    ran = spendwatch("health")
    lease.release()
    store.close()
    assert (ran.code, ran.out.startswith(f"{says}, led by ")) == (0 if is_link_alive else 1, True)


@pytest.fixture
def leading(database_url, spendwatch):
    """A bot that lives and leads, for a command line beside it; calling it ages what its jobs did, by minutes."""
    store = open_store(database_url)
    lease = Lease(store, LeaseName.LEAD)
    assert lease.try_acquire()

    def did(**minutes_ago):
        now = datetime.now(UTC)
        beat(store, now=now, is_link_alive=True)
        with store.writing() as session:
            for kind, minutes in minutes_ago.items():
                session.merge(ReadStateRow(kind=kind, read_at=now - timedelta(minutes=minutes)))

    yield did
    lease.release()
    store.close()


def test_health_names_the_leader_and_the_last_success_of_each_job(spendwatch, leading):
    leading(events=20, detection=19, job_notices=18, job_dispatch=0)
    ran = spendwatch("health", "--json")
    assert (ran.code, ran.json["ok"], ran.json["problems"]) == (0, True, [])
    assert ran.json["leader"]["holder"].endswith(f":{os.getpid()}")
    assert list(ran.json["jobs"]) == ["collect", "detect", "notices", "dispatch"]
    assert ran.json["jobs"]["collect"] == ran.json["collected_at"]
    words = spendwatch("health").out
    assert words.startswith("healthy, led by ")
    assert f"last done: collect {ran.json['jobs']['collect']}, detect {ran.json['jobs']['detect']}, notices" in words


def test_health_of_a_new_bot_says_never(spendwatch, leading):
    leading()
    ran = spendwatch("health")
    assert ran.code == 0
    assert "last done: collect never, detect never, notices never, dispatch never" in ran.out


@pytest.mark.parametrize(
    ("kind", "minutes", "says"),
    [
        ("events", 131, "the last complete collection was at"),
        ("detection", 131, "detection was last done at"),
        ("job_notices", 131, "notices were last looked for at"),
        ("job_dispatch", 16, "the outbox was last worked off at"),
    ],
)
def test_health_says_which_job_is_late(spendwatch, leading, kind, minutes, says):
    leading(**{kind: minutes - 2})
    assert spendwatch("health").code == 0
    leading(**{kind: minutes})
    ran = spendwatch("health", "--json")
    assert ran.code == 1
    (problem,) = ran.json["problems"]
    assert problem.startswith(says)


def test_health_says_that_nobody_leads(spendwatch, database_url):
    store = open_store(database_url)
    beat(store, now=datetime.now(UTC), is_link_alive=True)
    store.close()
    ran = spendwatch("health", "--json")
    assert (ran.code, ran.json["leader"]) == (1, None)
    assert ran.json["problems"] == ["no process leads: jobs and messages wait until one does"]


def test_migrate_says_from_where_to_where(spendwatch, request, databases):
    with databases.lend(backend_of(request), is_migrated=False) as new:
        first, second = (spendwatch("migrate", "--json", DATABASE_URL=new).json for _ in range(2))
    assert (first["before"], first["changed"]) == (None, True)
    assert (second["before"], second["changed"]) == (first["after"], False)


# --- detecting with Slack at hand ------------------------------------------------------------------------------------


def test_detect_posts_what_is_new_once(filled, neighbours):
    filled("detect", **neighbours.env)
    filled("detect", **neighbours.env)
    (message,) = neighbours.alerts
    assert "Rudi Runaway" in all_text(message)


def test_a_look_back_posts_nothing_and_nothing_of_it_later(filled, neighbours):
    past = (datetime.now(UTC) - timedelta(hours=3)).isoformat()
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert filled("detect", "--as-of", past, **neighbours.env).code == 0
    assert filled("detect", "--as-of", yesterday, **neighbours.env).code == 0
    assert neighbours.alerts == []
    assert filled("run", "--once", "--json", **neighbours.env).code == 0
    assert len(neighbours.alerts) <= 1  # what is out of line now


def test_what_a_look_back_found_is_never_posted_and_hides_nothing_that_is_new_now(filled, neighbours):
    past = (datetime.now(UTC) - timedelta(hours=3)).isoformat()
    filled("settings", "set", "max_requests_per_day", "3")
    found = filled("detect", "--as-of", past, "--json", **neighbours.env).json["new"]
    assert {anomaly["subject"] for anomaly in found} == {person.email for person in PEOPLE}
    filled("settings", "set", "max_requests_per_day", "0")
    mara = next(anomaly for anomaly in found if anomaly["subject"] == "mara@example.com")
    filled("incidents", "resolve", str(mara["incident_id"]), **neighbours.env)
    filled("detect", **neighbours.env)
    (message,) = neighbours.alerts
    assert "Rudi Runaway" in all_text(message)


def test_a_notice_is_posted_once_and_listed_with_the_time_it_was_sent(filled, neighbours):
    spent = filled("report", "cycle", "--json").json["progress"]["usage_value_cents"]
    filled("settings", "set", "team_budget_cents_per_cycle", str(round(spent * 3 / 2)))
    before = filled("notices", "--json").json
    assert [(each["name"], each["figures"], each["state"]) for each in before["due"]] == [("team_budget", [50], "due")]
    for again in (("run", "--once"), ("detect",), ("run", "--once")):
        filled(*again, **neighbours.env)
    told = [message for message in neighbours.alerts if message.metadata["event_payload"]["kind"] == "notice"]
    assert ["66% of the team's budget" in all_text(message) for message in told] == [True]
    after = filled("notices", "--json").json
    assert after["due"] == []
    (notice,) = after["taken_up"]
    assert notice["state"] == "sent"
    assert notice["sent_at"] is not None
    assert "50% of the team's budget" in filled("notices").out


def test_a_look_back_posts_no_notice_and_leaves_none_behind(filled, neighbours):
    past = (datetime.now(UTC) - timedelta(hours=3)).isoformat()
    spent = filled("report", "cycle", "--json", "--as-of", past).json["progress"]["usage_value_cents"]
    filled("settings", "set", "team_budget_cents_per_cycle", str(round(spent * 3 / 2)))
    assert filled("notices", "--json", "--as-of", past).json["due"] != []
    filled("detect", "--as-of", past, **neighbours.env)
    assert neighbours.alerts == []
    assert filled("notices", "--json").json["taken_up"] == []


def test_run_once_collects_detects_sends_and_ends(spendwatch, neighbours):
    ran = spendwatch("run", "--once", "--json", **neighbours.env)
    assert ran.code == 0
    assert ran.json["sent"] == 1
    assert ran.json["open"] == 1
    assert ran.json["errors"] == []
    assert len(neighbours.alerts) == 1


def test_run_once_beside_another_collection_judges_what_is_stored_and_says_that_it_read_nothing(
    filled, neighbours, database_url, monkeypatch, capsys
):
    for name, value in neighbours.env.items():
        monkeypatch.setenv(name, value)
    store = open_store(database_url)
    lease = Lease(store, LeaseName.COLLECT)
    assert lease.try_acquire()
    capsys.readouterr()
    for is_json in (True, False):
        assert run_once(read_config(), store, json=is_json, wait_seconds=0) == 1
    lease.release()
    store.close()
    in_json, in_words = capsys.readouterr().out.split("\n", 1)
    (error,) = json.loads(in_json)["errors"]
    assert error["endpoint"] == "collect"
    assert "another collection is under way" in error["message"]
    assert "Not read: not collected, as another collection is under way" in in_words
    assert len(neighbours.alerts) == 1


@pytest.mark.parametrize("command", [("run", "--once"), ("detect",)])
def test_a_message_that_slack_refuses_is_told_with_one_as_the_exit_code(filled, neighbours, command):
    neighbours.workspace.faults.arm(Fault(FaultKind.REFUSED, "chat.postMessage", error="restricted_action"))
    ran = filled(*command, "--json", **neighbours.env)
    assert ran.code == 1
    (error,) = ran.json["errors"]
    assert error == {"endpoint": "outbox", "message": "incident:1 (slack): Slack answered restricted_action"}


def test_collection_trouble_is_told_once_in_the_channel_and_taken_back_once(filled, neighbours):
    def notices() -> list[str]:
        told = [m for m in neighbours.alerts if m.metadata["event_payload"]["kind"] == "notice"]
        return ["again" if "again" in m.text else "not everything" for m in told]

    refused = neighbours.env | {"CURSOR_ADMIN_API_KEY": "wrong"}
    for _ in range(3):
        ran = filled("run", "--once", "--json", **refused)
        assert ran.code == 1
        assert "CURSOR_ADMIN_API_KEY" in json.dumps(ran.json["errors"])
    assert notices() == ["not everything"]
    for _ in range(2):
        assert filled("run", "--once", **neighbours.env).code == 0
        assert notices() == ["not everything", "again"]
    filled("run", "--once", **refused)
    assert notices() == ["not everything", "again", "not everything"]


# --- billing groups --------------------------------------------------------------------------------------------------


def groups_of(filled) -> dict[str, int]:
    return {group["name"]: group["members"] for group in filled("groups", "list", "--json").json["groups"]}


def test_groups_are_made_filled_renamed_deleted_and_brought_back(filled):
    before = groups_of(filled)
    tried = filled("groups", "create", "Data>Science", "Rudi@Example.com", "--dry-run", "--json")
    assert tried.json["moved"] == 1 and tried.json["change"] is None
    assert groups_of(filled) == before
    assert "Would be done: Made the billing group" in filled("groups", "create", "Data", "--dry-run").out

    made = filled("groups", "create", "Data>Science", "Rudi@Example.com", "--json").json
    assert (made["group"], made["moves"][0]["email"]) == ("Data > Science", "rudi@example.com")
    assert groups_of(filled)["Data > Science"] == 1
    assert filled("groups", "rename", "data > science", "Analytics").code == 0
    filled("groups", "assign", "rudi@example.com", "--to", "Unassigned")
    assert groups_of(filled)["Analytics"] == 0
    moved = filled("groups", "assign", "rudi@example.com", "--to", "ANALYTICS", "--since", "2020-01-01T00:00:00Z")
    assert "Undo with: spendwatch groups undo" in moved.out
    assert filled("report", "overview", "--range", "cycle", "--group", "analytics", "--json").code == 0
    gone = filled("groups", "delete", "Analytics", "--json").json
    assert (gone["moved"], groups_of(filled)["Analytics"]) == (1, 0)  # its past is still listed
    assert filled("groups", "undo", str(gone["change"]), "--json").json["moved"] == 1
    assert filled("groups", "undo", str(gone["change"])).code == 1
    assert filled("groups", "assign", "rudi@example.com", "--as-cursor", "--json").json["group"] == "as Cursor has it"
    lines = [entry["what"] for entry in filled("audit", "--json").json["entries"]]
    assert "billing group renamed" in lines and "people moved: as Cursor has it" in lines


def test_a_file_of_groups_is_previewed_imported_exported_and_undone(filled, tmp_path):
    before, file = groups_of(filled), tmp_path / "people.csv"
    people = ("rudi", "ines", "otto", "mara")
    file.write_text("\n".join(["Email,Department,Team", *(f"{each}@example.com,R&D,Core" for each in people)]))
    tried = filled("groups", "import", str(file), "--dry-run", "--reject", "mara@example.com", "--json").json
    assert (tried["change"], tried["preview"]["moves_total"], tried["preview"]["approved"]) == (None, 4, 3)
    assert "R&D > Core" in filled("groups", "import", str(file), "--dry-run").out
    assert groups_of(filled) == before
    done = filled("groups", "import", str(file), "--reject", "mara@example.com", "--json").json
    assert (done["moved"], done["created_groups"]) == (3, ["R&D > Core"])
    assert groups_of(filled)["R&D > Core"] == 3
    exported = tmp_path / "groups.csv"
    assert filled("groups", "export", str(exported), "--json").json["lines"] == sum(groups_of(filled).values())
    assert "rudi@example.com,Rudi Runaway,R&D > Core" in exported.read_text(encoding="utf-8-sig")
    assert "Nothing is to be changed" in filled("groups", "import", str(exported)).out
    assert filled("groups", "imports", "--json").json["imports"][0]["state"] == "applied"
    assert filled("groups", "undo", str(done["change"])).code == 0
    assert groups_of(filled) == before
    assert filled("groups", "imports", "--json").json["imports"][0]["state"] == "undone"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n", "CSV of another kind"),
        (b"PK\x03\x04", "Excel workbook"),
        (b"Email,Department\n" + b"x@example.com,y\n" * 50_000, "more than 20,000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(filled, tmp_path, content, words):
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    ran = filled("groups", "import", str(file))
    assert ran.code == 2
    assert words in ran.err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["create", "A > B > C"], "at most one"),
        (["create", "Unassigned"], "choose another name"),
        (["create", "Data", "nobody@example.com"], "nobody@example.com"),
        (["rename", "Nowhere", "Data"], "no billing group"),
        (["delete", "Unassigned"], "does not exist"),
        (["assign", "rudi@example.com", "--to", "Nowhere"], "no billing group"),
        (["assign", "rudi@example.com"], "--to GROUP or --as-cursor"),
        (["undo", "999999"], "do not find that change"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_what_cannot_be_done_with_groups_is_refused_in_words_and_changes_nothing(filled, args, words):
    before = groups_of(filled)
    ran = filled("groups", *args)
    assert ran.code == 2
    assert words in ran.err
    assert groups_of(filled) == before


# --- settings tried, and the trail -----------------------------------------------------------------------------------


def test_a_replay_says_which_incidents_other_settings_would_have_opened_and_saves_nothing(filled):
    tried = filled("replay", "--set", "max_requests_per_day=3", "--days", "7", "--json").json
    assert {each["subject"] for each in tried["opened"]} >= {person.email for person in PEOPLE}
    assert [(each["key"], each["old"]) for each in tried["changes"]] == [("max_requests_per_day", "off")]
    assert len(tried["after"]) == len(tried["before"]) + len(tried["opened"]) - len(tried["no_longer"])
    assert filled("settings", "get", "max_requests_per_day", "--json").json["value"] == 0
    words = filled("replay", "--set", "max_requests_per_day=3", "--days", "7").out
    assert "Would have been opened" in words
    assert "with the settings in force" in filled("replay").out


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


# --- doctor ----------------------------------------------------------------------------------------------------------


def failing(ran: Ran) -> dict[str, dict[str, str]]:
    return {check["name"]: check for check in ran.json["checks"] if not check["ok"]}


def test_doctor_is_content_when_everything_is_in_order(filled, neighbours):
    ran = filled("doctor", "--json", **neighbours.env)
    assert (ran.code, ran.json["ok"], failing(ran)) == (0, True, {})
    assert {check["name"] for check in ran.json["checks"]} >= {
        "database", "collection", "outbox", "Cursor key", "Slack bot token", "Slack scopes", "Slack app token",
        "alert channel",
    }  # fmt: skip
    shown = filled("doctor", **neighbours.env)
    assert "FAIL" not in shown.out
    assert neighbours.workspace.bot_token not in shown.out + ran.out


def test_doctor_names_everything_that_is_not_set(filled):
    found = failing(filled("doctor", "--json"))
    assert set(found) == {"Cursor key", "Slack bot token"}
    assert all("Where to get it" in check["mend"] for check in found.values())


@pytest.mark.parametrize("key", ["wrong", "personal"])
def test_doctor_tells_a_wrong_or_personal_cursor_key(filled, neighbours, key):
    neighbours.world.personal_keys.add("personal")
    ran = filled("doctor", "--json", **neighbours.env | {"CURSOR_ADMIN_API_KEY": key})
    check = failing(ran)["Cursor key"]
    assert ran.code == 1
    assert "CURSOR_ADMIN_API_KEY" in check["found"]
    assert "team admin" in check["mend"]


def test_doctor_tells_a_plan_without_the_api(filled, neighbours):
    refused = faults.Fault("/teams/members", 403, b'{"error":"Forbidden","message":"Enterprise plan required"}')
    neighbours.world.faults.add(refused)
    check = failing(filled("doctor", "--json", **neighbours.env))["Cursor key"]
    assert "plan" in check["found"] + check["mend"]


def test_doctor_is_content_with_a_plan_without_analytics_but_not_with_a_wrong_key_for_them(filled, neighbours):
    refused = faults.Fault("/analytics/team/dau", 403, b'{"message":"Enterprise access required"}', times=None)
    neighbours.world.faults.add(refused)
    ran = filled("doctor", "--json", **neighbours.env)
    assert failing(ran) == {}
    [check] = [check for check in ran.json["checks"] if check["name"] == "Cursor analytics"]
    assert check["found"].startswith("not available on this plan")
    neighbours.world.faults.clear()
    ran = filled("doctor", "--json", **neighbours.env | {"CURSOR_ANALYTICS_API_KEY": "wrong"})
    assert "CURSOR_ANALYTICS_API_KEY" in failing(ran)["Cursor analytics"]["found"]


@pytest.mark.parametrize(
    ("variable", "value", "name", "words"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-of-another-app", "Slack bot token", ["invalid_auth", "xoxb-"]),
        ("SLACK_APP_TOKEN", "xapp-of-another-app", "Slack app token", ["invalid_auth", "connections:write"]),
        ("SLACK_CHANNEL_ID", "C404", "alert channel", ["channel_not_found", "SLACK_CHANNEL_ID"]),
        ("SLACK_API_URL", "http://127.0.0.1:9/api/", "Slack bot token", ["network"]),
        ("CURSOR_API_URL", "http://127.0.0.1:9", "Cursor", ["network", "CURSOR_API_URL"]),
    ],
)
def test_doctor_tells_what_is_wrong_and_how_to_mend_it(filled, neighbours, variable, value, name, words):
    ran = filled("doctor", "--json", **neighbours.env | {variable: value})
    check = failing(ran)[name]
    assert ran.code == 1
    assert all(word in check["found"] + check["mend"] for word in words)


@pytest.mark.parametrize("private", [True, False])
def test_doctor_tells_when_the_bot_is_not_in_the_alert_channel(filled, private):
    with ExitStack() as stack:
        neighbours = open_neighbours(stack, private_alerts=private)
        workspace = neighbours.workspace
        channel = workspace.directory.channel_by_name("#ai-spend")
        people = [member for member in channel.members if member != workspace.directory.bot.id]
        workspace.directory.set_members(channel.id, people)
        ran = filled("doctor", "--json", **neighbours.env)
    assert ran.code == 1
    assert "/invite @Spendwatch" in failing(ran)["alert channel"]["mend"]


def test_doctor_tells_that_the_alert_channel_is_archived(filled):
    with ExitStack() as stack:
        neighbours = open_neighbours(stack)
        channel = neighbours.workspace.directory.channel_by_name("#ai-spend")
        neighbours.workspace.directory.change_channel(channel.id, is_archived=True)
        ran = filled("doctor", "--json", **neighbours.env)
    assert ran.code == 1
    assert "archived" in failing(ran)["alert channel"]["found"]
    assert "Unarchive it" in failing(ran)["alert channel"]["mend"]


@pytest.mark.parametrize("scope", ["files:write", "groups:read"])
def test_doctor_names_a_missing_scope(filled, scope):
    loaded = Manifest.load(MANIFEST)
    with ExitStack() as stack:
        neighbours = open_neighbours(stack, manifest=replace(loaded, scopes=loaded.scopes - {scope}))
        ran = filled("doctor", "--json", **neighbours.env)
    check = failing(ran)["Slack scopes"]
    assert ran.code == 1
    assert scope in check["found"]
    assert "reinstall" in check["mend"]


def test_doctor_shows_what_could_not_be_read(filled, neighbours):
    filled("collect", **neighbours.env | {"CURSOR_ADMIN_API_KEY": "wrong"})
    check = failing(filled("doctor", "--json", **neighbours.env))["collection"]
    assert "CURSOR_ADMIN_API_KEY" in check["found"]


def test_doctor_tells_a_database_that_cannot_be_opened(filled, tmp_path):
    (tmp_path / "broken.db").write_text("this is no database, " * 100)
    ran = filled("doctor", "--json", DATABASE_URL="sqlite:///broken.db")
    assert ran.code == 1
    assert "DATABASE_URL" in failing(ran)["database"]["found"]


# --- alerts that wait, and words as this workspace has them ----------------------------------------------------------


@pytest.fixture
def waiting(filled, database_url):
    """A new installation that has asked and not been answered."""
    store = open_store(database_url)
    AlertingService(store).ask_if_new(now=datetime.now(UTC))
    store.close()
    return filled


def test_detect_says_that_alerts_wait_and_how_to_start_them(waiting):
    told = waiting("detect")
    assert "spent $400.00" in told.out
    assert "Nobody has started alerts yet" in told.out
    assert "`spendwatch start-alerts` starts them" in told.out
    assert waiting("detect", "--json").json["alerting"] == "asking"
    assert "waits, as alerts have not been started" not in waiting("notices").out  # the cycle is young: nothing is due
    assert "alerts: nobody has started them yet" in waiting("notices").out
    waiting("start-alerts")
    assert "Nobody has started" not in waiting("detect").out
    assert waiting("detect", "--json").json["alerting"] == "on"


def test_a_terminal_names_commands_as_this_workspace_has_them(waiting):
    assert "below /spendwatch trial" in waiting("detect").out
    assert "below /sw-spendwatch trial" in waiting("detect", COMMAND_PREFIX="sw").out
    assert "`/sw-spendwatch audit` lists all" in waiting("groups", "undo", "99", COMMAND_PREFIX="sw").complaint
