"""Which days of analytics are requested, and in which windows."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clock import to_ms
from tracker.collect.analytics import METRICS, longest_window, oldest_wanted, windows_back
from tracker.collect.due import due_days
from tracker.store.checkpoints import ANALYTICS, Backfill, Reading

NOW = datetime.fromisoformat("2026-11-12T09:20:31.500+00:00")
TODAY = NOW.date()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (None, date(2026, 11, 6)),
        (NOW - 24 * HOUR, date(2026, 11, 6)),
        (NOW - timedelta(days=40), date(2026, 10, 3)),  # all that was missed
        (NOW - 23 * HOUR, None),
        (NOW + HOUR, None),  # a look back
    ],
)
def test_the_last_days_are_due_once_a_day_and_all_since_the_last_reading(last, first):
    assert due_days(last, now=NOW, every=DAY, trailing=7) == first


@given(first=st.dates(date(2020, 1, 1), date(2026, 11, 12)), longest=st.integers(1, 29))
def test_windows_cover_every_day_once_from_the_newest_on(first, longest):
    windows = list(windows_back(first, TODAY, longest))
    assert windows[0][1] == TODAY and windows[-1][0] == first
    assert all(newer[0] == older[1] + DAY for newer, older in pairwise(windows))
    assert all(0 <= (last - start).days < longest for start, last in windows)


def test_nothing_is_asked_of_days_that_are_not_there():
    assert list(windows_back(TODAY + DAY, TODAY, 29)) == []


def test_the_history_goes_back_to_the_oldest_event_and_no_further_than_wanted():
    def events(oldest: datetime | None) -> Backfill:
        return Backfill(NOW, NOW, oldest_event_ms=to_ms(oldest) if oldest else None)

    assert oldest_wanted(events(NOW - 40 * DAY), NOW, 365) == TODAY - 40 * DAY
    assert oldest_wanted(events(NOW - 4000 * DAY), NOW, 365) == TODAY - 364 * DAY
    assert oldest_wanted(events(None), NOW, 365) == oldest_wanted(None, NOW, 365) == TODAY


def test_a_page_of_users_is_never_too_many_rows_for_one_transaction():
    by_user = next(metric for metric in METRICS if metric.is_by_user)
    assert longest_window(METRICS[0], members=10_000) == 29
    assert [longest_window(by_user, members=n) for n in (0, 65, 500, 10_000)] == [29, 29, 15, 15]


def test_every_kind_of_analytics_is_read_by_something():
    kinds = [metric.kind for metric in METRICS]
    assert len(set(kinds)) == len(kinds)
    assert {*kinds, Reading.AI_COMMITS} == ANALYTICS
