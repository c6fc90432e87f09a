"""The real slack-bolt and slack-sdk against the stand-in: what a small bot does all day."""

import struct
import threading
import urllib.request
import zlib

from slack_sdk.errors import SlackApiError

ACKNOWLEDGE = {
    "type": "button",
    "text": {"type": "plain_text", "text": "Acknowledge"},
    "action_id": "ack",
    "value": "7",
}


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x10\x80\xf0" * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def section(text):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(*blocks, title="Resolve"):
    return {
        "type": "modal",
        "callback_id": "resolve",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": list(blocks),
    }


def text_input(label, block_id):
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": label},
        "element": {"type": "plain_text_input", "action_id": "value"},
    }


def test_a_command_is_acknowledged_and_answered_privately(slack):
    app = slack.new_app()

    @app.command("/spend")
    def spend(ack, respond, command):
        ack()
        respond(text=f"You asked for {command['text']}", blocks=[section("*Spend*")])

    with slack.connected(app):
        ada = slack.person("ada")
        delivery = ada.types("/spend 7d @olu", in_="#ai-spend").wait()
        answer = ada.waits_for_text("You asked for", in_="#ai-spend")

    assert delivery.acked
    olu = slack.person("olu")
    assert answer.text == f"You asked for 7d <@{olu.id}>"
    assert answer.ephemeral_to == ada.id
    assert answer not in olu.sees("#ai-spend")


def test_an_answer_in_the_acknowledgement_is_shown(slack):
    app = slack.new_app()

    @app.command("/spend")
    def spend(ack):
        ack(response_type="in_channel", text="Everyone sees this")

    with slack.connected(app):
        slack.person("ada").types("/spend", in_="#ai-spend").wait()

    seen = [message.text for message in slack.person("olu").sees("#ai-spend")]
    assert seen == ["/spend", "Everyone sees this"]


def test_a_command_nobody_acknowledges_is_told_to_the_typist(slack):
    slack.workspace.hub.ack_timeout_s = 0.2
    app = slack.new_app()
    released = threading.Event()

    @app.command("/slow")
    def slow(ack):
        released.wait(10)
        ack()

    with slack.connected(app):
        ada = slack.person("ada")
        delivery = ada.types("/slow", in_="#ai-spend").wait()
        notice = ada.sees("#ai-spend")[-1]
        released.set()

    assert delivery.failure == "operation_timeout"
    assert "/slow" in notice.text
    assert "operation_timeout" in notice.text
    assert slack.person("olu").sees("#ai-spend") == []


def test_a_button_redraws_its_message(slack):
    app = slack.new_app()
    ts = app.client.chat_postMessage(
        channel=slack.channel_id("#ai-spend"),
        text="Incident 7",
        blocks=[section("Incident 7"), {"type": "actions", "elements": [ACKNOWLEDGE]}],
    )["ts"]

    @app.action("ack")
    def acknowledge(ack, body, client):
        ack()
        client.chat_update(
            channel=body["channel"]["id"],
            ts=body["message"]["ts"],
            text=f"Incident {body['actions'][0]['value']} acknowledged",
            blocks=[section(f"Acknowledged by <@{body['user']['id']}>")],
        )

    with slack.connected(app):
        olu = slack.person("olu")
        [message] = olu.sees("#ai-spend")
        assert olu.clicks("Acknowledge", message).wait().acked
        redrawn = olu.waits_for_text("acknowledged", in_="#ai-spend")

    assert redrawn.ts == ts
    assert redrawn.blocks[0]["text"]["text"] == f"Acknowledged by <@{olu.id}>"
    assert redrawn.edited_ts is None


def test_a_modal_shows_errors_then_closes(slack):
    app = slack.new_app()
    notes = []

    @app.command("/spend")
    def spend(ack, command, client):
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=modal(text_input("Cause", "cause")))

    @app.view("resolve")
    def resolve(ack, view):
        note = view["state"]["values"]["cause"]["value"]["value"]
        if note == "?":
            ack(response_action="errors", errors={"cause": "Say more."})
        else:
            notes.append(note)
            ack()

    with slack.connected(app):
        ada = slack.person("ada")
        ada.types("/spend", in_="#ai-spend").wait()
        assert ada.fills({}).submits().errors == {"cause": "Please fill in this field."}
        assert ada.fills({"Cause": "?"}).submits().errors == {"cause": "Say more."}
        assert ada.modal().errors == {"cause": "Say more."}
        assert ada.fills({"Cause": "A loop run wild"}).submits().acked

    assert notes == ["A loop run wild"]
    assert slack.workspace.views.stack(ada.id) == []


