"""What each model costs: every figure recomputed from the plain list, and the savings by hand."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from statistics import median

import pytest

from tracker.reports.as_json import to_json
from tracker.reports.model_family import model_family
from tracker.reports.scope import GroupNotFound

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
CYCLE_START = datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC)
CENT = 1_000_000
HIGH, MAX = "claude-opus-4-7-high", "claude-4.6-opus-max"
MODELS = (HIGH, MAX, "claude-4.5-sonnet", "composer-2.5", "default", "<!channel> *x*", "")


@pytest.fixture(scope="module")
def busy(shared_team):
    """Seven people, a service account and usage without a name, for 40 days, at any minute, on any model."""
    team, random = shared_team, Random(7)
    keys = [team.actor(f"Person {number}") for number in range(7)]
    platform = team.group("Platform")
    for key in keys[:3]:
        team.join(key, platform)
    keys.append(team.actor("CI", key="ci@example.com", kind="service_account", is_member=False))
    keys.append(team.actor("", key="", kind="unknown", is_member=False))
    team.actor("Idle")
    team.cycle(CYCLE_START, datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC))
    for _ in range(2_500):
        team.use(
            random.choice(keys),
            NOW - timedelta(minutes=random.randrange(-200, 40 * 24 * 60), seconds=random.randrange(60)),
            random.randrange(0, 90_000_000) / CENT,
            model=random.choice(MODELS),
            billing=random.choice(["included", "on_demand", "unknown", "not_charged"]),
            tokens=(random.randrange(9_000), random.randrange(900), 7, random.randrange(90_000)),
        )
    for index, key in enumerate(keys):
        for model in MODELS:
            team.use(key, NOW - HOUR, 10 + index, model=model)
    team.store_usage(now=NOW)
    return team


@pytest.mark.parametrize("group", [None, "Platform", "Unassigned"])
@pytest.mark.parametrize(("words", "start"), [("7d", MIDNIGHT - 6 * DAY), ("cycle", CYCLE_START), ("24h", NOW - DAY)])
def test_every_figure_is_the_sum_of_the_events(busy, words, start, group):
    in_platform = {f"person.{number}@example.com" for number in range(3)}
    counts = {
        None: lambda used: True,
        "Platform": lambda used: used.key in in_platform,
        "Unassigned": lambda used: used.key not in in_platform,
    }[group]
    report = busy.reports.models(words=words, group=group, now=NOW)
    used = busy.within(start, NOW, counts)
    by_model = defaultdict(list)
    for each in used:
        by_model[each.model].append(each)
    prices = {
        model: Fraction(sum(each.value for each in events), sum(each.is_request for each in events))
        for model, events in by_model.items()
    }
    total = sum(each.value for each in used)
    last = busy.within(MIDNIGHT - 7 * DAY, MIDNIGHT, counts)
    before = busy.within(MIDNIGHT - 14 * DAY, MIDNIGHT - 7 * DAY, counts)

    assert sorted(row.model for row in report.rows) == sorted(MODELS)
    assert [row.usage_value_microcents for row in report.rows] == sorted(
        (sum(each.value for each in events) for events in by_model.values()), reverse=True
    )
    assert report.totals.usage_value_microcents == total
    assert report.totals.active_members == len({each.key for each in used if each.is_request})
    assert report.median_cost_per_request_microcents == round(median(prices.values()))
    for row in report.rows:
        events = by_model[row.model]
        requests = sum(each.is_request for each in events)
        assert row.usage_value_microcents == sum(each.value for each in events)
        assert row.on_demand_microcents == sum(each.on_demand for each in events)
        assert row.requests == requests
        assert row.users == len({each.key for each in events if each.is_request})
        assert row.tokens == sum(sum(each.tokens) for each in events)
        assert row.tokens_per_request == round(Fraction(row.tokens, requests))
        assert row.cost_per_request_microcents == round(prices[row.model])
        assert row.share_of_spend_millionths == round(Fraction(10**6 * row.usage_value_microcents, total))
        assert row.multiple_of_cheapest_millionths == round(10**6 * prices[row.model] / min(prices.values()))
        assert row.last_7_days_microcents == sum(each.value for each in last if each.model == row.model)
        assert row.previous_7_days_microcents == sum(each.value for each in before if each.model == row.model)


@pytest.mark.parametrize("group", [None, "Platform"])
def test_the_savings_are_what_each_persons_events_would_have_cost(busy, group):
    report = busy.reports.models(words="cycle", group=group, now=NOW)
    in_platform = {f"person.{number}@example.com" for number in range(3)}
    used = busy.within(CYCLE_START, NOW, lambda used: used.is_request and (group is None or used.key in in_platform))
    of = {model: [each for each in used if each.model == model] for model in MODELS}
    price = {model: Fraction(sum(each.value for each in of[model]), len(of[model])) for model in MODELS}
    dear, cheap = sorted((HIGH, MAX), key=price.__getitem__, reverse=True)
    savings = []
    for key in {each.key for each in used}:
        theirs = [each for each in of[dear] if each.key == key]
        savings.append((sum(each.value for each in theirs) - round(price[cheap] * len(theirs)), key))
    best = [(saving, key) for saving, key in sorted(savings, reverse=True) if saving > 0][:3]

    assert [(saving.saving_microcents, saving.actor.key) for saving in report.savings] == best
    assert {(saving.model, saving.cheaper_model) for saving in report.savings} == {(dear, cheap)}
    what_ifs = {row.model: row.what_if for row in report.rows if row.what_if}
    assert set(what_ifs) == {dear}
    assert what_ifs[dear].model == cheap
    assert what_ifs[dear].would_cost_microcents == round(price[cheap] * len(of[dear]))


def test_what_a_cheaper_model_would_have_cost_by_hand(team):
    mia, omar, yuki, lea = (team.actor(name) for name in ("Mia Fox", "Omar Haddad", "Yuki Sato", "Lea Novak"))
    team.use(mia, NOW - HOUR, 50, model=MAX, times=40)
    team.use(omar, NOW - HOUR, 30, model=MAX, times=10)
    team.use(yuki, NOW - HOUR, 5, model=MAX, times=20)  # small questions: at the other's average they cost more
    team.use(lea, NOW - HOUR, 10, model=HIGH, times=30)
    team.store_usage(now=NOW)
    report = team.reports.models(words="7d", now=NOW)
    # 40 x 50 + 10 x 30 + 20 x 5 = 2,400 cents in 70 requests; at 10 cents each they cost 700.
    top = report.rows[0]
    assert (top.model, top.usage_value_microcents, top.requests) == (MAX, 2_400 * CENT, 70)
    assert (top.what_if.model, top.what_if.would_cost_microcents) == (HIGH, 700 * CENT)
    assert top.what_if.saving_microcents == 1_700 * CENT
    # Mia 2,000 - 400, Omar 300 - 100; Yuki would have paid 200 instead of 100.
    assert [(each.actor.display, each.model, each.saving_microcents) for each in report.savings] == [
        ("Mia Fox", MAX, 1_600 * CENT),
        ("Omar Haddad", MAX, 200 * CENT),
    ]
    assert report.rows[1].what_if is None


def test_a_model_is_compared_with_from_thirty_requests_on(team):
    mia = team.actor("Mia Fox")
    team.use(mia, NOW - HOUR, 50, model=MAX, times=5)
    team.use(mia, NOW - HOUR, 10, model=HIGH, times=29)
    team.use(mia, NOW - HOUR, 0, model=HIGH, times=50, billing="not_charged")
    team.use(mia, NOW - 2 * DAY, 10, model=HIGH)
    team.store_usage(now=NOW)
    assert team.reports.models(words="24h", now=NOW).savings == ()
    (saving,) = team.reports.models(words="7d", now=NOW).savings  # the thirtieth is of two days ago
    assert (saving.requests, saving.saving_microcents) == (5, 200 * CENT)


def test_models_of_other_families_and_of_none_are_never_compared(team):
    mia = team.actor("Mia Fox")
    for model, cents in ((MAX, 50), ("claude-4.5-sonnet", 10), ("gpt-5", 5), ("default", 4), ("opus-x", 1)):
        team.use(mia, NOW - HOUR, cents, model=model, times=40)
    team.store_usage(now=NOW)
    report = team.reports.models(words="7d", now=NOW)
    assert report.savings == ()
    assert {row.model: row.family for row in report.rows} == {row.model: model_family(row.model) for row in report.rows}
    assert not any(row.what_if for row in report.rows)


def test_models_of_equal_price_save_nothing(team):
    mia = team.actor("Mia Fox")
    for model in (HIGH, MAX):
        team.use(mia, NOW - HOUR, 10, model=model, times=40)
    team.store_usage(now=NOW)
    report = team.reports.models(words="7d", now=NOW)
    assert not any(row.what_if for row in report.rows)
    assert [row.multiple_of_cheapest_millionths for row in report.rows] == [10**6, 10**6]


def test_one_model_that_costs_nothing_has_no_multiple_and_no_share(team):
    team.use(team.actor("Mia Fox"), NOW - HOUR, 0)
    team.store_usage(now=NOW)
    (row,) = team.reports.models(words="7d", now=NOW).rows
    assert (row.requests, row.users, row.cost_per_request_microcents, row.tokens_per_request) == (1, 1, 0, 1123)
    assert (row.multiple_of_cheapest_millionths, row.share_of_spend_millionths) == (None, None)
    assert row.previous_7_days_microcents is None


def test_the_multiple_is_of_the_cheapest_that_costs_anything(team):
    mia = team.actor("Mia Fox")
    for model, cents in (("free", 0), ("small", 4), ("large", 18)):
        team.use(mia, NOW - HOUR, cents, model=model)
    team.store_usage(now=NOW)
    rows = team.reports.models(words="7d", now=NOW).rows
    assert [(row.model, row.multiple_of_cheapest_millionths) for row in rows] == [
        ("large", 4_500_000),
        ("small", 10**6),
        ("free", None),
    ]


def test_a_model_that_was_only_aborted_is_not_listed(team):
    team.use(team.actor("Mia Fox"), NOW - HOUR, 10, model="opus", billing="not_charged", times=9)
    team.store_usage(now=NOW)
    report = team.reports.models(words="7d", now=NOW)
    assert (report.rows, report.median_cost_per_request_microcents, report.totals.active_members) == ((), None, 0)


def test_an_empty_range_lists_nothing(team):
    team.actor("Mia Fox")
    report = team.reports.models(words="7d", now=NOW)
    assert (report.rows, report.savings, report.totals.members) == ((), (), 1)
    assert report.median_cost_per_request_microcents is None


def test_an_unknown_group_is_refused_with_the_nearest(team):
    team.group("Platform")
    with pytest.raises(GroupNotFound, match="Platform"):
        team.reports.models(group="Platfrom", now=NOW)


def test_scripts_get_exact_cents_and_plain_numbers(team):
    mia = team.actor("Mia Fox")
    team.use(mia, NOW - HOUR, 50, model=MAX, times=3)
    team.use(mia, NOW - HOUR, 10, model=HIGH, times=30)
    team.store_usage(now=NOW)
    printed = to_json(team.reports.models(words="7d", now=NOW))
    high, dear = printed["rows"]
    assert (dear["usage_value_cents"], dear["cost_per_request_cents"]) == (150, 50)
    assert (dear["share_of_spend"], dear["multiple_of_cheapest"]) == (Decimal("0.333333"), 5)
    assert dear["what_if"] == {"model": HIGH, "would_cost_cents": 30, "saving_cents": 120}
    assert high["what_if"] is None
    (saving,) = printed["savings"]
    assert (saving["actor"]["key"], saving["cheaper_model"], saving["saving_cents"]) == (mia, HIGH, 120)
