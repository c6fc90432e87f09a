"""The page of one incident, the timeline and the groups, as messages."""

from dataclasses import replace

from blocks import action_ids
from blocks.anomalies import anomalies_message, anomalies_summary
from blocks.groups import groups_message
from blocks.incident_page import TRAIL_PAGE, incident_page
from blocks.report_query import ReportQuery
from blocks.resolve_modal import Resolving
from tests.unit import factories as f
from tests.unit.drawing import elements
from tests.unit.factories import DOLLAR
from tests.unit.group_factories import make_group_row, make_groups_report
from tests.unit.incident_factories import (
    make_anomalies,
    make_anomaly,
    make_entry,
    make_incident,
    make_move,
    make_resolved,
)
from tracker.reports.types import AnomalyFilter, IncidentDurations, Move, Rule, Severity, Unit

QUERY = ReportQuery("incident", incident=12)


def stats(message):
    fields = (field["text"] for block in message.blocks for field in block.get("fields", ()))
    return dict(text.removeprefix("*").split("*\n", 1) for text in fields)


def table(message):
    (found,) = [block for block in message.blocks if block["type"] == "data_table"]
    return [[cell["text"] for cell in row] for row in found["rows"]]


def test_each_step_says_how_long_it_took():
    took = IncidentDurations(1_860, 600, 1_140, 120, 720, 7_320)
    shown = stats(incident_page(make_resolved(durations=took), QUERY))
    assert shown["Time to detect (onset to alert)"] == "31 min: source 10 min, collection 19 min, posting 2 min"
    assert shown["Time to acknowledge (from the alert)"] == "12 min"
    assert shown["Time to resolve (from detection)"] == "2 h 2 min"


def test_what_still_runs_says_for_how_long_and_what_never_began_has_a_dash():
    # Detected two minutes before the page was drawn, alerted one.
    shown = stats(incident_page(make_incident(), QUERY))
    assert shown["Time to acknowledge (from the alert)"] == "not yet, alerted 1 min ago"
    assert shown["Time to resolve (from detection)"] == "not yet, detected 2 min ago"
    shown = stats(incident_page(make_incident(alerted_at=None), QUERY))
    assert shown["Time to detect (onset to alert)"] == "–"
    assert shown["Time to acknowledge (from the alert)"] == "–"


def test_a_resolution_by_the_system_is_no_time_to_resolve():
    shown = stats(incident_page(make_resolved(resolved_by="system"), QUERY))
    assert shown["Time to resolve (from detection)"] == "– (resolved by the system)"


def test_the_trail_says_who_from_where_and_with_what_note_in_pages():
    moves = (
        make_move(Move.ACKNOWLEDGED),
        make_move(Move.RESOLVED, by="ines@example.com", source="cli", note="Loop: <!here>"),
        *(make_move(Move.ANOMALY_JOINED, by="system", source="system", note=f"number {n}") for n in range(TRAIL_PAGE)),
    )
    incident = make_resolved(moves=moves)
    first = incident_page(incident, QUERY)
    assert "Acknowledged by <@U0ONCALL01>, in Slack" in first.text
    assert "Resolved by ines@example.com, from the command line: “Loop: &lt;" in first.text
    assert f"number {TRAIL_PAGE - 1}" not in first.text
    following = elements(first)[action_ids.distinct(action_ids.UPDATE_REPORT, "next")]["value"]
    second = incident_page(incident, ReportQuery.decode(following))
    assert f"number {TRAIL_PAGE - 1}" in second.text
    assert "Acknowledged by <@U0ONCALL01>, in Slack" not in second.text
    assert incident_page(incident, replace(QUERY, page=99)).text == second.text


def test_the_link_to_the_alert_is_there_where_the_alert_is():
    link = action_ids.distinct(action_ids.OPEN_REPORT, "alert")
    assert link not in elements(incident_page(make_incident(), QUERY))
    shown = elements(incident_page(make_incident(), QUERY, alert_url="https://example.com/archives/C1/p1"))
    assert shown[link]["url"] == "https://example.com/archives/C1/p1"


