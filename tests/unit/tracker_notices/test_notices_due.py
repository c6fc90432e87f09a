"""Which notices are due, by hand, and over whole cycles of restarts, gaps and corrections."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.notices.due import Notice, NoticeKind, PastNotice, Standing, notices_due, plans_before, why_not
from tracker.ranges import Cycle

START = datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC)
END = datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC)
CYCLE, NEXT = Cycle(START, END), Cycle(END, END + timedelta(days=31))
FIRST = date(2026, 11, 1)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOON.date()
SUMMARY = Notice(NoticeKind.CYCLE_SUMMARY, FIRST)


def standing(now=NOON, spent=100, **changes):
    return Standing(**{"now": now, "cycle": CYCLE, "spent_microcents": spent} | changes)


def keys(notices):
    return [notice.key for notice in notices]


def plans(used_up, active=151, day=TODAY):
    return Notice(NoticeKind.PLAN_EXHAUSTION, FIRST, (used_up, active), day)


def budget(mark):
    return Notice(NoticeKind.TEAM_BUDGET, FIRST, (mark,))


# --- the cycle's summary ---------------------------------------------------------------------------------------------


def test_the_summary_is_due_from_three_days_before_the_end_to_the_end():
    second = timedelta(seconds=1)
    three_days_before = datetime(2026, 11, 28, 12, 8, 4, tzinfo=UTC)
    assert notices_due(standing(three_days_before - second), ()) == ()
    assert notices_due(standing(three_days_before), ()) == (SUMMARY,)
    assert notices_due(standing(END - second), ()) == (SUMMARY,)
    assert notices_due(standing(END), ()) == ()


def test_the_summary_is_told_once_a_cycle():
    assert SUMMARY.key == "notice:cycle_summary:2026-11-01"
    assert notices_due(standing(END - timedelta(days=1)), [PastNotice(SUMMARY)]) == ()
    last = Notice(NoticeKind.CYCLE_SUMMARY, date(2026, 10, 1))
    assert notices_due(standing(END - timedelta(days=1)), [PastNotice(last)]) == (SUMMARY,)


def test_a_cycle_in_which_nothing_was_spent_has_no_summary():
    assert notices_due(standing(END - timedelta(days=1), spent=0), ()) == ()


def test_nothing_is_told_under_the_month_that_stands_in_for_an_unknown_cycle():
    month = Cycle(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC), is_known=False)
    now = datetime(2026, 11, 30, tzinfo=UTC)
    assert notices_due(standing(now, cycle=month, budget_microcents=150, plans=(5, 10)), ()) == ()


# --- used-up plans ---------------------------------------------------------------------------------------------------


def test_used_up_plans_are_told_when_there_are_some_and_somebody_wants_to_know():
    assert notices_due(standing(plans=None), ()) == ()
    assert notices_due(standing(plans=(0, 151)), ()) == ()
    (notice,) = notices_due(standing(plans=(65, 151)), ())
    assert (notice.key, notice.about) == ("notice:plan_exhaustion:2026-11-01:2026-11-20", "plan_exhaustion:65:151")


def test_used_up_plans_are_told_once_a_day_and_only_when_their_number_changed():
    told = [PastNotice(plans(65))]
    assert notices_due(standing(plans=(70, 151)), told) == ()
    tomorrow = NOON + timedelta(days=1)
    assert notices_due(standing(tomorrow, plans=(65, 160)), told) == ()
    (notice,) = notices_due(standing(tomorrow, plans=(72, 160)), told)
    assert plans_before(notice, told) == plans(65)


def test_a_count_that_nobody_has_read_does_not_count_as_told():
    told = [PastNotice(plans(60, day=date(2026, 11, 18))), PastNotice(plans(65, day=date(2026, 11, 19)), is_lost=True)]
    (notice,) = notices_due(standing(plans=(65, 151)), told)
    assert plans_before(notice, told).figures[0] == 60


def test_the_count_of_the_last_cycle_is_not_compared_with():
    (notice,) = notices_due(standing(END + timedelta(days=1), cycle=NEXT, plans=(65, 151)), [PastNotice(plans(65))])
    assert plans_before(notice, [PastNotice(plans(65))]) is None


# --- the team's budget -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spent", "due"),
    [(499, []), (500, [50]), (799, [50]), (800, [80]), (999, [80]), (1000, []), (1100, [])],
)
def test_the_highest_mark_reached_is_told_and_the_whole_budget_is_left_to_the_incident(spent, due):
    found = notices_due(standing(spent=spent, budget_microcents=1000), ())
    assert [notice.figures[0] for notice in found] == due


def test_each_mark_is_told_once_a_cycle_and_none_below_one_that_was():
    assert notices_due(standing(spent=600, budget_microcents=1000), [PastNotice(budget(50))]) == ()
    assert notices_due(standing(spent=900, budget_microcents=1000), [PastNotice(budget(50))]) == (budget(80),)
    assert notices_due(standing(spent=600, budget_microcents=1000), [PastNotice(budget(80))]) == ()


def test_without_a_budget_there_is_nothing_to_tell_of_it():
    assert notices_due(standing(spent=900, budget_microcents=0), ()) == ()


# --- what waited too long --------------------------------------------------------------------------------------------


def test_a_notice_that_waited_holds_as_long_as_its_cycle_runs():
    told = [PastNotice(SUMMARY)]
    assert why_not(SUMMARY, standing(END - timedelta(hours=1)), told) is None
    assert why_not(SUMMARY, standing(END, cycle=NEXT), told) == "its billing cycle is over"


def test_of_two_days_that_waited_the_newer_is_told():
    old, new = plans(65, day=date(2026, 11, 18)), plans(70, day=date(2026, 11, 19))
    told = [PastNotice(old), PastNotice(new)]
    assert why_not(old, standing(plans=(70, 151)), told) == "a newer one replaces it"
    assert why_not(new, standing(plans=(70, 151)), told) is None
    assert why_not(new, standing(plans=None), told) == "the setting was switched off"


def test_a_mark_that_the_spend_has_left_is_not_told():
    told = [PastNotice(budget(50))]
    assert why_not(budget(50), standing(spent=600, budget_microcents=1000), told) is None
    for spent, of in ((499, 1000), (800, 1000), (1000, 1000), (600, 0)):
        assert why_not(budget(50), standing(spent=spent, budget_microcents=of), told) is not None


# --- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("notice", [SUMMARY, plans(65), budget(80)])
def test_a_notice_is_read_back_from_its_key_and_what_it_is_about(notice):
    assert Notice.parse(notice.key, notice.about) == notice


@pytest.mark.parametrize(
    ("key", "about"),
    [("trouble:collection:never read", "collection"), ("incident:1", "1"), (SUMMARY.key, "team_budget:50")],
)
def test_a_key_of_anything_else_is_refused(key, about):
    with pytest.raises(ValueError, match=r"expected|unpack"):
        Notice.parse(key, about)


# --- whole cycles ----------------------------------------------------------------------------------------------------

MOMENTS = st.integers(-86_400, 32 * 86_400).map(lambda second: START + timedelta(seconds=second))
RUNS = st.lists(
    st.tuples(MOMENTS, st.integers(0, 1200), st.none() | st.tuples(st.integers(0, 9), st.just(9)), st.booleans()),
    max_size=40,
)


@given(RUNS, st.booleans())
def test_however_often_it_runs_no_notice_comes_twice_nor_outside_its_cycle(runs, does_forget):
    """`does_forget` stands for rows that were given up: even these are never written again."""
    told = []
    for now, spent, used_up, is_lost in sorted(runs, key=lambda run: run[0]):
        cycle = CYCLE if START <= now < END else Cycle(START - timedelta(days=31), START) if now < START else NEXT
        state = standing(now, spent, cycle=cycle, budget_microcents=1000, plans=used_up)
        due = notices_due(state, told)
        assert all(notice.cycle_day == cycle.start.date() for notice in due)
        assert all(why_not(notice, state, [*told, *map(PastNotice, due)]) is None for notice in due)
        told += [PastNotice(notice, is_lost=is_lost and does_forget) for notice in due]
        assert notices_due(state, told) == ()
    assert len(set(keys(each.notice for each in told))) == len(told)
    days = [each.notice.day for each in told if each.notice.kind is NoticeKind.PLAN_EXHAUSTION]
    assert len(set(days)) == len(days)
    for cycle_day in {each.notice.cycle_day for each in told}:
        counts = [
            each.notice.figures[0]
            for each in told
            if each.notice.day and each.notice.cycle_day == cycle_day and not each.is_lost
        ]
        assert all(one != other for one, other in zip([0, *counts], counts, strict=False))


# --- quiet -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_quiet", [False, True])
def test_quiet_leaves_out_what_is_for_information_and_nothing_else(is_quiet):
    now = standing(END - timedelta(days=1), spent=60, budget_microcents=100, plans=(3, 9), is_quiet=is_quiet)
    kinds = {notice.kind for notice in notices_due(now, ())}
    assert kinds == ({NoticeKind.CYCLE_SUMMARY} if is_quiet else set(NoticeKind))


def test_what_waited_when_it_became_quiet_is_not_sent_but_the_summary_is():
    now = standing(END - timedelta(days=1), spent=60, budget_microcents=100, plans=(3, 9), is_quiet=True)
    assert why_not(budget(50), now, [PastNotice(budget(50))]) == "info alerts are quiet"
    assert why_not(plans(3, 9), now, [PastNotice(plans(3, 9))]) == "info alerts are quiet"
    assert why_not(SUMMARY, now, [PastNotice(SUMMARY)]) is None


def test_what_still_holds_when_it_is_quiet_no_longer_is_told_then():
    quiet = standing(spent=60, budget_microcents=100, is_quiet=True)
    assert notices_due(quiet, ()) == ()
    assert notices_due(standing(spent=60, budget_microcents=100), ()) == (budget(50),)
