"""Billing groups changed in Slack: the forms, their menus, redraws and replies, undo, and rights."""

import json

import pytest
from sqlmodel import select

from blocks import action_ids
from sandbox.slack import payloads
from sandbox.slack.person import all_text
from tests.integration.bot.controls import posted
from tests.integration.bot.group_forms import ANN, BOB, EVE, asks_for_groups, chosen, offered, opens, submits, where
from tests.integration.bot.people import ADMIN, LEAD, OUTSIDER
from tracker.groups.service import GroupService
from tracker.store.tables import AuditRow


def trail(store):
    with store.reading() as session:
        return list(session.exec(select(AuditRow.action).order_by(AuditRow.id)))


# --- make, rename, move, delete --------------------------------------------------------------------------------------


def test_a_group_is_made_with_people_told_redrawn_and_undone(desk, groups, store):
    report = asks_for_groups(desk)
    view = opens(desk, "Create group", report)
    people = [chosen(desk, view, action_ids.GROUP_PEOPLE, "ev"), chosen(desk, view, action_ids.GROUP_PEOPLE, "ann@")]
    assert people[1]["description"]["text"] == "Platform"
    assert not submits(desk, view, {"Name": " Data>Science", "People": people}).errors
    assert where(desk) == {ANN: "Data > Science", BOB: "Platform", EVE: "Data > Science"}
    told = desk.report(ADMIN)
    assert "Created the billing group “Data > Science” with 2 people." in all_text(told)
    assert "Data > Science" in all_text(desk.workspace.messages.get(report.channel_id, report.ts))
    (undone,) = desk.clicks(ADMIN, "Undo", told)
    assert "Undone: the new group; 2 people moved back." in all_text(undone)
    assert where(desk) == {ANN: "Platform", BOB: "Platform", EVE: None}
    assert "Data > Science" not in all_text(desk.workspace.messages.get(report.channel_id, report.ts))
    (again,) = desk.clicks(ADMIN, "Undo", told)
    assert "already been undone" in all_text(again)
    assert trail(store) == ["group.create", "group.undo"]


def test_people_are_moved_from_a_groups_page_with_the_person_chosen_already(desk, groups):
    report = asks_for_groups(desk)
    desk.clicks(ADMIN, "Open a group…", report, choice=_choice(report, "Platform"))
    page = desk.report(ADMIN)
    assert "Billing group Platform: " in all_text(page)
    assert "It comes from Cursor" in all_text(page)
    assert action_ids.RENAME_GROUP not in str(page.blocks) and action_ids.DELETE_GROUP not in str(page.blocks)
    view = opens(desk, "Move someone…", page, choice=_choice(page, "Ann"))
    target = chosen(desk, view, action_ids.GROUP_TARGET, "unass")
    submits(desk, view, {"To": target})
    assert where(desk)[ANN] is None
    told = desk.report(ADMIN)
    assert "Moved 1 person to no group." in all_text(told) and "Ann: Platform → no group" in all_text(told)
    desk.clicks(ADMIN, "Undo", told)
    assert where(desk)[ANN] == "Platform"


def test_people_are_moved_into_the_group_whose_page_it_is(desk, groups, store):
    GroupService(store).create("Data", [EVE], by="x", source="cli", now=desk.services.clock())
    view = opens(desk, "Move people here", opened_page(desk, "Data"))
    submits(desk, view, {"People": [chosen(desk, view, action_ids.GROUP_PEOPLE, "bob")]})
    assert where(desk)[BOB] == "Data"


@pytest.mark.parametrize(("value", "chosen_already"), [("anyone", []), (ANN, ["Ann (ann@example.com)"])])
def test_a_control_of_an_earlier_version_opens_the_form_for_moves(desk, groups, value, chosen_already):
    page = posted(desk, action_ids.MOVE_PEOPLE, value)
    view = opens(desk, action_ids.MOVE_PEOPLE, page)
    (people,) = [each["element"] for each in view.blocks if each["block_id"] == action_ids.GROUP_PEOPLE]
    assert [option["text"]["text"] for option in people.get("initial_options", ())] == chosen_already


def test_a_group_of_ours_is_renamed_and_deleted_from_its_page(desk, groups, store):
    GroupService(store).create("Data", [EVE], by="x", source="cli", now=desk.services.clock())
    page = opened_page(desk, "Data")
    view = opens(desk, "Rename", page)
    assert submits(desk, view, {"Name": "platform"}).errors == {
        action_ids.GROUP_NAME: "There is already a billing group “Platform”, one of Cursor's."
    }
    assert submits(desk, view, {"Name": "A > B > C"}).errors[action_ids.GROUP_NAME].startswith("A name has at most one")
    submits(desk, view, {"Name": "Eng > Data"})
    page = desk.workspace.messages.get(page.channel_id, page.ts)
    assert "Billing group Eng > Data: " in all_text(page)
    assert where(desk)[EVE] == "Eng > Data"
    desk.clicks(ADMIN, "Delete", page)
    assert where(desk)[EVE] is None
    told = desk.report(ADMIN)
    assert "Deleted the billing group “Eng > Data”; 1 person is in no group now." in all_text(told)
    assert "Billing groups:" in all_text(desk.workspace.messages.get(page.channel_id, page.ts))
    desk.clicks(ADMIN, "Undo", told)
    assert where(desk)[EVE] == "Eng > Data"
    assert trail(store) == ["group.create", "group.rename", "group.delete", "group.undo"]


