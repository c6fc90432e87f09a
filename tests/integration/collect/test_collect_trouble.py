"""Trouble from Cursor during a collection: it is reported, stored data stays, the rest continues."""

from datetime import timedelta

import pytest

from bot.cli.health import check_health
from sandbox.cursor_api import faults
from tracker.clock import iso
from tracker.collect.trouble import Trouble, announce_staleness, announce_trouble
from tracker.store.checkpoints import ANALYTICS, begin_run
from tracker.store.outbox_rows import add_notice
from tracker.store.tables import CollectionRunRow, OutboxRow, ReadStateRow, UsageEventRow

from .conftest import EVENTS_PATH, NOW, Company, usage

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ENDPOINTS = {
    "/teams/members": "members",
    "/teams/groups": "groups",
    "/teams/spend": "spending",
    EVENTS_PATH: "usage_events",
    "/teams/daily-usage-data": "daily_usage",
}
FOR_EVER = 10_000


@pytest.fixture
def busy(company: Company) -> Company:
    """A company with 2,500 events in the last two days, three pages of them."""
    for minute in range(2500):
        company.team.add_event(usage(NOW - minute * timedelta(minutes=1) - HOUR / 2, cents=1 + minute / 7))
    return company


@pytest.mark.parametrize("path", ENDPOINTS)
def test_one_endpoint_that_fails_stops_no_other(company: Company, path: str):
    company.team.add_event(usage(NOW - HOUR))
    company.cursor.world.faults.add(faults.server_error(path, times=FOR_EVER))

    result = company.collect()

    assert [error.endpoint for error in result.errors] == [path]
    assert "500" in result.errors[0].message
    assert not result.is_complete
    stored = {kind: getattr(result.stored, kind) for kind in ENDPOINTS.values() if kind != "groups"}
    assert {kind for kind, rows in stored.items() if not rows} <= {ENDPOINTS[path]}
    assert [run.errors[0]["endpoint"] for run in company.rows(CollectionRunRow)] == [path]

    company.cursor.world.faults.clear()
    later = company.collect(NOW + HOUR)
    assert later.errors == ()
    assert company.totals() == company.expected(NOW + HOUR)
    assert not any(row.last_error for row in company.rows(ReadStateRow) if row.kind not in ANALYTICS)


def test_a_refused_plan_is_not_available_and_asked_about_again_after_a_day(company: Company):
    refusal = faults.Fault("/teams/groups", 403, b'{"error":"Forbidden","message":"Enterprise only"}', times=FOR_EVER)
    company.cursor.world.faults.add(refusal)

    first = company.collect()
    again = company.collect(NOW + HOUR)
    next_day = company.collect(NOW + DAY)

    assert [(error.endpoint, error.is_unavailable) for error in first.errors] == [("/teams/groups", True)]
    assert first.errors[0].message.startswith("not available")
    assert again.errors == () and "/teams/groups" not in again.requests
    assert [error.is_unavailable for error in next_day.errors] == [True]
    assert first.stored.members == first.stored.groups == 0


@pytest.mark.parametrize(
    "fault",
    [
        faults.server_error(EVENTS_PATH, page=2),
        faults.bad_gateway(EVENTS_PATH, page=3),
        faults.too_many_requests(EVENTS_PATH, page=2),
        faults.too_many_requests(EVENTS_PATH, retry_after=None),
        faults.invalid_json(EVENTS_PATH, page=2),
        faults.empty_answer(EVENTS_PATH),
        faults.cut_body(EVENTS_PATH, page=2),
    ],
    ids=["500", "HTML", "429", "429 without a wait", "invalid JSON", "empty", "cut"],
)
def test_trouble_that_passes_leaves_no_trace(busy: Company, fault: faults.Fault):
    busy.cursor.world.faults.add(fault)
    result = busy.collect()
    assert result.errors == ()
    assert busy.totals() == busy.expected(NOW)


@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_page_that_stays_bad_keeps_the_earlier_truth(busy: Company, page: int):
    busy.collect()
    truth = busy.totals()
    later = NOW + 6 * HOUR
    for minute in range(300):
        busy.team.add_event(usage(NOW + minute * timedelta(minutes=1)))
    busy.cursor.world.faults.add(faults.invalid_json(EVENTS_PATH, times=FOR_EVER, page=page))

    result = busy.collect(later)

    assert [error.endpoint for error in result.errors] == [EVENTS_PATH]
    assert busy.totals() == truth
    busy.cursor.world.faults.clear()
    assert busy.collect(later).errors == ()
    assert busy.totals() == busy.expected(later)


