from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.unit.tracker_detect.factories import CYCLE_START, DOLLAR, TODAY, figures, only
from tracker.detect.detector import detect
from tracker.detect.types import TEAM, Figures, FindingKey, Metric, Rule, Severity
from tracker.settings import Settings

FIVE = [f"{name}@example.com" for name in ("ann", "bob", "cyd", "dan", "eve")]
EVERY_RULE = Settings(
    max_spend_cents_per_cycle=60_000,
    max_requests_per_day=60,
    max_tokens_per_day=1_000,
    team_budget_cents_per_cycle=200_000,
    alert_plan_exhaustion=True,
)


def a_team_with_one_runaway():
    usual = [20, 24, 22, 26, 21, 23, 25, 20]
    team = figures(dict.fromkeys(FIVE, usual))
    team.spend[4, -1] = 2000 * DOLLAR
    team.requests[4, -1] = 100
    return replace(team, cycle_spend=team.spend.sum(axis=1))


@st.composite
def teams(draw, low=0):
    """Figures of up to six members over ten days, many of them quiet, in whole dollars."""
    members = draw(st.integers(0, 6))
    shape = (members, 10)
    requests = draw(arrays(np.int64, shape, elements=st.sampled_from([0, 1, 5, 40, 90])))
    spend = draw(arrays(np.int64, shape, elements=st.sampled_from([low, 7, 30, 61, 400, 9000]))) * DOLLAR
    tokens = draw(arrays(np.int64, shape, elements=st.sampled_from([0, 900, 5000])))
    return Figures(
        members=tuple(f"member{index}@example.com" for index in range(members)),
        days=tuple(TODAY - timedelta(days=back) for back in reversed(range(10))),
        spend=spend * (requests > 0),
        requests=requests,
        tokens=tokens,
        cycle_spend=(spend * (requests > 0)).sum(axis=1),
        cycle_start=CYCLE_START,
        cycle_end=CYCLE_START + timedelta(days=30),
        as_of=CYCLE_START + timedelta(days=19),
    )


def test_a_runaway_in_a_team_of_five_is_found_by_every_rule_that_should_see_it_and_nobody_else_is():
    detection = detect(a_team_with_one_runaway(), Settings())
    assert {(finding.subject, finding.rule, finding.metric) for finding in detection.findings} == {
        (FIVE[4], Rule.ZSCORE, Metric.SPEND),
        (FIVE[4], Rule.ZSCORE, Metric.REQUESTS),
        (FIVE[4], Rule.SPEND_SPIKE, Metric.SPEND),
        (FIVE[4], Rule.CYCLE_OUTLIER, Metric.SPEND),
        (FIVE[4], Rule.COST_PER_REQUEST_SPIKE, Metric.COST_PER_REQUEST),
    }


def test_findings_stand_worst_first():
    detection = detect(a_team_with_one_runaway(), replace(EVERY_RULE, max_spend_cents_per_cycle=210_000))
    ranks = [finding.severity.rank for finding in detection.findings]
    assert ranks == sorted(ranks, reverse=True)
    assert {Severity.CRITICAL, Severity.WARNING} <= {finding.severity for finding in detection.findings}
    # By hand: $2,000 on a floor of $50 is 40 times the line; nothing else comes near.
    assert detection.findings[0].line_millionths == 50 * DOLLAR


def test_today_and_yesterday_are_judged_and_no_day_before():
    team = figures({FIVE[0]: [1] * 4}, requests={FIVE[0]: [900, 900, 900, 900]})
    detection = detect(team, only(max_requests_per_day=500))
    assert [finding.period_key for finding in detection.findings] == ["2026-11-19", "2026-11-20"]
    assert detection.judged_periods == {"2026-11-19", "2026-11-20", "2026-11-01T12:08:04.000Z"}


def test_the_same_figures_give_the_same_keys_at_each_run():
    team, day_later = a_team_with_one_runaway(), a_team_with_one_runaway()
    first, again = detect(team, Settings()), detect(day_later, Settings())
    assert first.findings == again.findings
    assert len(first.keys) == len(first.findings)


def test_an_outlier_keeps_its_key_over_midnight_and_is_not_cleared_by_it():
    team = figures({member: [20, 24, 22, 23, 26] for member in FIVE})
    team.spend[4, -1] = 2000 * DOLLAR
    before = detect(team, Settings())
    after_midnight = replace(
        team,
        days=tuple(day + timedelta(days=1) for day in team.days),
        **{name: np.roll(getattr(team, name), -1, axis=1) for name in ("spend", "requests", "tokens")},
    )
    for name in ("spend", "requests", "tokens"):
        getattr(after_midnight, name)[:, -1] = 0  # a new day that nobody has used yet
    after = detect(after_midnight, Settings())
    spike = FindingKey(FIVE[4], Rule.SPEND_SPIKE, Metric.SPEND, "2026-11-20")
    assert spike in before.keys
    assert spike in after.keys
    assert not after.is_cleared(spike)


def test_a_finding_is_cleared_when_it_is_judged_again_and_no_longer_holds():
    detection = detect(figures({FIVE[0]: [1, 1, 1]}), Settings())
    today = FindingKey(FIVE[0], Rule.SPEND_SPIKE, Metric.SPEND, "2026-11-20")
    assert detection.was_judged(today)
    assert detection.is_cleared(today)


