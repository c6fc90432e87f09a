"""Whoever moves where and when, each day's usage is counted in one group: against plain Python over the same events."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import delete

from tracker.reports.scope import UNASSIGNED
from tracker.store.tables_groups import GroupMembershipRow

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
FIRST = datetime(2026, 11, 12, tzinfo=UTC)
CYCLE = datetime(2026, 11, 15, 12, 8, 4, tzinfo=UTC)
STARTS = {"7d": datetime(2026, 11, 14, tzinfo=UTC), "cycle": CYCLE, "24h": NOW - timedelta(days=1)}
MAX, HIGH = "claude-4.6-opus-max", "claude-opus-4-7-high"
GROUPS = ("Platform", "Mobile")

quarters = st.integers(-2 * 96, 10 * 96).map(lambda quarter: FIRST + timedelta(minutes=15 * quarter))
turns = st.dictionaries(quarters, st.sampled_from((*GROUPS, None)), max_size=6).map(lambda moves: sorted(moves.items()))


def stays_of(moves):
    """(group, joined, left) of someone who is in a group, or in none, from each turn to the next."""
    ends = [*(at for at, _ in moves), None][1:]
    return [(group, at, end) for (at, group), end in zip(moves, ends, strict=True) if group is not None]


def group_on(stays, day):
    moment = min(datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, microseconds=-1), NOW)
    return next((name for name, at, end in stays if at <= moment and (end is None or end > moment)), UNASSIGNED)


def move(team, ids, stays):
    with team.store.writing() as session:
        session.exec(delete(GroupMembershipRow))
        session.add_all(
            GroupMembershipRow(actor_id=number, group_id=ids[name], joined_at=at, left_at=end)
            for number, of_one in enumerate(stays.values(), start=1)
            for name, at, end in of_one
        )


def test_every_report_counts_a_day_in_the_group_of_its_end(team):
    keys = [team.actor(name) for name in ("Ann", "Bob", "Eve")]
    ids = {name: team.group(name) for name in GROUPS}
    team.cycle(CYCLE, CYCLE + timedelta(days=30))
    for number, key in enumerate(keys):
        for hours in range(0, 9 * 24, 9):
            at = FIRST + timedelta(hours=hours, minutes=1)
            if at < NOW and (hours + number) % 4:
                model = MAX if hours % 2 else HIGH
                team.use(key, at, (9_000 if model == MAX else 7) + hours * (number + 3), model=model, times=20)
    team.store_usage(now=NOW)

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.tuples(turns, turns, turns), st.sampled_from(sorted(STARTS)))
    def agree(moves, words):
        stays = dict(zip(keys, map(stays_of, moves), strict=True))
        move(team, ids, stays)
        _agree(team, words, team.within(STARTS[words], NOW), stays)

    agree()


def _agree(team, words, used, stays):
    spent, requests, active, saving = Counter(), Counter(), {}, Counter()
    by_day, by_model, by_key = Counter(), Counter(), Counter()
    for each in used:
        group = group_on(stays[each.key], each.at.date())
        spent[group] += each.value
        requests[group] += 1
        active.setdefault(group, set()).add(each.key)
        saving[group] += each.value if each.model == MAX else 0
        by_day[group, each.at.date()] += each.value
        by_model[group, each.model] += each.value
        by_key[group, each.key] += each.value
    report = team.reports.groups_report(words=words, now=NOW)
    assert {row.name: row.usage_value_microcents for row in report.rows} == {
        name: spent[name] for name in (*GROUPS, UNASSIGNED)
    }
    assert {row.name: row.requests for row in report.rows if row.requests} == dict(requests)
    assert {row.name: row.active_members for row in report.rows if row.active_members} == {
        name: len(people) for name, people in active.items()
    }
    assert {row.name: row.members for row in report.rows if row.members} == Counter(
        group_on(of_one, NOW.date()) for of_one in stays.values()
    )
    for name in (*GROUPS, UNASSIGNED):
        overview = team.reports.overview(words=words, group=name, now=NOW)
        assert (overview.totals.usage_value_microcents, overview.totals.active_members) == (
            spent[name], len(active.get(name, ())),
        )  # fmt: skip
        assert {day.date: day.usage_value_microcents for day in overview.days if day.usage_value_microcents} == {
            day: value for (group, day), value in by_day.items() if group == name
        }
        first = team.reports.overview(words=words, group=name, now=NOW, main_models_for=2)
        assert (first.totals, first.previous) == (overview.totals, overview.previous)
        ranked = team.reports.topspenders(words=words, group=name, now=NOW)
        assert {row.actor.key: row.usage_value_microcents for row in ranked.rows if row.usage_value_microcents} == {
            key: value for (group, key), value in by_key.items() if group == name
        }
        models = team.reports.models(words=words, group=name, now=NOW)
        assert {row.model: row.users for row in models.rows} == {
            model: len(
                {each.key for each in used if (each.model, group_on(stays[each.key], each.at.date())) == (model, name)}
            )
            for group, model in by_model
            if group == name
        }
        assert {row.model: row.usage_value_microcents for row in models.rows} == {
            model: value for (group, model), value in by_model.items() if group == name
        }
    if {MAX, HIGH} <= {each.model for each in used}:
        what_if = team.reports.model_what_if(words=words, by_group=True, now=NOW)
        assert {row.group: row.usage_value_microcents for row in what_if.rows} == {
            name: value for name, value in saving.items() if value
        }
