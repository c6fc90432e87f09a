"""One person's report, each figure recomputed from the plain list of what was used."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest

from tracker.reports.actors import ActorAmbiguous, ActorNotFound
from tracker.reports.types import ActorKind
from tracker.store.tables import AnomalyRow

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
TURN = datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
MIA = "mia.fox@example.com"


@pytest.fixture(scope="module")
def busy(shared_team):
    team, chance = shared_team, random.Random(7)
    keys = [team.actor(name) for name in ("Mia Fox", "Omar Haddad", "Yuki Sato", "Lea Novak")]
    team.actor("Ada Lind")
    for _ in range(600):
        team.use(
            chance.choice(keys),
            NOW - timedelta(seconds=chance.randrange(30 * 86_400)),
            chance.randrange(1, 300),
            model=chance.choice(("sonnet", "codex", "opus-max")),
            billing=chance.choice(("included", "on_demand", "not_charged")),
            tokens=tuple(chance.randrange(1000) for _ in range(4)),
        )
    team.cycle(TURN, datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC))
    team.limit(MIA, TURN, 250)
    team.join(MIA, team.group("Platform"))
    team.store_usage(now=NOW)
    return team


@pytest.mark.parametrize(("words", "start"), [("cycle", TURN), ("7d", datetime(2026, 11, 16, tzinfo=UTC))])
def test_sums_days_models_and_tokens_are_of_this_person_alone(busy, words, start):
    report = busy.reports.user(MIA, words=words, now=NOW)
    used = busy.within(start, NOW, lambda each: each.key == MIA)
    assert report.totals.usage_value_microcents == sum(each.value for each in used)
    assert report.totals.on_demand_microcents == sum(each.on_demand for each in used)
    assert report.totals.requests == sum(each.is_request for each in used)
    assert (report.totals.members, report.totals.active_members) == (1, 1)
    for day in report.days:
        of_day = [each for each in used if each.at.date() == day.date]
        spent = Counter()
        for each in of_day:
            spent[each.model] += each.value
        assert day.usage_value_microcents == sum(spent.values())
        assert day.requests == sum(each.is_request for each in of_day)
        assert day.tokens == sum(sum(each.tokens) for each in of_day)
        assert day.models == tuple(sorted((+spent).items(), key=lambda each: (-each[1], each[0])))
    assert {share.model: share.usage_value_microcents for share in report.models} == {
        model: sum(each.value for each in used if each.model == model) for model in {each.model for each in used}
    }
    by_use = (report.tokens_input, report.tokens_output, report.tokens_cache_write, report.tokens_cache_read)
    assert by_use == tuple(sum(each.tokens[place] for each in used) for place in range(4))


def test_rank_median_and_price_compare_with_the_team(busy):
    report = busy.reports.user(MIA, words="cycle", now=NOW)
    spent, requests = Counter(), 0
    for each in busy.within(TURN, NOW):
        spent[each.key] += each.value
        requests += each.is_request
    assert report.rank == 1 + sum(other > spent[MIA] for other in spent.values())
    assert report.ranked == 5  # Ada has a seat
    assert report.team_median_microcents == round(median(spent.values()))
    assert report.team_cost_per_request_microcents == round(sum(spent.values()) / requests)
    overview = busy.reports.overview(words="cycle", now=NOW)
    assert {row.actor.key: row.rank for row in overview.members}[MIA] == report.rank


def test_who_may_see_only_themselves_learns_nothing_of_the_others(busy):
    report = busy.reports.user(MIA, words="cycle", now=NOW, with_team=False)
    assert report.rank is report.ranked is report.team_median_microcents is None
    assert report.team_cost_per_request_microcents is None
    assert report.totals == busy.reports.user(MIA, words="cycle", now=NOW).totals


def test_group_limit_and_cycle_are_the_persons_own(busy):
    report = busy.reports.user("mia fox", words="7d", now=NOW)
    assert (report.group, report.limit_dollars) == ("Platform", 250)
    own = busy.within(TURN, NOW, lambda each: each.key == MIA)
    assert report.cycle.usage_value_microcents == sum(each.value for each in own)
    assert report.cycle.budget_microcents == 0
    other = busy.reports.user("omar.haddad@example.com", words="7d", now=NOW)
    assert (other.group, other.limit_dollars) == (None, None)


def test_the_last_active_day_is_told_even_outside_the_range(team):
    key = team.actor("Mia Fox")
    team.use(key, datetime(2026, 10, 2, 9, tzinfo=UTC))
    team.use(key, datetime(2026, 11, 3, 9, tzinfo=UTC), billing="not_charged")
    team.use(key, NOW + HOUR)
    team.store_usage(now=NOW)
    report = team.reports.user(key, words="7d", now=NOW)
    assert report.last_active_on == date(2026, 10, 2)
    assert report.totals.requests == 0
    assert team.reports.user(key, words="7d", now=NOW + 2 * HOUR).last_active_on == date(2026, 11, 22)
    assert team.reports.user(key, words="7d", now=datetime(2026, 10, 1, tzinfo=UTC)).last_active_on is None


def test_the_history_holds_what_was_found_by_then_newest_first(team):
    key = team.actor("Mia Fox")
    found = [
        ("spend_spike", "2026-11-20", NOW - timedelta(days=2)),
        ("cycle_outlier", "2026-11-01T12:08:04.000Z", NOW - HOUR),
        ("spend_spike", "2026-11-22", NOW + HOUR),
    ]
    with team.store.writing() as session:
        for rule, period, at in found:
            session.add(
                AnomalyRow(
                    subject=key,
                    rule=rule,
                    metric="spend",
                    period_key=period,
                    severity="warning",
                    unit="cents",
                    onset_at=at,
                    detected_at=at,
                    judged_at=at,
                    message=f"{rule} {period}",
                )
            )
    lines = team.reports.user(key, words="7d", now=NOW).anomalies
    assert [line.message for line in lines] == ["cycle_outlier 2026-11-01T12:08:04.000Z", "spend_spike 2026-11-20"]
    assert [line.period_label for line in lines] == ["the cycle from 1 November", "20 November (UTC)"]


def test_people_who_left_and_service_accounts_have_reports_too(team):
    left = team.actor("Tom Reed", is_member=False, is_removed=True)
    robot = team.actor("nightly build", key="sa_nightly", kind="service_account", is_member=False)
    unknown = team.actor("", key="", kind="unknown", is_member=False)
    for key in (left, robot, unknown):
        team.use(key, NOW - HOUR, 5)
    team.store_usage(now=NOW)
    assert team.reports.user(left, words="7d", now=NOW).actor.is_removed
    assert team.reports.user("Nightly Build", words="7d", now=NOW).actor.kind is ActorKind.SERVICE_ACCOUNT
    nameless = team.reports.user("", words="7d", now=NOW)
    assert (nameless.actor.email, nameless.totals.usage_value_microcents) == (None, 5_000_000)
    assert (nameless.totals.members, nameless.rank, nameless.ranked) == (0, 1, 3)


def test_a_team_of_one_is_its_own_median(team):
    key = team.actor("Mia Fox")
    team.use(key, NOW - HOUR, 40, times=2)
    team.store_usage(now=NOW)
    report = team.reports.user(key, words="today", now=NOW)
    assert (report.rank, report.ranked, report.team_median_microcents) == (1, 1, 80_000_000)
    assert report.team_cost_per_request_microcents == report.totals.cost_per_request_microcents == 40_000_000


def test_someone_who_never_used_anything_gets_zeros(team):
    report = team.reports.user(team.actor("Ada Lind"), words="7d", now=NOW)
    assert report.totals.usage_value_microcents == 0
    assert (report.models, report.last_active_on, report.team_median_microcents) == ((), None, None)
    assert len(report.days) == 7


def test_an_unknown_person_is_refused_with_the_nearest_names(team):
    team.actor("Mia Fox")
    with pytest.raises(ActorNotFound, match="Mia Fox"):
        team.reports.user("Mia Foks", words="7d", now=NOW)


def test_a_name_that_two_people_bear_is_refused_with_both(team):
    team.actor("Mia Fox")
    team.actor("Mia Fox", key="m.fox@example.com")
    with pytest.raises(ActorAmbiguous) as refused:
        team.reports.user("mia fox", words="7d", now=NOW)
    assert [actor.display for actor in refused.value.candidates] == ["Mia Fox (m.fox)", "Mia Fox (mia.fox)"]
    assert team.reports.user("Mia Fox (m.fox)", words="7d", now=NOW).actor.key == "m.fox@example.com"
