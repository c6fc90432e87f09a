"""What people can do and see while no app is connected, and what Slack's client refuses them."""

import pytest

from sandbox.slack.acts import Acts
from sandbox.slack.directory import SLACKBOT_ID
from sandbox.slack.errors import ActRefused, ApiError
from sandbox.slack.state import Workspace
from sandbox.slack.whereabouts import MessageRef
from tests.unit.sandbox_slack.conftest import manifest

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go"}
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "T"},
    "blocks": [{"type": "divider", "block_id": "line"}],
}


def test_an_unknown_command_is_answered_by_slack_itself(workspace, ada, alerts):
    delivery = Acts(workspace).type_command(ada.id, alerts.id, "/spned 7d")
    [notice] = workspace.timeline(ada.id, alerts.id)
    assert delivery.failure == "unknown_command"
    assert (notice.user_id, notice.ephemeral_to) == (SLACKBOT_ID, ada.id)
    assert "/spned" in notice.text


def test_a_command_without_a_connected_app_fails_at_once(workspace, ada, alerts):
    delivery = Acts(workspace).type_command(ada.id, alerts.id, "/spend")
    assert delivery.done
    assert delivery.failure == "dispatch_failed"
    assert "dispatch_failed" in workspace.timeline(ada.id, alerts.id)[-1].text


def test_one_writes_only_where_one_is_a_member(workspace, ada, eve, alerts):
    acts = Acts(workspace)
    with pytest.raises(ActRefused, match="join it first"):
        acts.send_message(eve.id, alerts.id, "hello")
    acts.join_channel(eve.id, alerts.id)
    acts.send_message(eve.id, alerts.id, "hello")
    assert workspace.unread_count(ada.id, alerts.id) == 1
    assert workspace.unread_count(eve.id, alerts.id) == 0
    acts.leave_channel(eve.id, alerts.id)
    channel = workspace.directory.channel(alerts.id)
    assert eve.id not in channel.members


def test_a_private_channel_is_joined_by_invitation(workspace, ada, eve):
    acts = Acts(workspace)
    channel = workspace.directory.add_channel("finance", is_private=True, members=[ada.id])
    assert channel not in workspace.directory.channels_seen_by(eve.id)
    with pytest.raises(ActRefused, match="invitation"):
        acts.join_channel(eve.id, channel.id)
    acts.type_command(ada.id, channel.id, "/invite @eve")
    assert channel.id in [seen.id for seen in workspace.directory.channels_seen_by(eve.id)]


def test_reading_takes_the_unread_mark_away(workspace, ada, alerts):
    message = workspace.post(alerts, workspace.directory.bot, "Incident 7")
    assert workspace.unread_count(ada.id, alerts.id) == 1
    workspace.directory.mark_read(ada.id, alerts.id, message.ts)
    assert workspace.unread_count(ada.id, alerts.id) == 0


def test_an_ephemeral_message_is_seen_by_one_person_only(workspace, ada, eve, alerts):
    message = workspace.post(alerts, workspace.directory.bot, "for Ada", ephemeral_to=ada.id)
    assert workspace.timeline(ada.id, alerts.id) == [message]
    assert workspace.timeline(eve.id, alerts.id) == []
    with pytest.raises(ActRefused, match="not there"):
        Acts(workspace).click(eve.id, MessageRef(alerts.id, message.ts), "go")


def test_a_thread_stays_out_of_the_timeline(workspace, ada, alerts):
    root = workspace.post(alerts, workspace.directory.bot, "Incident 7")
    reply = workspace.post(alerts, workspace.directory.bot, "acknowledged", thread_ts=root.ts)
    assert workspace.timeline(ada.id, alerts.id) == [root]
    assert workspace.thread(ada.id, alerts.id, root.ts) == [root, reply]
    assert workspace.reply_count(root) == 1


def test_a_click_needs_its_element(workspace, ada, alerts):
    blocks = [{"type": "actions", "block_id": "b", "elements": [BUTTON]}]
    message = workspace.post(alerts, workspace.directory.bot, "x", blocks=blocks)
    with pytest.raises(ActRefused, match="nothing called gone"):
        Acts(workspace).click(ada.id, MessageRef(alerts.id, message.ts), "gone")


def test_a_stack_holds_three_modals_and_the_page_below_shows_again(workspace, ada):
    views = workspace.views
    first = views.open(ada.id, MODAL)
    views.push(ada.id, MODAL)
    third = views.push(ada.id, MODAL)
    with pytest.raises(ApiError, match="push_limit_reached"):
        views.push(ada.id, MODAL)
    assert third.root_view_id == first.id
    Acts(workspace).close_view(ada.id, third.id)
    assert len(views.stack(ada.id)) == 2
    Acts(workspace).close_view(ada.id, views.stack(ada.id)[-1].id, whole_stack=True)
    assert views.stack(ada.id) == []


def test_a_stale_hash_and_a_closed_view_are_told_apart(workspace, ada):
    views = workspace.views
    view = views.open(ada.id, MODAL)
    changed = views.update(view, MODAL, expected_hash=view.hash)
    with pytest.raises(ApiError, match="hash_conflict"):
        views.update(changed, MODAL, expected_hash=view.hash)
    views.close(changed)
    with pytest.raises(ApiError, match="not_found"):
        views.update(changed, MODAL)


def test_an_external_id_names_one_open_view(workspace, ada, eve):
    named = MODAL | {"external_id": "report"}
    workspace.views.open(ada.id, named)
    with pytest.raises(ApiError, match="duplicate_external_id"):
        workspace.views.open(eve.id, named)


def test_the_manifest_switches_tabs_and_buttons_off(clock):
    quiet = Workspace(
        manifest(features={"app_home": {"messages_tab_read_only_enabled": True}}, settings={}), clock=clock
    )
    ada = quiet.directory.add_user("Ada", email="ada@example.com")
    conversation = quiet.directory.direct_channel(ada.id)
    acts = Acts(quiet)
    with pytest.raises(ActRefused, match="turned off"):
        acts.send_message(ada.id, conversation.id, "hello")
    with pytest.raises(ActRefused, match="no Home tab"):
        acts.open_home(ada.id)
    blocks = [{"type": "actions", "block_id": "b", "elements": [BUTTON]}]
    message = quiet.post(conversation, quiet.directory.bot, "x", blocks=blocks)
    clicked = acts.click(ada.id, MessageRef(conversation.id, message.ts), "go")
    assert clicked.failure == "interactivity_disabled"


def test_two_people_with_one_name_and_mailbox_keep_different_handles(workspace):
    first = workspace.directory.add_user("Ann Lee", email="ann@example.com")
    second = workspace.directory.add_user("Ann Lee", email="ANN@example.com")
    assert (first.name, second.name) == ("ann", "ann2")
