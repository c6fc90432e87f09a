"""Each badge at its limits, by hand, and invariants for any team."""

from bisect import bisect_left
from collections import Counter
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reports.adoption import (
    MIN_REQUESTS,
    TIERS,
    adoption_points,
    adoption_score,
    build_adoption,
    points_of_all,
)
from tracker.reports.badges import (
    References,
    badges_of,
    context_badge,
    references_of,
    spend_badge,
    usage_badge,
)
from tracker.reports.context import Contexts, band_of, compared_contexts, context_use
from tracker.reports.measures import Crowd, Measures
from tracker.reports.types import AdoptionTier, ContextBadge, ContextBand, SpendBadge, UsageBadge
from tracker.store.columns import Columns, added_up
from tracker.store.queries_daily_usage import Activity
from tracker.store.sums import ActorUsage

DOLLAR = 100_000_000  # microcents
USUAL = References(days=10, median_spend_microcents=30 * DOLLAR, median_cost_per_request_microcents=DOLLAR,
                   many_requests=200, top_pace=100.0)  # fmt: skip


def used(dollars=0.0, requests=100, max_mode=0, cache=0, cache_events=0):
    return ActorUsage(round(dollars * DOLLAR), 0, requests, 0, max_mode, cache, cache_events)


def active(agent_requests, days=1, **counters):
    return Activity(agent_requests=agent_requests, active_days=days, **counters)


def bills(team):
    return Columns(np.arange(len(team)), ActorUsage._fields, rows_of(team, ActorUsage))


def crowd(team):
    ids, activity = np.arange(len(team)), [each.activity for each in team]
    counters = Columns(ids, Activity._fields, rows_of(activity, Activity))
    return Crowd(ids, bills([each.used for each in team]), counters)


def rows_of(team, kind):
    return np.array(team, dtype=np.int64).reshape(len(team), len(kind._fields))


def in_columns(everyone):
    """The activity of row ids from 1 on."""
    return added_up([[(n, *each) for n, each in enumerate(everyone, start=1)]], Activity._fields)


def top_pace_of(everyone):
    return references_of(crowd([Measures(used(), each) for each in everyone]), days=1).top_pace


def scores_of(everyone, *, days):
    top_pace = top_pace_of(everyone)
    scores = (adoption_score(each, top_pace=top_pace, days=days) for each in everyone)
    return [score for score in scores if score is not None]


# --- usage -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent_requests", "days", "max_mode", "badge"),
    [
        (0, 0, 0, None),  # no activity, no badge
        (0, 1, 0, UsageBadge.LIGHT),  # active without an agent request: completions only
        (9, 1, 100, UsageBadge.LIGHT),  # before max mode is looked at
        (10, 1, 50, UsageBadge.BALANCED),  # half of the 100 requests is not most of them
        (10, 1, 51, UsageBadge.DEEP_THINKER),
        (800, 1, 51, UsageBadge.DEEP_THINKER),  # the first rule that applies
        (799, 10, 0, UsageBadge.BALANCED),  # 79.9 an active day
        (800, 10, 0, UsageBadge.POWER_USER),
    ],
)
def test_the_usage_badge(agent_requests, days, max_mode, badge):
    assert usage_badge(Measures(used(max_mode=max_mode), active(agent_requests, days))) == badge


def test_activity_without_a_billed_request_is_not_in_max_mode():
    assert usage_badge(Measures(used(requests=0), active(20))) == UsageBadge.BALANCED


# --- spend -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dollars", "requests", "max_mode", "badge"),
    [
        (1000, 29, 29, None),  # fewer than 30 requests
        (0, 500, 0, None),  # nothing spent, whatever the price
        (150, 100, 0, None),  # five times the median of $30 is not above it
        (150.01, 100, 0, SpendBadge.OVER_BUDGET),
        (150.01, 100, 100, SpendBadge.OVER_BUDGET),  # the first rule that applies
        (120, 40, 21, None),  # $3.00 a request is not above three times $1.00
        (120.04, 40, 21, SpendBadge.PREMIUM_MODEL),
        (120.04, 40, 20, None),  # half of the requests is not most of them
        (100, 200, 0, SpendBadge.COST_EFFICIENT),  # $0.50 a request is half of the median
        (100.02, 200, 0, None),
        (50, 199, 0, None),  # below the 0.8 quantile of 200 requests
    ],
)
def test_the_spend_badge(dollars, requests, max_mode, badge):
    assert spend_badge(used(dollars, requests, max_mode), USUAL) == badge


def test_nobody_is_over_budget_up_to_a_hundred_dollars():
    cheap = References(days=10, median_spend_microcents=DOLLAR)
    assert spend_badge(used(100), cheap) is None
    assert spend_badge(used(100.01), cheap) is SpendBadge.OVER_BUDGET


