"""`detect`, `notices` and `run --once` with Slack at hand."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli.run_once import run_once
from bot.config import read_config
from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import all_text
from tests.small_team import PEOPLE
from tracker.alerting import AlertingService
from tracker.store.engine import open_store
from tracker.store.lease import Lease, LeaseName


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
    assert "another collection is running" in error["message"]
    assert "Not read: not collected: another collection is running" in in_words
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
    assert "run `spendwatch start-alerts`" in told.out
    assert waiting("detect", "--json").json["alerting"] == "asking"
    assert (
        "waits because alerts have not been started" not in waiting("notices").out
    )  # the cycle is young: nothing is due
    assert "alerts: nobody has started them yet" in waiting("notices").out
    waiting("start-alerts")
    assert "Nobody has started" not in waiting("detect").out
    assert waiting("detect", "--json").json["alerting"] == "on"


def test_a_terminal_names_commands_as_this_workspace_has_them(waiting):
    assert "below /spendwatch trial" in waiting("detect").out
    assert "below /sw-spendwatch trial" in waiting("detect", COMMAND_PREFIX="sw").out
    assert "`/sw-spendwatch audit` lists all" in waiting("groups", "undo", "99", COMMAND_PREFIX="sw").complaint
