"""Ranges: on the hour, without gaps or overlaps, never longer than allowed."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.collect.cutting import allowed_ranges, cut, range_before

NOW = datetime(2026, 11, 12, 9, 20, 31, 500_000, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

instants = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def is_on_the_hour(instant: datetime) -> bool:
    return (instant.minute, instant.second, instant.microsecond) == (0, 0, 0)


def test_the_longest_range_before_now_begins_on_the_hour_within_29_days():
    assert range_before(NOW, not_before=NOW - 400 * DAY) == (datetime(2026, 10, 14, 10, tzinfo=UTC), NOW)


def test_a_range_does_not_reach_back_behind_its_bound():
    bound = NOW - HOUR
    assert range_before(NOW, not_before=bound) == (bound, NOW)


def test_a_cycle_of_31_days_takes_two_questions():
    start = datetime(2026, 10, 12, 9, tzinfo=UTC)
    assert allowed_ranges(start, NOW) == [
        (start, datetime(2026, 10, 14, 10, tzinfo=UTC)),
        (datetime(2026, 10, 14, 10, tzinfo=UTC), NOW),
    ]


def test_no_range_is_asked_where_there_is_no_time():
    assert allowed_ranges(NOW, NOW) == []


@given(start=instants, days=st.floats(0.0001, 400))
def test_ranges_that_may_be_asked_for_join_without_gap_or_overlap(start: datetime, days: float):
    end = start + days * DAY
    ranges = allowed_ranges(start, end)
    assert [ranges[0][0], ranges[-1][1]] == [start, end]
    assert all(earlier[1] == later[0] and is_on_the_hour(later[0]) for earlier, later in pairwise(ranges))
    assert all(timedelta() < b - a <= 29 * DAY for a, b in ranges)
    assert len(ranges) <= days // 28.95 + 1


@given(start=instants, hours=st.floats(0.001, 700), parts=st.integers(2, 60))
def test_a_range_is_cut_without_gap_or_overlap_on_full_hours_or_minutes(start: datetime, hours: float, parts: int):
    end = start + hours * HOUR
    pieces = cut((start, end), parts)
    assert [pieces[0][0], pieces[-1][1]] == [start, end]
    assert all(earlier[1] == later[0] for earlier, later in pairwise(pieces))
    assert all(a < b for a, b in pieces)
    assert len(pieces) <= 2 * parts + 1
    inner = [a for a, _ in pieces[1:]]
    assert all(edge.second == edge.microsecond == 0 for edge in inner)
    if hours > 2:
        assert all(is_on_the_hour(edge) for edge in inner)
        assert len(pieces) > 1


@pytest.mark.parametrize("parts", [2, 50])
def test_a_minute_is_not_cut_any_further(parts: int):
    minute = (NOW, NOW + timedelta(seconds=20))
    assert cut(minute, parts) == [minute]


def test_pieces_of_more_than_a_day_are_whole_days():
    start = datetime(2026, 11, 1, 15, tzinfo=UTC)
    # By hand: ten days and a half in three are three days and a half each; whole days, so three.
    assert cut((start, start + 10.5 * DAY), 3) == [
        (start, datetime(2026, 11, 4, tzinfo=UTC)),
        (datetime(2026, 11, 4, tzinfo=UTC), datetime(2026, 11, 7, tzinfo=UTC)),
        (datetime(2026, 11, 7, tzinfo=UTC), datetime(2026, 11, 10, tzinfo=UTC)),
        (datetime(2026, 11, 10, tzinfo=UTC), datetime(2026, 11, 12, 3, tzinfo=UTC)),
    ]
