"""Socket Mode spoken by hand: hello, random spread, retries, disconnects, and trouble on demand."""

import json
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.whereabouts import MessageRef


class Socket:
    """One connection of an app that acknowledges only when told to."""

    def __init__(self, slack, stack):
        url = slack.client.apps_connections_open(app_token=slack.workspace.app_token)["url"]
        self.url = url
        self.connection = stack.enter_context(connect(url, proxy=None))
        self.hello = self.receive()

    def receive(self):
        return json.loads(self.connection.recv(timeout=10))

    def acknowledge(self, envelope, payload=None):
        answer = {"envelope_id": envelope["envelope_id"]}
        self.connection.send(json.dumps(answer | ({"payload": payload} if payload else {})))


@pytest.fixture
def stack():
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def socket(slack, stack):
    return Socket(slack, stack)


def test_hello_counts_the_connections_and_a_ticket_works_once(slack, stack, socket):
    second = Socket(slack, stack)
    assert [socket.hello["num_connections"], second.hello["num_connections"]] == [1, 2]
    assert socket.hello["connection_info"]["app_id"] == slack.workspace.installation.app_id
    with pytest.raises(Exception, match="403"):
        connect(second.url, proxy=None).__enter__()


def test_the_eleventh_connection_is_sent_away(slack, stack):
    greetings = [Socket(slack, stack).hello for _ in range(11)]
    assert [greeting["type"] for greeting in greetings] == ["hello"] * 10 + ["disconnect"]
    assert greetings[-1]["reason"] == "too_many_websockets"


def test_a_command_says_who_where_and_what(slack, socket):
    ada = slack.person("ada")
    delivery = ada.types("/spend 7d & more", in_="#ai-spend")
    envelope = socket.receive()
    payload = envelope["payload"]
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert (payload["command"], payload["text"], payload["user_id"]) == ("/spend", "7d &amp; more", ada.id)
    assert (payload["channel_name"], payload["is_enterprise_install"]) == ("privategroup", "false")
    socket.acknowledge(envelope)
    assert delivery.wait().acked
    [record] = slack.workspace.call_log.envelopes("slash_commands")
    assert record.acked_after_s is not None


def test_an_acknowledgement_counts_from_any_connection(slack, stack, socket):
    other = Socket(slack, stack)
    delivery = slack.person("ada").types("/spend", in_="#ai-spend")
    [record] = slack.workspace.call_log.envelopes()
    other.acknowledge({"envelope_id": record.envelope_id})
    assert delivery.wait().acked


def test_envelopes_spread_over_the_connections(slack, stack, socket):
    Socket(slack, stack)
    for _ in range(20):
        slack.person("ada").types("/spend", in_="#ai-spend")
    assert len({record.connection for record in slack.workspace.call_log.envelopes()}) == 2


def test_an_unacknowledged_event_comes_again_as_a_retry(slack, socket):
    slack.workspace.hub.ack_timeout_s = 0.1
    slack.workspace.hub.event_retry_delays_s = (0.0, 0.0)
    delivery = slack.person("eve").types("hello")
    tries = [socket.receive() for _ in range(3)]
    assert [envelope["retry_attempt"] for envelope in tries] == [0, 1, 2]
    assert [envelope["retry_reason"] for envelope in tries] == ["", "timeout", "timeout"]
    assert len({envelope["payload"]["event_id"] for envelope in tries}) == 1
    assert delivery.wait().failure == "operation_timeout"


def test_a_command_is_never_sent_again(slack, socket):
    slack.workspace.hub.ack_timeout_s = 0.1
    assert slack.person("ada").types("/spend", in_="#ai-spend").wait().failure == "operation_timeout"
    socket.receive()
    delivery = slack.person("ada").types("/spend again", in_="#ai-spend")
    assert socket.receive()["payload"]["text"] == "again"
    delivery.wait()


def test_a_warning_leaves_the_socket_open_and_a_refresh_closes_it(slack, socket):
    slack.workspace.hub.disconnect("warning")
    assert socket.receive()["reason"] == "warning"
    slack.workspace.hub.disconnect("refresh_requested")
    assert socket.receive()["reason"] == "refresh_requested"
    with pytest.raises(ConnectionClosed):
        socket.receive()
    assert slack.person("ada").types("/spend", in_="#ai-spend").failure == "dispatch_failed"


def test_an_envelope_can_be_delivered_twice(slack, socket):
    slack.workspace.faults.arm(Fault(FaultKind.DUPLICATE, "slash_commands"))
    slack.person("ada").types("/spend", in_="#ai-spend")
    first, second = socket.receive(), socket.receive()
    assert first["payload"] == second["payload"]
    assert first["envelope_id"] != second["envelope_id"]


def test_a_socket_can_drop_with_an_envelope_on_its_way(slack, socket):
    slack.workspace.hub.ack_timeout_s = 0.1
    slack.workspace.faults.arm(Fault(FaultKind.DROP_SOCKET))
    delivery = slack.person("ada").types("/spend", in_="#ai-spend")
    with pytest.raises(ConnectionClosed):
        socket.receive()
        socket.receive()
    assert delivery.wait().failure == "operation_timeout"
    assert slack.workspace.hub.connections() == []


