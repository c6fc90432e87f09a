"""Spikes: days above twice the median of the others, and who drove them."""

from datetime import date, timedelta
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from tracker.reports.spikes import driver, find_spikes

MONDAY = date(2026, 11, 2)


def days(*values):
    return {MONDAY + timedelta(days=index): value for index, value in enumerate(values)}


def test_a_day_above_twice_the_median_of_the_others_is_a_spike():
    # The others of the last day: 80 90 100 100 110 120 130, median 100. Of every other day the median is below 120.
    assert find_spikes(days(100, 90, 110, 80, 120, 100, 130, 201)) == {MONDAY + timedelta(days=7): 100}


def test_twice_the_median_itself_is_none():
    assert find_spikes(days(100, 100, 100, 100, 100, 100, 100, 200)) == {}


def test_a_plain_monday_after_a_quiet_weekend_is_none():
    week = (1000, 1000, 1000, 1000, 1000, 20, 10)
    assert find_spikes(days(*week, *week)) == {}


def test_fewer_than_seven_other_active_days_are_too_few():
    assert find_spikes(days(1, 1, 1, 1, 1, 1, 0, 900)) == {}
    assert list(find_spikes(days(1, 1, 1, 1, 1, 1, 0, 900), before=[1])) == [MONDAY + timedelta(days=7)]


def test_days_before_the_range_are_compared_with_and_never_judged():
    assert find_spikes(days(500), before=[100, 100, 100, 100, 100, 100, 100, 9_000]) == {MONDAY: 100}


def test_the_median_of_an_even_number_of_days_lies_between_two():
    # 1 1 1 1 | 4 4 4 4: median 2.5, so 6 is above 5, and 5 is not.
    assert find_spikes(days(6), before=[1, 1, 1, 1, 4, 4, 4, 4]) == {MONDAY: 2}
    assert find_spikes(days(5), before=[1, 1, 1, 1, 4, 4, 4, 4]) == {}


@given(st.lists(st.integers(0, 2**63 - 1), max_size=60), st.lists(st.integers(0, 10**15), max_size=30))
def test_spikes_are_those_of_the_plain_rule(values, before):
    expected = []
    for index, value in enumerate(values):
        others = [each for each in [*values[:index], *values[index + 1 :], *before] if each > 0]
        if value > 0 and len(others) >= 7:
            ordered = sorted(others)
            twice_the_median = ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]
            if value > twice_the_median:
                expected.append(MONDAY + timedelta(days=index))
    assert list(find_spikes(days(*values), before)) == expected


def test_who_always_spends_much_does_not_drive_a_spike():
    # Omar: 100 on the day and 90 a day on the ten others; Mia: 90 and 1.
    assert driver({"omar": 100, "mia": 90}, {"omar": 1000, "mia": 100}, 11) == "mia"


def test_a_range_of_one_day_has_no_other_days_so_the_largest_drives_it():
    assert driver({"omar": 100, "mia": 90}, {"omar": 100, "mia": 90}, 1) == "omar"


def test_nobody_drives_a_day_on_which_nobody_spent():
    assert driver({"omar": 0}, {"omar": 0}, 3) is None


def test_the_median_agrees_with_the_librarys():
    others = [3, 8, 15, 21, 40, 41, 90, 91]
    (usual,) = find_spikes(days(1_000), before=others).values()
    assert usual == round(median(others))


def test_a_day_that_may_still_change_is_judged_but_nothing_is_compared_with_it():
    spent = days(100, 100, 100, 100, 100, 100, 100, 900, 150)
    last_two = [MONDAY + timedelta(days=7), MONDAY + timedelta(days=8)]
    assert find_spikes(spent, settled=spent.keys() - set(last_two)) == {last_two[0]: 100}
    assert find_spikes(days(100, 100, 100, 100, 100, 100, 900), settled=list(spent)[:6]) == {}  # six are too few
