"""The weekly digest in words and blocks, its modal, and that Slack accepts any name or figure in it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import action_ids
from blocks.notices import headline
from blocks.references import ALL
from blocks.report_query import ReportQuery
from blocks.weekly import RULE, SILENT, weekly_charts, weekly_ended_message, weekly_message, weekly_notice
from blocks.weekly_modal import WeeklyForm, choice_errors, read_choice, weekly_modal, weekly_options
from sandbox.slack.validation.payloads import check_view
from tests.unit import factories as f
from tests.unit import weekly_factories as w
from tests.unit.blocks.any_input import UGLY_NAMES, actors, groups, looks, money, names, queries, quick, scopes, totals
from tests.unit.blocks.soundness import INTENDED, assert_sound
from tests.unit.drawing import summary_of
from tests.unit.model_factories import make_what_if_row
from tracker.reports.types import (
    IdleSeats,
    WeeklyChange,
    WeeklyModel,
    WeeklyMove,
    WeeklyPerson,
    WeeklySavings,
    WeeklySubscription,
)

QUERY = ReportQuery("weekly", "last week", group="Platform")


def text_of(report):
    return weekly_notice(report, 7).text


# --- words -----------------------------------------------------------------------------------------------------------


def test_the_first_line_answers():
    assert text_of(w.make_weekly()).splitlines()[1] == (
        "Platform spent $1,240.00 last week, 22% more than the week before; two thirds of the rise is "
        "claude-opus-4-7-max, used by 3 of 12."
    )


def test_the_rise_is_more_requests_or_dearer_ones():
    assert (
        "+$195.00 for more requests (1,204 instead of 1,010), +$29.00 for pricier ones "
        "($1.03 a request instead of $1.01)." in text_of(w.make_weekly())
    )


@pytest.mark.parametrize("before, told", [
    (1_240, "as much as the week before"),
    (0, "nothing in the week before"),
    (2_480, "50% less than the week before"),
    (100, "12.4× the week before"),
])  # fmt: skip
def test_the_week_before_stands_beside_it(before, told):
    total = WeeklyChange(1_240 * f.DOLLAR, before * f.DOLLAR, 10, 10, 0)
    assert told in text_of(w.make_weekly(total=total))


def test_nothing_stored_of_the_week_before_is_said_and_compared_with_nothing():
    told = text_of(w.make_weekly(total=None, models=(), people=()))
    assert "nothing is stored for the week before" in told
    assert "Week before: nothing stored" in told
    assert "Why:" not in told


def test_a_model_that_rose_by_more_than_the_whole_and_one_nobody_uses_any_more_are_said_so():
    total = WeeklyChange(100 * f.DOLLAR, 50 * f.DOLLAR, 10, 10, 0)
    model = WeeklyModel("opus", WeeklyChange(90 * f.DOLLAR, 0, 10, 0, 90 * f.DOLLAR), users=3)
    assert "; more than all of the rise is opus, used by 3 of 12" in text_of(
        w.make_weekly(total=total, models=(model,))
    )
    gone = WeeklyModel("opus", WeeklyChange(0, 90 * f.DOLLAR, 0, 10, -90 * f.DOLLAR), users=0)
    fall = WeeklyChange(10 * f.DOLLAR, 100 * f.DOLLAR, 10, 20, -50 * f.DOLLAR)
    assert "; all of the fall is opus, no longer used by anyone" in text_of(w.make_weekly(total=fall, models=(gone,)))


def test_idle_seats_are_named_as_far_as_there_is_room():
    people = tuple(f.make_actor(f"Person {number}", key=str(number)) for number in range(14))
    idle = IdleSeats(5_000, 4_000, 12, people, people)
    told = text_of(w.make_weekly(idle=idle))
    assert "5,000 of 12 seats without a request in the week, 4,000 for 14 days, 12 of them newly." in told
    assert "Person 9. And 4,990 more." in told
    assert "none; every one of 12 seats made a request." in text_of(w.make_weekly(idle=IdleSeats(0, 0, 0)))
    emptied = w.make_weekly(idle=IdleSeats(0, 0, 0), totals=f.make_totals(members=0))
    assert "Idle seats: nobody has a seat in it now." in text_of(emptied)


def test_a_silent_week_says_so_on_demand_with_the_rule():
    shown = str(weekly_message(w.make_weekly(moved=()), QUERY).blocks)
    assert SILENT + RULE in shown
    told = str(weekly_message(w.make_weekly(moved=(WeeklyMove.SPEND,)), QUERY).blocks)
    assert RULE in told
    assert SILENT not in told


def test_the_buttons_of_a_message_name_its_week():
    blocks = weekly_notice(w.make_weekly(), 7).blocks
    buttons = {
        each["text"]["text"]: each
        for block in blocks
        for each in block.get("elements", ())
        if "text" in each and "value" in each
    }
    assert list(buttons) == ["Open report", "What if", "Stop this digest"]
    assert ReportQuery.decode(buttons["Open report"]["value"]) == replace(QUERY, range_words="2026-11-09 to 2026-11-15")
    assert buttons["Stop this digest"]["value"] == "7"


def test_later_that_week_is_not_last_week_and_there_is_a_week_after():
    report = w.make_weekly(as_of=w.AS_OF + timedelta(days=7))
    message = weekly_message(report, QUERY)
    assert "spent $1,240.00 that week" in message.text
    assert "Week after" in str(message.blocks)
    assert "Week after" not in str(weekly_message(w.make_weekly(), QUERY).blocks)


def test_no_picture_where_nothing_was_spent():
    nothing = w.make_week_days(w.MONDAY, 0)
    assert weekly_charts(w.make_weekly(days=nothing, days_before=nothing)) == ()


def test_the_picture_is_the_same_each_time_and_told_in_words():
    (chart,) = weekly_charts(w.make_weekly())
    assert chart.draw() == chart.draw()
    assert "Mon $198.40 ($162.56)" in chart.alt_text


# --- anything at all -------------------------------------------------------------------------------------------------

signed = st.one_of(money, money.map(int.__neg__))
changes = st.builds(WeeklyChange, money, money, st.sampled_from([0, 1, 10**12]), st.sampled_from([0, 1]), signed)


@st.composite
def reports(draw):
    people = tuple(draw(st.lists(actors(), max_size=12)))
    return w.make_weekly(
        scope=replace(draw(scopes), as_of=w.AS_OF),
        totals=draw(totals),
        total=draw(st.one_of(st.none(), changes)),
        models=tuple(
            draw(st.lists(st.builds(WeeklyModel, names, changes, st.sampled_from([None, 0, 9_999])), max_size=5))
        ),
        people=tuple(draw(st.lists(st.builds(WeeklyPerson, actors(), changes), max_size=5))),
        idle=IdleSeats(10_000, 9_000, 10_000, people, people),
        savings=WeeklySavings(
            draw(money),
            10_000,
            tuple(make_what_if_row(name, main_model=name) for name in draw(st.lists(names, max_size=3))),
        ),
        groups=draw(groups),
        moved=draw(st.sampled_from([(), tuple(WeeklyMove)])),
    )


@quick
@given(reports(), queries, looks)
def test_a_weekly_digest_of_anything_is_taken_by_slack(report, query, look):
    assert_sound(weekly_message(report, query, look))
    assert_sound(weekly_notice(report, 2**63 - 1, look))
    assert_sound(headline(summary_of(report), permalink="https://example.com/p1", query=query))


@pytest.mark.parametrize("name", UGLY_NAMES)
def test_the_end_of_a_digest_can_be_told(name):
    assert_sound(weekly_ended_message(name))


def subscription(number=1, **changes):
    given = {"group": "Platform", "destination": "C0SPEND0001", "is_person": False}
    return WeeklySubscription(number, **(given | changes), created_by=INTENDED, created_at=f.NOW)


@quick
@given(st.booleans(), groups, st.one_of(st.none(), names), st.integers(0, 60), st.booleans())
def test_the_modal_of_anything_is_taken_by_slack(is_admin, groups, group, running, is_editing):
    listed = [subscription(number, group=group) for number in range(1, running + 1)]
    editing = listed[0] if is_editing and listed else None
    view = weekly_modal(WeeklyForm(is_admin, INTENDED, groups, listed, group, editing))
    assert check_view(view, "modal", can_show=lambda _: True) == []
    assert len(view["blocks"]) <= 100


def test_many_groups_are_searched_for_and_few_are_listed():
    few = weekly_modal(WeeklyForm(True, INTENDED, ["Platform", "Web"], []))
    many = weekly_modal(WeeklyForm(True, INTENDED, [f"Group {number}" for number in range(5_000)], []))
    assert [view["blocks"][1]["element"]["type"] for view in (few, many)] == ["static_select", "external_select"]
    found = weekly_options([f"Group {number}" for number in range(5_000)], "group 4")
    assert len(found) == 100
    assert {each["text"]["text"][:7] for each in found} == {"Group 4"}
    assert [each["value"] for each in weekly_options(["Platform"], "")] == [ALL, "Platform"]


def test_what_was_chosen_is_read_whatever_subscription_was_edited():
    values = {
        "weekly.group:7": {action_ids.WEEKLY_GROUP: {"selected_option": {"value": "Platform"}}},
        "weekly.channel:7": {action_ids.WEEKLY_CHANNEL: {"selected_conversation": None}},
        "weekly.person:7": {action_ids.WEEKLY_PERSON: {"selected_user": "U0ONCALL01"}},
    }
    choice = read_choice(values)
    assert (choice.group, choice.channel, choice.person) == ("Platform", None, "U0ONCALL01")
    assert choice_errors(values, action_ids.WEEKLY_PERSON, "not so") == {"weekly.person:7": "Not so."}
    assert read_choice({}).group is None
