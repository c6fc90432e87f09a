"""Where somebody's usage counts: Cursor's groups, overlaid with what was decided here."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracker.store.effective_groups import CursorStay, Decision, EffectiveStay, resolve, stay_at

START = datetime(2026, 11, 1, tzinfo=UTC)
PLATFORM, MOBILE, OURS = 1, 2, 3


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def test_without_decisions_cursors_word_counts():
    stays = [CursorStay(PLATFORM, day(0), day(5)), CursorStay(MOBILE, day(5), None)]
    assert resolve(stays, []) == (EffectiveStay(PLATFORM, day(0), day(5)), EffectiveStay(MOBILE, day(5), None))


def test_a_decision_counts_from_its_start_and_leaves_the_days_before():
    stays = [CursorStay(PLATFORM, day(0), None)]
    assert resolve(stays, [Decision(day(3), OURS)]) == (
        EffectiveStay(PLATFORM, day(0), day(3)),
        EffectiveStay(OURS, day(3), None, is_local=True),
    )


def test_unassigned_is_a_gap_and_as_cursor_has_it_ends_it():
    stays = [CursorStay(PLATFORM, day(0), None)]
    decisions = [Decision(day(3)), Decision(day(6), is_as_cursor=True)]
    assert resolve(stays, decisions) == (EffectiveStay(PLATFORM, day(0), day(3)), EffectiveStay(PLATFORM, day(6), None))


def test_a_later_decision_about_the_past_replaces_what_was_decided_for_it():
    decisions = [Decision(day(5), OURS), Decision(day(2), MOBILE)]
    assert resolve([], decisions) == (EffectiveStay(MOBILE, day(2), None, is_local=True),)


def test_a_deleted_group_of_ours_keeps_its_past_and_nobody_after():
    assert resolve([CursorStay(PLATFORM, day(0), None)], [Decision(day(2), OURS, group_ended_at=day(4))]) == (
        EffectiveStay(PLATFORM, day(0), day(2)),
        EffectiveStay(OURS, day(2), day(4), is_local=True),
    )


def test_of_two_stays_at_once_the_one_that_began_last_counts_and_then_the_other_again():
    stays = [CursorStay(PLATFORM, day(0), None), CursorStay(MOBILE, day(2), day(4))]
    assert resolve(stays, []) == (
        EffectiveStay(PLATFORM, day(0), day(2)),
        EffectiveStay(MOBILE, day(2), day(4)),
        EffectiveStay(PLATFORM, day(4), None),
    )


days = st.integers(0, 12)
stay_lists = st.lists(
    st.builds(
        lambda group, start, length: CursorStay(group, day(start), day(start + length) if length else None),
        st.sampled_from([PLATFORM, MOBILE]),
        days,
        st.integers(0, 6),
    ),
    max_size=4,
).map(lambda stays: sorted(stays, key=lambda stay: stay.joined_at))
decision_lists = st.lists(
    st.one_of(
        st.builds(lambda start, group: Decision(day(start), group), days, st.sampled_from([OURS, MOBILE, None])),
        st.builds(lambda start: Decision(day(start), is_as_cursor=True), days),
        st.builds(lambda start, length: Decision(day(start), OURS, group_ended_at=day(start + length)), days, days),
    ),
    max_size=5,
)


def place(stays, decisions, moment):
    """Computed independently: what counts at one moment."""
    in_force = [each for each in decisions if each.starts_at <= moment]
    if in_force and not in_force[-1].is_as_cursor:
        last = in_force[-1]
        return None if last.group_ended_at and last.group_ended_at <= moment else last.group_id
    return next((stay.group_id for stay in reversed(stays) if stay.holds(moment)), None)


@given(stay_lists, decision_lists)
def test_at_every_moment_it_is_what_the_last_word_says(stays, decisions):
    effective = resolve(stays, decisions)
    for half_day in range(-1, 40):
        moment = START + timedelta(hours=12 * half_day)
        held = stay_at(effective, moment)
        assert (held.group_id if held else None) == place(stays, decisions, moment)


@given(stay_lists, decision_lists)
def test_stays_are_in_order_and_apart(stays, decisions):
    effective = resolve(stays, decisions)
    assert all(each.left_at is None or each.joined_at < each.left_at for each in effective)
    for before, after in pairwise(effective):
        assert before.left_at is not None and before.left_at <= after.joined_at
