"""`spendwatch doctor`: what is wrong, and how to fix it."""

from contextlib import ExitStack
from dataclasses import replace

import pytest

from sandbox.cursor_api import faults
from sandbox.slack.manifest import Manifest
from tests.neighbours import open_neighbours
from tests.running import Ran
from tests.small_team import DOLLAR, MANIFEST


def failing(ran: Ran) -> dict[str, dict[str, str]]:
    return {check["name"]: check for check in ran.json["checks"] if not check["ok"]}


def test_doctor_is_content_when_everything_is_in_order(filled, neighbours):
    ran = filled("doctor", "--json", **neighbours.env)
    assert (ran.code, ran.json["ok"], failing(ran)) == (0, True, {})
    assert not any(check["fix"] for check in ran.json["checks"])
    assert {check["name"] for check in ran.json["checks"]} >= {
        "database", "collection", "outbox", "Cursor key", "Slack bot token", "Slack scopes", "Slack app token",
        "alert channel",
    }  # fmt: skip
    shown = filled("doctor", **neighbours.env)
    assert "FAIL" not in shown.out
    assert neighbours.workspace.bot_token not in shown.out + ran.out


def test_doctor_tells_how_far_events_and_cursors_own_sums_differ_and_for_whom(spendwatch, neighbours):
    neighbours.world.teams[0].quirks.spend_error_microcents = 9 * DOLLAR
    assert spendwatch("collect", **neighbours.env).code == 0
    found = failing(spendwatch("doctor", "--json", **neighbours.env))
    assert set(found) == {"reconciliation"}
    assert "$650.00 of events, $659.00 by Cursor" in found["reconciliation"]["found"]
    assert "Mara Lind +$9.00" in found["reconciliation"]["found"]
    assert "Cursor's dashboard" in found["reconciliation"]["fix"]


def test_doctor_names_everything_that_is_not_set(filled):
    found = failing(filled("doctor", "--json"))
    assert set(found) == {"Cursor key", "Slack bot token"}
    assert all("Where to get it" in check["fix"] for check in found.values())


@pytest.mark.parametrize("key", ["wrong", "personal"])
def test_doctor_tells_a_wrong_or_personal_cursor_key(filled, neighbours, key):
    neighbours.world.personal_keys.add("personal")
    ran = filled("doctor", "--json", **neighbours.env | {"CURSOR_ADMIN_API_KEY": key})
    check = failing(ran)["Cursor key"]
    assert ran.code == 1
    assert "CURSOR_ADMIN_API_KEY" in check["found"]
    assert "team admin" in check["fix"]


def test_doctor_tells_a_plan_without_the_api(filled, neighbours):
    refused = faults.Fault("/teams/members", 403, b'{"error":"Forbidden","message":"Enterprise plan required"}')
    neighbours.world.faults.add(refused)
    check = failing(filled("doctor", "--json", **neighbours.env))["Cursor key"]
    assert "plan" in check["found"] + check["fix"]


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
def test_doctor_tells_what_is_wrong_and_how_to_fix_it(filled, neighbours, variable, value, name, words):
    ran = filled("doctor", "--json", **neighbours.env | {variable: value})
    check = failing(ran)[name]
    assert ran.code == 1
    assert all(word in check["found"] + check["fix"] for word in words)


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
    assert "/invite @Spendwatch" in failing(ran)["alert channel"]["fix"]


def test_doctor_tells_that_the_alert_channel_is_archived(filled):
    with ExitStack() as stack:
        neighbours = open_neighbours(stack)
        channel = neighbours.workspace.directory.channel_by_name("#ai-spend")
        neighbours.workspace.directory.change_channel(channel.id, is_archived=True)
        ran = filled("doctor", "--json", **neighbours.env)
    assert ran.code == 1
    assert "archived" in failing(ran)["alert channel"]["found"]
    assert "Unarchive it" in failing(ran)["alert channel"]["fix"]


@pytest.mark.parametrize("scope", ["files:write", "groups:read"])
def test_doctor_names_a_missing_scope(filled, scope):
    loaded = Manifest.load(MANIFEST)
    with ExitStack() as stack:
        neighbours = open_neighbours(stack, manifest=replace(loaded, scopes=loaded.scopes - {scope}))
        ran = filled("doctor", "--json", **neighbours.env)
    check = failing(ran)["Slack scopes"]
    assert ran.code == 1
    assert scope in check["found"]
    assert "reinstall" in check["fix"]


def test_doctor_shows_what_could_not_be_read(filled, neighbours):
    filled("collect", **neighbours.env | {"CURSOR_ADMIN_API_KEY": "wrong"})
    check = failing(filled("doctor", "--json", **neighbours.env))["collection"]
    assert "CURSOR_ADMIN_API_KEY" in check["found"]


def test_doctor_tells_a_database_that_cannot_be_opened(filled, tmp_path):
    (tmp_path / "broken.db").write_text("this is no database, " * 100)
    ran = filled("doctor", "--json", DATABASE_URL="sqlite:///broken.db")
    assert ran.code == 1
    assert "DATABASE_URL" in failing(ran)["database"]["found"]
