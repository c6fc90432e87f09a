"""Every figure of the overview, recomputed from the plain list of what was used."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import delete

from tests.integration.reports.seven_weeks import HOUR, NOW, TURN, fill, of
from tracker.clock import day_start
from tracker.ranges import RangeRefused
from tracker.reports.scope import GroupNotFound
from tracker.reports.types import ActorKind
from tracker.store.tables import UsageEventRow

CENT = 1_000_000


@pytest.fixture(scope="module")
def busy(shared_team):
    return fill(shared_team)


RANGES = {
    "cycle": TURN,
    "24h": NOW - timedelta(hours=24),
    "7d": datetime(2026, 11, 16, tzinfo=UTC),
    "30d": datetime(2026, 10, 24, tzinfo=UTC),
    "today": datetime(2026, 11, 22, tzinfo=UTC),
    "1h": NOW - HOUR,
}


@pytest.mark.parametrize("words", RANGES)
def test_totals_count_the_events_of_the_window_and_no_other(busy, words):
    totals = busy.reports.overview(words=words, now=NOW).totals
    used = busy.within(RANGES[words], NOW)
    assert totals.usage_value_microcents == of(used, "value")
    assert totals.on_demand_microcents == of(used, "on_demand")
    assert totals.requests == of(used, "is_request")
    assert totals.active_members == len({each.key for each in used if each.is_request})
    assert totals.members == 5
    assert totals.tokens == sum(sum(each.tokens) for each in used)
    assert totals.unknown_kind_microcents == sum(each.cost for each in used if each.billing == "unknown")
    assert totals.estimated_microcents == of([each for each in used if each.is_estimated], "value")


@pytest.mark.parametrize("words", RANGES)
def test_the_previous_window_has_the_same_length_and_is_the_one_before_or_the_same_span_of_the_last_cycle(busy, words):
    start = RANGES[words]
    used = busy.within(start - (NOW - start), start)
    if words == "cycle":  # the last one began on 1 October, by the calendar
        last = datetime(2026, 10, 1, 12, 8, 4, tzinfo=UTC)
        used = busy.within(last, last + (NOW - start))
    previous = busy.reports.overview(words=words, now=NOW).previous
    if not used:
        assert previous is None
        return
    assert previous.usage_value_microcents == of(used, "value")
    assert previous.requests == of(used, "is_request")
    assert previous.active_members == len({each.key for each in used if each.is_request})


@pytest.mark.parametrize("words", RANGES)
def test_every_day_is_there_and_a_cut_day_holds_its_part(busy, words):
    start = RANGES[words]
    days = busy.reports.overview(words=words, now=NOW).days
    assert [day.date for day in days] == [
        start.date() + timedelta(days=offset) for offset in range((NOW.date() - start.date()).days + 1)
    ]
    for day in days:
        used = [each for each in busy.within(start, NOW) if each.at.date() == day.date]
        assert day.usage_value_microcents == of(used, "value")
        assert day.on_demand_microcents == of(used, "on_demand")
        assert day.requests == of(used, "is_request")
        assert day.active_members == len({each.key for each in used if each.is_request})
        assert day.provisional == (day.date >= date(2026, 11, 21))


@pytest.mark.parametrize("words", RANGES)
def test_members_are_everyone_with_a_seat_or_usage_and_their_sums_make_the_total(busy, words):
    report = busy.reports.overview(words=words, now=NOW)
    used = busy.within(RANGES[words], NOW)
    seats = {"mia.fox@example.com", "omar.haddad@example.com", "yuki.sato@example.com", "lea.novak@example.com"}
    assert {row.actor.key for row in report.members} == seats | {"ada.lind@example.com"} | {each.key for each in used}
    seated = seats | {"ada.lind@example.com"}
    shown = busy.reports.overview(words=words, now=NOW, main_models_for=3)
    assert report.totals.members == shown.totals.members == len(seated)
    active = len(seated & {each.key for each in used if each.is_request})
    assert report.totals.active_seats == shown.totals.active_seats == active
    for row in report.members:
        own = [each for each in used if each.key == row.actor.key]
        assert row.usage_value_microcents == of(own, "value")
        assert row.on_demand_microcents == of(own, "on_demand")
        assert row.requests == of(own, "is_request")
        assert row.tokens == sum(sum(each.tokens) for each in own)
        requests = Counter(each.model for each in own if each.is_request)
        assert row.main_model == min(requests, key=lambda model: (-requests[model], model), default=None)
    values = [row.usage_value_microcents for row in report.members]
    assert values == sorted(values, reverse=True)
    assert sum(values) == report.totals.usage_value_microcents
    assert [row.rank for row in report.members] == [1 + sum(other > value for other in values) for value in values]


@pytest.mark.parametrize("words", RANGES)
def test_models_make_the_total_and_count_what_was_not_charged(busy, words):
    report = busy.reports.overview(words=words, now=NOW)
    used = busy.within(RANGES[words], NOW)
    assert {share.model for share in report.models} == {each.model for each in used}
    for share in report.models:
        own = [each for each in used if each.model == share.model]
        assert share.usage_value_microcents == of(own, "value")
        assert share.on_demand_microcents == of(own, "on_demand")
        assert share.requests == of(own, "is_request")
        assert share.not_charged == len(own) - of(own, "is_request")
        assert share.tokens == sum(sum(each.tokens) for each in own)
        assert share.users == len({each.key for each in own if each.is_request})


@pytest.mark.parametrize("as_of", [TURN + timedelta(days=4, hours=3), TURN, TURN - timedelta(milliseconds=1)])
def test_in_the_past_nothing_at_or_after_that_instant_counts(busy, as_of):
    report = busy.reports.overview(words="3d", now=as_of)
    start = day_start(as_of.date() - timedelta(days=2))
    used = busy.within(start, as_of)
    assert report.totals.usage_value_microcents == of(used, "value")
    assert report.days[-1].date == (as_of - timedelta(microseconds=1)).date()
    assert report.cycle.usage_value_microcents == of(busy.within(report.cycle.cycle.start, as_of), "value")


@pytest.mark.parametrize("words", RANGES)
@pytest.mark.parametrize("count", [0, 2, 100])
def test_the_first_members_alone_are_those_of_the_whole_list_who_used_anything(busy, words, count):
    whole = busy.reports.overview(words=words, now=NOW)
    few = busy.reports.overview(words=words, now=NOW, main_models_for=count)
    users = [row for row in whole.members if row.requests or row.usage_value_microcents]
    assert few.members == tuple(users[:count])
    assert few.members_left_out == len(users[count:])
    assert (few.totals, few.previous) == (whole.totals, whole.previous)
    assert few.days == tuple(replace(day, active_members=None) for day in whole.days)


def test_equals_at_the_end_of_a_short_list_are_told_apart_by_name(team):
    for name in ("Omar Haddad", "Mia Fox", "Lea Novak"):
        team.use(team.actor(name), NOW - HOUR, 5)
    team.store_usage(now=NOW)
    few = team.reports.overview(words="7d", now=NOW, main_models_for=2)
    assert [(row.actor.name, row.rank) for row in few.members] == [("Lea Novak", 1), ("Mia Fox", 1)]
    assert few.members_left_out == 1


def test_people_who_left_service_accounts_and_usage_without_a_name_keep_their_rows(busy):
    actors = {row.actor.key: row.actor for row in busy.reports.overview(words="30d", now=NOW).members}
    assert actors["tom.reed@example.com"].is_removed
    assert actors["sa_nightly"].kind is ActorKind.SERVICE_ACCOUNT
    assert (actors[""].kind, actors[""].email, actors[""].name) == (ActorKind.UNKNOWN, None, "unknown (removed?)")


def test_the_last_cycle_is_as_it_was_read(team):
    fill(team)
    before = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)  # not a month before the turn
    team.cycle(before, TURN)
    report = team.reports.overview(words="last cycle", now=NOW)
    assert (report.scope.range.start, report.scope.range.end) == (before, TURN)
    assert report.totals.usage_value_microcents == of(team.within(before, TURN), "value")


def test_without_an_earlier_reading_the_last_cycle_is_the_calendar_month_before(busy):
    scope = busy.reports.overview(words="last cycle", now=NOW).scope
    assert (scope.range.start, scope.range.end) == (datetime(2026, 10, 1, 12, 8, 4, tzinfo=UTC), TURN)


def test_a_team_without_any_usage_gets_zeros(team):
    team.actor("Mia Fox")
    report = team.reports.overview(words="7d", now=NOW)
    assert report.totals.usage_value_microcents == report.totals.requests == report.totals.active_members == 0
    assert report.totals.cost_per_request_microcents is None
    assert [day.requests for day in report.days] == [0] * 7
    assert [row.actor.name for row in report.members] == ["Mia Fox"]
    assert report.previous is None
    assert report.models == ()
    assert report.cycle.forecast_microcents is None
    assert not report.cycle.cycle.is_known


def test_an_empty_store_gets_an_empty_report(team):
    report = team.reports.overview(words="cycle", now=NOW)
    assert report.members == ()
    assert report.totals.members == 0
    assert report.scope.collected_at is None


def test_a_range_that_begins_now_is_empty(team):
    key = team.actor("Mia Fox")
    team.use(key, NOW)
    team.cycle(NOW, NOW + timedelta(days=30))
    team.store_usage(now=NOW)
    report = team.reports.overview(words="cycle", now=NOW)
    assert report.totals.requests == 0
    assert report.days == ()
    assert (report.cycle.day_number, report.cycle.days_total, report.cycle.days_left) == (1, 30, 29)


def test_a_range_in_the_future_is_refused(team):
    with pytest.raises(RangeRefused, match="future"):
        team.reports.overview(words="since 2026-12-24", now=NOW)


def test_figures_say_when_they_were_collected(team):
    fill(team)
    team.collected(NOW - timedelta(minutes=3))
    scope = team.reports.overview(words="7d", now=NOW).scope
    assert (scope.as_of, scope.collected_at, scope.basis) == (NOW, NOW - timedelta(minutes=3), "usage value")


def test_a_purged_day_is_told_by_its_rollup(team):
    """If the events of a cut day are gone, the whole day is the best that is known."""
    fill(team)
    day = TURN.date()
    with team.store.writing() as session:
        session.exec(delete(UsageEventRow))
    report = team.reports.overview(words="cycle", now=NOW)
    assert report.days[0].usage_value_microcents == of(team.on(day), "value")


def test_an_unknown_group_is_refused_with_the_nearest(team):
    team.group("Platform")
    with pytest.raises(GroupNotFound, match="Platform") as refused:
        team.reports.overview(words="7d", group="Platfrom", now=NOW)
    assert refused.value.suggestions == ("Platform",)
