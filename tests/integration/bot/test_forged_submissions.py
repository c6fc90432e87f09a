"""A form submitted by somebody without the right changes nothing: rights are checked on submission.

No Slack client shows these people the form; they send an admin's own submission under another user.
"""

import pytest
from sqlmodel import select

from blocks import action_ids
from blocks.group_modals import GroupForm
from sandbox.slack import payloads
from sandbox.slack.person import all_text
from tests.integration.bot.conftest import user_id
from tests.integration.bot.group_forms import EVE, FILE
from tests.integration.bot.people import ADMIN, LEAD, OUTSIDER
from tests.integration.bot.settings_form import forged
from tracker.store.tables import AuditRow, OutboxRow
from tracker.store.tables_groups import BillingGroupRow, GroupAssignmentRow, GroupImportRow
from tracker.store.tables_weekly import WeeklySubscriptionRow

KEPT = (AuditRow, BillingGroupRow, GroupAssignmentRow, GroupImportRow, WeeklySubscriptionRow, OutboxRow)


def all_kept(store):
    """Everything that a form could change."""
    with store.reading() as session:
        return [[row.model_dump() for row in session.exec(select(table))] for table in KEPT]


def state(block_id, **element):
    return {block_id: {block_id.partition(":")[0]: element}}


def option(value):
    return {"text": {"type": "plain_text", "text": "x"}, "value": value}


def name(text):
    return state(action_ids.GROUP_NAME, value=text)


def people(*keys):
    return state(action_ids.GROUP_PEOPLE, selected_options=[option(key) for key in keys])


@pytest.fixture
def mine(desk, groups):
    """A group that an admin made, with Eve in it."""
    desk.services.groups.create("Mine", [EVE], by="mara", source="cli", now=desk.services.clock())
    (found,) = desk.services.reports.group_options("Mine")
    return found.id


@pytest.mark.parametrize("who", [LEAD, OUTSIDER])
def test_groups_are_made_renamed_and_filled_by_admins_alone(desk, mine, store, who):
    before = all_kept(store)
    there = GroupForm(mine, "Mine").encode()
    to_none = state(action_ids.GROUP_TARGET, selected_option=option("none"))
    for callback_id, metadata, values in (
        (action_ids.CREATE_GROUP_MODAL, GroupForm().encode(), name("Theirs") | people(EVE)),
        (action_ids.RENAME_GROUP_MODAL, there, name("Theirs")),
        (action_ids.MOVE_PEOPLE_MODAL, there, people(EVE) | to_none),
    ):
        forged(desk, who, callback_id, metadata, values)
        assert "Only workspace admins" in all_text(desk.report(who))
    assert all_kept(store) == before


@pytest.mark.parametrize("who", [LEAD, OUTSIDER])
def test_a_click_on_delete_or_undo_that_slack_never_showed_is_refused(desk, mine, store, who):
    message = desk.workspace.post(
        desk.workspace.directory.direct_channel(user_id(desk.workspace, who)), desk.workspace.directory.bot, "x"
    )
    change = all_kept(store)[0][0]["id"]
    before = all_kept(store)
    for action_id, form in (
        (action_ids.DELETE_GROUP, GroupForm(mine, "Mine")),
        (action_ids.UNDO_GROUPS, GroupForm(change_id=change)),
    ):
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": form.encode(), "action_ts": "1.0"}
        body = payloads.interaction(
            desk.workspace.installation,
            "block_actions",
            desk.person(who).user,
            actions=[action],
            container={"type": "message", "channel_id": message.channel_id, "message_ts": message.ts},
            message={"blocks": []},
        )
        desk.takes(body)
        assert "Only workspace admins" in all_text(desk.report(who))
    assert all_kept(store) == before


@pytest.mark.parametrize("who", [LEAD, OUTSIDER])
def test_an_admins_file_sent_again_by_somebody_else_is_not_read(desk, groups, store, who):
    admin, workspace = desk.person(ADMIN), desk.workspace
    file_id = admin.uploads("people.csv", FILE)
    before = all_kept(store)
    files = [workspace.file_shape(workspace.files.get(file_id))]
    answer = forged(desk, who, action_ids.IMPORT_MODAL, "", state(action_ids.IMPORT_FILE, files=files))
    assert "Only workspace admins" in answer.body
    assert all_kept(store) == before


@pytest.mark.parametrize(("who", "place"), [(LEAD, "C"), (LEAD, "U"), (OUTSIDER, "C"), (OUTSIDER, None)])
def test_a_weekly_digest_is_sent_elsewhere_by_admins_alone_and_to_readers_alone(
    desk, groups, store, channel_id, who, place
):
    values = {
        "C": state("weekly.channel:new", selected_conversation=channel_id),
        "U": state("weekly.person:new", selected_user=user_id(desk.workspace, ADMIN)),
        None: {},
    }[place]
    before = all_kept(store)
    forged(desk, who, action_ids.WEEKLY_MODAL, "", values)
    assert "Only" in all_text(desk.report(who))
    assert all_kept(store) == before
