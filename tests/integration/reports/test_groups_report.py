"""Billing groups side by side: by hand, computed independently from the events, and against each group's overview."""

import random
from datetime import UTC, datetime, timedelta

from tracker.reports.scope import UNASSIGNED

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
START = datetime(2026, 11, 14, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DOLLAR = 100_000_000


def by_name(report):
    return {row.name: row for row in report.rows}


def test_without_groups_everything_is_in_none(team):
    ann = team.actor("Ann")
    team.actor("Idle")
    team.use(ann, NOW - HOUR, 250, billing="on_demand")
    team.store_usage(now=NOW)
    report = team.reports.groups_report(words="7d", now=NOW)
    (row,) = report.rows
    assert (row.name, row.is_unassigned, row.members, row.active_members, row.requests) == (UNASSIGNED, True, 2, 1, 1)
    assert (row.usage_value_microcents, row.on_demand_microcents) == (250_000_000, 250_000_000)


def test_usage_belongs_to_the_group_somebody_was_in_on_the_day(team):
    ann, bob, eve = team.actor("Ann"), team.actor("Bob"), team.actor("Eve", is_member=False, is_removed=True)
    platform, mobile = team.group("Platform"), team.group("Mobile")
    team.group("No group", is_unassigned=True)
    # Ann moves at noon of the 17th: the whole 17th is Mobile's. Bob leaves Mobile on the 18th for no group.
    noon = datetime(2026, 11, 17, 12, tzinfo=UTC)
    team.join(ann, platform, until=noon)
    team.join(ann, mobile, noon)
    team.join(bob, mobile, until=noon + DAY)
    for key, day, cents in (
        (ann, 16, 100),
        (ann, 17, 200),
        (ann, 18, 400),
        (bob, 17, 800),
        (bob, 18, 1600),
        (eve, 19, 3200),
    ):
        team.use(key, datetime(2026, 11, day, 9, tzinfo=UTC), cents)
    team.use(ann, datetime(2026, 11, 16, 10, tzinfo=UTC), 9999, billing="not_charged")
    team.store_usage(now=NOW)
    report = team.reports.groups_report(words="7d", now=NOW)
    assert [
        (row.name, row.usage_value_microcents // 1_000_000, row.active_members, row.members) for row in report.rows
    ] == [
        ("Mobile", 200 + 400 + 800, 2, 1),
        ("Platform", 100, 1, 0),
        ("No group", 1600 + 3200, 2, 1),
    ]
    assert (report.totals.members, report.totals.active_members) == (2, 3)


def test_rows_add_up_to_the_team_and_agree_with_each_groups_overview_and_with_the_events(team):
    chance = random.Random(7)
    keys = [team.actor(f"Person {number}") for number in range(12)]
    ids = {name: team.group(name) for name in ("Platform", "Mobile", "Data")}
    stays = {}
    for key in keys:
        first, second = chance.sample(sorted(ids), 2)
        moved = START + timedelta(minutes=chance.randrange(-3 * 1440, 7 * 1440))
        kind = chance.randrange(4)  # stays, moves, leaves, joins
        stays[key] = [[(first, START - 90 * DAY, None)], [(first, START - 90 * DAY, moved), (second, moved, None)],
                      [(first, START - 90 * DAY, moved)], [(second, moved, None)]][kind]  # fmt: skip
        for name, joined, left in stays[key]:
            team.join(key, ids[name], joined, until=left)
    for _ in range(400):
        at = START - DAY + timedelta(seconds=chance.randrange(8 * 86_400))
        if at < NOW:
            billing = chance.choice(["included", "on_demand", "not_charged"])
            team.use(chance.choice(keys), at, chance.randrange(1, 5000), billing=billing)
    team.cycle(datetime(2026, 11, 15, 12, 8, 4, tzinfo=UTC), datetime(2026, 12, 15, 12, 8, 4, tzinfo=UTC))
    team.store_usage(now=NOW)

    def group_of(key, at):
        moment = min((at + DAY).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(microseconds=1), NOW)
        held = [name for name, joined, left in stays[key] if joined <= moment and (left is None or left > moment)]
        return held[-1] if held else UNASSIGNED

    for words, start in (("7d", START), ("cycle", datetime(2026, 11, 15, 12, 8, 4, tzinfo=UTC))):
        report = team.reports.groups_report(words=words, now=NOW)
        for row in report.rows:
            used = [each for each in team.within(start, NOW) if group_of(each.key, each.at) == row.name]
            assert row.usage_value_microcents == sum(each.value for each in used)
            assert row.on_demand_microcents == sum(each.on_demand for each in used)
            assert row.requests == sum(each.is_request for each in used)
            assert row.tokens == sum(sum(each.tokens) for each in used)
            assert row.active_members == len({each.key for each in used if each.is_request})
            overview = team.reports.overview(words=words, group=row.name, now=NOW).totals
            assert (row.usage_value_microcents, row.requests, row.members, row.active_members) == (
                overview.usage_value_microcents, overview.requests, overview.members, overview.active_members,
            )  # fmt: skip
        for name in ("usage_value_microcents", "on_demand_microcents", "requests", "tokens", "members"):
            assert sum(getattr(row, name) for row in report.rows) == getattr(report.totals, name), name
        assert report.rows[-1].name == UNASSIGNED


def test_an_empty_range_has_every_group_with_nothing_in_it(team):
    ann = team.actor("Ann")
    team.join(ann, team.group("Platform"))
    team.use(ann, NOW - 3 * DAY)
    team.store_usage(now=NOW)
    rows = by_name(team.reports.groups_report(words="today", now=NOW))
    assert (rows["Platform"].members, rows["Platform"].active_members, rows["Platform"].requests) == (1, 0, 0)
    assert rows["Platform"].cost_per_request_microcents is None