def opened_page(desk, name):
    report = asks_for_groups(desk)
    desk.clicks(ADMIN, "Open a group…", report, choice=_choice(report, name))
    return desk.report(ADMIN)


def _choice(message, text):
    rows = (block["elements"] for block in message.blocks if block["type"] == "actions")
    options = [option for row in rows for element in row for option in element.get("options", ())]
    return next(option["value"] for option in options if option["text"]["text"] == text)


# --- two at once, and bad input --------------------------------------------------------------------------------------


def test_the_second_admin_is_told_who_moved_whom_and_nothing_is_changed(desk, groups, store):
    report = asks_for_groups(desk)
    view = opens(desk, "Move people", report)
    people = chosen(desk, view, action_ids.GROUP_PEOPLE, "eve")
    target = chosen(desk, view, action_ids.GROUP_TARGET, "pl")
    GroupService(store).create("Data", [EVE], by="U0OTHER01", source="slack", now=desk.services.clock())
    submits(desk, view, {"People": [people], "To": target})
    assert "Nothing was changed" in all_text(desk.report(ADMIN))
    assert "Eve is now in Data" in all_text(desk.report(ADMIN))
    assert where(desk)[EVE] == "Data"


def test_a_form_without_people_or_target_stays_open(desk, groups, store):
    view = opens(desk, "Move people", asks_for_groups(desk))
    errors = submits(desk, view, {}).errors
    assert errors is None or set(errors) <= {action_ids.GROUP_PEOPLE, action_ids.GROUP_TARGET}
    assert trail(store) == []


def test_the_menus_find_people_by_name_or_e_mail_and_groups_with_cursors_marked(desk, groups):
    view = opens(desk, "Move people", asks_for_groups(desk))
    assert [option["text"]["text"] for option in offered(desk, view, action_ids.GROUP_PEOPLE, "BOB")] == [
        "Bob (bob@example.com)"
    ]
    assert offered(desk, view, action_ids.GROUP_PEOPLE, "nobody at all") == []
    targets = [
        (option["text"]["text"], option.get("description", {}).get("text"))
        for option in offered(desk, view, action_ids.GROUP_TARGET, "")
    ]
    assert targets == [("Unassigned", None), ("As Cursor has it", None), ("Platform", "from Cursor")]


# --- who may ---------------------------------------------------------------------------------------------------------


def test_a_lead_sees_the_report_without_the_buttons_and_is_refused_in_words_at_the_click(desk, groups, store):
    report = asks_for_groups(desk, LEAD)
    assert "Platform" in all_text(report)
    assert "Create group" not in str(report.blocks) and "Move people" not in str(report.blocks)
    (headline,) = desk.asks(ADMIN, "/groups 7d", in_="#ai-spend")
    (shared,) = desk.clicks(ADMIN, "Share to channel", headline)
    for label in ("Create group", "Move people"):
        (told,) = desk.clicks(LEAD, label, shared)
        assert "Only workspace admins" in all_text(told) and "Nothing was changed" in all_text(told)
    assert desk.workspace.views.stack(desk.person(LEAD).id) == []
    assert trail(store) == ["report.share"], "what the admin shared is all that anybody did"


def test_what_a_lead_types_into_a_menu_or_sends_as_a_form_does_nothing(desk, groups, store):
    view = opens(desk, "Move people", asks_for_groups(desk))
    lead, workspace = desk.person(LEAD), desk.workspace
    for action_id in (action_ids.GROUP_PEOPLE, action_ids.GROUP_TARGET):
        asked = {"action_id": action_id, "block_id": action_id, "value": ""}
        body = payloads.interaction(workspace.installation, "block_suggestion", lead.user, **asked)
        answer = desk.takes(body)
        assert json.loads(answer.body) == {"options": []}
    option = {"text": {"type": "plain_text", "text": "x"}, "value": EVE}
    filled = {
        action_ids.GROUP_PEOPLE: {action_ids.GROUP_PEOPLE: {"selected_options": [option]}},
        action_ids.GROUP_TARGET: {action_ids.GROUP_TARGET: {"selected_option": option | {"value": "none"}}},
    }
    forged = {"id": "V1", "type": "modal", "callback_id": action_ids.MOVE_PEOPLE_MODAL, "blocks": []}
    forged |= {"private_metadata": view.payload["private_metadata"], "state": {"values": filled}}
    body = payloads.interaction(workspace.installation, "view_submission", lead.user, view=forged)
    desk.takes(body)
    assert "Only workspace admins" in all_text(desk.report(LEAD))
    assert trail(store) == []


def test_an_outsider_sees_no_groups(desk, groups):
    told = desk.asks(OUTSIDER, "/groups", in_="bot")
    assert "Only members of the alert channel" in all_text(told[-1])
