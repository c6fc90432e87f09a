"""What is due, from `now` and the stored `now` of the last reading."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.collect.due import EVENT_KINDS, due_daily_usage, due_events, is_due
from tracker.ranges import Cycle
from tracker.store.checkpoints import Reading

HOUR = timedelta(hours=1)
CYCLE = Cycle(datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC), datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC))
NOW = datetime(2026, 11, 12, 9, 20, 31, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def events_due(now: datetime, *, events: datetime, settling: datetime, cycle: datetime, last_cycle: Cycle = CYCLE):
    last = {Reading.EVENTS: events, Reading.EVENTS_SETTLING: settling, Reading.EVENTS_CYCLE: cycle}
    return due_events(now=now, last=last, cycle=CYCLE, last_cycle=last_cycle).starts


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        (None, "2026-11-12T09:20:00", True),
        ("2026-11-12T03:20:00", "2026-11-12T09:20:00", True),
        ("2026-11-12T03:20:00.200", "2026-11-12T09:20:00.100", True),  # a timer that fires a moment early
        ("2026-11-12T03:59:59", "2026-11-12T09:00:00", True),
        ("2026-11-12T04:00:00", "2026-11-12T09:59:59", False),
        ("2026-11-12T10:00:00", "2026-11-12T09:00:00", False),  # looking back behind the last reading
    ],
)
def test_a_reading_every_six_hours_is_due_in_the_sixth_hour_after_it(last, now, expected):
    assert is_due(at(last) if last else None, now=at(now), every=6 * HOUR) is expected


def test_each_run_reads_three_hours_from_a_full_hour():
    starts = events_due(NOW, events=NOW - HOUR, settling=NOW - HOUR, cycle=NOW - HOUR)
    assert starts == {Reading.EVENTS: at("2026-11-12T06:00:00")}


def test_after_a_pause_each_run_reads_everything_since_the_last():
    starts = events_due(NOW, events=NOW - 5 * HOUR, settling=NOW - HOUR, cycle=NOW - HOUR)
    assert starts == {Reading.EVENTS: at("2026-11-12T04:00:00")}


def test_the_last_three_days_are_due_after_six_hours_and_the_cycle_after_a_day():
    starts = events_due(NOW, events=NOW - HOUR, settling=NOW - 6 * HOUR, cycle=NOW - 24 * HOUR)
    assert starts == {
        Reading.EVENTS: at("2026-11-12T06:00:00"),
        Reading.EVENTS_SETTLING: at("2026-11-09T09:00:00"),
        Reading.EVENTS_CYCLE: at("2026-10-27T12:00:00"),
    }


def test_a_cycle_that_has_ended_since_is_read_a_last_time():
    before = Cycle(at("2026-09-27T12:08:04"), CYCLE.start)
    now = CYCLE.start + HOUR
    starts = events_due(now, events=now, settling=now, cycle=now - 24 * HOUR, last_cycle=before)
    assert starts[Reading.EVENTS_CYCLE] == at("2026-09-27T12:00:00")


def test_kinds_are_whole_as_far_back_as_was_read():
    last = dict.fromkeys(EVENT_KINDS, NOW - 30 * HOUR)
    due = due_events(now=NOW, last=last, cycle=CYCLE, last_cycle=CYCLE)
    assert due.reached(at("2026-11-11T00:00:00")) == [Reading.EVENTS]
    assert due.reached(at("2026-11-01T00:00:00")) == [Reading.EVENTS, Reading.EVENTS_SETTLING]
    assert due.reached(at("2026-10-27T12:00:00")) == list(due.starts)
    assert due.reached(NOW) == []


def test_daily_usage_is_read_once_an_hour_for_three_days_and_once_a_day_for_the_cycle():
    def starts(hours: float, cycle_hours: float):
        last = {
            Reading.DAILY_USAGE: NOW - hours * HOUR,
            Reading.DAILY_USAGE_CYCLE: NOW - cycle_hours * HOUR,
        }
        return due_daily_usage(now=NOW, last=last, cycle=CYCLE).starts

    assert starts(0.1, 0.1) == {}
    assert starts(1, 1) == {Reading.DAILY_USAGE: at("2026-11-10T00:00:00")}
    assert starts(100, 1) == {Reading.DAILY_USAGE: at("2026-11-08T00:00:00")}
    assert starts(0.1, 24) == {Reading.DAILY_USAGE_CYCLE: at("2026-10-27T00:00:00")}
