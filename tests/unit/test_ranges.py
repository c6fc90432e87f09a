"""Range words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ranges import (
    EXAMPLES,
    Cycle,
    RangeRefused,
    calendar_month,
    is_range,
    nearest_completion,
    nearest_range,
    parse_range,
    previous_cycle,
)

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)  # a Sunday
CYCLE = Cycle(datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC), datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC))

instants = st.timedeltas(timedelta(), timedelta(days=3653)).map(lambda since: datetime(2020, 1, 1, tzinfo=UTC) + since)


def day(number, month=11):
    return datetime(2026, month, number, tzinfo=UTC)


def parse(words, now=NOW, cycle=CYCLE):
    return parse_range(words, now=now, cycle=cycle)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("24h", NOW - timedelta(hours=24), NOW),
        ("1d", day(22), NOW),
        ("7d", day(16), NOW),
        ("30d", day(24, 10), NOW),
        ("2w", day(9), NOW),
        ("today", day(22), NOW),
        ("yesterday", day(21), day(22)),
        ("last 7 days", day(16), NOW),
        ("past 2 weeks", day(9), NOW),
        ("24 hours", NOW - timedelta(hours=24), NOW),
        ("this month", day(1), NOW),
        ("last month", day(1, 10), day(1)),
        ("this week", day(16), NOW),
        ("last week", day(9), day(16)),
        ("cycle", CYCLE.start, NOW),
        ("last cycle", datetime(2026, 10, 1, 12, 8, 4, tzinfo=UTC), CYCLE.start),
        ("since 2026-11-05", day(5), NOW),
        ("2026-11-05", day(5), day(6)),
        ("2026-11-22", day(22), NOW),
        ("2026-11-05..2026-11-07", day(5), day(8)),
        ("2026-11-05 to 2026-11-22", day(5), NOW),
        ("1h", NOW - timedelta(hours=1), NOW),
        ("last 3 months", day(23, 8), NOW),
        ("since yesterday", day(21), NOW),
        ("since today", day(22), NOW),
        ("since monday", day(16), NOW),
        ("since sunday", day(22), NOW),
        ("since last sunday", day(15), NOW),
        ("since last week", day(9), NOW),
        ("since last cycle", datetime(2026, 10, 1, 12, 8, 4, tzinfo=UTC), NOW),
        ("since october", day(1, 10), NOW),
        ("october", day(1, 10), day(1)),
        ("in October", day(1, 10), day(1)),
        ("november", day(1), NOW),
        ("oct 2026", day(1, 10), day(1)),
        ("december", datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
        ("june", day(1, 6), day(1, 7)),
        ("q3", day(1, 7), day(1, 10)),
        ("Q4 2025", datetime(2025, 10, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
        ("this quarter", day(1, 10), NOW),
        ("last quarter", day(1, 7), day(1, 10)),
        ("this year", day(1, 1), NOW),
        ("last year", datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
        (" “Last   Week” ", day(9), day(16)),
        ("7 D", day(16), NOW),
    ],
)
def test_words_name_a_window(words, start, end):
    window = parse(words)
    assert (window.start, window.end) == (start, end)


@pytest.mark.parametrize(
    "words",
    [
        *(*EXAMPLES, "since 2026-11-01", "2026-11-03", "2026-11-03 to 2026-11-05", "since last week", "since monday"),
        *("in october", "oct", "q3", "last quarter", "3 months", "1h", "since sept 2026", "last year"),
    ],
)
def test_what_is_offered_is_understood_and_its_words_ask_for_the_same_again(words):
    assert is_range(words)
    window = parse(words)
    again = parse(window.words)
    assert (again.start, again.end) == (window.start, window.end)
    assert window.label


@given(st.integers(1, 400), instants)
def test_n_days_are_n_utc_days_with_today_among_them(count, now):
    window = parse_range(f"{count}d", now=now, cycle=calendar_month(now))
    assert window.end == now
    days = window.days
    assert len(days) in {count, count - 1}  # at midnight nothing of today has passed
    assert window.start.date() == now.date() - timedelta(days=count - 1)


@given(st.sampled_from(EXAMPLES), instants)
def test_no_window_reaches_beyond_now_or_ends_before_it_begins(words, now):
    window = parse_range(words, now=now, cycle=calendar_month(now))
    assert window.start <= window.end <= now


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("0d", "empty range"),
        ("401d", "400 days"),
        ("9999999d", "do not know"),
        ("since 2024-01-01", "400 days"),
        ("since 2026-12-01", "future"),
        ("2026-11-23", "future"),
        ("2026-11-07 to 2026-11-05", "ends before it begins"),
        ("2026-11-31", "not a day"),
        ("since launch", "not a day: write it like 2026-11-01, or after `since` like yesterday"),
        ("december 2026", "future"),
        ("14 months", "400 days"),
        ("next week", "do not know"),
        ("", "do not know"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_reason(words, reason):
    with pytest.raises(RangeRefused, match=reason):
        parse(words)


@pytest.mark.parametrize(
    ("words", "meant"),
    [("yesterdy", "yesterday"), ("last wek", "last week"), ("cycel", "cycle"), ("lastcycle", "last cycle")],
)
def test_a_slip_of_the_finger_gets_the_nearest_words(words, meant):
    assert nearest_range(words) == meant
    with pytest.raises(RangeRefused, match=f"Did you mean `{meant}`") as refused:
        parse(words)
    assert refused.value.suggestion == meant


@pytest.mark.parametrize("word", ["Platform", "xyzzy", "mia", "elfi", "-1", "Monday", "Mobile"])
def test_words_that_are_nothing_like_a_range_get_no_suggestion(word):
    assert nearest_range(word) is None
    assert nearest_completion(word, "cycle") is None
    assert not is_range(word)


@pytest.mark.parametrize(
    ("word", "end", "meant"),
    [("lst", "cycle", "last cycle"), ("Lsat", "Week", None), ("tis", "month", "this month"), ("lst", "7d", None)],
)
def test_a_slip_in_the_first_word_of_a_range_is_seen_beside_the_rest_of_it(word, end, meant):
    assert nearest_completion(word, end) == meant


def test_a_month_that_people_are_called_by_is_one_beside_people_only_with_a_word_that_says_so():
    assert is_range("June")
    assert not is_range("June", may_name_people=True)
    assert all(is_range(words, may_name_people=True) for words in ("in June", "June 2026", "since June", "october"))


def test_one_hour_is_called_an_hour():
    assert parse("1h").label == "last hour"


def test_a_cycle_that_is_over_ends_at_its_end():
    assert parse("cycle", now=CYCLE.end + timedelta(days=2)).end == CYCLE.end


def test_the_last_cycle_is_the_one_that_was_read_where_there_is_one():
    read = Cycle(day(3, 10), CYCLE.start)
    window = parse_range("last cycle", now=NOW, cycle=CYCLE, last_cycle=read)
    assert (window.start, window.end) == (read.start, read.end)


def test_a_month_that_stands_in_for_the_cycle_says_so():
    month = calendar_month(NOW)
    assert (month.start, month.end, month.is_known) == (day(1), day(1, 12), False)
    assert parse("cycle", cycle=month).label == "this month (cycle not known yet)"
    assert parse("last cycle", cycle=month).label == "last month (cycle not known yet)"
    assert calendar_month(datetime(2026, 12, 31, tzinfo=UTC)).end == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "before"),
    [
        (datetime(2026, 3, 31, 9, tzinfo=UTC), datetime(2026, 2, 28, 9, tzinfo=UTC)),
        (datetime(2026, 1, 15, 9, tzinfo=UTC), datetime(2025, 12, 15, 9, tzinfo=UTC)),
    ],
)
def test_the_cycle_before_begins_on_the_same_day_or_the_last_of_a_shorter_month(start, before):
    assert previous_cycle(Cycle(start, start + timedelta(days=30))) == Cycle(before, start)


def test_days_of_a_window_are_the_utc_days_it_touches():
    assert parse("24h").days == (date(2026, 11, 21), date(2026, 11, 22))
    assert len(parse("cycle").days) == 22
