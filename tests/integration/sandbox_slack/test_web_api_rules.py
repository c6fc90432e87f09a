"""The Web API's rules over real HTTP: tokens, scopes, membership, editing, history, files, limits."""

import json
import urllib.request

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Spend"}}


def refused(call, **arguments):
    with pytest.raises(SlackApiError) as refusal:
        call(**arguments)
    return refusal.value.response


def error_of(call, **arguments):
    return refused(call, **arguments)["error"]


@pytest.fixture
def alerts(slack):
    return slack.channel_id("#ai-spend")


# who may call


def test_each_method_takes_its_own_kind_of_token(slack):
    address = f"{slack.url}/api/"
    as_app = WebClient(token=slack.workspace.app_token, base_url=address)
    assert slack.client.auth_test()["user_id"] == slack.workspace.directory.bot.id
    assert as_app.apps_connections_open(app_token=slack.workspace.app_token)["url"].startswith("ws://127.0.0.1:")
    assert error_of(as_app.auth_test) == "not_allowed_token_type"
    assert error_of(slack.client.apps_connections_open, app_token=slack.workspace.bot_token) == "not_allowed_token_type"
    assert error_of(WebClient(token="xoxb-other", base_url=address).auth_test) == "invalid_auth"
    assert error_of(WebClient(base_url=address).auth_test) == "not_authed"
    assert error_of(slack.client.api_call, api_method="chat.imagine") == "unknown_method"


def test_a_missing_scope_says_what_is_needed_and_provided(slack):
    slack.narrow_scopes("commands", "chat:write", "users:read")
    answer = refused(slack.client.users_lookupByEmail, email="ada@example.com")
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == "users:read.email"
    assert answer["provided"] == "chat:write,commands,users:read"
    ada = slack.client.users_info(user=slack.person("ada").id)["user"]
    assert "email" not in ada["profile"]


def test_a_private_channel_needs_the_scope_of_its_kind(slack, alerts):
    slack.narrow_scopes("channels:read")
    assert refused(slack.client.conversations_members, channel=alerts)["needed"] == "groups:read"


def test_people_are_found_by_id_and_by_e_mail_in_any_case(slack):
    found = slack.client.users_lookupByEmail(email="OLU@example.com")["user"]
    assert slack.client.users_info(user=found["id"])["user"]["profile"]["email"] == "olu@example.com"
    assert error_of(slack.client.users_lookupByEmail, email="nobody@example.com") == "users_not_found"
    assert error_of(slack.client.users_info, user="U404") == "user_not_found"


def test_members_come_a_page_at_a_time(slack, alerts):
    seen = [page["members"] for page in slack.client.conversations_members(channel=alerts, limit=3)]
    assert [len(page) for page in seen] == [3, 1]
    assert slack.workspace.directory.bot.id in seen[0]


def test_json_form_and_query_say_the_same(slack, alerts):
    bot = {"Authorization": f"Bearer {slack.workspace.bot_token}"}
    blocks = json.dumps([SECTION])
    form = urllib.request.Request(
        f"{slack.url}/api/chat.postMessage",
        data=f"channel={alerts}&text=form&blocks={urllib.request.quote(blocks)}".encode(),
        headers=bot,
    )
    with urllib.request.urlopen(form) as answer:
        posted = json.load(answer)
    assert posted["message"]["blocks"][0]["text"] == SECTION["text"]
    query = urllib.request.Request(f"{slack.url}/api/conversations.history?channel={alerts}&limit=1", headers=bot)
    with urllib.request.urlopen(query) as answer:
        assert json.load(answer)["messages"][0]["ts"] == posted["ts"]


# posting


def test_where_the_bot_may_post(slack, alerts):
    post = slack.client.chat_postMessage
    assert post(channel=alerts, text="in its channel")["channel"] == alerts
    assert error_of(post, channel=slack.channel_id("#general"), text="x") == "not_in_channel"
    assert error_of(post, channel="C404404404", text="x") == "channel_not_found"
    assert error_of(slack.client.api_call, api_method="chat.postMessage", json={"channel": alerts}) == "no_text"
    conversation = post(channel=slack.person("eve").id, text="to a person")["channel"]
    assert conversation.startswith("D")
    slack.client.conversations_join(channel=slack.channel_id("#general"))
    assert post(channel="#general", text="joined")["ok"]


