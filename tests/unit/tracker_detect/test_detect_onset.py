import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.detect.onset import cost_per_request_onset, onset


def test_onset_is_the_first_event_with_which_the_running_sum_exceeds_the_line():
    # By hand: 40, 60, 61: sixty is on the line, the third event passes it.
    assert onset([10, 20, 30, 40], [40, 20, 1, 500], line=60) == 30


def test_the_order_of_the_events_does_not_matter():
    assert onset([30, 10, 20], [1, 40, 20], line=60) == 30


def test_there_is_no_onset_below_the_line_or_without_events():
    assert onset([10, 20], [40, 20], line=60) is None
    assert onset([], [], line=0) is None


def test_cost_per_request_begins_where_the_running_price_passes_the_line_from_the_minimum_on():
    times = [10, 20, 30, 40]
    spend = [900, 100, 100, 2900]
    # By hand: 900/1 is high but below the minimum of 1,000; 1000/2 = 500; 1100/3 = 367; 4000/4 = 1000.
    assert cost_per_request_onset(times, spend, [1, 1, 1, 1], line=500, least_spend=1000) == 40
    assert cost_per_request_onset(times, spend, [1, 1, 1, 1], line=499, least_spend=1000) == 20
    assert cost_per_request_onset(times, spend, [1, 1, 1, 1], line=1000, least_spend=1000) is None


def test_spend_without_a_request_has_no_price_yet():
    assert cost_per_request_onset([10, 20], [5000, 1], [0, 1], line=100, least_spend=0) == 20


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="one value an event"):
        onset([1, 2], [1], line=0)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 10**9)), max_size=20), st.integers(0, 10**10))
def test_a_total_above_the_line_always_has_an_onset(events, line):
    times, amounts = [time for time, _ in events], [amount for _, amount in events]
    found = onset(times, amounts, line)
    assert (found is not None) == (sum(amounts) > line)
    assert found is None or found in times
