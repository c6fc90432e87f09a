"""The requests to each endpoint, and what becomes of its pages."""

import json
import logging
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from tests.reading_spend import spend_of
from tracker.cursor.errors import CursorAnswerUnreadable, CursorUnavailable

START = datetime(2026, 11, 1, tzinfo=UTC)
START_MS = 1_793_491_200_000
HOUR_MS = 3_600_000


def asked(cursor) -> list[dict[str, Any]]:
    return [json.loads(request.content) for request in cursor.requests]


def event_page(*timestamps_ms: int, total: int, page: int = 1, pages: int = 1) -> httpx.Response:
    rows = [{"timestamp": str(ms), "kind": "Usage-based", "chargedCents": 1.5} for ms in timestamps_ms]
    paging = {"numPages": pages, "currentPage": page, "hasNextPage": page < pages, "hasPreviousPage": page > 1}
    return httpx.Response(200, json={"totalUsageEventsCount": total, "pagination": paging, "usageEvents": rows})


def spend_page(*users: str, pages: int = 1, cycle_start_ms: int = START_MS) -> httpx.Response:
    rows = [{"userId": user, "spendCents": 1, "overallSpendCents": 2} for user in users]
    return httpx.Response(
        200, json={"teamMemberSpend": rows, "subscriptionCycleStart": cycle_start_ms, "totalPages": pages}
    )


def daily_page(*emails: str, has_next: bool = False) -> httpx.Response:
    rows = [{"email": email, "day": "2026-11-01"} for email in emails]
    return httpx.Response(200, json={"data": rows, "pagination": {"hasNextPage": has_next}})


def test_q5_q6_a_half_open_window_is_sent_as_inclusive_integers(client, cursor):
    cursor.answers(event_page(total=0))
    next(client.iter_event_pages(START, START + timedelta(hours=1)))
    assert asked(cursor) == [{"startDate": START_MS, "endDate": START_MS + HOUR_MS - 1, "page": 1, "pageSize": 1000}]
    assert type(asked(cursor)[0]["startDate"]) is int
    assert str(cursor.requests[0].url) == "https://cursor.example.com/teams/filtered-usage-events"


def test_a_window_is_an_instant_whatever_its_zone_and_its_microseconds(client, cursor):
    cursor.answers(event_page(total=0))
    rome = timezone(timedelta(hours=1))
    start = datetime(2026, 11, 1, 1, 0, 0, 1, tzinfo=rome)  # one microsecond after the millisecond: begins at the next
    next(client.iter_event_pages(start, start + timedelta(hours=1)))
    assert (asked(cursor)[0]["startDate"], asked(cursor)[0]["endDate"]) == (START_MS + 1, START_MS + HOUR_MS)


def test_two_windows_side_by_side_share_no_millisecond_and_miss_none(client, cursor):
    cursor.answers(event_page(total=0))
    edge = START + timedelta(minutes=7, microseconds=1500)
    next(client.iter_event_pages(START, edge))
    next(client.iter_event_pages(edge, START + timedelta(hours=1)))
    first, second = asked(cursor)
    assert second["startDate"] == first["endDate"] + 1


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (START, START, "start before end"),
        (START, START - timedelta(days=1), "start before end"),
        (START, START + timedelta(days=29, seconds=1), "at most 29 days"),
        (START.replace(tzinfo=None), START, "aware"),
    ],
)
def test_q19_a_range_that_cursor_would_refuse_is_refused_here(client, cursor, start, end, says):
    for fetch in (client.fetch_daily_usage, lambda a, b: next(client.iter_event_pages(a, b))):
        with pytest.raises(ValueError, match=says):
            fetch(start, end)
    assert cursor.requests == []


def test_29_days_are_allowed(client, cursor):
    cursor.answers(daily_page())
    client.fetch_daily_usage(START, START + timedelta(days=29))
    assert asked(cursor)[0]["endDate"] - asked(cursor)[0]["startDate"] == 29 * 24 * HOUR_MS - 1


def test_event_pages_come_one_by_one_with_their_counts(client, cursor):
    cursor.answers(
        event_page(START_MS + 2, START_MS + 2, total=3, page=1, pages=2), event_page(START_MS, total=3, page=2, pages=2)
    )
    pages = client.iter_event_pages(START, START + timedelta(hours=1), page_size=2)
    first = next(pages)
    assert (len(first.rows), first.row_count, first.total_count, first.has_next) == (2, 2, 3, True)
    assert len(cursor.requests) == 1
    (second,) = pages
    assert (len(second.rows), second.row_count, second.total_count, second.has_next) == (1, 1, 3, False)
    assert [body["page"] for body in asked(cursor)] == [1, 2]
    assert client.requests_made == {"/teams/filtered-usage-events": 2}


def test_q4_rejected_rows_still_count_so_that_a_shifted_set_is_noticed(client, cursor):
    cursor.answers(
        httpx.Response(
            200,
            json={
                "totalUsageEventsCount": 2,
                "usageEvents": [{"timestamp": "?"}, {"timestamp": START_MS}],
            },
        )
    )
    page = next(client.iter_event_pages(START, START + timedelta(hours=1)))
    assert (page.row_count, page.total_count, len(page.rows), len(page.rejected)) == (2, 2, 1, 1)


def test_an_event_outside_the_range_asked_for_is_rejected(client, cursor):
    cursor.answers(event_page(START_MS - 1, START_MS, START_MS + HOUR_MS - 1, START_MS + HOUR_MS, total=4))
    page = next(client.iter_event_pages(START, START + timedelta(hours=1)))
    assert [event.timestamp_ms for event in page.rows] == [START_MS, START_MS + HOUR_MS - 1]
    assert (page.row_count, len(page.rejected)) == (4, 2)


