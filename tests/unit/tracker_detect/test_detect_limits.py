from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.unit.tracker_detect.factories import CYCLE_START, figures, only
from tracker.detect.limits import (
    detect_budget_reached,
    detect_cycle_spend_above_limit,
    detect_exhausted_plans,
    detect_limited_users,
    detect_requests_above_limit,
    detect_tokens_above_limit,
)
from tracker.detect.types import TEAM, Metric, Rule, Severity, Unit

ANN, BOB, CYD = "ann@example.com", "bob@example.com", "cyd@example.com"


def test_requests_above_the_limit_are_found_with_the_members_own_average_as_baseline():
    team = figures({ANN: [1, 1, 1], BOB: [1, 1, 1]}, requests={ANN: [100, 200, 501], BOB: [100, 200, 500]})
    (finding,) = detect_requests_above_limit(team, only(max_requests_per_day=500), 2)
    # By hand: 501 > 500 and 500 is not; (100 + 200) / 2 = 150.
    assert finding.key == (ANN, Rule.MAX_REQUESTS_DAY, Metric.REQUESTS, "2026-11-20")
    assert (finding.value, finding.line, finding.baseline) == (Decimal(501), Decimal(500), Decimal(150))
    assert finding.unit is Unit.REQUESTS


@pytest.mark.parametrize(("requests", "severity"), [(999, Severity.WARNING), (1000, Severity.CRITICAL)])
def test_a_limit_is_critical_from_twice_the_limit(requests, severity):
    team = figures({ANN: [1]}, requests={ANN: [requests]})
    (finding,) = detect_requests_above_limit(team, only(max_requests_per_day=500), 0)
    assert finding.severity is severity
    assert finding.baseline == 0  # nothing is known of the days before


def test_tokens_above_the_limit_are_found():
    team = figures({ANN: [1, 1]}, tokens={ANN: [5_000_000, 12_000_000]})
    (finding,) = detect_tokens_above_limit(team, only(max_tokens_per_day=10_000_000), 1)
    assert (finding.metric, finding.unit) == (Metric.TOKENS, Unit.TOKENS)
    assert (finding.value, finding.line, finding.baseline) == (12_000_000, 10_000_000, 5_000_000)


def test_cycle_spend_above_the_limit_is_found_once_for_the_cycle():
    team = figures({ANN: [], BOB: [], CYD: []}, cycle_dollars={ANN: 82, BOB: 50, CYD: 30}, days=2)
    (finding,) = detect_cycle_spend_above_limit(team, only(max_spend_cents_per_cycle=5000))
    # By hand: $82 > $50, on the line is not above it; the median of $50 and $30 is $40.
    assert finding.key == (ANN, Rule.MAX_SPEND_CYCLE, Metric.SPEND, "2026-11-01T12:08:04.000Z")
    assert (finding.value, finding.line, finding.baseline) == (8200, 5000, 4000)
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("spent", "severity"),
    [(999.99, None), (1000, Severity.WARNING), (1099.99, Severity.WARNING), (1100, Severity.CRITICAL)],
)
def test_the_budget_warns_when_it_is_reached_and_is_critical_from_110_percent(spent, severity):
    team = figures({ANN: [], BOB: []}, cycle_dollars={ANN: 400, BOB: spent - 400}, days=2)
    found = detect_budget_reached(team, only(team_budget_cents_per_cycle=100_000))
    assert [finding.severity for finding in found] == ([] if severity is None else [severity])
    assert all(finding.subject == TEAM for finding in found)


def test_the_budgets_baseline_is_an_even_pace_and_its_onset_is_reaching_it():
    team = figures({ANN: []}, cycle_dollars={ANN: 1000}, days=2)
    team = replace(team, as_of=CYCLE_START + timedelta(days=15))
    (finding,) = detect_budget_reached(team, only(team_budget_cents_per_cycle=100_000))
    # By hand: 15 of 30 days, so half of $1,000.
    assert finding.baseline == 50_000
    assert finding.last_quiet_millionths == finding.line_millionths - 1


def test_limits_of_zero_are_off():
    team = figures({ANN: [900]}, tokens={ANN: [10**12]})
    off = only()
    assert detect_requests_above_limit(team, off, 0) == []
    assert detect_tokens_above_limit(team, off, 0) == []
    assert detect_cycle_spend_above_limit(team, off) == []
    assert detect_budget_reached(team, off) == []


def test_limited_users_are_found_by_name_and_counted_where_cursor_names_too_few():
    team = figures({ANN: []}, days=2, limited_users=frozenset({BOB, ANN}), limited_members_count=3)
    found = detect_limited_users(team, only(alert_users_limited=True))
    assert [(finding.subject, finding.value, finding.severity) for finding in found] == [
        (ANN, 1, Severity.WARNING),
        (BOB, 1, Severity.WARNING),
        (TEAM, 3, Severity.WARNING),
    ]
    assert detect_limited_users(team, only()) == []


def test_a_count_that_the_names_account_for_is_not_said_twice():
    team = figures({ANN: []}, days=2, limited_users=frozenset({ANN}), limited_members_count=1)
    assert [each.subject for each in detect_limited_users(team, only(alert_users_limited=True))] == [ANN]


def test_used_up_plans_are_information_alone():
    team = figures({ANN: []}, days=2, plan_exhausted=frozenset({ANN}))
    (finding,) = detect_exhausted_plans(team, only(alert_plan_exhaustion=True))
    assert (finding.severity, finding.unit) == (Severity.INFO, Unit.MEMBERS)
    assert detect_exhausted_plans(team, only()) == []