def test_a_private_channel_without_the_bot_is_not_there(slack):
    hidden = slack.workspace.directory.add_channel("board", is_private=True, members=[])
    assert error_of(slack.client.chat_postMessage, channel=hidden.id, text="x") == "channel_not_found"
    assert error_of(slack.client.conversations_info, channel=hidden.id) == "channel_not_found"


def test_two_identical_posts_are_two_messages(slack, alerts):
    sent = [slack.client.chat_postMessage(channel=alerts, text="same")["ts"] for _ in range(2)]
    assert sent == [message.ts for message in slack.person("ada").sees("#ai-spend")]


def test_bad_blocks_are_refused_with_pointers(slack, alerts):
    answer = refused(
        slack.client.chat_postMessage, channel=alerts, text="x", blocks=[SECTION, {"type": "section", "text": "x"}]
    )
    problem = "must provide an object [json-pointer:/blocks/1/text]"
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [problem]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {problem}"]
    assert error_of(slack.client.chat_postMessage, channel=alerts, text="x", blocks="{") == "invalid_blocks_format"
    assert slack.person("ada").sees("#ai-spend") == []


def test_long_text_without_blocks_is_split(slack, alerts):
    slack.client.chat_postMessage(channel=alerts, text="x" * 4040)
    slack.client.chat_postMessage(channel=alerts, text="y" * 4041)
    assert [len(message.text) for message in slack.person("ada").sees("#ai-spend")] == [4040, 4000, 41]


def test_the_fifth_post_at_once_has_to_wait(slack, alerts):
    for number in range(4):
        slack.client.chat_postMessage(channel=alerts, text=str(number))
    answer = refused(slack.client.chat_postMessage, channel=alerts, text="4")
    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "1")


# editing


def test_an_edit_without_blocks_takes_them_away(slack, alerts):
    client = slack.client
    metadata = {"event_type": "incident", "event_payload": {"key": "7"}}
    ts = client.chat_postMessage(channel=alerts, text="a", blocks=[SECTION], metadata=metadata)["ts"]
    with_blocks = client.chat_update(channel=alerts, ts=ts, text="b", blocks=[SECTION])["message"]
    assert "edited" not in with_blocks
    without = client.chat_update(channel=alerts, ts=ts, text="c")["message"]
    assert (without["text"], "blocks" in without, "edited" in without) == ("c", False, True)
    assert without["metadata"] == metadata
    assert "metadata" not in client.chat_update(channel=alerts, ts=ts, text="d", metadata={})["message"]


def test_what_cannot_be_edited(slack, alerts):
    client = slack.client
    ada = slack.person("ada")
    ada.types("my own words", in_="#ai-spend")
    [own] = ada.sees("#ai-spend")
    private = client.chat_postEphemeral(channel=alerts, user=ada.id, text="for you")["message_ts"]
    mine = client.chat_postMessage(channel=alerts, text="mine")["ts"]
    assert error_of(client.chat_update, channel=alerts, ts=own.ts, text="x") == "cant_update_message"
    assert error_of(client.chat_update, channel=alerts, ts=private, text="x") == "message_not_found"
    assert error_of(client.chat_update, channel=alerts, ts="1.000001", text="x") == "message_not_found"
    assert error_of(client.chat_update, channel=alerts, ts=mine, text="x" * 4001) == "msg_too_long"
    assert error_of(client.chat_delete, channel=alerts, ts=own.ts) == "cant_delete_message"
    client.chat_delete(channel=alerts, ts=mine)
    assert mine not in [message.ts for message in ada.sees("#ai-spend")]


def test_ephemeral_messages_need_a_member(slack, alerts):
    eve = slack.person("eve")
    assert error_of(slack.client.chat_postEphemeral, channel=alerts, user=eve.id, text="x") == "user_not_in_channel"
    general = slack.channel_id("#general")
    assert error_of(slack.client.chat_postEphemeral, channel=general, user=eve.id, text="x") == "not_in_channel"


# reading


