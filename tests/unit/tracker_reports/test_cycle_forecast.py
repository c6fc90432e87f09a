"""The forecast of a cycle."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ranges import Cycle
from tracker.reports.cycle import days_left, forecast

DOLLAR = 100_000_000
START = datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC)
CYCLE = Cycle(START, START + timedelta(days=30))


def days_of(*dollars):
    return np.array([each * DOLLAR for each in dollars], dtype=np.int64)


def test_expected_is_what_was_spent_and_the_mean_day_for_each_day_left():
    # (10 + 20 + 60) / 3 = $30 a day, for 4.5 days, on top of $100.
    expected, low, high = forecast(100 * DOLLAR, days_of(10, 20, 60), 4.5)
    assert expected == 235 * DOLLAR
    assert low < expected < high


def test_the_interval_is_that_of_the_sum_of_days_drawn_at_random():
    days = days_of(*range(10, 24))
    _, low, high = forecast(0, days, 9)
    # The sum of nine draws: mean 9 * 16.5, standard deviation sqrt(9 * (14**2 - 1) / 12); 10 % lie 1.2816 below.
    spread = 1.2816 * np.sqrt(9 * (14**2 - 1) / 12)
    assert low / DOLLAR == pytest.approx(9 * 16.5 - spread, rel=0.02)
    assert high / DOLLAR == pytest.approx(9 * 16.5 + spread, rel=0.02)


def test_days_that_are_all_alike_leave_no_doubt():
    assert forecast(0, days_of(7, 7, 7), 10) == (70 * DOLLAR, 70 * DOLLAR, 70 * DOLLAR)


def test_the_same_days_give_the_same_interval():
    assert forecast(5, days_of(1, 9, 4), 12.25) == forecast(5, days_of(1, 9, 4), 12.25)


def test_two_days_are_too_few():
    assert forecast(100, days_of(1, 2), 10) is None
    assert forecast(100, days_of(), 10) is None


def test_at_the_end_of_the_cycle_it_is_what_was_spent():
    assert forecast(123, days_of(1, 2, 3), 0.0) == (123, 123, 123)


@given(
    st.lists(st.integers(0, 10**13), min_size=3, max_size=14),
    st.floats(0, 31, allow_nan=False),
    st.integers(0, 10**15),
)
def test_a_forecast_is_never_below_what_was_spent_nor_above_the_dearest_day_every_day(days, left, spent):
    for figure in forecast(spent, np.array(days, dtype=np.int64), left):
        assert spent <= figure <= spent + max(days) * left + 1 + 1e-9 * max(days) * left


def test_days_left_count_the_part_of_the_day_that_runs():
    assert days_left(CYCLE, CYCLE.end - timedelta(days=2, hours=6)) == 2.25
    assert days_left(CYCLE, CYCLE.end) == days_left(CYCLE, CYCLE.end + timedelta(days=1)) == 0
