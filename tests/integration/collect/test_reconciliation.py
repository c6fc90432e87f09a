"""A collection compares stored events with Cursor's own sums, and announces a difference once."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from sandbox.company.types import Member
from tracker.collect.trouble import announce_difference
from tracker.reports.reconciliation import load_reconciliation
from tracker.reports.types import Reconciliation
from tracker.store.tables import OutboxRow

from .conftest import EVENTS_PATH, NOW, Company, usage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DOLLAR = 100_000_000
JOINED = datetime.fromisoformat("2026-03-01T08:00:00+00:00")
GONE = Member("user_gone", 3, "gone@example.com", "Gone", joined_at=JOINED, removed_at=NOW - HOUR)


def without_an_email(body: Any) -> Any:
    """The events of a removed person, as Cursor may serve them."""
    for event in body["usageEvents"]:
        if event.get("userEmail") == "gone@example.com":
            del event["userEmail"]
    return body


@pytest.fixture
def team(either: Company) -> Company:
    """Two members with $6 and $4 an hour for twenty hours, $200 together, and a service account that is not listed."""
    for number, name in enumerate(("ines", "omar"), 1):
        either.team.add_member(Member(f"user_{name}", number, f"{name}@example.com", name.title(), joined_at=JOINED))
    for hours in range(3, 23):
        either.team.add_event(usage(NOW - hours * HOUR, "ines@example.com", cents=600))
        either.team.add_event(usage(NOW - hours * HOUR, "omar@example.com", cents=400))
    either.team.events.add(usage(NOW - 5 * HOUR, None, cents=700, service_account_id="sa_nightly"))
    return either


def compared(team: Company) -> Reconciliation:
    with team.store.reading() as session:
        found = load_reconciliation(session)
    assert found is not None
    return found


def test_events_that_come_to_what_cursor_says_agree(team: Company):
    team.collect()
    found = compared(team)
    assert (found.members, found.not_comparable, found.members_off) == (2, 0, 0)
    assert found.events_microcents == found.cursor_microcents == 200 * DOLLAR
    assert (found.nameless_microcents, found.explained_microcents) == (0, 0)
    assert found.not_listed_microcents == 7 * DOLLAR
    assert found.misplaced_microcents == 0 and found.past_tolerance_since is None
    assert found.as_of == NOW and found.largest == ()


def test_a_difference_names_who_and_is_told_to_each_admin_once_and_taken_back_once(team: Company):
    team.team.quirks.spend_error_microcents = 9 * DOLLAR
    team.collect()
    found = compared(team)
    assert (found.difference_microcents, found.misplaced_microcents, found.members_off) == (9 * DOLLAR, 9 * DOLLAR, 1)
    assert [(each.actor.key, each.events_microcents, each.cursor_microcents) for each in found.largest] == [
        ("ines@example.com", 120 * DOLLAR, 129 * DOLLAR)
    ]
    admins = ("U0ADA", "max@example.com")
    assert announce_difference(team.store, now=NOW, admins=admins)
    assert not announce_difference(team.store, now=NOW + HOUR, admins=admins)

    team.collect(NOW + DAY)
    assert compared(team).past_tolerance_since == NOW, "it still began then"
    assert not announce_difference(team.store, now=NOW + DAY, admins=admins)

    team.team.quirks.spend_error_microcents = 0
    team.collect(NOW + 2 * DAY)
    assert compared(team).past_tolerance_since is None
    assert announce_difference(team.store, now=NOW + 2 * DAY, admins=admins)
    assert not announce_difference(team.store, now=NOW + 2 * DAY, admins=admins)
    assert [row.about for row in team.rows(OutboxRow)] == ["difference"] * 2 + ["difference_over"] * 2


def test_q27_spend_that_falls_within_a_cycle_is_a_difference_and_changes_no_figure(team: Company):
    team.collect()
    before = team.totals()
    team.team.quirks.spend_error_microcents = -9 * DOLLAR
    team.collect(NOW + DAY)
    found = compared(team)
    assert (found.difference_microcents, found.members_off) == (-9 * DOLLAR, 1)
    assert team.totals() == before
    assert announce_difference(team.store, now=NOW + DAY)


def test_events_of_somebody_removed_that_have_lost_their_e_mail_are_no_difference(team: Company):
    """Cursor still lists $50 of theirs, and serves the events without a name."""
    team.team.add_member(GONE)
    event = usage(NOW - 6 * HOUR, "gone@example.com", cents=5_000)
    team.team.add_event(event)
    team.team.rewrites[EVENTS_PATH] = without_an_email
    team.collect()
    found = compared(team)
    assert (found.nameless_microcents, found.explained_microcents) == (50 * DOLLAR, 50 * DOLLAR)
    assert found.misplaced_microcents == 0 and found.past_tolerance_since is None


def test_events_without_an_e_mail_account_for_nothing_of_members_who_are_there(team: Company):
    team.team.add_member(replace(GONE, removed_at=None))
    team.team.add_event(usage(NOW - 6 * HOUR, "gone@example.com", cents=5_000))
    team.team.rewrites[EVENTS_PATH] = without_an_email
    team.collect()
    found = compared(team)
    assert (found.nameless_microcents, found.explained_microcents, found.members_off) == (50 * DOLLAR, 0, 1)
    assert found.past_tolerance_since == NOW


def test_it_is_compared_once_a_day_and_only_where_both_sides_were_read(team: Company):
    team.collect()
    team.collect(NOW + HOUR)
    assert compared(team).as_of == NOW
    team.collect(NOW + DAY)
    assert compared(team).as_of == NOW + DAY


def test_within_half_a_per_cent_nothing_is_told(team: Company):
    team.team.quirks.spend_error_microcents = DOLLAR
    team.collect()
    assert compared(team).misplaced_microcents == DOLLAR
    assert not announce_difference(team.store, now=NOW)


def test_spend_of_unknown_meaning_is_not_compared(team: Company):
    team.team.quirks.spend_variant = "c"
    team.collect()
    found = compared(team)
    assert (found.members, found.not_comparable) == (0, 2)
    assert found.past_tolerance_since is None


def test_a_cycle_turns_between_two_comparisons(team: Company):
    team.collect()
    start = compared(team).cycle_start
    later = start + timedelta(days=34)
    team.team.add_event(usage(later - HOUR, "omar@example.com", cents=5_000))
    team.collect(later)
    found = compared(team)
    assert found.cycle_start > start
    assert found.misplaced_microcents == 0
    assert found.events_microcents == found.cursor_microcents
