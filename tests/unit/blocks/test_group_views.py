"""One group's page, the forms about groups and what is said after them, whatever names there are."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import action_ids, limits
from blocks.elements import Message
from blocks.group_changes import outcome_message
from blocks.group_modals import (
    FROM_NOW,
    FilledIn,
    GroupForm,
    ReportPlace,
    create_group_modal,
    move_people_modal,
    person_options,
    rename_group_modal,
    target_options,
)
from blocks.group_page import group_message
from blocks.groups import groups_message
from blocks.numbers import NONE
from blocks.plain_words import in_plain_words
from blocks.references import refer, resolve
from blocks.report_query import QueryRefused, ReportQuery, query_of
from sandbox.slack.validation.payloads import check_view
from tests.unit import factories as f
from tests.unit.blocks.any_input import looks, money, names, quick
from tests.unit.blocks.soundness import assert_sound, walk
from tests.unit.group_factories import make_group_member, make_group_report, make_group_row, make_groups_report
from tracker.reports.types import (
    AS_CURSOR_TARGET,
    UNASSIGNED_TARGET,
    GroupChange,
    GroupMeanwhile,
    GroupMove,
    GroupOption,
    GroupOutcome,
    GroupTarget,
    PersonOption,
)

PLACE = ReportPlace(
    "C0SPEND0001", "1795392044.307338", ReportQuery("groups", "last cycle", group=refer("A > B" * 90, 80))
)


def ids(message: Message) -> list[str]:
    return [part["action_id"] for part in walk(message.blocks) if "action_id" in part]


@quick
@given(names, st.lists(st.tuples(names, money), max_size=15), st.booleans(), st.booleans(), looks)
def test_a_group_of_anybody_is_taken_by_slack(name, people, is_cursors, is_deleted, look):
    rows = tuple(make_group_member(who, usage_value_microcents=spent) for who, spent in people)
    changes = {"is_cursors": is_cursors, "is_deleted": is_deleted, "rows": rows, "scope": f.make_scope(group=name)}
    query = ReportQuery("groups", "7d", group=name, section="members", page=2)
    message = group_message(make_group_report(**changes), query, look, can_change=True)
    assert_sound(message)
    assert len(ids(message)) == len(set(ids(message)))
    assert query_of(message.blocks) is not None


def test_only_what_is_ours_can_be_renamed_and_deleted_and_only_by_those_who_may():
    query = ReportQuery("groups", section="members")
    ours = group_message(make_group_report(), query, can_change=True)
    assert {action_ids.RENAME_GROUP, action_ids.DELETE_GROUP, action_ids.MOVE_PEOPLE} <= set(ids(ours))
    for changes in ({"is_cursors": True}, {"is_deleted": True}, {"id": None, "is_unassigned": True}):
        shown = group_message(make_group_report(**changes), query, can_change=True)
        assert not {action_ids.RENAME_GROUP, action_ids.DELETE_GROUP} & set(ids(shown))
    assert not [each for each in ids(group_message(make_group_report(), query, can_change=False)) if "group." in each]


def test_the_list_marks_where_groups_are_made_and_leads_to_each():
    rows = (
        make_group_row("Platform", id=1, is_cursors=True),
        make_group_row("Data", id=2),
        make_group_row("Old", id=3, is_deleted=True),
        make_group_row("Unassigned", is_unassigned=True),
    )
    message = groups_message(make_groups_report(rows=rows), ReportQuery("groups"), can_change=True)
    assert_sound(message)
    shown = in_plain_words(message)
    assert "Old (deleted)" in shown and "Platform, from Cursor" in message.text
    table = next(block for block in message.blocks if block["type"] == "data_table")
    assert [row[1]["text"] for row in table["rows"]] == ["Source", "Cursor", "here", "here", NONE]
    assert {action_ids.CREATE_GROUP, action_ids.MOVE_PEOPLE} <= set(ids(message))


@quick
@given(names, st.lists(st.tuples(names, names), max_size=130), st.integers(0, 2**60))
def test_the_forms_are_taken_by_slack_whoever_is_in_them(name, people, seen):
    form = GroupForm(7, "x" * 80, seen, place=PLACE)
    shown = [PersonOption(f.make_actor(who, key=f"{n}@example.com"), group) for n, (who, group) in enumerate(people)]
    for view in (create_group_modal(form), rename_group_modal(form), move_people_modal(form, shown[:1])):
        assert check_view(view, "modal", can_show=lambda _: False) == []
        assert len(view["private_metadata"]) <= limits.PRIVATE_METADATA
        assert GroupForm.decode(view["private_metadata"]) == form
    options = person_options(shown)
    assert len(options) <= limits.SELECT_OPTIONS
    targets = target_options([GroupOption(n, who, is_cursors=True) for n, (who, _) in enumerate(people)], "")
    for choice in (*options, *targets, *target_options([GroupOption(1, name, is_cursors=False)], name)):
        assert 1 <= len(choice["text"]["text"].encode("utf-16-le")) // 2 <= limits.OPTION_TEXT
        assert len(choice["value"]) <= limits.OPTION_VALUE
        assert len(choice.get("description", {}).get("text", "").encode("utf-16-le")) // 2 <= limits.OPTION_TEXT


@quick
@given(names, names, st.sampled_from(GroupChange), st.lists(st.tuples(names, names), max_size=10), st.integers(0, 9999))
def test_what_came_of_a_change_is_taken_by_slack(name, old, kind, people, more):
    moves = tuple(GroupMove(f"{n}@example.com", who, None, group) for n, (who, group) in enumerate(people))
    outcome = GroupOutcome(kind, 12, 7, name, old, moved=len(moves) + more, moves=moves, undone=GroupChange.IMPORTED)
    assert_sound(outcome_message(outcome, PLACE))
    told = GroupOutcome(kind, meanwhile=(GroupMeanwhile(name, old, f.NOW), GroupMeanwhile(old)))
    assert_sound(outcome_message(told))


def test_undo_leads_back_to_the_change_and_the_report_it_was_made_from():
    message = outcome_message(GroupOutcome(GroupChange.RENAMED, 12, 7, "New", "Old"), PLACE)
    (undo,) = [part for part in walk(message.blocks) if part.get("action_id") == action_ids.UNDO_GROUPS]
    assert "<" not in undo["value"] and ">" not in undo["value"]
    assert GroupForm.decode(undo["value"]) == GroupForm(change_id=12, place=PLACE)
    for outcome in (GroupOutcome(GroupChange.UNDONE, 13, undone=GroupChange.MOVED), GroupOutcome(GroupChange.MOVED)):
        assert action_ids.UNDO_GROUPS not in str(outcome_message(outcome).blocks)


@given(names)
def test_an_option_leads_back_to_its_person(key):
    value = GroupForm.of_person(key).encode()
    assert len(value.encode("utf-16-le")) // 2 <= limits.OPTION_VALUE
    form = GroupForm.decode(value)
    assert form == GroupForm(person=form.person)
    assert resolve(form.person, ["another", key]) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "[]",
        "[1,2,3,4,5]",
        '[null,"",0,null,null,7]',
        '[null,"",0,null,null,"ann@example.com",1]',
        '[-1,"",0,null,null]',
        '[null,"",0,null,["C1","1.0","x"]]',
        "{",
        "null",
    ],
)
def test_a_form_of_another_version_is_refused(text):
    with pytest.raises(QueryRefused):
        GroupForm.decode(text)


@pytest.mark.parametrize(
    ("value", "target"), [("none", UNASSIGNED_TARGET), ("cursor", AS_CURSOR_TARGET), ("12", GroupTarget(12))]
)
def test_what_was_chosen_is_read_back(value, target):
    state = {action_ids.GROUP_TARGET: {action_ids.GROUP_TARGET: {"selected_option": {"value": value}}}}
    assert FilledIn.read(state) == FilledIn("", (), target, FROM_NOW)


@pytest.mark.parametrize("value", ["", "-1", "x", "1" * 30, "١"])
def test_a_target_that_is_none_of_ours_is_refused(value):
    with pytest.raises(QueryRefused):
        FilledIn.read({action_ids.GROUP_TARGET: {action_ids.GROUP_TARGET: {"selected_option": {"value": value}}}})


def test_a_groups_seats_are_those_of_now_only_where_its_range_ends_now():
    past = f.make_scope(group="Platform", range=f.make_range(end=f.NOW - timedelta(days=2)))
    unknown = f.make_scope(group="Platform", range=past.range, known_from=f.TODAY)
    told = {
        name: in_plain_words(group_message(make_group_report(**changes), ReportQuery("groups"), can_change=True))
        for name, changes in (("now", {}), ("past", {"scope": past}), ("unknown", {"scope": unknown, "rows": ()}))
    }
    assert "65 seats now." in told["now"]
    assert "65 seats at the end of the range." in told["past"]
    assert "Seats now" not in told["past"]
    assert "My figures begin on 22 Nov 2026" in told["unknown"]
    assert "seats" not in told["unknown"].lower()
