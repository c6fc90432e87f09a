from decimal import Decimal

import pytest

from tests.unit.tracker_detect.factories import figures, only
from tracker.detect.cost_per_request import detect_cost_per_request_spikes
from tracker.detect.types import Metric, Severity, Unit

ANN, BOB = "ann@example.com", "bob@example.com"
ON = only(cost_per_request_spike_multiplier=3)


def test_a_switch_to_an_expensive_model_shows_in_the_cost_per_request():
    team = figures({ANN: [10, 20, 30, 60]}, requests={ANN: [50, 50, 100, 40]})
    (finding,) = detect_cost_per_request_spikes(team, ON, 3)
    # By hand: $60 / 40 = $1.50 against (10 + 20 + 30) / (50 + 50 + 100) = $0.30; the line is 3 x 0.30.
    assert (finding.value, finding.line, finding.baseline) == (150, 90, 30)
    assert (finding.metric, finding.unit) == (Metric.COST_PER_REQUEST, Unit.CENTS_PER_REQUEST)
    assert finding.severity is Severity.WARNING


def test_a_day_on_the_line_is_no_finding():
    team = figures({ANN: [10, 20, 30, 36]}, requests={ANN: [50, 50, 100, 40]})
    assert detect_cost_per_request_spikes(team, ON, 3) == []


def test_three_times_the_line_is_critical():
    team = figures({ANN: [10, 20, 30, 108]}, requests={ANN: [50, 50, 100, 40]})
    assert detect_cost_per_request_spikes(team, ON, 3)[0].severity is Severity.CRITICAL


@pytest.mark.parametrize(("spend", "count"), [(19.99, 0), (20, 1)])
def test_the_day_must_cost_at_least_the_minimum(spend, count):
    team = figures({ANN: [10, 10, 10, spend]}, requests={ANN: [50, 50, 50, 10]})
    assert len(detect_cost_per_request_spikes(team, ON, 3)) == count


def test_fractions_of_a_cent_are_kept():
    team = figures({ANN: [2, 2, 3, 22]}, requests={ANN: [300, 300, 300, 700]})
    (finding,) = detect_cost_per_request_spikes(team, ON, 3)
    # By hand: 2,200 / 700 cents, 700 / 900 cents and three times that, to six places.
    assert (finding.value, finding.baseline) == (Decimal("3.142857"), Decimal("0.777778"))
    assert finding.line == Decimal("2.333333")


@pytest.mark.parametrize(
    ("spend", "requests"),
    [
        ([0, 10, 10, 90], [0, 50, 50, 10]),  # two active days
        ([0.5, 0.5, 0.5, 90], [50, 50, 50, 10]),  # a mean below a dollar
        ([10, 10, 10, 90], [50, 50, 50, 0]),  # a day without a request has no cost per request
    ],
)
def test_nothing_is_said_without_enough_to_compare(spend, requests):
    assert detect_cost_per_request_spikes(figures({ANN: spend}, requests={ANN: requests}), ON, 3) == []


def test_a_multiplier_of_zero_is_off():
    team = figures({ANN: [10, 10, 10, 90]}, requests={ANN: [50, 50, 50, 1]})
    assert detect_cost_per_request_spikes(team, only(), 3) == []
