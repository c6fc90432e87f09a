"""Whoever moves where and when, each day's usage counts in one group: compared with plain Python on the same events."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlmodel import delete

from tests.integration.reports.conftest import Team
from tracker.clock import days_between, runs_of
from tracker.reports.scope import UNASSIGNED
from tracker.store.group_days import OF_EVENTS, forget_group_days, rebuild_group_days
from tracker.store.tables_groups import GroupMembershipRow

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
FIRST = datetime(2026, 11, 12, tzinfo=UTC)
CYCLE = datetime(2026, 11, 15, 12, 8, 4, tzinfo=UTC)
STARTS = {"7d": datetime(2026, 11, 14, tzinfo=UTC), "cycle": CYCLE, "24h": NOW - timedelta(days=1)}
MAX, HIGH = "claude-4.6-opus-max", "claude-opus-4-7-high"
GROUPS = ("Platform", "Mobile")
EVERY_GROUP = (*GROUPS, UNASSIGNED)

DAYS = days_between(FIRST - timedelta(days=2), NOW)
quarters = st.integers(-2 * 96, 10 * 96).map(lambda quarter: FIRST + timedelta(minutes=15 * quarter))
turns = st.dictionaries(quarters, st.sampled_from((*GROUPS, None)), max_size=6).map(lambda moves: sorted(moves.items()))


def stays_of(moves):
    """(group, joined, left) of someone who is in a group, or in none, from each turn to the next."""
    ends = [*(at for at, _ in moves), None][1:]
    return [(group, at, end) for (at, group), end in zip(moves, ends, strict=True) if group is not None]


def group_on(stays, day):
    moment = min(datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, microseconds=-1), NOW)
    return next((name for name, at, end in stays if at <= moment and (end is None or end > moment)), UNASSIGNED)


@dataclass
class Moving:
    """Ann, Bob and Eve, who use two models for nine days, and are moved about."""

    team: Team
    keys: list[str]
    group_ids: dict[str, int]
    stays: dict[str, list[tuple[str, datetime, datetime | None]]] = field(default_factory=dict)

    def move(self, moves, added_up):
        """Put each of them where their turns say, replacing earlier stays; add up some days by group."""
        self.stays = dict(zip(self.keys, map(stays_of, moves), strict=True))
        with self.team.store.writing() as session:
            session.exec(delete(GroupMembershipRow))
            session.add_all(
                GroupMembershipRow(actor_id=number, group_id=self.group_ids[name], joined_at=at, left_at=end)
                for number, of_one in enumerate(self.stays.values(), start=1)
                for name, at, end in of_one
            )
            session.flush()
            for sums in OF_EVENTS:
                forget_group_days(session, sums, date.min)
                for run in runs_of(added_up):
                    rebuild_group_days(session, sums, run)

    def used(self, words):
        """What was used in the range, each with the group in which it counts."""
        return [(group_on(self.stays[each.key], each.at.date()), each) for each in self.team.within(STARTS[words], NOW)]


@pytest.fixture(scope="module")
def moving(shared_team):
    team = shared_team
    keys = [team.actor(name) for name in ("Ann", "Bob", "Eve")]
    group_ids = {name: team.group(name) for name in GROUPS}
    team.cycle(CYCLE, CYCLE + timedelta(days=30))
    for number, key in enumerate(keys):
        for hours in range(0, 9 * 24, 9):
            at = FIRST + timedelta(hours=hours, minutes=1)
            if at < NOW and (hours + number) % 4:
                model = MAX if hours % 2 else HIGH
                team.use(key, at, (9_000 if model == MAX else 7) + hours * (number + 3), model=model, times=20)
    team.store_usage(now=NOW)
    return Moving(team, keys, group_ids)


def sums(used, key):
    """The value of what was used, by group and `key`."""
    found = {name: Counter() for name in EVERY_GROUP}
    for group, each in used:
        found[group][key(each)] += each.value
    return found


def whatever_the_moves(test):
    """Run a test over some moves of each of them, some days that have been added up by group, and some range."""
    added_up = st.sets(st.sampled_from(DAYS)) | st.just(set(DAYS))
    some = given(moves=st.tuples(turns, turns, turns), added_up=added_up, words=st.sampled_from(sorted(STARTS)))
    return settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])(some(test))


@whatever_the_moves
def test_the_list_of_groups_counts_a_day_in_the_group_of_its_end(moving, moves, added_up, words):
    moving.move(moves, added_up)
    used = moving.used(words)
    rows = moving.team.reports.groups_report(words=words, now=NOW).rows
    value, requests = Counter(dict.fromkeys(EVERY_GROUP, 0)), Counter()
    active = {}
    for group, each in used:
        value[group] += each.value
        requests[group] += 1
        active.setdefault(group, set()).add(each.key)
    assert {row.name: row.usage_value_microcents for row in rows} == value
    assert {row.name: row.requests for row in rows if row.requests} == requests
    assert {row.name: row.active_members for row in rows if row.active_members} == {
        name: len(people) for name, people in active.items()
    }


@whatever_the_moves
def test_the_list_of_groups_counts_people_where_they_are_now(moving, moves, added_up, words):
    moving.move(moves, added_up)
    rows = moving.team.reports.groups_report(words=words, now=NOW).rows
    now_in = Counter(group_on(of_one, NOW.date()) for of_one in moving.stays.values())
    assert {row.name: row.members for row in rows if row.members} == now_in


@whatever_the_moves
def test_a_groups_overview_counts_a_day_in_the_group_of_its_end(moving, moves, added_up, words):
    moving.move(moves, added_up)
    used = moving.used(words)
    by_day = sums(used, lambda each: each.at.date())
    for name in EVERY_GROUP:
        overview = moving.team.reports.overview(words=words, group=name, now=NOW)
        assert overview.totals.usage_value_microcents == by_day[name].total()
        assert overview.totals.active_members == len({each.key for group, each in used if group == name})
        days = {day.date: day.usage_value_microcents for day in overview.days if day.usage_value_microcents}
        assert days == by_day[name]
        first = moving.team.reports.overview(words=words, group=name, now=NOW, main_models_for=2)
        assert (first.totals, first.previous) == (overview.totals, overview.previous)


@whatever_the_moves
def test_a_groups_top_spenders_are_those_who_spent_while_they_were_in_it(moving, moves, added_up, words):
    moving.move(moves, added_up)
    by_key = sums(moving.used(words), lambda each: each.key)
    for name in EVERY_GROUP:
        rows = moving.team.reports.topspenders(words=words, group=name, now=NOW).rows
        assert {row.actor.key: row.usage_value_microcents for row in rows if row.usage_value_microcents} == by_key[name]


@whatever_the_moves
def test_a_groups_models_are_those_that_were_used_in_it(moving, moves, added_up, words):
    moving.move(moves, added_up)
    used = moving.used(words)
    by_model = sums(used, lambda each: each.model)
    for name in EVERY_GROUP:
        rows = moving.team.reports.models(words=words, group=name, now=NOW).rows
        assert {row.model: row.usage_value_microcents for row in rows} == by_model[name]
        users = {
            model: {each.key for group, each in used if (group, each.model) == (name, model)}
            for model in by_model[name]
        }
        assert {row.model: row.users for row in rows} == {model: len(people) for model, people in users.items()}


@whatever_the_moves
def test_what_a_group_could_have_saved_is_of_what_was_used_in_it(moving, moves, added_up, words):
    moving.move(moves, added_up)
    used = moving.used(words)
    assume({MAX, HIGH} <= {each.model for _, each in used})
    could_save = Counter()
    for group, each in used:
        could_save[group] += each.value if each.model == MAX else 0
    rows = moving.team.reports.model_what_if(words=words, by_group=True, now=NOW).rows
    assert {row.group: row.usage_value_microcents for row in rows} == +could_save