def test_an_acknowledged_event_can_come_again_late(slack, socket):
    slack.workspace.faults.arm(Fault(FaultKind.LATE_RETRY, seconds=0))
    slack.person("eve").types("hello")
    first = socket.receive()
    socket.acknowledge(first)
    again = socket.receive()
    assert (again["retry_attempt"], again["payload"]) == (1, first["payload"])


def test_members_who_join_and_leave_are_told_where_the_bot_is(slack, socket):
    ada, eve = slack.person("ada"), slack.person("eve")
    alerts = slack.channel_id("#ai-spend")
    ada.acts.invite(ada.id, alerts, eve.id)
    joined = socket.receive()["payload"]["event"]
    eve.acts.leave_channel(eve.id, alerts)
    left = socket.receive()["payload"]["event"]
    assert (joined["type"], joined["user"], joined["inviter"]) == ("member_joined_channel", eve.id, ada.id)
    assert (left["type"], left["channel"], left["channel_type"]) == ("member_left_channel", alerts, "G")
    assert eve.acts.leave_channel(eve.id, slack.channel_id("#platform")).kind == "none"


def test_a_mention_reaches_the_app_where_it_is_a_member(slack, socket):
    delivery = slack.person("ada").types("@spendtest how much?", in_="#ai-spend")
    event = socket.receive()["payload"]["event"]
    assert event["type"] == "app_mention"
    assert event["text"] == f"<@{slack.workspace.directory.bot.id}> how much?"
    assert delivery.kind == "events_api"


def modal(block_id, **more):
    element = {"type": "plain_text_input", "action_id": "value"}
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": block_id},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [
            {"type": "input", "block_id": block_id, "label": {"type": "plain_text", "text": "Note"}, "element": element}
        ],
        **more,
    }


@pytest.fixture
def eve_with_modal(slack, socket):
    eve = slack.person("eve")
    eve.types("/spend", in_="#general")
    envelope = socket.receive()
    socket.acknowledge(envelope)
    slack.client.views_open(trigger_id=envelope["payload"]["trigger_id"], view=modal("first", notify_on_close=True))
    return eve


def submitted(slack, socket, person, answer):
    [view] = person.workspace.views.stack(person.id)[-1:]
    delivery = person.acts.submit_view(person.id, view.id, {view.blocks[0]["block_id"]: {"value": "text"}})
    socket.acknowledge(socket.receive(), answer)
    return delivery.wait()


def test_a_submission_can_update_push_and_clear(slack, socket, eve_with_modal):
    views = slack.workspace.views
    eve = eve_with_modal
    submitted(slack, socket, eve, {"response_action": "update", "view": modal("second")})
    assert [view.payload["title"]["text"] for view in views.stack(eve.id)] == ["second"]
    submitted(slack, socket, eve, {"response_action": "push", "view": modal("third")})
    assert [view.payload["title"]["text"] for view in views.stack(eve.id)] == ["second", "third"]
    submitted(slack, socket, eve, {"response_action": "clear"})
    assert views.stack(eve.id) == []


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"elsewhere": "no such block"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "explode"},
    ],
)
def test_an_answer_that_slack_cannot_use_shows_trouble(slack, socket, eve_with_modal, answer):
    delivery = submitted(slack, socket, eve_with_modal, answer)
    assert delivery.failure == "invalid_response"
    assert delivery.problem
    assert "trouble" in eve_with_modal.modal().errors[""]


def test_closing_a_modal_is_told_only_where_it_was_asked_for(slack, socket, eve_with_modal):
    eve = eve_with_modal
    delivery = eve.acts.close_view(eve.id, eve.modal().id, whole_stack=True)
    closed = socket.receive()["payload"]
    assert (closed["type"], closed["is_cleared"]) == ("view_closed", True)
    assert delivery.kind == "interactive"


def test_an_external_select_is_answered_with_options(slack, socket):
    select = {"type": "external_select", "action_id": "who", "min_query_length": 2}
    slack.client.chat_postMessage(
        channel=slack.channel_id("#ai-spend"), text="x", blocks=[{"type": "actions", "elements": [select]}]
    )
    ada = slack.person("ada")
    [message] = ada.sees("#ai-spend")
    place = MessageRef(message.channel_id, message.ts)
    assert ada.acts.suggest_options(ada.id, place, "who", "a").kind == "none"
    delivery = ada.acts.suggest_options(ada.id, place, "who", "ad")
    envelope = socket.receive()
    option = {"text": {"type": "plain_text", "text": "Ada"}, "value": "ada"}
    socket.acknowledge(envelope, {"options": [option]})
    assert envelope["payload"]["block_id"] == message.blocks[0]["block_id"]
    assert delivery.wait().ack_payload == {"options": [option]}
    picked = ada.acts.click(ada.id, place, "who", choice=option)
    assert socket.receive()["payload"]["actions"][0]["selected_option"] == option
    assert not picked.done
