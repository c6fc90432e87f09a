"""Instants and UTC days."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clock import (
    EPOCH,
    InstantRefused,
    day_end,
    day_start,
    days_between,
    floor_hour,
    from_ms,
    iso,
    monday_of,
    parse_instant,
    require_utc,
    to_ms,
    utc_day,
)

NOON = datetime(2026, 11, 1, 12, 8, 4, 123456, tzinfo=UTC)
instants = st.timedeltas(timedelta(), timedelta(days=47_000)).map(lambda since: EPOCH + since)


@given(st.integers(0, 4_102_444_800_000))
def test_milliseconds_come_back_as_they_were(milliseconds):
    assert to_ms(from_ms(milliseconds)) == milliseconds


@given(instants)
def test_milliseconds_are_rounded_down(instant):
    assert timedelta() <= instant - from_ms(to_ms(instant)) < timedelta(milliseconds=1)


def test_before_1970_they_are_rounded_down_too():
    assert to_ms(EPOCH - timedelta(microseconds=1)) == -1


@given(instants)
def test_json_instants_are_read_back_to_the_millisecond(instant):
    assert parse_instant(iso(instant)) == from_ms(to_ms(instant))


def test_json_instants_have_three_decimals_and_a_z():
    assert iso(datetime(2026, 11, 1, tzinfo=UTC)) == "2026-11-01T00:00:00.000Z"
    assert iso(NOON) == "2026-11-01T12:08:04.123Z"


def test_another_zone_is_turned_into_utc():
    kolkata = timezone(timedelta(hours=5, minutes=30))
    instant = datetime(2026, 11, 2, 3, 0, tzinfo=kolkata)
    assert iso(instant) == "2026-11-01T21:30:00.000Z"
    assert utc_day(instant) == date(2026, 11, 1)
    assert parse_instant(" 2026-11-02T03:00:00+05:30 ") == instant


@pytest.mark.parametrize("text", ["2026-11-01T00:00:00", "2026-11-01", "yesterday", "", "2026-13-01T00:00:00Z"])
def test_a_text_without_zone_or_sense_is_refused_with_an_example(text):
    with pytest.raises(InstantRefused, match="2026-11-01T00:00:00Z") as refused:
        parse_instant(text)
    assert refused.value.text == text


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="aware"):
        require_utc(datetime(2026, 11, 1))  # noqa: DTZ001


@given(instants)
def test_a_day_holds_its_instants_and_is_twenty_four_hours_long(instant):
    day = utc_day(instant)
    assert day_start(day) <= instant < day_end(day)
    assert day_end(day) - day_start(day) == timedelta(hours=24)
    assert floor_hour(instant) <= instant < floor_hour(instant) + timedelta(hours=1)


@given(instants, st.timedeltas(timedelta(microseconds=1), timedelta(days=40)))
def test_days_of_a_window_follow_one_another_and_cover_it(start, length):
    days = days_between(start, start + length)
    assert day_start(days[0]) <= start
    assert day_start(days[-1]) < start + length <= day_end(days[-1])
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))


def test_a_window_that_ends_at_midnight_does_not_touch_the_day_after():
    midnight = datetime(2026, 11, 2, tzinfo=UTC)
    assert days_between(midnight - timedelta(days=1), midnight) == (date(2026, 11, 1),)
    assert days_between(midnight, midnight) == ()
    assert days_between(midnight, midnight - timedelta(days=1)) == ()


@given(st.dates())
def test_a_week_begins_on_the_monday_before_its_days_or_on_the_day_itself(day):
    monday = monday_of(day)
    assert monday.isoweekday() == 1
    assert timedelta() <= day - monday < timedelta(days=7)
