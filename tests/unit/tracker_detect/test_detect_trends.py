import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.tracker_detect.factories import figures, only
from tracker.detect.trends import detect_cycle_outliers, detect_spend_spikes, median_of_the_others
from tracker.detect.types import Rule, Severity

ANN, BOB, CYD = "ann@example.com", "bob@example.com", "cyd@example.com"
SPIKES = only(spend_spike_multiplier=5)
OUTLIERS = only(cycle_outlier_multiplier=10)


def test_a_spike_is_more_than_n_times_the_mean_of_the_members_own_active_days():
    team = figures({ANN: [30, 0, 50, 40, 200.01], BOB: [30, 0, 50, 40, 200]})
    (finding,) = detect_spend_spikes(team, SPIKES, 4)
    # By hand: (30 + 50 + 40) / 3 = 40 over the three active days, 5 x 40 = 200, and $200 is on the line.
    assert finding.key[:2] == (ANN, Rule.SPEND_SPIKE)
    assert (finding.value, finding.line, finding.baseline) == (20_001, 20_000, 4_000)
    assert finding.window_days == 7


@pytest.mark.parametrize(("day", "severity"), [(599.99, Severity.WARNING), (600, Severity.CRITICAL)])
def test_a_spike_is_critical_from_three_times_the_line(day, severity):
    (finding,) = detect_spend_spikes(figures({ANN: [40, 40, 40, day]}), SPIKES, 3)
    assert finding.severity is severity


def test_spend_of_a_day_without_a_request_is_no_part_of_the_mean():
    team = figures({ANN: [40, 40, 40, 7, 300]}, requests={ANN: [10, 10, 10, 0, 10]})
    assert detect_spend_spikes(team, SPIKES, 4)[0].baseline == 4000


def test_days_before_the_lookback_do_not_count():
    row = [1000, 20, 20, 20, 0, 0, 0, 0, 150]
    (finding,) = detect_spend_spikes(figures({ANN: row}), SPIKES, 8)
    assert finding.baseline == 2000
    with_the_dear_day = only(spend_spike_multiplier=5, spend_spike_lookback_days=8)
    assert detect_spend_spikes(figures({ANN: row}), with_the_dear_day, 8) == []


@pytest.mark.parametrize(
    "row",
    [
        [0, 0, 40, 40, 900],  # two active days
        [0.99, 0.99, 0.99, 0.99, 900],  # a mean below a dollar
        [900],  # no history at all
    ],
)
def test_members_with_too_little_history_are_not_compared_with_themselves(row):
    assert detect_spend_spikes(figures({ANN: row}), SPIKES, len(row) - 1) == []


def test_the_floor_holds_small_spikes_back_and_is_a_setting():
    team = figures({ANN: [1, 1, 1, 50]})
    assert detect_spend_spikes(team, SPIKES, 3) == []
    (finding,) = detect_spend_spikes(team, only(spend_spike_multiplier=5, min_daily_spend_cents=0), 3)
    assert finding.line == 500


def test_a_loop_split_over_midnight_is_seen_once_the_floor_is_lowered():
    team = figures({ANN: [3, 3, 3, 41, 41]})  # $82 in one night, $41 on either side of midnight UTC
    lowered = only(spend_spike_multiplier=5, min_daily_spend_cents=2000)
    assert [detect_spend_spikes(team, SPIKES, day) for day in (3, 4)] == [[], []]
    assert [finding.line for finding in detect_spend_spikes(team, lowered, 3)] == [2000]


def test_a_cycle_outlier_is_more_than_n_times_the_median_of_the_others():
    team = figures({ANN: [], BOB: [], CYD: []}, cycle_dollars={ANN: 200.01, BOB: 30, CYD: 10}, days=2)
    (finding,) = detect_cycle_outliers(team, OUTLIERS)
    # By hand: the median of $30 and $10 is $20, 10 x 20 = 200. With Ann in it, it would be $30.
    assert finding.subject == ANN
    assert (finding.value, finding.line, finding.baseline) == (20_001, 20_000, 2_000)


@pytest.mark.parametrize(
    "cycle",
    [
        {ANN: 5000, BOB: 20},  # two spending members
        {ANN: 5000, BOB: 20, CYD: 0},
        {ANN: 5000, BOB: 9.99, CYD: 9.99},  # a median below ten dollars
        {ANN: 200, BOB: 20, CYD: 20},  # on the line
        {},
    ],
)
def test_no_outlier_without_enough_to_compare_with(cycle):
    team = figures({ANN: [], BOB: [], CYD: []}, cycle_dollars=cycle, days=2)
    assert detect_cycle_outliers(team, OUTLIERS) == []


def test_multipliers_of_zero_are_off():
    team = figures({ANN: [40, 40, 40, 9000], BOB: [40] * 4, CYD: [40] * 4})
    assert detect_spend_spikes(team, only(), 3) == []
    assert detect_cycle_outliers(team, only()) == []


@given(st.lists(st.integers(0, 10**12), max_size=30))
def test_the_median_of_the_others_is_the_median_with_the_member_taken_out(spend):
    expected = []
    for index in range(len(spend)):
        others = [value for position, value in enumerate(spend) if position != index and value > 0]
        expected.append(np.median(others) if others else 0.0)
    np.testing.assert_array_equal(median_of_the_others(np.array(spend, dtype=np.int64)), expected)
