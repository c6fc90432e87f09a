"""The ranked list: order, pages, limit, ranks and the median price of a request."""

from datetime import UTC, datetime, timedelta
from statistics import median

import pytest

from tracker.reports.types import SpenderSort

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def forty(shared_team):
    """Forty people: person i makes i requests of 2 * i cents each, on two models; five more never use anything."""
    team = shared_team
    for number in range(1, 41):
        key = team.actor(f"Person {number:02d}")
        team.use(key, NOW - HOUR, 2 * number, times=number, model="sonnet" if number % 2 else "codex")
        team.use(key, NOW - 2 * HOUR, 400, billing="not_charged", model="opus-max", times=3)
    for number in range(5):
        team.actor(f"Idle {number}")
    team.store_usage(now=NOW)
    return team


def test_the_most_expensive_come_first_in_pages_of_ten(forty):
    pages = [forty.reports.topspenders(words="7d", page=page, now=NOW) for page in (1, 2, 3, 4)]
    names = [row.actor.name for report in pages for row in report.rows]
    assert names == [f"Person {number:02d}" for number in range(40, 0, -1)]
    assert [len(report.rows) for report in pages] == [10, 10, 10, 10]
    assert {(report.pages, report.listed) for report in pages} == {(4, 40)}
    assert [row.usage_value_microcents for row in pages[0].rows[:2]] == [
        40 * 80 * 1_000_000,
        39 * 78 * 1_000_000,
    ]
    assert [row.rank for row in pages[1].rows[:2]] == [11, 12]


def test_the_chart_shows_the_first_ten_whatever_the_page(forty):
    report = forty.reports.topspenders(words="7d", page=3, now=NOW)
    assert [row.actor.name for row in report.top] == [f"Person {number:02d}" for number in range(40, 30, -1)]
    assert {row.main_model for row in report.top} == {"sonnet", "codex"}
    assert {row.main_model for row in report.rows} == {"sonnet", "codex"}


@pytest.mark.parametrize(("asked", "got"), [(0, 1), (-3, 1), (5, 4), (999, 4)])
def test_a_page_that_does_not_exist_is_the_nearest_one(forty, asked, got):
    assert forty.reports.topspenders(words="7d", page=asked, now=NOW).page == got


def test_a_limit_cuts_the_list_and_not_the_ranks_or_the_totals(forty):
    report = forty.reports.topspenders(words="7d", limit=4, now=NOW)
    assert [row.rank for row in report.rows] == [1, 2, 3, 4]
    assert (report.listed, report.pages, len(report.top)) == (4, 1, 4)
    assert report.totals.requests == sum(range(1, 41))


def test_those_who_used_nothing_are_not_listed_but_counted_as_members(forty):
    report = forty.reports.topspenders(words="7d", now=NOW)
    assert (report.listed, report.totals.members, report.totals.active_members) == (40, 45, 40)


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        (SpenderSort.SPEND, "Person 40", "Person 01"),
        (SpenderSort.REQUESTS, "Person 40", "Person 01"),
        (SpenderSort.COST_PER_REQUEST, "Person 40", "Person 01"),
        (SpenderSort.NAME, "Person 01", "Person 40"),
    ],
)
def test_each_column_sorts_and_the_rank_stays_the_rank_by_spend(forty, sort, first, last):
    pages = [forty.reports.topspenders(words="7d", sort=sort, page=page, now=NOW).rows for page in (1, 4)]
    assert (pages[0][0].actor.name, pages[1][-1].actor.name) == (first, last)
    assert pages[0][0].rank == (40 if sort is SpenderSort.NAME else 1)


def test_the_median_price_is_of_those_with_at_least_thirty_requests(forty):
    report = forty.reports.topspenders(words="7d", now=NOW)
    # Persons 30 to 40 pay 60, 62, ..., 80 cents a request.
    assert report.median_cost_per_request_microcents == median(range(60, 81, 2)) * 1_000_000 == 70_000_000


def test_without_anyone_of_thirty_requests_there_is_no_median(team):
    team.use(team.actor("Mia Fox"), NOW - HOUR, times=29)
    team.store_usage(now=NOW)
    assert team.reports.topspenders(words="7d", now=NOW).median_cost_per_request_microcents is None


def test_equals_share_a_rank_and_the_next_one_counts_them(team):
    for name, cents in (("Mia Fox", 50), ("Omar Haddad", 90), ("Yuki Sato", 50), ("Lea Novak", 10)):
        team.use(team.actor(name), NOW - HOUR, cents)
    team.store_usage(now=NOW)
    rows = team.reports.topspenders(words="7d", now=NOW).rows
    assert [(row.actor.name, row.rank) for row in rows] == [
        ("Omar Haddad", 1),
        ("Mia Fox", 2),
        ("Yuki Sato", 2),
        ("Lea Novak", 4),
    ]


def test_who_made_no_request_comes_last_by_price(team):
    team.use(team.actor("Mia Fox"), NOW - HOUR, 1)
    team.use(team.actor("Omar Haddad"), NOW - HOUR, 500, billing="not_charged")
    team.use(team.actor("Yuki Sato"), NOW - HOUR, 0)
    team.store_usage(now=NOW)
    rows = team.reports.topspenders(words="7d", sort=SpenderSort.COST_PER_REQUEST, now=NOW).rows
    assert [row.actor.name for row in rows] == ["Mia Fox", "Yuki Sato"]


def test_an_empty_range_has_one_empty_page(team):
    report = team.reports.topspenders(words="7d", now=NOW)
    assert (report.rows, report.top, report.page, report.pages, report.listed) == ((), (), 1, 1, 0)