def test_finished_ranges_stay_and_the_next_run_goes_on_where_the_first_stopped(company: Company):
    for day in range(100):
        company.team.add_event(usage(NOW - day * DAY - HOUR, cents=day + 1))
    asked = company.cursor.world.requests

    def break_after_two_ranges(_record: object) -> None:
        if len(asked(EVENTS_PATH)) == 2:
            company.cursor.world.faults.add(faults.server_error(EVENTS_PATH, times=FOR_EVER))

    company.cursor.world.after_request.append(break_after_two_ranges)
    first = company.collect()
    assert first.stored.usage_events == 58 == company.event_count()
    assert first.oldest_day == (NOW - 57 * DAY - HOUR).date()

    company.cursor.world.after_request.clear()
    company.cursor.world.reset()
    later = NOW + HOUR
    second = company.collect(later)

    assert company.totals() == company.expected(later)
    # One range for the last three hours, two for days 58 to 99, three that are empty; nothing is read twice.
    assert second.requests[EVENTS_PATH] == 6
    assert second.stored.usage_events == 42 + 1
    company.assert_rollups_follow_from_events()


def test_events_that_push_others_down_a_page_are_noticed_and_the_range_is_read_again(busy: Company):
    pushes = iter([NOW - HOUR, NOW - HOUR])

    def push(record: object) -> None:
        if record.endpoint == EVENTS_PATH and record.params["page"] == 1:
            at = next(pushes, None)
            if at is not None:
                busy.team.add_event(usage(at))

    busy.cursor.world.after_request.append(push)
    result = busy.collect()

    assert result.errors == ()
    assert busy.event_count() == 2502
    assert busy.totals() == busy.expected(NOW)


def test_a_count_that_never_agrees_is_an_error_and_the_earlier_truth_stays(busy: Company):
    busy.collect()
    truth = busy.totals()
    busy.team.rewrites[EVENTS_PATH] = lambda body: body | {"totalUsageEventsCount": body["totalUsageEventsCount"] + 1}

    result = busy.collect(NOW + 6 * HOUR)

    assert len(result.errors) == 1
    assert "announced" in result.errors[0].message and "stay as they were" in result.errors[0].message
    assert result.requests[EVENTS_PATH] == 9  # three pages, read three times
    assert busy.totals() == truth


def test_events_outside_the_range_asked_for_are_left_out_and_counted(company: Company):
    company.team.add_event(usage(NOW - HOUR))

    def with_a_stranger(body: dict) -> dict:
        if not body["usageEvents"]:
            return body
        stranger = body["usageEvents"][0] | {"timestamp": str(body["period"]["endDate"] + 1)}
        count = body["totalUsageEventsCount"] + 1
        return body | {"usageEvents": [*body["usageEvents"], stranger], "totalUsageEventsCount": count}

    company.team.rewrites[EVENTS_PATH] = with_a_stranger
    result = company.collect()

    assert company.event_count() == 1
    assert result.rejected == {"usage_event": 1}


def test_rows_that_cannot_be_read_cost_only_themselves_and_are_counted(company: Company):
    for minute in range(5):
        company.team.add_event(usage(NOW - HOUR - minute * timedelta(minutes=1)))

    def spoiled(body: dict) -> dict:
        rows = body["usageEvents"]
        if len(rows) == 5:
            rows[0] = rows[0] | {"timestamp": None}
            rows[1] = {key: value for key, value in rows[1].items() if key != "timestamp"}
            rows[2] = rows[2] | {"chargedCents": "a lot"}
            rows[3] = {"timestamp": rows[3]["timestamp"], "tokenUsage": None, "model": None, "kind": None}
        return body

    company.team.rewrites[EVENTS_PATH] = spoiled
    result = company.collect()

    assert result.errors == ()
    assert result.rejected == {"usage_event": 3}
    assert {(row.model, row.billing) for row in company.rows(UsageEventRow)} == {
        ("unknown", "unknown"),
        ("claude-4.5-sonnet", "on_demand"),
    }


def test_fields_from_the_future_change_nothing(company: Company):
    company.team.quirks.unknown_fields = True
    company.team.add_event(usage(NOW - HOUR))
    assert company.collect().errors == ()
    assert company.totals() == company.expected(NOW)


def test_an_outage_is_announced_once_and_taken_back_once_and_so_is_the_next_one(company: Company):
    told = []
    for hours, spend_answers in enumerate((False, False, False, True, True, False, False, True)):
        company.cursor.world.faults.clear()
        if not spend_answers:
            company.cursor.world.faults.add(faults.server_error("/teams/spend", times=FOR_EVER))
        told.append(announce_trouble(company.store, company.collect(NOW + hours * HOUR)))
    assert told == [True, False, False, True, False, True, False, True]
    assert [row.about for row in company.rows(OutboxRow)] == ["collection", "collection_over"] * 2