# --- context ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("average", "badge"),
    [
        (0, None),
        (1, ContextBadge.SHORT_SESSIONS),
        (299_999, ContextBadge.SHORT_SESSIONS),
        (300_000, None),
        (700_000, None),
        (700_001, ContextBadge.LONG_SESSIONS),
    ],
)
def test_the_context_badge(average, badge):
    assert context_badge(used(requests=30, cache=average * 4, cache_events=4)) == badge
    assert context_badge(used(requests=29, cache=average * 4, cache_events=4)) is None


def test_events_that_read_nothing_from_the_cache_do_not_make_sessions_shorter():
    assert context_badge(used(requests=100, cache=800_000, cache_events=1)) is ContextBadge.LONG_SESSIONS


# --- adoption --------------------------------------------------------------------------------------------------------


def test_an_adoption_score_by_hand():
    own = active(60, days=6, accepts=3, applies=4)
    score = adoption_score(own, top_pace=25.0, days=8)
    # 40 * 3/4 + 40 * (60/6)/25 + 20 * 6/8 = 30 + 16 + 15.
    assert score is not None
    assert (score.score, score.tier) == (61.0, AdoptionTier.HIGH)
    assert (score.accept_rate, score.intensity, score.consistency) == (0.75, 0.4, 0.75)
    assert (score.pace, score.accepts, score.applies) == (10.0, 3, 4)


@pytest.mark.parametrize(
    ("accepts", "days", "score", "tier"),
    [
        (100, 10, 100, AdoptionTier.AI_NATIVE),
        (50, 10, 80, AdoptionTier.AI_NATIVE),
        (49, 10, 79.6, AdoptionTier.HIGH),
        (0, 5, 50, AdoptionTier.MODERATE),
        (10, 5, 54, AdoptionTier.MODERATE),
        (15, 5, 56, AdoptionTier.HIGH),
    ],
)
def test_a_tier_begins_with_its_least_score(accepts, days, score, tier):
    # Of 100 diffs, at full pace, on so many of ten days: 40 * accepts/100 + 40 + 20 * days/10.
    found = adoption_score(active(100 * days, days, accepts=accepts, applies=100), top_pace=100.0, days=10)
    assert found is not None
    assert (found.score, found.tier) == (score, tier)


def test_below_ten_agent_requests_there_is_no_score():
    assert adoption_score(active(9), top_pace=1.0, days=1) is None
    assert adoption_score(active(10), top_pace=10.0, days=1) is not None


def test_a_score_without_diffs_has_no_points_for_accepting_and_no_part_passes_its_most():
    score = adoption_score(active(900, days=3, accepts=9, applies=0), top_pace=10.0, days=1)
    assert score is not None
    assert (score.accept_rate, score.intensity, score.consistency, score.score) == (0, 1, 1, 60)


def test_the_top_pace_is_the_value_at_nine_tenths_of_those_who_are_scored():
    ten = [active(10 * n) for n in range(1, 11)]
    assert top_pace_of(ten) == 100  # index 9 of 10, 20, ..., 100
    assert top_pace_of([*ten, active(9)]) == 100  # who has no score does not count
    assert top_pace_of([active(9)]) is None


def test_tiers_are_counted_and_seats_without_a_score_apart():
    team = [active(100, accepts=1, applies=1), active(10), active(2)]
    found = build_adoption(in_columns(team), {2, 3, 4}, days=1)
    # One has 100 points, two 40 * 10/100 + 20 = 24.
    assert [each.members for each in found.tiers] == [1, 0, 0, 1, 0]
    assert found.unscored == 2


# --- what people are compared with -----------------------------------------------------------------------------------


def test_references_by_hand():
    team = [Measures(used(dollars, requests), active(requests)) for dollars, requests in
            ((0, 40), (10, 29), (30, 30), (80, 40), (200, 100))]  # fmt: skip
    references = references_of(crowd(team), days=7)
    assert references.median_spend_microcents == 55 * DOLLAR  # of 10, 30, 80, 200
    assert references.median_cost_per_request_microcents == 1.5 * DOLLAR  # of 0, 1, 2, 2: those with 30 requests
    assert references.many_requests == 100  # index 3 of 30, 40, 40, 100
    assert (references.top_pace, references.days) == (100, 7)


def test_a_team_of_nobody_has_nothing_to_compare_with():
    assert references_of(crowd([]), days=1) == References(days=1)
    assert badges_of(Measures(used(500, 40), active(40)), References(days=1)).spend is None


# --- context efficiency ----------------------------------------------------------------------------------------------


