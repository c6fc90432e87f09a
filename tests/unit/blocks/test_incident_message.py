"""An incident's message says what happened, who handles it, and offers what its state allows."""

from dataclasses import replace

import pytest

from blocks import action_ids
from blocks.digest import digest_message
from blocks.elements import Look
from blocks.incident import incident_message
from blocks.incident_thread import thread_line
from blocks.report_query import ReportQuery
from blocks.resolve_modal import resolve_modal
from tests.unit import factories as f
from tests.unit.drawing import in_words
from tests.unit.incident_factories import (
    make_acknowledged,
    make_anomaly,
    make_digest,
    make_incident,
    make_move,
    make_resolved,
)
from tracker.reports.types import IncidentState, Move, Severity


def buttons(blocks):
    elements = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    return {element["text"]["text"]: element for element in elements if element["type"] == "button"}


def header(message):
    return message.blocks[0]["text"]["text"]


def test_a_new_incident_can_be_acknowledged_resolved_and_looked_into():
    message = incident_message(make_incident(12))
    offered = buttons(message.blocks)
    assert list(offered) == ["Acknowledge", "Resolve", "View user", "Details"]
    assert offered["Acknowledge"]["style"] == "primary"
    assert offered["Acknowledge"]["value"] == "12"
    assert action_ids.pattern(action_ids.ACKNOWLEDGE_INCIDENT).search(offered["Acknowledge"]["action_id"])
    assert ReportQuery.decode(offered["View user"]["value"]) == ReportQuery("user", "14d", user="mia@example.com")


def test_an_acknowledged_incident_can_only_be_resolved():
    message = incident_message(make_acknowledged())
    assert list(buttons(message.blocks)) == ["Resolve", "View user", "Details"]
    assert header(message) == "🔴 Critical, acknowledged: Mia Fox"
    # Alerted at 14:02, acknowledged at 14:14.
    assert "Acknowledged by <@U0ONCALL01>, 22 Nov 2026, 14:14 UTC (12 min after the alert)" in message.text


def test_a_resolved_incident_shows_cause_and_note_and_offers_no_more_moves():
    message = incident_message(make_resolved())
    assert list(buttons(message.blocks)) == ["View user", "Details"]
    assert header(message) == "✅ Resolved (critical): Mia Fox"
    # Detected at 14:01, resolved at 16:03.
    assert "Resolved by <@U0ONCALL01>, 22 Nov 2026, 16:03 UTC (2 h 2 min after detection)" in message.text
    assert "Cause: An agent or a loop ran out of control" in message.text
    assert "The retry loop in the import job is fixed" in message.text


def test_the_figures_carry_their_unit_and_the_multiple():
    fields = [field["text"] for field in incident_message(make_incident()).blocks[2]["fields"]]
    # 412.10 / 50.21 = 8.2
    assert fields[:3] == ["*Value*\n$412.10 (8.2× the baseline)", "*Line*\n$251.05", "*Baseline*\n$50.21"]


def test_the_models_that_drove_it_stand_with_dollars_and_share():
    assert (
        "Models: claude-4.5-opus-max $371.00 (90%), claude-4.5-sonnet $41.10 (10%)"
        in incident_message(make_incident()).text
    )


def test_a_warning_says_so_in_words_and_not_by_colour_alone():
    assert header(incident_message(make_incident(severity=Severity.WARNING))) == "🟠 Warning: Mia Fox"


def test_the_chart_is_left_out_until_it_has_a_file():
    incident = make_incident()
    assert "image" not in {block["type"] for block in incident_message(incident).blocks}
    (image,) = [b for b in incident_message(incident, Look({"evidence": "F0CHART0001"})).blocks if b["type"] == "image"]
    assert image["slack_file"] == {"id": "F0CHART0001"}
    assert "$412.10 on 20 November. The line: $251.05 a day." in image["alt_text"]


def test_a_cleared_incident_that_someone_works_on_says_so_and_stays_open():
    message = incident_message(make_acknowledged(is_cleared=True))
    assert "The figures are no longer above the line." in message.text
    assert "Resolve" in buttons(message.blocks)


def test_an_incident_resolved_by_the_system_names_spendwatch_and_why():
    message = incident_message(make_resolved(resolved_by="system", is_cleared=True, cause=None, note=None))
    assert "Resolved by Spendwatch, 22 Nov 2026, 16:03 UTC" in message.text
    assert "as the figures are no longer above the line" in message.text


def test_an_incident_of_the_team_opens_the_teams_spend():
    view = buttons(incident_message(make_incident(actor=f.make_team())).blocks)["View team"]
    assert ReportQuery.decode(view["value"]).report == "overview"


def test_further_anomalies_stand_below_the_worst():
    second = make_anomaly(message="Mia Fox made 9,000 requests on 20 November (UTC).")
    text = in_words(incident_message(make_incident(anomalies=(make_anomaly(), second))))
    assert "Also out of line:" in text
    assert second.message in text


@pytest.mark.parametrize(
    ("move", "incident", "expected"),
    [
        (make_move(), make_acknowledged(), "<@U0ONCALL01> acknowledged this (12 min after the alert)."),
        (
            make_move(by="ines@example.com", source="cli"),
            make_acknowledged(),
            "ines@example.com acknowledged this (12 min after the alert). From the command line.",
        ),
        (make_move(Move.CLEARED, by="system"), make_acknowledged(), "The figures are no longer above the line."),
        (
            make_move(Move.RESOLVED, at=make_resolved().resolved_at),
            make_resolved(note=None),
            "<@U0ONCALL01> resolved this, 2 h 2 min after detection. Cause: An agent or a loop ran out of control.",
        ),
    ],
)
def test_the_thread_tells_who_did_what(move, incident, expected):
    assert thread_line(move, incident).text == expected


def test_the_modal_asks_for_a_cause_and_keeps_the_incidents_id():
    view = resolve_modal(make_incident(12))
    assert view["private_metadata"] == "12"
    cause, note = [block for block in view["blocks"] if block["type"] == "input"]
    assert cause["block_id"] == action_ids.CAUSE_BLOCK
    assert not cause.get("optional")
    assert note["optional"]


def test_a_digest_gives_the_worst_ten_buttons_and_lists_the_rest():
    message = digest_message(make_digest(critical=3))
    assert header(message) == "🔴 14 new incidents, 3 critical"
    rows = [block for block in message.blocks if block["type"] == "actions"]
    assert [element["value"] for element in rows[0]["elements"]][:1] == ["20"]
    assert len(rows) == 10
    assert "#33" in message.text


def test_a_digest_redrawn_takes_buttons_from_what_is_done():
    worst = (make_incident(20), replace(make_resolved(), incident_id=21))
    message = digest_message(make_digest(worst=worst, rest=(), unresolved=0))
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    assert [[button["text"]["text"] for button in row] for row in rows] == [
        ["Acknowledge", "Resolve", "View user", "Details"],
        ["View user", "Details"],
    ]
    assert "All of them are resolved." in message.text


def test_an_open_incident_that_was_never_alerted_can_be_drawn():
    message = incident_message(make_incident(state=IncidentState.OPEN, alerted_at=None))
    assert "Acknowledge" in buttons(message.blocks)
