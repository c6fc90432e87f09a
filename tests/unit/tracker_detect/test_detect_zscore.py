import numpy as np
import pytest

from tests.unit.tracker_detect.factories import DOLLAR, figures, of_rule, only
from tracker.detect.types import Metric, Rule, Severity
from tracker.detect.zscore import (
    detect_far_from_team,
    moments_of_active,
    requests_reference,
    spend_reference,
    team_window,
)

ON = only(zscore_multiplier=2.5)
NO_FLOOR = only(zscore_multiplier=2.5, min_daily_spend_cents=0)
FIVE = [f"{name}@example.com" for name in ("ann", "bob", "cyd", "dan", "eve")]


def spend_findings(team, settings, day_index=-1):
    found = detect_far_from_team(team, settings, day_index % len(team.days))
    return [finding for finding in found if finding.metric is Metric.SPEND]


def test_the_line_is_the_mean_plus_n_population_sigma_of_the_days_before():
    team = figures({FIVE[0]: [40, 60, 40, 60, 40, 101], FIVE[1]: [60, 40, 60, 40, 60, 100]})
    (finding,) = spend_findings(team, only(zscore_multiplier=5))
    # By hand: five times $40 and five times $60, mean $50, sigma $10; 50 + 5 x 10 = 100, and $100 is on the line.
    assert finding.subject == FIVE[0]
    assert (finding.value, finding.line, finding.baseline) == (10_100, 10_000, 5_000)
    assert finding.window_days == 7
    assert finding.severity is Severity.WARNING


def test_requests_are_judged_by_their_own_mean_and_sigma():
    rows = {FIVE[0]: [20, 60, 20, 60, 20, 91], FIVE[1]: [60, 20, 60, 20, 60, 90]}
    team = figures({member: [1] * 6 for member in rows}, requests=rows)
    (finding,) = detect_far_from_team(team, NO_FLOOR, 5)
    # By hand: mean 40, sigma 20, 40 + 2.5 x 20 = 90.
    assert (finding.subject, finding.metric) == (FIVE[0], Metric.REQUESTS)
    assert (finding.value, finding.line, finding.baseline) == (91, 90, 40)


@pytest.mark.parametrize(("dollars", "found"), [(49, 0), (51, 1)])
def test_many_requests_that_cost_less_than_the_floor_are_no_surprise(dollars, found):
    rows = {FIVE[0]: [20, 60, 20, 60, 20, 91], FIVE[1]: [60, 20, 60, 20, 60, 90]}
    team = figures({FIVE[0]: [40] * 5 + [dollars], FIVE[1]: [60] * 6}, requests=rows)
    assert len(detect_far_from_team(team, only(zscore_multiplier=2.5), 5)) == found


def test_one_runaway_stands_out_in_a_team_of_five():
    # With the runaway in its own reference, the score could not pass sqrt(5 - 1) = 2.
    usual = [9, 10, 11, 12, 13]
    team = figures({member: [usual[i], usual[-i], usual[i]] for i, member in enumerate(FIVE)})
    team.spend[4, -1] = 900 * DOLLAR
    (finding,) = spend_findings(team, ON)
    assert finding.subject == FIVE[4]
    assert finding.severity is Severity.CRITICAL  # 900 is more than 3 x the line, which is the floor of $50
    assert finding.line == 5000


def test_the_judged_value_is_no_part_of_its_own_reference():
    days = {member: [9, 11] for member in FIVE}
    references = []
    for last in (10, 10_000):
        team = figures({member: [*row, last] for member, row in days.items()})
        references.append(spend_reference(team, 2, 7))
    assert references[0] == references[1]


def test_days_without_a_request_are_no_part_of_the_reference():
    team = figures({member: [10, 0, 0, 30, 0] for member in FIVE})
    assert spend_reference(team, 4, 7).mean == 20 * DOLLAR