def test_a_finding_of_a_day_that_is_judged_no_more_stays_until_its_cycle_is_over():
    detection = detect(figures({FIVE[0]: [1, 1, 1]}), Settings())
    this_cycle, last_cycle, turning_day = (
        FindingKey(FIVE[0], Rule.SPEND_SPIKE, Metric.SPEND, day) for day in ("2026-11-18", "2026-10-31", "2026-11-01")
    )
    assert not detection.is_cleared(this_cycle)
    assert detection.is_cleared(last_cycle)
    assert not detection.is_cleared(turning_day)  # half of 1 November belongs to this cycle


def test_the_last_day_of_a_cycle_that_turns_at_midnight_is_over_with_it():
    midnight = datetime(2026, 11, 1, tzinfo=UTC)
    detection = detect(replace(figures({FIVE[0]: [1, 1]}), cycle_start=midnight), Settings())
    assert detection.is_cleared(FindingKey(FIVE[0], Rule.ZSCORE, Metric.SPEND, "2026-10-31"))
    assert not detection.is_cleared(FindingKey(FIVE[0], Rule.ZSCORE, Metric.SPEND, "2026-11-01"))


def test_a_finding_of_an_earlier_cycle_is_cleared():
    detection = detect(figures({FIVE[0]: [1, 1]}), Settings())
    assert detection.is_cleared(FindingKey(TEAM, Rule.TEAM_BUDGET, Metric.SPEND, "2026-10-01T12:08:04.000Z"))
    assert detection.is_cleared(FindingKey(TEAM, Rule.TEAM_BUDGET, Metric.SPEND, "2026-11-01T12:08:04.000Z"))


def test_a_rule_that_is_turned_off_clears_what_it_found():
    team = figures({FIVE[0]: [1, 1]}, requests={FIVE[0]: [1, 900]})
    (finding,) = detect(team, only(max_requests_per_day=500)).findings
    assert detect(team, only()).is_cleared(finding.key)


def test_an_empty_team_has_no_findings():
    assert detect(figures({}), EVERY_RULE).findings == ()


def test_the_first_day_of_a_single_member_has_no_findings():
    assert detect(figures({FIVE[0]: [9000]}), Settings()).findings == ()


@given(teams())
def test_an_inactive_member_changes_nothing(team):
    def with_a_row(table):
        return np.concatenate([table, np.zeros_like(table[:1] if len(table) else np.zeros((1, *table.shape[1:])))])

    names = ("spend", "requests", "tokens", "cycle_spend")
    more = {name: with_a_row(getattr(team, name)).astype(np.int64) for name in names}
    larger = replace(team, members=(*team.members, "idle@example.com"), **more)
    assert detect(larger, EVERY_RULE).findings == detect(team, EVERY_RULE).findings


@given(teams(), st.randoms(use_true_random=False))
def test_the_order_of_the_members_changes_nothing(team, random):
    order = list(range(len(team.members)))
    random.shuffle(order)
    names = ("spend", "requests", "tokens", "cycle_spend")
    shuffled = replace(
        team,
        members=tuple(team.members[index] for index in order),
        **{name: getattr(team, name)[order] for name in names},
    )
    assert detect(shuffled, EVERY_RULE).findings == detect(team, EVERY_RULE).findings


@given(teams(low=5), st.sampled_from([10, 100]))
def test_a_hundred_times_the_money_against_a_hundred_times_the_thresholds_gives_the_same_keys(team, factor):
    # Every active day costs $5 or more and every cycle is far above $10 or empty, so the fixed minima of $1 and $10,
    # which do not scale, never matter.
    larger = replace(team, spend=team.spend * factor, cycle_spend=team.cycle_spend * factor)
    settings = replace(EVERY_RULE, cycle_outlier_multiplier=0)
    money = (
        "max_spend_cents_per_cycle",
        "team_budget_cents_per_cycle",
        "min_daily_spend_cents",
        "cost_per_request_min_daily_spend_cents",
    )
    scaled = replace(settings, **{name: getattr(settings, name) * factor for name in money})
    assert detect(larger, scaled).keys == detect(team, settings).keys


@pytest.mark.parametrize(
    "key",
    [
        "zscore_multiplier",
        "spend_spike_multiplier",
        "cycle_outlier_multiplier",
        "cost_per_request_spike_multiplier",
        "max_spend_cents_per_cycle",
        "max_requests_per_day",
        "min_daily_spend_cents",
    ],
)
@given(team=teams(), factor=st.sampled_from([1.5, 2, 7]))
def test_a_higher_threshold_never_adds_a_finding(key, team, factor):
    value = getattr(EVERY_RULE, key)
    raised = replace(EVERY_RULE, **{key: type(value)(value * factor)})
    assert detect(team, raised).keys <= detect(team, EVERY_RULE).keys


@given(teams())
def test_every_finding_is_past_its_line_and_its_severity_follows_from_it(team):
    for finding in detect(team, EVERY_RULE).findings:
        assert finding.value_millionths > finding.last_quiet_millionths
        if finding.rule is Rule.TEAM_BUDGET:
            assert (finding.severity is Severity.CRITICAL) == (finding.value * 10 >= finding.line * 11)
        else:
            times = 2 if finding.rule.value.startswith("max_") else 3
            assert (finding.severity is Severity.CRITICAL) == (finding.value >= finding.line * times)