def test_an_uploaded_picture_can_be_shown_only_after_the_scan(slack):
    client = slack.client
    uploaded = client.files_upload_v2(content=png(), filename="chart.png", title="Spend")
    file_id = uploaded["file"]["id"]
    picture = {"type": "image", "alt_text": "Spend rose to $12", "slack_file": {"id": file_id}}

    refusals = []
    while True:
        try:
            client.chat_postMessage(channel=slack.channel_id("#ai-spend"), text="Spend", blocks=[picture])
            break
        except SlackApiError as refusal:
            refusals.append(refusal.response)
            slack.workspace.feed.wait(slack.workspace.feed.seq, 0.2)

    assert uploaded["file"]["mimetype"] == ""
    assert refusals[0]["error"] == "invalid_blocks"
    assert refusals[0]["errors"] == ["invalid slack file [json-pointer:/blocks/0/slack_file]"]
    assert client.files_info(file=file_id)["file"]["mimetype"] == "image/png"


def test_home_is_published_when_it_is_opened(slack):
    app = slack.new_app()

    @app.event("app_home_opened")
    def opened(event, client):
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section("Your spend")]})

    with slack.connected(app):
        home = slack.person("eve").opens_home()

    assert home.blocks[0]["text"]["text"] == "Your spend"


def test_an_app_reads_a_file_that_was_put_into_a_form(slack):
    app = slack.new_app()
    read = []

    @app.command("/spend")
    def spend(ack, command, client):
        ack()
        element = {"type": "file_input", "action_id": "csv", "filetypes": ["csv"], "max_files": 1}
        label = {"type": "plain_text", "text": "File"}
        block = {"type": "input", "block_id": "csv", "label": label, "element": element}
        client.views_open(trigger_id=command["trigger_id"], view=modal(block, title="Import"))

    @app.view("resolve")
    def imported(ack, view, client):
        ack()
        [file] = view["state"]["values"]["csv"]["csv"]["files"]
        known = client.files_info(file=file["id"])["file"]
        request = urllib.request.Request(known["url_private_download"])
        request.add_header("Authorization", f"Bearer {client.token}")
        with urllib.request.urlopen(request) as answer:
            read.append((file["name"], known["mimetype"], answer.headers["content-type"], answer.read()))

    with slack.connected(app):
        ada = slack.person("ada")
        ada.types("/spend", in_="#ai-spend").wait()
        wrong = ada.fills({"File": [ada.uploads("a.xlsx", b"PK")]}).submits()
        assert wrong.errors == {"csv": "a.xlsx is none of these: csv."}
        assert ada.fills({"File": [ada.uploads("group plan.csv", b"email,group\n")]}).submits().acked
        ada.wait_until(lambda: bool(read), "the app to read it")

    [(name, mimetype, content_type, content)] = read
    assert (name, mimetype, content) == ("group plan.csv", "text/csv", b"email,group\n")
    assert content_type.startswith("text/csv")


def test_words_in_the_conversation_with_the_bot_reach_it(slack):
    app = slack.new_app()

    @app.event("message")
    def said(event, say):
        say(f"You said {event['text']}")

    with slack.connected(app):
        eve = slack.person("eve")
        assert eve.types("help & more").wait().acked
        eve.waits_for_text("You said help &amp; more")


def test_a_second_socket_takes_over_after_a_refresh(slack):
    app = slack.new_app()

    @app.command("/spend")
    def spend(ack):
        ack("still here")

    with slack.connected(app):
        ada = slack.person("ada")
        first = slack.workspace.hub.connections()[0]
        slack.workspace.hub.disconnect("refresh_requested")
        ada.wait_until(lambda: any(c is not first for c in slack.workspace.hub.connections()), "a new connection")
        assert ada.types("/spend", in_="#ai-spend").wait().acked