@pytest.mark.parametrize(
    ("active_days_back", "window"),
    [
        ([1, 2, 3, 4, 5], 7),  # two members, five days each: ten member-days inside the window
        ([1, 2, 3, 4, 12], 12),  # the tenth lies twelve days back: the window widens to it
        ([1, 2, 3, 4, 28], 28),
        ([1, 2, 3, 4, 29], None),  # and no farther than 28 days
    ],
)
def test_the_window_widens_to_reach_ten_active_member_days(active_days_back, window):
    row = [0.0] * 31
    for back in active_days_back:
        row[30 - back] = 10
    team = figures({FIVE[0]: row, FIVE[1]: row})
    assert team_window(team, 30, 7) == window


def test_nobody_is_judged_before_the_team_has_ten_active_member_days():
    team = figures({FIVE[0]: [10] * 9 + [5000]})
    assert detect_far_from_team(team, ON, 9) == []


def test_a_single_member_is_judged_by_the_days_before():
    team = figures({FIVE[0]: [10, 12] * 5 + [5000]})
    assert [finding.subject for finding in spend_findings(team, ON)] == [FIVE[0]]


def test_a_flat_history_does_not_alarm_on_a_cent():
    team = figures({member: [100, 100, 100, 100.01] for member in FIVE})
    assert detect_far_from_team(team, NO_FLOOR, 3) == []


def test_an_almost_flat_history_does_not_alarm_on_a_cent_either():
    team = figures({member: [100, 100.01, 100, 100.05] for member in FIVE})
    assert detect_far_from_team(team, NO_FLOOR, 3) == []


def test_a_flat_history_still_sees_a_runaway():
    team = figures({member: [100, 100, 100, 100] for member in FIVE})
    team.spend[0, -1] = 113 * DOLLAR
    (finding,) = spend_findings(team, NO_FLOOR)
    # By hand: sigma is at least 5 % of $100, so the line is 100 + 2.5 x 5.
    assert finding.line == 11_250


def test_a_request_more_than_a_flat_count_is_no_finding():
    counts = {member: [4, 4, 4, 9] for member in FIVE}
    team = figures({member: [1] * 4 for member in FIVE}, requests=counts)
    # By hand: sigma is at least the root of the mean, so the line is 4 + 2.5 x 2 = 9.
    assert requests_reference(team, 3, 7).sigma == 2
    assert detect_far_from_team(team, ON, 3) == []


def test_the_floor_is_a_setting():
    team = figures({member: [2, 3, 2, 3] for member in FIVE})
    team.spend[0, -1] = 45 * DOLLAR
    assert spend_findings(team, ON) == []
    (finding,) = spend_findings(team, only(zscore_multiplier=2.5, min_daily_spend_cents=4000))
    assert finding.line == 4000


def test_where_everything_was_free_only_the_floor_says_what_is_much():
    rows = {FIVE[0]: [0] * 10 + [60]}
    team = figures(rows, requests={FIVE[0]: [10] * 11})
    assert spend_findings(team, NO_FLOOR) == []
    assert [finding.line for finding in spend_findings(team, ON)] == [5000]


def test_a_multiplier_of_zero_is_off():
    team = figures({member: [10, 12, 10, 5000] for member in FIVE})
    assert detect_far_from_team(team, only(), 3) == []


def test_critical_begins_at_three_times_the_line():
    team = figures({member: [40, 60, 40, 60, 0] for member in FIVE})
    team.spend[:, -1] = np.array([225, 224.99, 75, 0, 0]) * DOLLAR
    found = of_rule(spend_findings(team, ON), Rule.ZSCORE)
    # By hand: mean $50, sigma $10, line $75; $75 is on it.
    assert [finding.severity for finding in found] == [Severity.CRITICAL, Severity.WARNING]


def test_without_an_active_day_there_is_neither_mean_nor_sigma():
    days = np.zeros((2, 7), dtype=np.int64)
    assert np.isnan(moments_of_active(days, days)).all()
    assert np.isnan(moments_of_active(days[:, :0], days[:, :0])).all()
    team = figures({FIVE[0]: [0, 0, 50], FIVE[1]: [0, 0, 50]}, requests={FIVE[0]: [0, 0, 9], FIVE[1]: [0, 0, 9]})
    for reference in (spend_reference(team, 2, 2), requests_reference(team, 2, 2)):
        assert np.isnan((reference.mean, reference.sigma)).all()
    assert detect_far_from_team(team, NO_FLOOR, 2) == []
