"""Claims, receipts, retries and redraws."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from tracker.store.outbox import Outbox
from tracker.store.outbox_health import find_outbox_health
from tracker.store.outbox_rows import add_notice
from tracker.store.tables import OutboxRow

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def notice(company, key, now=NOW):
    with company.store.writing() as session:
        return add_notice(session, "collection", key, now=now)


def claim(company, now=NOW, claimer="a"):
    return company.outbox.claim_next(now=now, claimer=claimer)


def acknowledged_incident(company):
    """An unsent incident with two thread lines behind it: acknowledged, resolved."""
    company.runaway("Bob")
    company.detect(NOW)
    incident_id = company.incidents()[0].id
    company.service.acknowledge(incident_id, by="U1", source="slack", now=NOW)
    company.service.resolve(incident_id, by="U1", source="slack", now=NOW)
    return incident_id


def test_rows_are_sent_in_the_order_they_were_written(company):
    for key in ("first", "second", "third"):
        notice(company, key)
    assert [item.key for item in company.send_all(NOW)] == ["first", "second", "third"]
    assert claim(company) is None


def test_a_root_is_sent_before_its_thread_lines_and_these_in_order(company):
    incident_id = acknowledged_incident(company)
    root = claim(company)
    assert root.key == f"incident:{incident_id}"
    assert claim(company) is None
    company.outbox.store_receipt(root, "channel:17", now=NOW, drawn_version=1)
    first = claim(company)
    assert (first.kind, first.root_ref) == ("thread_line", "channel:17")
    assert claim(company) is None  # the second waits while the first is on its way
    company.outbox.retry_later(first, "timeout", not_before=NOW + MINUTE)
    assert claim(company) is None  # and while the first waits
    assert claim(company, NOW + MINUTE).id == first.id


def test_a_row_waits_until_its_time(company):
    notice(company, "k")
    item = claim(company)
    company.outbox.retry_later(item, "ratelimited", not_before=NOW + 30 * SECOND)
    assert claim(company, NOW + 29 * SECOND) is None
    assert claim(company, NOW + 30 * SECOND).attempts == 2


def test_one_row_that_waits_holds_up_no_other(company):
    notice(company, "first")
    notice(company, "second")
    company.outbox.retry_later(claim(company), "timeout", not_before=NOW + MINUTE)
    assert claim(company).key == "second"


def test_of_many_dispatchers_at_once_each_row_goes_to_one(company):
    for number in range(12):
        notice(company, f"k{number}")
    barrier = Barrier(4)

    def dispatch(number):
        outbox = Outbox(company.store)
        keys = []
        barrier.wait()
        while item := outbox.claim_next(now=NOW, claimer=f"d{number}"):
            keys.append(item.key)
            assert outbox.store_receipt(item, item.key, now=NOW)
        return keys

    with ThreadPoolExecutor(4) as pool:
        taken = [key for keys in pool.map(dispatch, range(4)) for key in keys]
    assert sorted(taken) == sorted(f"k{number}" for number in range(12))


def test_a_claim_whose_process_died_is_taken_over_after_two_minutes_and_in_doubt(company):
    notice(company, "k")
    lost = claim(company, claimer="dead")
    assert lost.was_claimed is False
    assert claim(company, NOW + 119 * SECOND) is None
    again = claim(company, NOW + 120 * SECOND)
    assert (again.id, again.attempts, again.was_claimed) == (lost.id, 2, True)
    assert company.outbox.store_receipt(again, "channel:17", now=NOW + 2 * MINUTE)
    assert company.outbox.store_receipt(lost, "channel:18", now=NOW + 2 * MINUTE) is False
    assert company.rows(OutboxRow)[0].message_ref == "channel:17"


def test_who_lost_its_claim_can_no_longer_put_the_row_back_or_give_it_up(company):
    notice(company, "k")
    lost = claim(company)
    claim(company, NOW + 2 * MINUTE)
    company.outbox.retry_later(lost, "late", not_before=NOW)
    company.outbox.give_up(lost, "late", now=NOW)
    assert [(row.state, row.last_error) for row in company.rows(OutboxRow)] == [("claimed", None)]


def test_a_clear_refusal_leaves_no_doubt_but_does_not_take_earlier_doubt_away(company):
    notice(company, "k")
    company.outbox.retry_later(claim(company), "refused", not_before=NOW, may_have_arrived=False)
    second = claim(company)
    assert second.was_claimed is False
    company.outbox.retry_later(second, "answer lost", not_before=NOW)
    third = claim(company)
    assert third.was_claimed is True
    company.outbox.retry_later(third, "refused", not_before=NOW, may_have_arrived=False)
    assert claim(company).was_claimed is True


def test_a_receipt_alerts_the_incident_and_what_changed_meanwhile_is_redrawn(company):
    company.runaway("Bob")
    company.detect(NOW)
    item = claim(company)
    company.service.acknowledge(item.about_id, by="U1", source="cli", now=NOW)
    company.outbox.store_receipt(item, "channel:17", now=NOW + SECOND, drawn_version=1)
    incident = company.incidents()[0]
    assert (incident.state, incident.alerted_at) == ("acknowledged", NOW + SECOND)
    assert (incident.message_ref, incident.drawn_version, incident.version) == ("channel:17", 1, 2)
    assert company.redraws.list_due(now=NOW + 2 * SECOND) == []
    redraw = company.redraws.list_due(now=NOW + 3 * SECOND)[0]
    assert (redraw.kind, redraw.message_ref, redraw.version) == ("incident", "channel:17", 2)


def test_a_message_found_again_is_redrawn(company):
    company.runaway("Bob")
    company.detect(NOW)
    company.outbox.store_receipt(claim(company), "channel:17", now=NOW)
    assert company.incidents()[0].state == "alerted"
    assert len(company.redraws.list_due(now=NOW + 2 * SECOND)) == 1


def test_a_message_is_redrawn_at_most_once_in_two_seconds_and_from_the_newest_state(company):
    company.runaway("Bob")
    company.detect(NOW)
    company.send_all(NOW)
    incident_id = company.incidents()[0].id
    later = NOW + MINUTE
    company.service.acknowledge(incident_id, by="U1", source="slack", now=later)
    company.redraws.store_drawn(company.redraws.list_due(now=later)[0], now=later)
    assert company.redraws.list_due(now=later + MINUTE) == []
    company.service.resolve(incident_id, by="U1", source="slack", now=later)
    assert company.redraws.list_due(now=later + SECOND) == []
    assert [redraw.version for redraw in company.redraws.list_due(now=later + 2 * SECOND)] == [3]


def test_a_redraw_that_failed_comes_back_later(company):
    company.runaway("Bob")
    company.detect(NOW)
    company.send_all(NOW)
    company.service.acknowledge(company.incidents()[0].id, by="U1", source="slack", now=NOW)
    redraw = company.redraws.list_due(now=NOW + MINUTE)[0]
    company.redraws.put_off(redraw, "HTTP 503", not_before=NOW + 2 * MINUTE)
    assert company.redraws.list_due(now=NOW + MINUTE) == []
    assert company.redraws.list_due(now=NOW + 2 * MINUTE) == [replace(redraw, attempts=1)]


def test_a_slow_drawer_does_not_undo_a_newer_drawing(company):
    company.runaway("Bob")
    company.detect(NOW)
    company.send_all(NOW)
    incident_id = company.incidents()[0].id
    company.service.acknowledge(incident_id, by="U1", source="slack", now=NOW)
    older = company.redraws.list_due(now=NOW + MINUTE)[0]
    company.service.resolve(incident_id, by="U1", source="slack", now=NOW)
    company.redraws.store_drawn(company.redraws.list_due(now=NOW + MINUTE)[0], now=NOW + MINUTE)
    company.redraws.store_drawn(older, now=NOW + MINUTE)
    assert company.incidents()[0].drawn_version == 3


def test_what_is_given_up_takes_its_thread_with_it_and_is_shown(company):
    incident_id = acknowledged_incident(company)
    company.outbox.give_up(claim(company), "channel_not_found", now=NOW)
    assert claim(company, NOW + MINUTE) is None
    health = find_outbox_health(company.store)
    assert (health.waiting, health.dead) == (0, 3)
    assert health.dead_items[-1].key == f"incident:{incident_id}"
    assert health.dead_items[-1].last_error == "channel_not_found"
    assert health.dead_items[0].last_error == "the message above it was given up: channel_not_found"


def test_a_move_under_a_message_that_was_given_up_waits_for_nothing(company):
    company.runaway("Bob")
    company.detect(NOW)
    company.outbox.give_up(claim(company), "channel_not_found", now=NOW)
    company.service.acknowledge(company.incidents()[0].id, by="U1", source="cli", now=NOW)
    assert find_outbox_health(company.store).waiting == 0


def test_health_says_how_much_waits_since_when_and_why(company):
    assert (find_outbox_health(company.store).waiting, find_outbox_health(company.store).oldest_waiting_at) == (0, None)
    notice(company, "first")
    notice(company, "second", NOW + MINUTE)
    company.outbox.retry_later(claim(company), "HTTP 503", not_before=NOW + MINUTE)
    health = find_outbox_health(company.store)
    assert (health.waiting, health.oldest_waiting_at, health.last_error) == (2, NOW, "HTTP 503")


def test_a_notice_of_one_key_is_sent_once(company):
    assert notice(company, "collect:401") is True
    assert notice(company, "collect:401") is False
    company.send_all(NOW)
    assert notice(company, "collect:401") is False
    assert len(company.outbox_keys()) == 1


def test_an_item_about_a_subject_has_no_id(company):
    notice(company, "k")
    with pytest.raises(ValueError, match="collection"):
        _ = claim(company).about_id


def test_five_hours_without_the_receiver_lose_no_alert(company):
    for number in range(3):
        company.runaway(f"Bob{number}")
    company.detect(NOW)
    now = NOW
    while now < NOW + timedelta(hours=5):
        while item := claim(company, now):
            company.outbox.retry_later(item, "no network", not_before=now + timedelta(minutes=10))
        now += timedelta(minutes=10)
    assert len(company.send_all(now)) == 3
    assert {row.state for row in company.incidents()} == {"alerted"}