def test_q32_a_page_that_fails_in_the_middle_is_an_error_and_no_end(client, cursor):
    cursor.answers(event_page(START_MS, START_MS + 1, total=4, pages=2), httpx.Response(500))
    pages = client.iter_event_pages(START, START + timedelta(hours=1))
    next(pages)
    with pytest.raises(CursorUnavailable):
        next(pages)


def test_pages_that_repeat_are_an_error_that_names_the_endpoint(client, cursor):
    cursor.answers(event_page(START_MS, START_MS + 1, total=9, pages=5))
    with pytest.raises(CursorAnswerUnreadable, match=r"page 2 repeats page 1\) to POST /teams/filtered-usage-events"):
        list(client.iter_event_pages(START, START + timedelta(hours=1)))


def test_an_answer_of_another_shape_is_an_error_that_names_the_endpoint(client, cursor):
    cursor.answers(httpx.Response(200, json={"members": []}))
    with pytest.raises(
        CursorAnswerUnreadable, match=r"expected a list under teamMembers, got nothing\) to GET /teams/members"
    ):
        client.fetch_members()


def test_q18_spend_is_read_by_member_until_its_last_page(client, cursor):
    cursor.answers(spend_page("a", "b", pages=2), spend_page("c", pages=2))
    spend = spend_of(client)
    assert [row.user_id for row in spend.rows] == ["a", "b", "c"]
    assert spend.cycle_start == START
    assert asked(cursor) == [
        {"sortBy": "user", "sortDirection": "asc", "page": page, "pageSize": 100} for page in (1, 2)
    ]


def test_q27_spend_is_read_again_when_a_cycle_begins_between_its_pages(client, cursor):
    cursor.answers(
        spend_page("a", pages=2),
        spend_page("b", pages=2, cycle_start_ms=START_MS + 5),
        spend_page("a", pages=2, cycle_start_ms=START_MS + 5),
        spend_page("b", pages=2, cycle_start_ms=START_MS + 5),
    )
    spend = spend_of(client)
    assert [row.user_id for row in spend.rows] == ["a", "b"]
    assert spend.cycle_start == START + timedelta(milliseconds=5)


def test_q27_cycles_that_never_agree_are_an_error(client, cursor):
    cursor.answers(*[spend_page("a", pages=2), spend_page("b", pages=2, cycle_start_ms=START_MS + 5)] * 4)
    with pytest.raises(CursorAnswerUnreadable, match="different cycles"):
        spend_of(client)
    assert len(cursor.requests) == 6


def test_q16_q17_daily_usage_is_always_asked_with_pages_of_users(client, cursor):
    cursor.answers(daily_page("a@example.com", has_next=True), daily_page("b@example.com", "c@example.com"))
    usage = client.fetch_daily_usage(START, START + timedelta(days=1))
    assert [row.email for row in usage.rows] == ["a@example.com", "b@example.com", "c@example.com"]
    assert asked(cursor) == [
        {"startDate": START_MS, "endDate": START_MS + 24 * HOUR_MS - 1, "page": page, "pageSize": 1000}
        for page in (1, 2)
    ]


def test_groups_are_listed_by_get_as_a_post_would_create_one(client, cursor):
    cursor.answers(httpx.Response(200, json={"groups": []}))
    client.fetch_groups()
    client.fetch_groups(date(2026, 10, 30))
    assert [request.method for request in cursor.requests] == ["GET", "GET"]
    assert [request.url.query for request in cursor.requests] == [b"", b"billingCycle=2026-10-30"]


def test_rejected_rows_are_logged_once_a_run_for_each_reason_without_their_values(client, cursor, caplog):
    cursor.answers(
        httpx.Response(
            200,
            json={
                "teamMembers": [{"email": "ines@example.com"}, {"email": "x@example.com"}],
            },
        )
    )
    with caplog.at_level(logging.WARNING, logger="tracker.cursor"):
        assert len(client.fetch_members().rejected) == 2
        client.fetch_members()
        assert caplog.messages == [
            "row rejected path=/teams/members kind=member place=teamMembers[0].id reason='expected an id, got nothing'"
        ]
        client.begin_run()
        client.fetch_members()
    assert len(caplog.messages) == 2
    assert "example.com" not in caplog.text


def test_q23_a_new_field_is_logged_at_first_sight_by_name_alone(client, cursor, caplog):
    row = {"id": "user_A", "seatTier": "secret value", "ines@example.com": 1}
    cursor.answers(httpx.Response(200, json={"teamMembers": [row, row]}))
    with caplog.at_level(logging.INFO, logger="tracker.cursor"):
        client.fetch_members()
        client.begin_run()
        client.fetch_members()
    assert sorted(caplog.messages) == [
        "unknown field ignored path=/teams/members kind=member field=(not a name)",
        "unknown field ignored path=/teams/members kind=member field=seatTier",
    ]


def test_each_request_is_one_line_of_debug_log(client, cursor, caplog):
    cursor.answers(httpx.Response(200, json={"teamMembers": [{"id": "user_A", "email": "ines@example.com"}]}))
    with caplog.at_level(logging.DEBUG, logger="tracker.cursor"):
        client.fetch_members()
    assert caplog.messages == ["request answered path=/teams/members status=200 rows=1 elapsed_ms=0"]


def test_a_large_range_is_paced_at_sixty_event_requests_a_minute(client, cursor, clock):
    def page(request: httpx.Request) -> httpx.Response:
        number = json.loads(request.content)["page"]
        return event_page(START_MS + number, START_MS + number, total=244, page=number, pages=122)

    cursor.answers(page)
    pages = list(client.iter_event_pages(START, START + timedelta(hours=1)))
    assert sum(page.row_count for page in pages) == 244
    assert clock.slept == [60.0, 60.0]
