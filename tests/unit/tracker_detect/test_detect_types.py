from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from tests.unit.tracker_detect.factories import CYCLE_START, TODAY, figures
from tracker.detect.types import Finding, Metric, Rule, Severity, Unit

ANN = "ann@example.com"


def finding(**changes):
    parts = {
        "subject": ANN,
        "rule": Rule.SPEND_SPIKE,
        "metric": Metric.SPEND,
        "period": date(2026, 11, 20),
        "severity": Severity.WARNING,
        "value_millionths": 214_000_001,
        "line_millionths": 200_000_000,
        "baseline_millionths": 51_000_000,
    }
    return Finding(**(parts | changes))


def test_figures_are_exact_decimals_in_the_unit():
    each = finding()
    assert (each.value, each.line, each.baseline) == (Decimal("214.000001"), Decimal(200), Decimal(51))
    assert each.unit is Unit.CENTS


def test_the_key_names_a_day_or_the_instant_a_cycle_begins():
    assert finding().key == (ANN, "spend_spike", "spend", "2026-11-20")
    assert finding(period=CYCLE_START).period_key == "2026-11-01T12:08:04.000Z"


def test_severities_have_an_order():
    assert sorted(Severity, key=lambda severity: severity.rank) == [
        Severity.INFO,
        Severity.WARNING,
        Severity.CRITICAL,
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"members": (ANN, ANN)}, "each member once"),
        ({"members": (ANN,)}, "expected spend as int64 of shape"),
        ({"days": (TODAY, TODAY + timedelta(days=2))}, "consecutive UTC days"),
        ({"days": ()}, "consecutive UTC days"),
        ({"spend": np.full((2, 2), np.nan)}, "got float64"),
        ({"cycle_spend": np.zeros(3, dtype=np.int64)}, "expected cycle_spend"),
        ({"tokens": np.full((2, 2), 10**13)}, "at most"),
    ],
)
def test_figures_that_do_not_fit_together_are_refused(changes, words):
    team = figures({ANN: [1, 2], "bob@example.com": [3, 4]})
    with pytest.raises(ValueError, match=words):
        replace(team, **changes)
