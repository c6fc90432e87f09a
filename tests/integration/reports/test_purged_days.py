"""Reports whose range, or its comparison, cuts a day with purged events: exact, or marked as not exact."""

from datetime import UTC, date, datetime, timedelta

import pytest

from blocks.overview import overview_message
from blocks.report_query import ReportQuery
from blocks.status import status_message
from bot.config import Config
from bot.doctor.database import check_database
from tests.integration.purging import purge_events
from tests.integration.reports.seven_weeks import NOW, TURN, fill, of
from tracker.reports.as_json import to_json
from tracker.store.purge import purge_batch
from tracker.store.settings import save_settings

DAY = timedelta(days=1)
TODAY = NOW.date()
LONG_AGO = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)  # where the cycle before the last turn began


@pytest.fixture
def purged(team):
    """Seven weeks, of which the raw events of the last five days are left."""
    team.cycle(LONG_AGO, TURN)
    fill(team)
    with team.store.writing() as session:
        purge_events(session, before=TODAY - 5 * DAY, most=40)
    return team


def test_a_whole_cycle_stays_exact_though_it_turned_in_the_middle_of_purged_days(purged):
    report = purged.reports.overview(words="last cycle", now=NOW)
    within = purged.within(LONG_AGO, TURN)
    assert report.totals.usage_value_microcents == of(within, "value")
    assert report.totals.requests == sum(row.requests for row in report.members)
    assert {row.actor.key: row.usage_value_microcents for row in report.members if row.usage_value_microcents} == {
        key: value
        for key in {each.key for each in within}
        if (value := of([each for each in within if each.key == key], "value"))
    }
    assert report.scope.days_counted_whole == ()


def test_a_range_that_cuts_a_purged_day_counts_all_of_it_and_says_so(purged):
    report = purged.reports.overview(words="240h", now=NOW)
    first = NOW - 10 * DAY
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    assert report.totals.usage_value_microcents == of(purged.within(midnight, NOW), "value")
    assert first.date() in report.scope.days_counted_whole
    assert to_json(report)["days_counted_whole"][-1] == first.date().isoformat()
    shown = str(overview_message(report, ReportQuery("overview", "240h")).blocks)
    assert f"{first:%-d %b %Y} count as whole days: their " in shown
    assert "usage events are no longer kept" in shown


def test_a_comparison_with_such_a_range_says_so_and_whole_days_say_nothing(purged):
    report = purged.reports.overview(words="14d", now=NOW)
    assert len(report.scope.days_counted_whole) == 1
    assert purged.reports.overview(words="yesterday", now=NOW).scope.days_counted_whole == ()
    assert purged.reports.overview(words="24h", now=NOW).scope.days_counted_whole == ()


def test_what_is_left_of_a_day_is_not_taken_for_all_of_it(team):
    team.cycle(LONG_AGO, TURN)
    fill(team)
    asked = {words: team.reports.overview(words=words, now=NOW) for words in ("30d", "last cycle", "cycle")}
    with team.store.writing() as session:
        while purge_batch(session, before=TODAY - 20 * DAY, most=7):
            pass
        purge_batch(session, before=TODAY - 10 * DAY, most=3)
    for words, before in asked.items():
        after = team.reports.overview(words=words, now=NOW)
        assert (after.totals, after.days, after.members, after.models) == (
            before.totals,
            before.days,
            before.members,
            before.models,
        )


def test_status_and_doctor_say_from_when_on_events_are_kept(purged):
    status = purged.reports.status(now=NOW)
    assert (status.raw_from, status.keeps_days, status.is_purged) == (TODAY - 5 * DAY, 0, True)
    said = status_message(status, ReportQuery("status")).text
    assert f"{TODAY - 5 * DAY:%-d %B %Y}, all kept" in said
    with purged.store.writing() as session:
        save_settings(session, {"keep_events_days": "90"}, by="U1", source="cli", now=NOW)
    config = Config(_env_file=None, database_url=purged.store.engine.url.render_as_string(hide_password=False))
    (check,) = [check for check in check_database(config) if check.name == "raw events"]
    assert check.ok
    assert check.found == f"from {TODAY - 5 * DAY:%-d %B %Y}, 90 days kept"


def test_where_all_is_kept_the_status_says_nothing_of_it(team):
    fill(team)
    status = team.reports.status(now=NOW)
    assert (status.keeps_days, status.is_purged) == (0, False)
    assert isinstance(status.raw_from, date)
    assert "Raw events" not in status_message(status, ReportQuery("status")).text