def test_the_first_line_of_the_timeline_says_how_many_of_what():
    report = make_anomalies()
    # 30 days of d % 3 critical, d % 5 warnings, d % 2 informations: 30, 60 and 15; 60 of these 105 are cleared.
    assert (
        "105 anomalies: 30 critical, 60 warning, 15 info; 45 still open."
        in anomalies_message(report, ReportQuery("anomalies")).text
    )
    asked = AnomalyFilter(Severity.CRITICAL, Rule.ZSCORE, "open", f.make_actor())
    message = anomalies_message(replace(report, filter=asked), ReportQuery("anomalies"))
    assert (
        "105 anomalies for Mia Fox under the rule “Far above the team's usual day (z-score)”, critical only, still "
        "open:" in message.text
    )
    chosen = [e["initial_option"]["value"] for e in elements(message).values() if "initial_option" in e]
    assert {"severity=critical", "rule=zscore", "user=mia@example.com", "open"} <= set(chosen)


def test_a_timeline_without_anything_keeps_its_menus():
    message = anomalies_message(make_anomalies(entries=(), days=(), listed=0, cleared=0), ReportQuery("anomalies"))
    assert "No anomalies were detected in this range." in message.text
    assert action_ids.CHOOSE_WHICH in elements(message)
    assert dict(anomalies_summary(make_anomalies(days=(), listed=0, cleared=0)).stats)["Most on one day"] == "–"


def test_a_row_of_the_timeline_stands_with_its_figures_and_its_incident():
    limited = make_anomaly(rule=Rule.USER_LIMITED, unit=Unit.MEMBERS, cleared_at=f.NOW)
    entries = (make_entry(7), make_entry(8, anomaly=limited, incident_id=None, incident_state=None))
    rows = table(anomalies_message(make_anomalies(entries=entries), ReportQuery("anomalies")))
    assert rows[1][2:] == [
        "Mia Fox",
        "Spike above own usual spend",
        "$412.10 / $251.05",
        "open",
        "#7, not acknowledged",
    ]
    assert rows[2][3:] == ["Limited by Cursor", "–", "cleared 22 Nov, 14:03", "–"]


def test_someone_with_a_long_or_ugly_key_can_be_filtered_by():
    for key in ("x" * 300, 'a<b>&"c"@example.com'):
        actor = f.make_actor(key=key)
        message = anomalies_message(make_anomalies(subjects=(actor,)), ReportQuery("anomalies"))
        menu = elements(message)[action_ids.distinct(action_ids.CHOOSE_FILTER, "user")]
        assert all(len(option["value"]) <= 150 for option in menu["options"])
        assert menu["options"][1]["value"].startswith("user=sha256=")


def test_groups_say_who_spent_most_and_show_unassigned_last():
    message = groups_message(make_groups_report(), ReportQuery("groups", "30d"))
    # 8,000 of 12,480.12 are 64 %.
    assert "Platform spent most: $8,000.00 (64%) of $12,480.12, by 24 active members." in message.text
    assert [row[0] for row in table(message)] == ["Group", "Platform", "Mobile", "Unassigned"]
    menu = elements(message)[action_ids.distinct(action_ids.UPDATE_REPORT, "group")]
    asked = ReportQuery.decode(menu["options"][0]["value"])
    assert asked == ReportQuery("groups", "30d", group="Platform", section="members")
    none = make_group_row("Unassigned", is_unassigned=True, usage_value_microcents=DOLLAR)
    alone = groups_message(make_groups_report(rows=(none,)), ReportQuery("groups"))
    assert "There are no billing groups" in alone.text


def test_a_modal_remembers_the_report_on_which_resolve_was_pressed():
    for resolving in (
        Resolving(12),
        Resolving(12, "D1", "171.2", ReportQuery("incidents", "2026-11-01 to 2026-11-14")),
    ):
        assert Resolving.decode(resolving.encode()) == resolving
    assert Resolving(12).encode() == "12"
