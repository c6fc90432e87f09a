"""Efficiency, what-if and one person's models: by hand, and recomputed from the plain list of events."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from statistics import median

import pytest
from sqlmodel import select

from tracker.reports.as_json import to_json
from tracker.reports.scope import GroupNotFound
from tracker.store.tables import ActorRow, DailyUsageRow

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YESTERDAY = NOW - DAY
CENT = 1_000_000
HIGH, MAX, SONNET = "claude-opus-4-7-high", "claude-4.6-opus-max", "claude-4.5-sonnet"
CODEX, CODEX_DEAR = "gpt-5.1-codex", "gpt-5.1-codex-high"


def code(team, key, day, model, *, added=100, accepted=50, accepts=8, rejects=2):
    """Cursor's counters of a member's day."""
    with team.store.writing() as session:
        actor_id = session.exec(select(ActorRow.id).where(ActorRow.key == key)).one()
        session.add(
            DailyUsageRow(
                day=day,
                actor_id=actor_id,
                most_used_model=model,
                lines_added=added,
                accepted_lines_added=accepted,
                accepts=accepts,
                rejects=rejects,
            )
        )


def three_people(team, model=MAX, cents=100):
    keys = [team.actor(name) for name in ("Mia Fox", "Omar Haddad", "Yuki Sato")]
    for key in keys:
        team.use(key, YESTERDAY, cents, model=model, times=10)
    return keys


# Efficiency


def test_the_ranking_by_hand(team):
    for key in three_people(team):
        team.use(key, YESTERDAY, 50, model=SONNET, times=10)
        code(team, key, YESTERDAY.date(), MAX, added=400, accepted=100, accepts=6, rejects=2)
    team.store_usage(now=NOW)
    (row,) = team.reports.model_efficiency(words="7d", now=NOW).rows
    assert (row.model, row.users, row.days, row.day_requests) == (MAX, 3, 3, 60)
    assert row.precision_millionths == 250_000  # 300 of 1,200
    assert row.useful_lines_per_request_millionths == 5_000_000  # 300 / 60
    assert row.wasted_lines_per_request_millionths == 15_000_000  # 900 / 60
    assert row.rejection_rate_millionths == 250_000  # 6 of 24
    assert row.cost_per_useful_line_microcents == 15 * CENT  # 3 x (10 x 100 + 10 x 50) cents / 300
    assert row.cost_per_request_microcents == 100 * CENT  # of its own events alone


def test_models_below_three_people_or_twenty_dollars_are_counted_and_not_listed(team):
    mia, omar, yuki = three_people(team, cents=60)
    for key in (mia, omar):
        code(team, key, YESTERDAY.date(), MAX)
    code(team, yuki, YESTERDAY.date(), SONNET)
    team.store_usage(now=NOW)
    report = team.reports.model_efficiency(words="7d", now=NOW)
    assert (report.rows, report.left_out) == ((), 2)


def test_only_whole_days_that_are_over_count_and_only_those_with_a_request(team):
    keys = three_people(team)
    for key in keys:
        team.use(key, NOW - HOUR, 100, model=MAX, times=10)
        code(team, key, YESTERDAY.date(), MAX, accepted=40)
        code(team, key, NOW.date(), MAX, accepted=1_000)  # today is not over
        code(team, key, (NOW - 3 * DAY).date(), MAX, accepted=1_000)  # nobody made a request
    team.store_usage(now=NOW)
    (row,) = team.reports.model_efficiency(words="7d", now=NOW).rows
    assert (row.days, row.accepted_lines) == (3, 120)
    assert team.reports.model_efficiency(words="today", now=NOW).days == 0
    assert team.reports.model_efficiency(words="24h", now=NOW).rows == ()


def test_too_few_accepted_lines_have_no_price_and_come_last(team):
    for key in three_people(team):
        team.use(key, NOW - 2 * DAY, 100, model=SONNET, times=10)
        code(team, key, YESTERDAY.date(), MAX, accepted=33)
        code(team, key, (NOW - 2 * DAY).date(), SONNET, added=10, accepted=34, accepts=0, rejects=0)
    team.store_usage(now=NOW)
    priced, unpriced = team.reports.model_efficiency(words="7d", now=NOW).rows
    assert (priced.model, unpriced.model) == (SONNET, MAX)
    assert unpriced.cost_per_useful_line_microcents is None
    # Cursor counts more accepted than added: no share, and nothing wasted below zero
    assert (priced.precision_millionths, priced.wasted_lines_per_request_millionths) == (None, 0)
    assert priced.rejection_rate_millionths is None


def test_a_name_that_no_event_bears_has_no_price_a_request(team):
    for key in three_people(team):
        code(team, key, YESTERDAY.date(), "Opus 4.6 (max)")
    team.store_usage(now=NOW)
    (row,) = team.reports.model_efficiency(words="7d", now=NOW).rows
    assert (row.model, row.cost_per_request_microcents) == ("Opus 4.6 (max)", None)


# A generated team, recomputed


@pytest.fixture(scope="module")
def busy(shared_team):
    """Twelve people in two groups, one of whom moves, with usage and lines of thirty days."""
    team, random = shared_team, Random(11)
    keys = [team.actor(f"Person {number}") for number in range(12)]
    platform, apps = team.group("Platform"), team.group("Apps")
    for key in keys[:4]:
        team.join(key, platform)
    for key in keys[4:8]:
        team.join(key, apps)
    moved_at = datetime(2026, 11, 12, 9, tzinfo=UTC)
    team.join(keys[8], platform, until=moved_at)
    team.join(keys[8], apps, moved_at)
    team.cycle(datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC), datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC))
    team.code = {}
    for key in keys:
        for back in range(35):
            day = (NOW - back * DAY).date()
            for _ in range(random.randrange(6)):
                at = min(NOW, datetime(day.year, day.month, day.day, tzinfo=UTC) + random.randrange(1440) * HOUR / 60)
                model = random.choice((HIGH, MAX, SONNET, CODEX, CODEX_DEAR, "<!channel> *x*"))
                billing = random.choice(["included", "on_demand", "not_charged"])
                team.use(key, at, random.randrange(90_000_000) / CENT, model=model, billing=billing)
            given = {"added": random.randrange(400), "accepted": random.randrange(200), "accepts": random.randrange(9)}
            given |= {"model": random.choice((HIGH, MAX, "<!channel> *x*", None)), "rejects": random.randrange(9)}
            team.code[key, day] = given
            code(team, key, day, **given)
    team.store_usage(now=NOW)
    return team


GROUP_OF = {
    "Platform": lambda number, day: number < 4 or (number == 8 and day < date(2026, 11, 12)),
    "Apps": lambda number, day: 4 <= number < 8 or (number == 8 and day >= date(2026, 11, 12)),
    "Unassigned": lambda number, day: number > 8,
}
STARTS = {"30d": datetime(2026, 10, 24, tzinfo=UTC), "cycle": datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC)}


def number_of(key):
    return int(key.partition("@")[0].removeprefix("person."))


@pytest.mark.parametrize("group", [None, "Platform"])
@pytest.mark.parametrize("words", list(STARTS))
def test_efficiency_is_the_sum_of_the_days(busy, words, group):
    def counts(key, day):
        return group is None or GROUP_OF[group](number_of(key), day)

    days = {
        (key, day): given
        for (key, day), given in busy.code.items()
        if datetime(day.year, day.month, day.day, tzinfo=UTC) >= STARTS[words] and day < NOW.date() and counts(key, day)
    }
    report = busy.reports.model_efficiency(words=words, group=group, now=NOW)
    assert {row.model for row in report.rows} == {HIGH, MAX, "<!channel> *x*"}
    own = busy.within(STARTS[words], NOW, lambda used: counts(used.key, used.at.date()))
    for row in report.rows:
        theirs = {each: given for each, given in days.items() if given["model"] == row.model}
        events = {each: [u for u in busy.used if (u.key, u.at.date()) == each and u.is_request] for each in theirs}
        active = [each for each in theirs if events[each]]
        assert (row.users, row.days) == (len({key for key, _ in active}), len(active))
        assert row.day_requests == sum(len(events[each]) for each in active)
        assert row.day_usage_value_microcents == sum(u.value for each in active for u in events[each])
        assert row.added_lines == sum(theirs[each]["added"] for each in active)
        assert row.accepted_lines == sum(theirs[each]["accepted"] for each in active)
        assert (row.accepts, row.rejects) == tuple(sum(theirs[e][n] for e in active) for n in ("accepts", "rejects"))
        asked = [u for u in own if u.model == row.model and u.is_request]
        assert row.cost_per_request_microcents == round(Fraction(sum(u.value for u in asked), len(asked)))
        assert row.cost_per_useful_line_microcents == round(
            Fraction(row.day_usage_value_microcents, row.accepted_lines)
        )


def second_way(busy, words, subject_of):
    """(usage value, would have cost) by subject, from the events."""
    used = [u for u in busy.within(STARTS[words], NOW) if u.is_request]
    price, asked, spent = {}, defaultdict(int), defaultdict(int)
    for model in {u.model for u in used}:
        of = [u.value for u in used if u.model == model]
        price[model] = Fraction(sum(of), len(of))
    cheaper = {}
    for family in ((HIGH, MAX), (CODEX, CODEX_DEAR)):
        low, dear = sorted(family, key=price.__getitem__)
        cheaper[dear] = low
    for u in used:
        if u.model in cheaper:
            asked[subject_of(u), u.model] += 1
            spent[subject_of(u), u.model] += u.value
    found = defaultdict(lambda: (0, 0))
    for (subject, model), value in spent.items():
        would = min(value, round(price[cheaper[model]] * asked[subject, model]))
        found[subject] = (found[subject][0] + value, found[subject][1] + would)
    return dict(found), cheaper


@pytest.mark.parametrize("words", list(STARTS))
def test_each_members_saving_is_what_their_events_would_have_cost(busy, words):
    expected, cheaper = second_way(busy, words, lambda used: used.key)
    report = busy.reports.model_what_if(words=words, now=NOW)
    rows = {row.actor.key: (row.usage_value_microcents, row.would_cost_microcents) for row in report.rows}
    assert dict(report.switches) == cheaper
    assert rows == {key: sums for key, sums in expected.items() if sums[0] > sums[1]}
    assert report.usage_value_microcents == sum(value for value, _ in expected.values())
    assert report.would_cost_microcents == sum(would for _, would in expected.values())
    savings = [row.saving_microcents for row in report.rows]
    assert savings == sorted(savings, reverse=True)
    assert report.saving_microcents == sum(savings)


@pytest.mark.parametrize("words", list(STARTS))
def test_groups_add_up_to_the_team_whoever_moved_between_them(busy, words):
    def group_of(used):
        return next(name for name, holds in GROUP_OF.items() if holds(number_of(used.key), used.at.date()))

    expected, _ = second_way(busy, words, group_of)
    report = busy.reports.model_what_if(words=words, by_group=True, group="Platform", now=NOW)
    assert {row.group: (row.usage_value_microcents, row.would_cost_microcents) for row in report.rows} == expected
    by_member = busy.reports.model_what_if(words=words, now=NOW)
    assert report.usage_value_microcents == by_member.usage_value_microcents
    assert report.requests == by_member.requests
    assert all(row.saving_microcents >= 0 for row in report.rows)


def test_what_if_by_hand(team):
    mia, omar, lea = (team.actor(name) for name in ("Mia Fox", "Omar Haddad", "Lea Novak"))
    team.use(mia, YESTERDAY, 50, model=MAX, times=40)
    team.use(omar, YESTERDAY, 5, model=MAX, times=20)  # at the other's average they would cost more
    team.use(lea, YESTERDAY, 10, model=HIGH, times=30)
    team.store_usage(now=NOW)
    report = team.reports.model_what_if(words="7d", now=NOW)
    (row,) = report.rows
    assert (row.actor.display, row.requests, row.saving_microcents) == ("Mia Fox", 40, 1_600 * CENT)
    assert (row.main_model, row.main_cheaper_model) == (MAX, HIGH)
    assert (report.usage_value_microcents, report.would_cost_microcents) == (2_100 * CENT, 500 * CENT)
    assert (report.savers, report.pages, report.requests) == (1, 1, 60)


def test_members_come_in_pages_and_a_page_beyond_the_last_is_the_last(team):
    for number in range(17):
        team.use(team.actor(f"Person {number}"), YESTERDAY, 50 + number, model=MAX, times=3)
    team.use(team.actor("Lea"), YESTERDAY, 10, model=HIGH, times=30)
    team.store_usage(now=NOW)
    last = team.reports.model_what_if(words="7d", page=9, now=NOW)
    assert (last.page, last.pages, last.savers) == (2, 2, 17)
    assert [row.actor.name for row in last.rows] == ["Person 1", "Person 0"]
    assert len(team.reports.model_what_if(words="7d", page_size=None, now=NOW).rows) == 17


def test_nothing_to_compare_with_and_nothing_used(team):
    team.actor("Mia Fox")
    report = team.reports.model_what_if(words="7d", now=NOW)
    assert (report.rows, report.switches, report.saving_microcents) == ((), (), 0)
    with pytest.raises(GroupNotFound):
        team.reports.model_what_if(group="Nowhere", now=NOW)


# One person


@pytest.mark.parametrize("words", list(STARTS))
def test_a_persons_models_stand_against_the_median_of_those_who_use_them(busy, words):
    used = [u for u in busy.within(STARTS[words], NOW) if u.is_request]
    report = busy.reports.person_models("person.3@example.com", words=words, now=NOW)
    assert {row.model for row in report.rows} == {u.model for u in used if u.key == "person.3@example.com"}
    for place, row in enumerate(report.rows):
        by_key = defaultdict(list)
        for u in used:
            if u.model == row.model:
                by_key[u.key].append(u.value)
        own = by_key["person.3@example.com"]
        prices = [Fraction(sum(of), len(of)) for of in by_key.values() if len(of) >= 10]
        expected = round(median(prices)) if len(prices) >= 3 and place < 5 else None
        assert (row.requests, row.usage_value_microcents) == (len(own), sum(own))
        assert row.team_median_cost_per_request_microcents == expected
    totals = defaultdict(list)
    for u in used:
        totals[u.key].append(u.value)
    assert report.median_member_microcents == round(median(sum(of) for of in totals.values()))
    priced = [Fraction(sum(of), len(of)) for of in totals.values() if len(of) >= 30]
    assert report.median_member_cost_per_request_microcents == round(median(priced))


def test_without_team_rights_nothing_is_said_about_anyone_else(busy):
    report = busy.reports.person_models("person.3@example.com", words="30d", now=NOW, with_team=False)
    assert report.rows
    assert {row.team_median_cost_per_request_microcents for row in report.rows} == {None}
    assert {row.team_users for row in report.rows} == {None}
    assert report.median_member_microcents is None
    assert report.median_member_cost_per_request_microcents is None


@pytest.mark.parametrize("group", [None, "Platform"])
def test_all_sections_come_together_for_scripts(busy, group):
    report, parts = busy.reports.models_in_full(words="30d", group=group, now=NOW)
    assert report == busy.reports.models(words="30d", group=group, now=NOW)
    what_if = {"words": "30d", "page_size": None, "now": NOW}
    assert parts == {
        "efficiency": busy.reports.model_efficiency(words="30d", group=group, now=NOW),
        "what_if_by_member": busy.reports.model_what_if(group=group, **what_if),
        "what_if_by_group": busy.reports.model_what_if(by_group=True, **what_if),
    }


def test_scripts_get_the_ratios_too(busy):
    printed = to_json(busy.reports.model_efficiency(words="30d", now=NOW))
    assert {"precision", "rejection_rate", "useful_lines_per_request", "cost_per_useful_line_cents"} <= set(
        printed["rows"][0]
    )
    assert "saving_cents" in to_json(busy.reports.model_what_if(words="30d", now=NOW))
