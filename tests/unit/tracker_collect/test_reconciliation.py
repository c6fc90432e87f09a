"""The stored events against Cursor's own sums, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.collect.reconciliation import MemberSums, is_past_tolerance, reconcile

DOLLAR = 100_000_000
AMOUNTS = st.dictionaries(st.integers(1, 6), st.integers(0, 10_000 * DOLLAR), max_size=6)


@pytest.mark.parametrize(
    ("settled", "newest", "reported", "difference"),
    [
        (100, 120, 120, 0),  # Cursor has added up everything
        (100, 120, 100, 0),  # all but the last two hours
        (100, 120, 110, 0),
        (100, 120, 90, -10),  # Cursor lacks what is older than that
        (100, 120, 125, 5),  # events are missing
    ],
)
def test_what_lies_within_cursors_own_lag_is_no_difference(settled, newest, reported, difference):
    assert MemberSums(settled, newest, reported).difference == difference


def test_spend_laid_to_the_wrong_member_is_misplaced_though_the_sums_agree():
    found = reconcile(
        {1: 300 * DOLLAR, 2: 100 * DOLLAR}, {1: 290 * DOLLAR, 2: 110 * DOLLAR}, {1: 290 * DOLLAR, 2: 110 * DOLLAR}
    )
    assert (found.events, found.reported, found.difference) == (400 * DOLLAR, 400 * DOLLAR, 0)
    assert found.misplaced == 20 * DOLLAR
    assert found.is_past_tolerance and found.off == {1, 2}
    assert [actor for actor, _ in found.largest] == [1, 2]


def test_half_a_per_cent_is_still_within_the_tolerance_and_so_is_a_dollar():
    assert not is_past_tolerance(5 * DOLLAR, 1000 * DOLLAR)
    assert is_past_tolerance(5 * DOLLAR + 1, 1000 * DOLLAR)
    assert not is_past_tolerance(DOLLAR, 2 * DOLLAR)
    assert is_past_tolerance(DOLLAR + 1, 2 * DOLLAR)


def test_a_member_without_events_and_one_whom_cursor_does_not_list():
    found = reconcile({1: 50 * DOLLAR}, {2: 80 * DOLLAR}, {2: 80 * DOLLAR})
    assert (found.events, found.reported, found.difference) == (0, 50 * DOLLAR, 50 * DOLLAR)


def test_events_without_an_e_mail_account_for_what_cursor_says_of_somebody_removed():
    gone = {1: 92 * DOLLAR, 2: 50 * DOLLAR}
    found = reconcile(gone, {2: 50 * DOLLAR}, {2: 50 * DOLLAR}, nameless=100 * DOLLAR, removed={1})
    assert (found.difference, found.misplaced, found.explained) == (0, 0, 92 * DOLLAR)
    assert not found.is_past_tolerance
    some = reconcile(gone, {2: 50 * DOLLAR}, {2: 50 * DOLLAR}, nameless=10 * DOLLAR, removed={1})
    assert (some.difference, some.misplaced, some.explained) == (82 * DOLLAR, 82 * DOLLAR, 10 * DOLLAR)
    assert some.is_past_tolerance and some.off == {1}


def test_they_account_for_nothing_of_members_who_are_there():
    """Half of member 1's spend is lost, while somebody who is not listed left $50 without an e-mail."""
    reported = {1: 80 * DOLLAR, 2: 20 * DOLLAR}
    events = {1: 40 * DOLLAR, 2: 20 * DOLLAR}
    found = reconcile(reported, events, events, nameless=50 * DOLLAR, removed={3})
    assert (found.misplaced, found.explained, found.off) == (40 * DOLLAR, 0, {1})
    assert found.is_past_tolerance


def test_a_member_who_lost_everything_shows_in_a_team_of_four_hundred():
    reported = dict.fromkeys(range(400), 100 * DOLLAR)
    found = reconcile(reported, reported | {7: 0}, reported | {7: 0})
    assert not is_past_tolerance(found.misplaced, found.reported), "a quarter of a per cent of the team's"
    assert found.is_past_tolerance and found.off == {7}
    assert [actor for actor, _ in found.largest] == [7]


@pytest.mark.parametrize(("missing", "off"), [(5 * DOLLAR, set()), (5 * DOLLAR + 1, {7})])
def test_of_one_member_five_dollars_are_within_the_tolerance(missing, off):
    reported = dict.fromkeys(range(400), 100 * DOLLAR)
    events = reported | {7: 100 * DOLLAR - missing}
    assert reconcile(reported, events, events).off == off


def test_they_account_for_nothing_that_the_events_have_beyond_what_cursor_says():
    found = reconcile({1: 10 * DOLLAR}, {1: 90 * DOLLAR}, {1: 90 * DOLLAR}, nameless=100 * DOLLAR, removed={1})
    assert (found.difference, found.misplaced, found.explained) == (-80 * DOLLAR, 80 * DOLLAR, 0)


@given(AMOUNTS, AMOUNTS)
def test_the_parts_make_the_whole(reported, events):
    found = reconcile(reported, events, events)
    assert found.difference == found.reported - found.events
    assert abs(found.difference) <= found.misplaced <= found.reported + found.events
    assert len(found.largest) <= 5
    assert reconcile(events, events, events).misplaced == 0