def test_history_is_newest_first_without_replies_or_ephemeral_messages(slack, alerts):
    client = slack.client
    metadata = {"event_type": "incident", "event_payload": {"key": "7"}}
    root = client.chat_postMessage(channel=alerts, text="root", metadata=metadata)["ts"]
    reply = client.chat_postMessage(channel=alerts, text="reply", thread_ts=root)["ts"]
    client.chat_postMessage(channel=alerts, text="deeper", thread_ts=reply)
    client.chat_postEphemeral(channel=alerts, user=slack.person("ada").id, text="hidden")
    client.chat_postMessage(channel=alerts, text="last")

    plain = client.conversations_history(channel=alerts)["messages"]
    assert [message["text"] for message in plain] == ["last", "root"]
    assert plain[1]["reply_count"] == 2
    assert "metadata" not in plain[1]
    full = client.conversations_history(channel=alerts, include_all_metadata=True, limit=1, latest=plain[0]["ts"])
    assert [message["metadata"] for message in full["messages"]] == [metadata]
    older = client.conversations_history(channel=alerts, oldest=root, inclusive=False)["messages"]
    assert [message["text"] for message in older] == ["last"]
    thread = client.conversations_replies(channel=alerts, ts=root)["messages"]
    assert [message["text"] for message in thread] == ["root", "reply", "deeper"]


def test_a_permalink_names_channel_and_message(slack, alerts):
    ts = slack.client.chat_postMessage(channel=alerts, text="x")["ts"]
    link = slack.client.chat_getPermalink(channel=alerts, message_ts=ts)["permalink"]
    assert link == f"{slack.url}/archives/{alerts}/p{ts.replace('.', '')}"
    assert error_of(slack.client.chat_getPermalink, channel=alerts, message_ts="1.0") == "message_not_found"


def test_conversations_are_listed_by_kind(slack, alerts):
    client = slack.client
    conversation = client.conversations_open(users=slack.person("eve").id)["channel"]["id"]
    assert client.conversations_open(users=slack.person("eve").id)["already_open"]
    public = client.conversations_list()["channels"]
    assert [channel["name"] for channel in public] == ["general", "platform"]
    others = client.conversations_list(types="private_channel,im")["channels"]
    assert [channel["id"] for channel in others] == [alerts, conversation]
    assert client.conversations_info(channel=conversation)["channel"]["user"] == slack.person("eve").id


# views


def test_views_are_refused_with_pointers_and_triggers_are_real(slack):
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}, "blocks": [SECTION]}
    answer = refused(slack.client.views_open, trigger_id="1.2.3", view=view)
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    view["title"]["text"] = "Title"
    assert error_of(slack.client.views_open, trigger_id="1.2.3", view=view) == "invalid_trigger_id"
    assert error_of(slack.client.views_update, view_id="V404", view=view) == "not_found"


def test_blocks_can_be_checked_without_a_token(slack):
    anonymous = WebClient(base_url=f"{slack.url}/api/")
    assert anonymous.blocks_validate(blocks=[SECTION])["ok"]
    answer = refused(anonymous.blocks_validate, blocks=[{"type": "divider", "colour": "red"}])
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [
        {
            "code": "unknown_field",
            "message": "invalid additional property: colour",
            "field": "0",
            "pointer": "/blocks/0",
            "constraint": "colour",
        }
    ]


# files


def test_an_upload_must_have_the_announced_length(slack):
    begun = slack.client.files_getUploadURLExternal(filename="a.csv", length=5)
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(begun["upload_url"], data=b"too long")
    refusal.value.close()
    with urllib.request.urlopen(begun["upload_url"], data=b"a,b\n1") as answer:
        assert answer.read() == b"OK - 5"
    complete = slack.client.files_completeUploadExternal
    files = [{"id": begun["file_id"], "title": "A"}]
    assert error_of(complete, files=files, channel_id=slack.person("eve").id) == "invalid_arguments"
    assert error_of(complete, files=files, channel_id=slack.channel_id("#general")) == "not_in_channel"
    assert complete(files=files, channel_id=slack.channel_id("#ai-spend"))["files"][0]["title"] == "A"
    [shared] = slack.person("ada").sees("#ai-spend")
    assert shared.file_ids == (begun["file_id"],)


def test_a_download_needs_the_token_or_is_a_login_page(slack):
    slack.workspace.files.scan_s = 0
    uploaded = slack.client.files_upload_v2(content="day,cents\n", filename="a.csv")["file"]
    address = uploaded["url_private_download"]
    with urllib.request.urlopen(address) as answer:
        assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    bot = {"Authorization": f"Bearer {slack.workspace.bot_token}"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=bot)) as answer:
        assert answer.read() == b"day,cents\n"
    slack.client.files_delete(file=uploaded["id"])
    assert error_of(slack.client.files_info, file=uploaded["id"]) == "file_deleted"


def test_the_call_log_never_holds_a_token(slack):
    slack.client.auth_test()
    slack.client.api_call("users.list", params={"token": slack.workspace.bot_token})
    assert "xoxb" not in repr(slack.workspace.call_log.entries())
