from datetime import UTC, date, datetime

import pytest

from tracker.detect.sentences import amount, message, period_label
from tracker.detect.types import TEAM, Finding, Metric, Rule, Severity, Unit

DOLLAR = 100_000_000
DAY = date(2026, 11, 20)
CYCLE = datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC)


def finding(rule, metric, value, line, baseline, *, subject="alice@example.com", window_days=7):
    return Finding(
        subject=subject,
        rule=rule,
        metric=metric,
        period=CYCLE if rule.is_of_cycle else DAY,
        severity=Severity.WARNING,
        value_millionths=value,
        line_millionths=line,
        baseline_millionths=baseline,
        window_days=window_days,
    )


SPIKE = finding(Rule.SPEND_SPIKE, Metric.SPEND, 214 * DOLLAR, 200 * DOLLAR, 51 * DOLLAR)


def test_a_spike_is_said_with_the_average_and_the_model_that_drives_it():
    models = [("sonnet", 3852 * DOLLAR // 100), ("claude-opus-max", 17548 * DOLLAR // 100)]
    assert message(SPIKE, "Alice Doe", models) == (
        "Alice Doe spent $214.00 on 20 November (UTC), 4.2× their own 7-day average of $51.00; "
        "82% of it on claude-opus-max ($175.48)"
    )


def test_a_second_model_is_named_from_a_fifth_of_the_spend_on():
    models = [("a", 120 * DOLLAR), ("b", 60 * DOLLAR), ("c", 34 * DOLLAR)]
    assert message(SPIKE, "Alice", models).endswith("; 56% of it on a ($120.00) and 28% on b ($60.00)")


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            finding(Rule.MAX_SPEND_CYCLE, Metric.SPEND, 8200 * DOLLAR, 5000 * DOLLAR, 0),
            "Bo has spent $8,200.00 in the cycle from 27 October, above the limit of $5,000.00 for a member and cycle",
        ),
        (
            finding(Rule.MAX_REQUESTS_DAY, Metric.REQUESTS, 1_812_000_000, 500_000_000, 0),
            "Bo made 1,812 requests on 20 November (UTC), above the limit of 500 requests for a member and day",
        ),
        (
            finding(Rule.MAX_TOKENS_DAY, Metric.TOKENS, 12 * 10**12, 10**13, 0),
            "Bo used 12,000,000 tokens on 20 November (UTC), above the limit of 10,000,000 tokens for a member and day",
        ),
        (
            finding(Rule.ZSCORE, Metric.SPEND, 214 * DOLLAR, 150 * DOLLAR, 42 * DOLLAR),
            "Bo spent $214.00 on 20 November (UTC), 5.1× the team's 7-day average of $42.00 for a member's active day",
        ),
        (
            finding(Rule.ZSCORE, Metric.REQUESTS, 900_000_000, 150_000_000, 112_500_000, window_days=12),
            "Bo made 900 requests on 20 November (UTC), 8.0× the team's 12-day average of 112 requests for a "
            "member's active day",
        ),
        (
            finding(Rule.CYCLE_OUTLIER, Metric.SPEND, 957 * DOLLAR, 900 * DOLLAR, 188 * DOLLAR),
            "Bo has spent $957.00 in the cycle from 27 October, 5.1× the median of the other members ($188.00)",
        ),
        (
            finding(Rule.COST_PER_REQUEST_SPIKE, Metric.COST_PER_REQUEST, 145_000_000, 102_000_000, 34_000_000),
            "Bo spent $1.45 a request on 20 November (UTC), 4.3× their own 7-day average of $0.34",
        ),
        (
            finding(Rule.USER_LIMITED, Metric.LIMITED_MEMBERS, 1_000_000, 0, 0),
            "Bo has reached their spend limit at Cursor in the cycle from 27 October",
        ),
        (
            finding(Rule.USER_LIMITED, Metric.LIMITED_MEMBERS, 1_000_000, 0, 0, subject=TEAM),
            "Cursor reports 1 member at their spend limit in the cycle from 27 October",
        ),
        (
            finding(Rule.PLAN_EXHAUSTED, Metric.EXHAUSTED_PLANS, 1_000_000, 0, 0),
            "Bo has used up the included plan of the cycle from 27 October",
        ),
    ],
)
def test_every_rule_has_its_sentence(found, sentence):
    assert message(found, "Bo") == sentence


def test_the_budget_is_said_in_per_cent():
    found = finding(Rule.TEAM_BUDGET, Metric.SPEND, 10_500 * DOLLAR, 10_000 * DOLLAR, 0, subject=TEAM)
    assert message(found, "The team") == (
        "The team has spent $10,500.00 in the cycle from 27 October, 105% of its budget of $10,000.00"
    )


def test_figures_that_are_no_money_speak_of_the_share_of_the_spend():
    found = finding(Rule.ZSCORE, Metric.REQUESTS, 900_000_000, 150_000_000, 112_000_000)
    assert message(found, "Bo", [("opus", 90 * DOLLAR)]).endswith("; 100% of the spend on opus ($90.00)")


@pytest.mark.parametrize("models", [[], [("free", 0)]])
def test_no_model_is_named_where_nothing_was_spent(models):
    assert ";" not in message(SPIKE, "Bo", models)


def test_names_and_models_come_back_as_they_are():
    odd = "<!channel> *x* {0} $\\foo$ 🦊"
    text = message(SPIKE, odd, [(odd, DOLLAR)])
    assert text.startswith(odd)
    assert f"on {odd} ($1.00)" in text


def test_amounts_name_their_unit():
    assert amount(420_000, Unit.CENTS_PER_REQUEST) == "$0.0042 a request"
    assert amount(1_000_000, Unit.REQUESTS) == "1 request"
    assert amount(2_000_000, Unit.MEMBERS) == "2 members"


def test_periods_are_said_as_days_or_cycles():
    assert period_label(DAY) == "20 November (UTC)"
    assert period_label(CYCLE) == "the cycle from 27 October"
