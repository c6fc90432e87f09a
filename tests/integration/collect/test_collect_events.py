"""Usage events that arrive, change and come late: stored totals equal what Cursor serves, to the microcent."""

from datetime import timedelta

from tracker.store.tables import ReadRangeRow, UsageEventRow

from .conftest import EVENTS_PATH, NOW, Company, usage

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_a_first_run_reads_the_history_and_stops_after_three_empty_ranges(company: Company):
    for days in (0.1, 3, 40, 75):
        company.team.add_event(usage(NOW - days * DAY))

    result = company.collect()

    assert result.errors == ()
    assert company.totals() == company.expected(NOW)
    assert result.oldest_day == (NOW - 75 * DAY).date()
    # 75 days fit into three ranges of 29 days, and three empty ones end it.
    assert result.requests[EVENTS_PATH] == 6
    assert result.stored.usage_events == 4
    company.assert_rollups_follow_from_events()


def test_a_second_run_changes_nothing(company: Company):
    for minutes in range(50):
        company.team.add_event(usage(NOW - minutes * HOUR, cents=1.5 + minutes))
    company.collect()

    result = company.collect(NOW + HOUR)

    assert company.event_count() == 50
    assert company.totals() == company.expected(NOW + HOUR)
    assert result.requests[EVENTS_PATH] == 1


def test_twins_of_one_millisecond_count_twice_and_an_event_read_twice_counts_once(company: Company):
    twin = usage(NOW - HOUR)
    company.team.add_event(twin)
    company.team.add_event(twin)

    for minutes in (0, 5, 10):
        company.collect(NOW + timedelta(minutes=minutes))

    assert company.event_count() == 2
    assert company.totals() == company.expected(NOW)


def test_a_corrected_cost_replaces_the_old_one(company: Company):
    event = company.team.add_event(usage(NOW - 2 * DAY, cents=97.09))
    company.collect()

    company.team.correct_event(event, charged_microcents=49_040_000)
    company.collect(NOW + 6 * HOUR)

    assert [row.charged_microcents for row in company.rows(UsageEventRow)] == [49_040_000]
    assert company.totals() == company.expected(NOW)


def test_a_cost_corrected_early_in_the_cycle_is_seen_within_a_day(company: Company):
    event = company.team.add_event(usage(NOW - 12 * DAY, cents=8.88))
    company.collect()
    company.team.correct_event(event, charged_microcents=9_990_000)

    company.collect(NOW + 6 * HOUR)
    assert [row.charged_microcents for row in company.rows(UsageEventRow)] == [8_880_000]
    company.collect(NOW + DAY)
    assert [row.charged_microcents for row in company.rows(UsageEventRow)] == [9_990_000]


def test_a_late_event_arrives(company: Company):
    company.team.add_late_event(usage(NOW - 2 * HOUR), visible_from=NOW + HOUR / 2)
    company.collect()
    assert company.event_count() == 0

    company.collect(NOW + HOUR / 2)

    assert company.totals() == company.expected(NOW + HOUR / 2)
    assert company.event_count() == 1


def test_an_event_of_this_very_moment_is_left_to_the_next_run(company: Company):
    company.team.add_event(usage(NOW))
    company.collect()
    assert company.event_count() == 0

    company.collect(NOW + timedelta(milliseconds=1))

    assert company.event_count() == 1


def test_after_a_pause_of_two_months_nothing_is_missing(company: Company):
    company.collect()
    for day in range(60):
        company.team.add_event(usage(NOW + day * DAY))

    later = NOW + 60 * DAY
    result = company.collect(later)

    assert company.totals() == company.expected(later)
    assert result.requests[EVENTS_PATH] == 3
    ranges = company.rows(ReadRangeRow)
    assert max(row.end_ms for row in ranges) == int(later.timestamp() * 1000)


def test_every_kind_of_event_is_counted_as_its_kind_says(company: Company):
    for kind, cents in (
        ("Usage-based", 10),
        ("USAGE_EVENT_KIND_USAGE_BASED", 20),
        ("Included in Business", 40),
        ("Errored, Not Charged", 411.39),
        ("Aborted, Not Charged", 80),
        ("User API Key", 0.5),
        ("Something new", 160),
    ):
        company.team.add_event(usage(NOW - HOUR, cents=cents, kind=kind))

    company.collect()

    totals = company.totals()["ines@example.com"]
    assert totals.usage_value_microcents == 230_500_000
    assert totals.on_demand_microcents == 30_000_000
    assert totals.requests == 5
    company.assert_rollups_follow_from_events()
