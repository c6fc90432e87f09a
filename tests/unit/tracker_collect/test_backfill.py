"""How far back the history is known after each range, and when it ends."""

from datetime import UTC, datetime, timedelta

from tracker.collect.backfill import (
    LONGEST_HISTORY,
    after_range,
    begin_backfill,
    is_recent_known,
    next_range,
)
from tracker.collect.event_ranges import RangeRead
from tracker.store.checkpoints import Backfill

NOW = datetime(2026, 11, 12, 9, 20, 31, tzinfo=UTC)


def read_on(backfill: Backfill, rows: int) -> Backfill:
    """Store the whole next range, with so many rows."""
    asked = next_range(backfill)
    return after_range(backfill, RangeRead(*asked, events=[], rows=rows), asked=asked)


def test_ranges_join_backwards_from_now():
    first = next_range(begin_backfill(NOW))
    second = next_range(read_on(begin_backfill(NOW), rows=5))
    assert first == (datetime(2026, 10, 14, 10, tzinfo=UTC), NOW)
    assert second == (datetime(2026, 9, 15, 10, tzinfo=UTC), first[0])


def test_three_empty_ranges_in_a_row_end_the_history():
    backfill = begin_backfill(NOW)
    seen = []
    for rows in (7, 0, 0, 1, 0, 0, 0):
        assert not backfill.is_done
        backfill = read_on(backfill, rows)
        seen.append(backfill.empty_ranges)
    assert seen == [0, 1, 2, 0, 1, 2, 3]
    assert backfill.is_done


def test_an_empty_piece_of_a_range_that_was_cut_is_no_empty_range():
    start, end = next_range(begin_backfill(NOW))
    piece = RangeRead(end - timedelta(days=1), end, events=[], rows=0)
    backfill = after_range(begin_backfill(NOW), piece, asked=(start, end))
    assert (backfill.empty_ranges, backfill.next_end) == (0, piece.start)


def test_unreadable_rows_are_history_too():
    assert read_on(begin_backfill(NOW), rows=1).empty_ranges == 0


def test_a_server_that_answers_every_range_with_something_is_not_asked_for_ever():
    backfill = begin_backfill(NOW)
    ranges = 0
    while not backfill.is_done:
        backfill, ranges = read_on(backfill, rows=1), ranges + 1
    assert backfill.next_end == NOW - LONGEST_HISTORY
    assert ranges == 126


def test_figures_of_the_last_weeks_are_known_after_the_first_range():
    begun = begin_backfill(NOW)
    assert not is_recent_known(begun)
    assert is_recent_known(read_on(begun, rows=3))