def test_context_against_the_team_by_hand():
    team = [used(cache=average * 10, cache_events=10) for average in (100_000, 400_000, 400_000, 900_000)]
    compared = compared_contexts(bills([*team, used(cache=9_000_000, cache_events=9)]))
    assert compared.averages == [100_000, 400_000, 400_000, 900_000]
    uses = [context_use(each, compared) for each in team]
    assert [use.rank for use in uses if use] == [4, 2, 2, 1]
    assert [use.band for use in uses if use] == [
        ContextBand.SHORT,
        ContextBand.MEDIUM,
        ContextBand.MEDIUM,
        ContextBand.LONG,
    ]
    assert [use.ratio_to_median_millionths for use in uses if use] == [250_000, 1_000_000, 1_000_000, 2_250_000]
    assert uses[0] is not None
    assert (uses[0].team.people, uses[0].team.mean_tokens, uses[0].team.median_tokens) == (4, 450_000, 400_000)


def test_with_too_few_events_there_is_an_average_but_no_rank():
    use = context_use(used(cache=9_000, cache_events=9), Contexts([400_000.0], 400_000.0, 400_000.0))
    assert use is not None
    assert (use.tokens_per_request, use.rank, use.ratio_to_median_millionths) == (1_000, None, None)
    assert context_use(used(cache=0, cache_events=0), Contexts([400_000.0], 400_000.0, 400_000.0)) is None


# --- any team --------------------------------------------------------------------------------------------------------

counts = st.integers(0, 400)


@st.composite
def people(draw):
    requests, days = draw(counts), draw(st.integers(0, 30))
    bills = ActorUsage(
        usage_value_microcents=draw(st.integers(0, 2_000 * DOLLAR)),
        requests=requests,
        max_mode_requests=draw(st.integers(0, requests)),
        cache_read_tokens=draw(st.integers(0, 10**9)),
        cache_read_events=draw(counts),
    )
    agent_requests = draw(counts) if days else 0
    return Measures(bills, Activity(agent_requests, days, draw(counts), draw(counts)))


@given(st.lists(people(), max_size=30))
def test_whoever_is_active_has_exactly_one_usage_badge_and_from_ten_agent_requests_a_tier(team):
    references = references_of(crowd(team), days=30)
    for each in team:
        badges = badges_of(each, references)
        assert (badges.usage is not None) == (each.activity.active_days > 0)
        assert (badges.adoption is not None) == (each.activity.agent_requests >= MIN_REQUESTS)
        if each.used.requests < 30:
            assert badges.spend is badges.context is None


@given(st.lists(people(), min_size=1, max_size=30))
def test_every_score_lies_between_nothing_and_a_hundred(team):
    scores = scores_of([each.activity for each in team], days=30)
    assert all(0 <= score.score <= 100 for score in scores)
    assert all(0 <= part <= 1 for s in scores for part in (s.accept_rate, s.intensity, s.consistency))


@given(st.lists(people(), max_size=30), st.integers(1, 31))
def test_the_points_of_all_at_once_are_those_of_each_alone(team, days):
    everyone = [each.activity for each in team]
    columns, top_pace = in_columns(everyone), top_pace_of(everyone)
    found = points_of_all(columns, columns["agent_requests"] >= MIN_REQUESTS, days=days)
    alone = [adoption_points(each, top_pace=top_pace, days=days) for each in everyone]
    # Both round to six places; a half may go either way.
    np.testing.assert_allclose(found, [points for points in alone if points is not None], rtol=0, atol=1.1e-6)


@given(st.lists(people(), max_size=30))
def test_the_tiers_of_all_at_once_are_those_of_each_alone(team):
    everyone = [each.activity for each in team]
    found = build_adoption(in_columns(everyone), set(range(1, 41)), days=30)
    scores = scores_of(everyone, days=30)
    alone = Counter(score.tier for score in scores)
    assert {each.tier: each.members for each in found.tiers} == {tier: alone[tier] for tier, _ in TIERS}
    assert found.unscored == 40 - len(scores)


@given(st.lists(people(), min_size=1, max_size=30))
def test_context_ranks_are_competition_ranks(team):
    compared = compared_contexts(bills([each.used for each in team]))
    falling = sorted(-average for average in compared.averages)
    for each in team:
        use = context_use(each.used, compared)
        if use is not None and use.rank is not None:
            own = -each.used.cache_read_tokens / each.used.cache_read_events
            assert use.rank == 1 + bisect_left(falling, own)
            assert band_of(-own) == use.band
    if compared.averages:
        use = context_use(ActorUsage(cache_read_tokens=1, cache_read_events=1), compared)
        assert use is not None
        assert use.team.median_tokens == round(median(compared.averages))
