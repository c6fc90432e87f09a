"""Faults on demand over HTTP, and steering a server from outside its process."""

import json
import urllib.error
import urllib.request

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, ServerErrorRetryHandler

from sandbox.slack.faults import Fault, FaultKind


def control(slack, path, body=None, method=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{slack.url}/_control/{path}", data=data, headers=headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def texts(slack):
    return [message.text for message in slack.person("ada").sees("#ai-spend")]


def client_with(slack, handler):
    return WebClient(token=slack.workspace.bot_token, base_url=f"{slack.url}/api/", retry_handlers=[handler])


def test_a_lost_answer_leaves_the_message_and_makes_the_default_client_post_twice(slack):
    alerts = slack.channel_id("#ai-spend")
    slack.workspace.faults.arm(Fault(FaultKind.LOST_ANSWER, "chat.postMessage"))
    with pytest.raises((ConnectionError, urllib.error.URLError)):
        slack.client.chat_postMessage(channel=alerts, text="once")
    assert texts(slack) == ["once"]
    slack.workspace.faults.arm(Fault(FaultKind.LOST_ANSWER, "chat.postMessage"))
    client_with(slack, ConnectionErrorRetryHandler()).chat_postMessage(channel=alerts, text="twice")
    assert texts(slack) == ["once", "twice", "twice"]
    assert [call.status for call in slack.workspace.call_log.calls("chat.postMessage")] == [None, None, 200]


def test_a_server_error_has_no_effect_and_passes(slack):
    alerts = slack.channel_id("#ai-spend")
    slack.workspace.faults.arm(Fault(FaultKind.SERVER_ERROR, "chat.postMessage", status=503))
    client_with(slack, ServerErrorRetryHandler()).chat_postMessage(channel=alerts, text="at last")
    assert texts(slack) == ["at last"]


def test_a_rate_limit_on_demand_names_its_wait(slack):
    slack.workspace.faults.arm(Fault(FaultKind.RATE_LIMITED, seconds=7))
    with pytest.raises(SlackApiError) as refusal:
        slack.client.auth_test()
    assert refusal.value.response.headers["Retry-After"] == "7"


def test_an_upload_can_fail(slack):
    slack.workspace.faults.arm(Fault(FaultKind.SERVER_ERROR, "upload"))
    with pytest.raises(urllib.error.HTTPError) as refusal:
        slack.client.files_upload_v2(content="x", filename="x.txt")
    refusal.value.close()


def test_a_server_is_read_and_steered_from_outside(slack):
    alerts = slack.channel_id("#ai-spend")
    control(slack, "settings", {"rate_limited": False, "scan_s": 0.1, "ack_timeout_s": 0.2})
    control(slack, "faults", {"kind": "slow", "target": "auth.test", "count": 2, "seconds": 0})
    slack.client.auth_test()
    assert [fault["count"] for fault in control(slack, "faults")] == [1]
    assert control(slack, "faults", method="DELETE") == []

    for number in range(6):
        slack.client.chat_postMessage(channel=alerts, text=str(number))
    seen = control(slack, "state")
    assert [message["text"] for message in seen["messages"][alerts]] == list("012345")
    assert [call["method"] for call in control(slack, "calls")][:2] == ["auth.test", "chat.postMessage"]
    assert control(slack, f"feed?after={seen['seq'] - 1}")[0]["seq"] == seen["seq"]


def test_a_person_acts_from_outside(slack):
    ada = slack.person("ada")
    alerts = slack.channel_id("#ai-spend")
    delivery = control(slack, "acts/type_command", {"user_id": ada.id, "channel_id": alerts, "line": "/nope"})
    assert (delivery["failure"], delivery["acked"]) == ("unknown_command", False)
    with pytest.raises(urllib.error.HTTPError) as refusal:
        control(slack, "acts/send_message", {"user_id": ada.id, "channel_id": alerts, "text": " "})
    assert json.load(refusal.value) == {"error": "there is nothing to send"}
