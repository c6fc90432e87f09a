"""What people do with incidents, alone and concurrently."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from tracker.incident_lifecycle import IncidentState
from tracker.incidents.service import DigestNotFound, IncidentNotFound, IncidentService
from tracker.store.tables import DigestRow, IncidentMoveRow

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def incident_id(company):
    """An incident that was alerted at 15:00."""
    company.runaway("Bob")
    company.detect(NOW)
    company.send_all(NOW)
    return company.incidents()[0].id


def test_an_acknowledgement_is_kept_told_and_drawn(company, incident_id):
    outcome = company.service.acknowledge(incident_id, by="U1", source="slack", now=NOW + MINUTE)
    assert (outcome.won, outcome.state, outcome.by, outcome.at) == (True, "acknowledged", "U1", NOW + MINUTE)
    assert company.moves(incident_id)[-1] == ("acknowledged", "U1", "slack")
    assert company.outbox_keys() == [f"incident:{incident_id}", f"move:{company.rows(IncidentMoveRow)[-1].id}"]
    assert [(redraw.id, redraw.version) for redraw in company.redraws.list_due(now=NOW + MINUTE)] == [(incident_id, 2)]


def test_a_second_click_keeps_the_first_acknowledgement(company, incident_id):
    company.service.acknowledge(incident_id, by="U1", source="slack", now=NOW + MINUTE)
    outcome = company.service.acknowledge(incident_id, by="U2", source="slack", now=NOW + 2 * MINUTE)
    assert (outcome.won, outcome.state, outcome.by, outcome.at) == (False, "acknowledged", "U1", NOW + MINUTE)
    assert len(company.moves(incident_id)) == 3
    assert len(company.outbox_keys()) == 2


@pytest.mark.parametrize("move", ["acknowledge", "resolve"])
def test_of_many_who_click_at_once_one_wins_and_the_others_learn_who(company, incident_id, move):
    barrier = Barrier(8)

    def click(number):
        service = IncidentService(company.store)
        barrier.wait()
        return getattr(service, move)(incident_id, by=f"U{number}", source="slack", now=NOW + MINUTE)

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(click, range(8)))
    winner = next(f"U{number}" for number, outcome in enumerate(outcomes) if outcome.won)
    assert [outcome.won for outcome in outcomes].count(True) == 1
    assert {outcome.by for outcome in outcomes} == {winner}
    assert [by for _, by, _ in company.moves(incident_id) if by != "system"] == [winner]
    assert len(company.outbox_keys()) == 2


def test_resolving_what_nobody_has_acknowledged_is_the_acknowledgement_too(company, incident_id):
    outcome = company.service.resolve(
        incident_id, by="U1", source="slack", now=NOW + MINUTE, cause="Loop in an agent", note="Key revoked."
    )
    assert (outcome.won, outcome.state, outcome.by) == (True, IncidentState.RESOLVED, "U1")
    incident = company.incidents()[0]
    assert (incident.acknowledged_by, incident.acknowledged_at) == ("U1", NOW + MINUTE)
    assert (incident.cause, incident.note) == ("Loop in an agent", "Key revoked.")
    assert company.rows(IncidentMoveRow)[-1].note == "Loop in an agent: Key revoked."


def test_resolving_keeps_who_acknowledged(company, incident_id):
    company.service.acknowledge(incident_id, by="U1", source="slack", now=NOW + MINUTE)
    company.service.resolve(incident_id, by="bob@example.com", source="cli", now=NOW + 2 * MINUTE)
    incident = company.incidents()[0]
    assert (incident.acknowledged_by, incident.resolved_by) == ("U1", "bob@example.com")
    assert company.moves(incident_id)[-1] == ("resolved", "bob@example.com", "cli")
    assert (incident.cause, incident.note) == (None, None)


def test_late_clicks_never_reopen(company, incident_id):
    company.service.resolve(incident_id, by="U1", source="slack", now=NOW + MINUTE, cause="loop")
    acknowledged = company.service.acknowledge(incident_id, by="U2", source="slack", now=NOW + 2 * MINUTE)
    resolved = company.service.resolve(incident_id, by="U3", source="slack", now=NOW + 3 * MINUTE, cause="other")
    for outcome in (acknowledged, resolved):
        assert (outcome.won, outcome.state, outcome.by, outcome.at) == (False, "resolved", "U1", NOW + MINUTE)
    assert company.incidents()[0].cause == "loop"
    assert len(company.moves(incident_id)) == 3


def test_an_incident_can_be_acknowledged_before_its_alert_is_sent(company):
    company.runaway("Bob")
    company.detect(NOW)
    incident_id = company.incidents()[0].id
    company.service.acknowledge(incident_id, by="U1", source="cli", now=NOW)
    sent = company.send_all(NOW + MINUTE)
    assert [item.kind for item in sent] == ["incident", "thread_line"]
    incident = company.incidents()[0]
    assert (incident.state, incident.alerted_at, incident.acknowledged_at) == ("acknowledged", NOW + MINUTE, NOW)


def test_what_was_resolved_before_its_alert_was_sent_was_never_alerted(company):
    company.runaway("Bob")
    company.detect(NOW)
    incident_id = company.incidents()[0].id
    company.service.resolve(incident_id, by="U1", source="cli", now=NOW)
    company.send_all(NOW + MINUTE)
    incident = company.incidents()[0]
    assert (incident.state, incident.alerted_at) == ("resolved", None)
    assert incident.message_ref == f"channel:incident:{incident_id}"


@pytest.mark.parametrize("move", ["acknowledge", "resolve"])
def test_an_unknown_incident_is_named(company, move):
    with pytest.raises(IncidentNotFound, match="There is no incident 404"):
        getattr(company.service, move)(404, by="U1", source="cli", now=NOW)
    assert company.rows(IncidentMoveRow) == []


def test_the_page_of_a_digest_is_turned_by_a_redraw(company):
    for number in range(4):
        company.runaway(f"Bob{number}")
    company.detect(NOW)
    company.send_all(NOW)
    company.service.turn_digest_page(1, 2)
    assert [(row.page, row.version) for row in company.rows(DigestRow)] == [(2, 2)]
    assert len(company.redraws.list_due(now=NOW + MINUTE)) == 1
    with pytest.raises(DigestNotFound, match="There is no digest 7"):
        company.service.turn_digest_page(7, 1)