def test_figures_that_grow_old_without_a_failure_are_announced_once_and_taken_back_once(company: Company):
    assert not announce_staleness(company.store, now=NOW, interval=HOUR), "nothing has been read yet"
    company.collect()
    asked = [announce_staleness(company.store, now=NOW + hours * HOUR, interval=HOUR) for hours in (1, 2, 3, 4)]
    assert asked == [False, False, True, False]

    assert announce_trouble(company.store, company.collect(NOW + 5 * HOUR))

    assert not announce_staleness(company.store, now=NOW + 5 * HOUR, interval=HOUR)
    assert [row.about for row in company.rows(OutboxRow)] == ["collection", "collection_over"]


def test_an_outage_that_was_announced_does_not_grow_stale_as_well(company: Company):
    company.collect()
    company.cursor.world.faults.add(faults.server_error(EVENTS_PATH, times=FOR_EVER))
    assert announce_trouble(company.store, company.collect(NOW + HOUR))
    assert not announce_staleness(company.store, now=NOW + 5 * HOUR, interval=HOUR)


@pytest.mark.parametrize("minor", ["/teams/groups", "/analytics/team/dau"])
def test_what_fails_for_ever_hides_no_outage_of_the_events(company: Company, minor: str):
    announce_trouble(company.store, company.collect())
    company.cursor.world.faults.add(faults.server_error(minor, times=FOR_EVER))
    later = NOW + 7 * DAY
    assert announce_trouble(company.store, company.collect(NOW + 7 * HOUR))
    assert not announce_trouble(company.store, company.collect(later))

    events_fail = faults.server_error(EVENTS_PATH, times=FOR_EVER)
    told = []
    for hours, answer in enumerate((False, False, True, True, False, True), 1):
        company.cursor.world.faults.clear()
        company.cursor.world.faults.add(faults.server_error(minor, times=FOR_EVER))
        if not answer:
            company.cursor.world.faults.add(events_fail)
        told.append(announce_trouble(company.store, company.collect(later + hours * HOUR)))
        assert not announce_staleness(company.store, now=later + hours * HOUR, interval=HOUR)
    assert told == [True, False, True, False, True, True]
    abouts = [row.about for row in company.rows(OutboxRow)]
    assert abouts == ["collection", *["collection", "collection_over"] * 2], "the minor one is not over"

    company.cursor.world.faults.clear()
    assert announce_trouble(company.store, company.collect(later + 32 * HOUR))
    assert [row.about for row in company.rows(OutboxRow)] == [*abouts, "collection_over"]


def test_what_fails_for_ever_does_not_hide_figures_that_grow_old(company: Company):
    company.collect()
    company.cursor.world.faults.add(faults.server_error("/teams/groups", times=FOR_EVER))
    assert announce_trouble(company.store, company.collect(NOW + HOUR))
    asked = [announce_staleness(company.store, now=NOW + hours * HOUR, interval=HOUR) for hours in (3, 4, 5)]
    assert asked == [False, True, False]
    assert announce_trouble(company.store, company.collect(NOW + 6 * HOUR)), "that is taken back"
    assert not announce_staleness(company.store, now=NOW + 8 * HOUR, interval=HOUR)


def test_that_no_first_collection_ends_is_announced_once_and_taken_back_once(company: Company):
    with company.store.writing() as session:
        begin_run(session, now=NOW)  # each of them is killed
        begin_run(session, now=NOW + HOUR)
    asked = [announce_staleness(company.store, now=NOW + hours * HOUR, interval=HOUR) for hours in (1, 2, 3, 240)]
    assert asked == [False, False, True, False]
    problems = check_health(company.store, now=NOW + 3 * HOUR, interval=HOUR, host=None).problems
    assert "no collection has finished since the first began at 2026-11-12T09:20:31.500Z" in problems
    assert announce_trouble(company.store, company.collect(NOW + 241 * HOUR))


def test_a_notice_of_an_earlier_version_is_taken_back_when_everything_is_read(company: Company):
    company.collect()
    with company.store.writing() as session:
        add_notice(session, Trouble.COLLECTION, f"trouble:collection:{iso(NOW)}", now=NOW)
    company.cursor.world.faults.add(faults.server_error("/teams/groups", times=FOR_EVER))
    assert not announce_trouble(company.store, company.collect(NOW + HOUR))
    company.cursor.world.faults.clear()
    assert announce_trouble(company.store, company.collect(NOW + 2 * HOUR))
    assert [row.about for row in company.rows(OutboxRow)] == ["collection", "collection_over"]


def test_a_plan_that_lacks_something_is_announced_once_for_ever(company: Company):
    refusal = faults.Fault("/teams/groups", 403, b'{"message":"Enterprise only"}', times=FOR_EVER)
    company.cursor.world.faults.add(refusal)
    told = [announce_trouble(company.store, company.collect(NOW + days * DAY)) for days in range(3)]
    assert told == [True, False, False]
