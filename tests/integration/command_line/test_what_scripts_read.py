"""Every command prints one JSON object on stdout and logs elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.cursor_api.team import SANDBOX_KEY
from tests.databases import backend_of
from tests.small_team import PEOPLE

KINDS_STORED = {"members", "daily_usage", "spending", "usage_events", "groups", "analytics", "commits"}


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
    assert (again.code, "already goes there" in again.err) == (2, True)
    changed = filled("weekly", "change", "1", "--to", "U0123456789")
    assert "the whole team to U0123456789" in changed.out
    (listed,) = filled("weekly", "list", "--json").json["subscriptions"]
    assert (listed["group"], listed["is_person"]) == (None, True)
    assert "Stopped" in filled("weekly", "remove", "1").out
    assert "There are no weekly digests" in filled("weekly", "list").out
    for args, hint in (
        (("remove", "1"), "no weekly digest 1"),
        (("add", "--to", "#general"), "Slack's id"),
        (("add", "--to", "C0123456789", "--group", "Nobody"), "no billing group"),
    ):
        ran = filled("weekly", *args)
        assert (ran.code, hint in ran.err) == (2, True)
    assert "weekly digest 1" in filled("audit").out


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


def test_migrate_says_from_where_to_where(spendwatch, request, databases):
    with databases.lend(backend_of(request), is_migrated=False) as new:
        first, second = (spendwatch("migrate", "--json", DATABASE_URL=new).json for _ in range(2))
    assert (first["before"], first["changed"]) == (None, True)
    assert (second["before"], second["changed"]) == (first["after"], False)
