"""Answers by response URL: where they go, what they replace, and when they are refused."""

import pytest
from slack_sdk.webhook import WebhookClient

from sandbox.slack.faults import Fault, FaultKind

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go"}
BLOCKS = [{"type": "actions", "elements": [BUTTON]}]


@pytest.fixture
def app(slack):
    """An app that acknowledges everything and keeps what it was told."""
    app = slack.new_app()
    app.told = []

    def take(ack, body):
        ack()
        app.told.append(body)

    app.command("/spend")(take)
    app.action("go")(take)
    with slack.connected(app):
        yield app


def answer_to(app, delivery):
    delivery.wait()
    return WebhookClient(app.told[-1]["response_url"])


def test_a_command_is_answered_five_times_and_replaces_nothing(slack, app):
    ada = slack.person("ada")
    url = answer_to(app, ada.types("/spend", in_="#general"))
    url.send(text="one")
    url.send(text="two", replace_original=True)
    assert [message.text for message in ada.sees("#general")] == ["one", "two"]
    assert slack.person("eve").sees("#general") == []
    for _ in range(3):
        assert url.send(text="more", response_type="in_channel").body == "ok"
    sixth = url.send(text="six")
    assert (sixth.status_code, sixth.body) == (404, '{"ok":false,"error":"used_url"}')
    assert [message.text for message in slack.person("eve").sees("#general")] == ["more"] * 3


def test_a_click_replaces_or_deletes_its_own_ephemeral_message(slack, app):
    ada = slack.person("ada")
    answer_to(app, ada.types("/spend", in_="#ai-spend")).send(text="first", blocks=BLOCKS)
    [shown] = ada.sees("#ai-spend")
    url = answer_to(app, ada.clicks("Go", shown))
    assert app.told[-1]["container"]["is_ephemeral"]
    assert "message" not in app.told[-1]
    url.send(text="second", replace_original=True)
    assert [(message.ts, message.text, message.blocks) for message in ada.sees("#ai-spend")] == [
        (shown.ts, "second", [])
    ]
    url.send(delete_original=True)
    assert ada.sees("#ai-spend") == []


def test_bad_blocks_get_404_and_do_not_count(slack, app):
    url = answer_to(app, slack.person("ada").types("/spend", in_="#ai-spend"))
    for _ in range(6):
        refused = url.send(text="x", blocks=[{"type": "sparkline"}])
        assert (refused.status_code, refused.body) == (404, '{"ok":false,"error":"invalid_blocks"}')
    assert url.send(text="plain").status_code == 200


def test_trouble_on_demand_happens_to_answers_by_response_url(slack, app):
    ada = slack.person("ada")
    url = answer_to(app, ada.types("/spend", in_="#general"))
    slack.workspace.faults.arm(Fault(FaultKind.SERVER_ERROR, "response_url", status=503))
    slack.workspace.faults.arm(Fault(FaultKind.RATE_LIMITED, "response_url", seconds=7))
    assert url.send(text="one").status_code == 503
    limited = url.send(text="two")
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "7")
    slack.workspace.faults.arm(Fault(FaultKind.LOST_ANSWER, "response_url"))
    with pytest.raises(OSError):
        WebhookClient(url.url, retry_handlers=[]).send(text="three")
    assert url.send(text="four").body == "ok"
    assert [message.text for message in ada.sees("#general")] == ["three", "four"]
