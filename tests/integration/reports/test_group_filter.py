"""Spend belongs to the group a person was in at the end of the day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.clock import day_start
from tracker.collect.group_days import add_up_group_days

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
MOVED_AT = datetime(2026, 11, 19, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["read by members", "added up by group"])
def groups(team, request):
    """Mia moves from Platform to Mobile on 19 November; Omar is in Platform all along, Yuki in no group.

    Each uses $1, $10 and $100 a day at noon.
    """
    keys = mia, omar, _ = team.actor("Mia Fox"), team.actor("Omar Haddad"), team.actor("Yuki Sato")
    platform, mobile = team.group("Platform"), team.group("Mobile")
    team.join(mia, platform, until=MOVED_AT)
    team.join(mia, mobile, MOVED_AT)
    team.join(omar, platform)
    for back in range(10):
        noon = datetime(2026, 11, 22, 12, tzinfo=UTC) - timedelta(days=back)
        for key, cents in zip(keys, (100, 1_000, 10_000), strict=True):
            team.use(key, noon, cents, model=key)
    team.store_usage(now=NOW)
    if request.param == "added up by group":
        add_up_group_days(team.store, now=NOW)
    return team


def cents(report):
    return report.totals.usage_value_microcents // 1_000_000


def test_a_day_belongs_to_the_group_of_its_end_so_that_a_move_takes_the_whole_day_along(groups):
    platform = groups.reports.overview(words="7d", group="Platform", now=NOW)
    mobile = groups.reports.overview(words="7d", group="Mobile", now=NOW)
    # 16 to 22 November: Omar on seven days; Mia on 16, 17, 18 in Platform and on 19, 20, 21, 22 in Mobile.
    assert cents(platform) == 7 * 1_000 + 3 * 100
    assert cents(mobile) == 4 * 100
    assert {day.date.day: day.usage_value_microcents // 1_000_000 for day in platform.days} == {
        16: 1_100, 17: 1_100, 18: 1_100, 19: 1_000, 20: 1_000, 21: 1_000, 22: 1_000,
    }  # fmt: skip


def test_unassigned_is_everyone_else_and_all_groups_together_make_the_team(groups):
    names = groups.reports.groups()
    assert names == ("Mobile", "Platform", "Unassigned")
    whole = groups.reports.overview(words="7d", now=NOW)
    by_group = {name: groups.reports.overview(words="7d", group=name, now=NOW) for name in names}
    assert cents(by_group["Unassigned"]) == 7 * 10_000
    assert sum(cents(report) for report in by_group.values()) == cents(whole)
    for day in range(7):
        parts = [report.days[day].usage_value_microcents for report in by_group.values()]
        assert sum(parts) == whole.days[day].usage_value_microcents


def test_a_group_lists_those_who_are_in_it_or_spent_in_it(groups):
    platform = groups.reports.overview(words="7d", group="Platform", now=NOW)
    assert [(row.actor.name, row.usage_value_microcents // 1_000_000) for row in platform.members] == [
        ("Omar Haddad", 7_000),
        ("Mia Fox", 300),
    ]
    assert (platform.totals.members, platform.totals.active_members) == (1, 2)
    assert [share.model for share in platform.models] == ["omar.haddad@example.com", "mia.fox@example.com"]


def test_the_cut_day_of_a_group_goes_by_the_day_as_well(groups):
    early, late = datetime(2026, 11, 19, 8, tzinfo=UTC), datetime(2026, 11, 19, 20, tzinfo=UTC)
    mia = "mia.fox@example.com"
    groups.use(mia, early, 7)  # before the move, on its day
    groups.use(mia, late, 30)
    groups.use(mia, datetime(2026, 11, 18, 23, tzinfo=UTC), 2)
    groups.used = groups.used[-3:]
    groups.store_usage(now=NOW)
    as_of = datetime(2026, 11, 19, 15, tzinfo=UTC)
    # The last 24 hours hold the evening of the 18th, still Platform's, and the 19th, Mobile's: noon and the early use.
    assert cents(groups.reports.overview(words="24h", group="Mobile", now=as_of)) == 100 + 7
    assert cents(groups.reports.overview(words="24h", group="Platform", now=as_of)) == 1_000 + 2


def test_before_the_move_a_question_as_of_then_knows_nothing_of_it(groups):
    as_of = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
    groups.use("mia.fox@example.com", datetime(2026, 11, 19, 8, tzinfo=UTC), 7)
    groups.used = groups.used[-1:]
    groups.store_usage(now=NOW)
    assert cents(groups.reports.overview(words="today", group="Platform", now=as_of)) == 7
    assert cents(groups.reports.overview(words="today", group="Mobile", now=as_of)) == 0


def test_a_person_who_comes_back_counts_once_on_a_day(groups):
    platform = 1
    back = datetime(2026, 11, 21, 10, tzinfo=UTC)
    groups.join("mia.fox@example.com", platform, back)
    groups.join("mia.fox@example.com", platform, back + timedelta(hours=1))  # listed twice
    report = groups.reports.overview(words="7d", group="Platform", now=NOW)
    assert cents(report) == 7 * 1_000 + 5 * 100


@pytest.mark.parametrize("asked", ["platform", " PLATFORM ", "Platform"])
def test_a_group_is_asked_for_in_any_case(groups, asked):
    assert groups.reports.find_group(asked) == "Platform"
    assert groups.reports.overview(words="7d", group=asked, now=NOW).scope.group == "Platform"


def test_cursors_own_unassigned_group_is_the_same_as_no_group(groups):
    rest = groups.group("No team", is_unassigned=True)
    groups.join("yuki.sato@example.com", rest)
    assert groups.reports.groups() == ("Mobile", "Platform", "No team")
    for asked in ("No team", "unassigned"):
        assert cents(groups.reports.overview(words="7d", group=asked, now=NOW)) == 70_000


def test_without_groups_there_is_nothing_to_filter_by_and_everyone_is_unassigned(team):
    key = team.actor("Mia Fox")
    team.use(key, NOW - timedelta(hours=1), 5)
    team.store_usage(now=NOW)
    assert team.reports.groups() == ()
    assert cents(team.reports.overview(words="7d", group="Unassigned", now=NOW)) == 5


def test_the_ranked_list_of_a_group_ranks_within_it(groups):
    report = groups.reports.topspenders(words="7d", group="Mobile", now=NOW)
    assert [(row.actor.name, row.rank) for row in report.rows] == [("Mia Fox", 1)]
    assert report.totals.usage_value_microcents == 400 * 1_000_000


def test_the_previous_window_and_the_cycle_of_a_group_count_the_members_of_their_own_days(groups):
    report = groups.reports.overview(words="2026-11-19 to 2026-11-20", group="Mobile", now=NOW)
    assert cents(report) == 200
    assert report.previous is None  # nobody was in Mobile on 17 and 18 November
    assert report.cycle.usage_value_microcents == 400 * 1_000_000
    whole = groups.reports.overview(words="2026-11-19 to 2026-11-20", now=NOW)
    assert whole.previous.usage_value_microcents == 2 * 11_100 * 1_000_000


def test_someone_outside_the_team_by_now_keeps_what_they_spent_in_the_group(groups):
    assert day_start(date(2026, 11, 16)) < MOVED_AT
    groups.actor("Ada Lind", is_member=False, is_removed=True)
    groups.join("ada.lind@example.com", 1, until=datetime(2026, 11, 17, 8, tzinfo=UTC))
    groups.used = []
    groups.use("ada.lind@example.com", datetime(2026, 11, 16, 8, tzinfo=UTC), 50)
    groups.use("ada.lind@example.com", datetime(2026, 11, 17, 7, tzinfo=UTC), 3)
    groups.store_usage(now=NOW)
    rows = groups.reports.overview(words="7d", group="Platform", now=NOW).members
    assert {row.actor.name: row.usage_value_microcents // 1_000_000 for row in rows}["Ada Lind"] == 50
