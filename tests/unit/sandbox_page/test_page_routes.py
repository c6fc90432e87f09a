"""The page over HTTP: regions, acts, pictures, links, the inspector; without an app behind it."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.slack.elements import with_ids
from sandbox.slack.feed import Change
from sandbox.slack.page.live import REGIONS, events_of, regions_after
from sandbox.slack.page.place import Place, place_of
from sandbox.slack.records import Channel, User
from sandbox.slack.state import Workspace
from tests.unit.sandbox_page.conftest import TurnedClock, browsing
from tests.unit.sandbox_page.html_reading import ReadHtml

UGLY = "<!channel> *x* & <https://x|y>"


def regions(client: httpx.Client, query: str, *names: str) -> dict[str, str]:
    answer = client.get(f"/regions?{query}&names={','.join(names)}").json()
    return dict(answer["regions"])


def act(client: httpx.Client, act_name: str, **body: Any) -> Any:
    return client.post(f"/act/{act_name}", json=body)


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def test_the_page_opens_in_the_alert_channel(client: httpx.Client, ada: User) -> None:
    page = client.get(f"/?as={ada.id}")
    assert page.status_code == 200
    assert "<title>#ai-spend · Sandbox</title>" in page.text
    assert "on-call lead, admin" in page.text


def test_the_page_lets_nothing_in_from_elsewhere(client: httpx.Client) -> None:
    page = client.get("/")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "http://" not in page.text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page.text
    assert " style=" not in page.text
    assert " onclick" not in page.text


def test_other_routes_of_the_server_keep_working(client: httpx.Client) -> None:
    assert client.post("/api/auth.test").json()["error"] == "not_authed"
    assert client.get("/static/page.css").headers["content-type"].startswith("text/css")
    assert client.get("/no-such-page").status_code == 404


def test_an_empty_workspace_says_so(workspace: Workspace) -> None:
    with browsing(workspace, {}) as client:
        assert "Nobody is here yet" in client.get("/").text
        assert client.get("/live").status_code == 204


def test_an_outsider_is_shown_a_channel_they_are_in(client: httpx.Client, workspace: Workspace, eve: User) -> None:
    general = workspace.directory.add_channel("general", members=[eve.id])
    place = place_of({"as": eve.id}, workspace, workspace.directory.channel_by_name("ai-spend"))
    assert place is not None
    assert place.channel.id == general.id


def test_a_place_survives_its_address(workspace: Workspace, ada: User, alerts: Channel) -> None:
    root = workspace.messages.add(alerts.id, user_id=ada.id, text="root")
    place = place_of({"as": ada.id, "channel": alerts.id, "thread": root.ts}, workspace, alerts)
    assert place is not None
    assert place.address() == f"/?as={ada.id}&channel={alerts.id}&thread={root.ts}"
    assert place.address(thread_ts=None, user_id="U2") == f"/?as=U2&channel={alerts.id}"
    home = place_of({"as": ada.id, "channel": "app", "tab": "home"}, workspace, alerts)
    assert home is not None
    assert home.address() == f"/?as={ada.id}&channel=app&tab=home"


@given(
    query=st.dictionaries(
        st.sampled_from(["as", "channel", "thread", "tab", "at", "since", "shown"]), st.text(max_size=12)
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_breaks_the_page(query: dict[str, str], workspace: Workspace, ada: User, alerts: Channel) -> None:
    place = place_of(query, workspace, alerts)
    assert place is not None
    assert place.user == ada


def test_only_their_reader_sees_an_ephemeral_message(
    client: httpx.Client, workspace: Workspace, ada: User, eve: User
) -> None:
    channel = workspace.directory.add_channel("general", members=[ada.id, eve.id])
    workspace.messages.add(channel.id, user_id=workspace.directory.bot.id, text="just for you", ephemeral_to=ada.id)
    own = regions(client, f"as={ada.id}&channel={channel.id}", "timeline")["timeline"]
    assert "Only visible to you" in own
    assert "just for you" in own
    assert "just for you" not in regions(client, f"as={eve.id}&channel={channel.id}", "timeline")["timeline"]


HOSTILE = "\"><script>alert(1)</script>' onx=1"
HOSTILE_TEXT = plain(HOSTILE)
HOSTILE_OPTION = {"text": HOSTILE_TEXT, "value": HOSTILE}
HOSTILE_BUTTON = {
    "type": "button",
    "action_id": HOSTILE,
    "text": HOSTILE_TEXT,
    "value": HOSTILE,
    "accessibility_label": HOSTILE,
    "confirm": dict.fromkeys(("title", "text", "confirm", "deny"), HOSTILE_TEXT),
}
HOSTILE_SELECT = {"type": "multi_static_select", "action_id": "s", "options": [HOSTILE_OPTION]}
HOSTILE_RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": HOSTILE}]}],
}
HOSTILE_INPUT = {"type": "plain_text_input", "initial_value": HOSTILE, "placeholder": HOSTILE_TEXT}
PICTURE = "https://example.com/x.png"


@pytest.mark.parametrize(
    "block",
    [
        {"type": "header", "text": HOSTILE_TEXT},
        {"type": "section", "text": {"type": "mrkdwn", "text": HOSTILE}},
        {"type": "section", "fields": [HOSTILE_TEXT]},
        {"type": "actions", "elements": [HOSTILE_BUTTON]},
        {"type": "image", "image_url": PICTURE, "alt_text": HOSTILE, "title": HOSTILE_TEXT},
        {"type": "data_table", "caption": HOSTILE, "rows": [[{"type": "raw_text", "text": HOSTILE}]] * 2},
        {"type": "actions", "elements": [{"type": "static_select", "action_id": "s", "options": [HOSTILE_OPTION]}]},
        {"type": "actions", "elements": [{"type": "checkboxes", "action_id": "c", "options": [HOSTILE_OPTION]}]},
        {"type": "actions", "elements": [{"type": "overflow", "action_id": "o", "options": [HOSTILE_OPTION]}]},
        {"type": "input", "label": HOSTILE_TEXT, "hint": HOSTILE_TEXT, "element": HOSTILE_INPUT},
        {"type": "actions", "elements": [HOSTILE_SELECT | {"initial_options": [HOSTILE_OPTION]}]},
        {"type": "actions", "elements": [{"type": "icon_button", "icon": "trash", "text": HOSTILE_TEXT}]},
        {
            "type": "input",
            "label": HOSTILE_TEXT,
            "element": {"type": "rich_text_input", "placeholder": HOSTILE_TEXT, "initial_value": HOSTILE_RICH},
        },
        {"type": "input", "label": HOSTILE_TEXT, "element": {"type": "file_input", "filetypes": [HOSTILE]}},
        {"type": "markdown", "text": HOSTILE},
        {"type": "card", "title": HOSTILE_TEXT, "body": HOSTILE_TEXT, "actions": [HOSTILE_BUTTON]},
        {"type": "carousel", "elements": [{"type": "card", "title": HOSTILE_TEXT}]},
        {"type": "container", "title": HOSTILE_TEXT, "child_blocks": [{"type": "header", "text": HOSTILE_TEXT}]},
        {"type": "container", "rich_text_title": HOSTILE_RICH, "is_collapsible": True, "child_blocks": []},
        {"type": "plan", "title": HOSTILE, "tasks": [{"title": HOSTILE, "details": HOSTILE_RICH}]},
        {
            "type": "video",
            "title": HOSTILE_TEXT,
            "alt_text": HOSTILE,
            "author_name": HOSTILE,
            "video_url": "javascript:alert(1)",
            "title_url": f"https://example.com/{HOSTILE}",
        },
    ],
    ids=lambda block: block["type"],
)
def test_text_from_outside_stays_text_in_every_block(
    block: dict[str, Any], client: httpx.Client, workspace: Workspace, ada: User, alerts: Channel
) -> None:
    workspace.messages.add(alerts.id, user_id=ada.id, text=HOSTILE, blocks=with_ids([block]))
    html = regions(client, f"as={ada.id}", "timeline")["timeline"]
    read = ReadHtml(html)
    assert "script" not in read.tags
    assert "onx" not in {name for name, _ in read.attributes}
    assert "&lt;script&gt;" in html or "\\u003cscript\\u003e" in html  # in text, or in the JSON of an attribute


def test_a_message_is_sent_and_read(client: httpx.Client, workspace: Workspace, ada: User, alerts: Channel) -> None:
    assert act(client, "type", **{"as": ada.id}, channel=alerts.id, text=UGLY).json()["ok"]
    (message,) = workspace.timeline(ada.id, alerts.id)
    assert message.user_id == ada.id
    assert "&lt;!channel&gt; <strong>x</strong>" in regions(client, f"as={ada.id}", "timeline")["timeline"]


def test_an_unread_message_counts_until_it_is_read(
    client: httpx.Client, workspace: Workspace, ada: User, alerts: Channel
) -> None:
    workspace.messages.add(alerts.id, user_id=workspace.directory.bot.id, text="news")
    assert 'aria-label="1 unread"' in regions(client, f"as={ada.id}", "sidebar")["sidebar"]
    assert act(client, "read", **{"as": ada.id}, channel=alerts.id).json()["ok"]
    assert "unread-count" not in regions(client, f"as={ada.id}", "sidebar")["sidebar"]
    seq = workspace.feed.seq
    act(client, "read", **{"as": ada.id}, channel=alerts.id)
    assert workspace.feed.seq == seq


def test_an_outsider_is_told_why_they_cannot_write(client: httpx.Client, eve: User, alerts: Channel) -> None:
    answer = act(client, "type", **{"as": eve.id}, channel=alerts.id, text="hello")
    assert answer.status_code == 409
    assert answer.json() == {"ok": False, "error": "Eve Engineer is not in #ai-spend: join it first"}


def test_commands_are_refused_in_threads(client: httpx.Client, ada: User, alerts: Channel) -> None:
    answer = act(client, "type", **{"as": ada.id}, channel=alerts.id, text="/spend", thread="1.000001")
    assert "threads" in answer.json()["error"]


def test_an_app_that_is_not_connected_is_named(client: httpx.Client, workspace: Workspace, ada: User) -> None:
    channel = workspace.directory.direct_channel(ada.id)
    answer = act(client, "type", **{"as": ada.id}, channel=channel.id, text="/spend").json()
    assert answer["failure"] == "Spend Test is not connected right now."
    assert "not connected" in regions(client, f"as={ada.id}", "sidebar")["sidebar"]


def test_an_act_of_another_site_is_refused(client: httpx.Client, ada: User, alerts: Channel) -> None:
    answer = client.post("/act/type", data={"as": ada.id, "channel": alerts.id, "text": "x"})
    assert answer.status_code == 415
    assert act(client, "type", **{"as": ada.id}).json()["error"] == "the act lacks 'text'"
    assert act(client, "fly").status_code == 404
    assert client.post("/act/type", content="{", headers={"content-type": "application/json"}).status_code == 400


def test_a_file_for_a_form_is_taken_from_this_page_alone(client: httpx.Client, workspace: Workspace, ada: User) -> None:
    def upload(content: bytes, kind: str = "application/octet-stream", **query: str) -> httpx.Response:
        return client.post("/upload", params=query, content=content, headers={"content-type": kind})

    taken = upload(b"a,b\n", **{"as": ada.id}, name="März <1>.csv").json()
    file = workspace.files.get(taken["id"])
    assert file is not None
    assert (file.content, file.user_id, taken["size"]) == (b"a,b\n", ada.id, "4 bytes")
    assert workspace.file_shape(file)["url_private"].endswith("/M%C3%A4rz%20%3C1%3E.csv")
    assert upload(b"x", "text/plain", **{"as": ada.id}, name="x").status_code == 415
    assert upload(b"x", **{"as": "U404"}, name="x").status_code == 409
    assert upload(b"x", **{"as": ada.id}).json()["error"] == "a file needs a name"


def test_nobody_submits_the_file_of_another(client: httpx.Client, workspace: Workspace, ada: User, eve: User) -> None:
    element = {"type": "file_input", "action_id": "f"}
    block = {"type": "input", "block_id": "f", "label": plain("File"), "element": element}
    view = {"type": "modal", "title": plain("Import"), "submit": plain("Import"), "blocks": [block]}
    opened = workspace.views.open(ada.id, view)
    file = workspace.files.add("a.csv", b"x", user_id=eve.id)
    answer = act(client, "submit", **{"as": ada.id}, view=opened.id, values={"f": {"f": [file.id]}})
    assert answer.status_code == 409
    assert file.id in answer.json()["error"]


def test_only_ones_own_ephemeral_messages_can_be_dismissed(
    client: httpx.Client, workspace: Workspace, ada: User, eve: User, alerts: Channel
) -> None:
    message = workspace.notice(ada.id, alerts, "psst")
    where = {"channel": alerts.id, "ts": message.ts}
    assert act(client, "dismiss", **{"as": eve.id}, **where).status_code == 409
    assert act(client, "dismiss", **{"as": ada.id}, **where).json()["ok"]
    assert workspace.timeline(ada.id, alerts.id) == []


def test_a_modal_shows_errors_beside_their_fields(client: httpx.Client, workspace: Workspace, ada: User) -> None:
    element = {"type": "plain_text_input", "action_id": "why", "min_length": 3}
    view = {
        "type": "modal",
        "title": plain("Resolve"),
        "submit": plain("Resolve"),
        "blocks": [{"type": "input", "block_id": "why", "label": plain("Why"), "element": element}],
    }
    opened = workspace.views.open(ada.id, view)
    answer = act(client, "submit", **{"as": ada.id}, view=opened.id, values={"why": {"why": "x"}}).json()
    assert answer["errors"] == {"why": "Enter at least 3 characters."}
    html = regions(client, f"as={ada.id}", "modal")["modal"]
    assert 'aria-invalid="true"' in html
    assert "Enter at least 3 characters." in html
    assert act(client, "close", **{"as": ada.id}, view=opened.id, whole_stack=True).json()["ok"]
    assert regions(client, f"as={ada.id}", "modal")["modal"].strip() == ""


def test_the_home_tab_shows_what_the_app_published(client: httpx.Client, workspace: Workspace, ada: User) -> None:
    query = f"as={ada.id}&channel=app&tab=home"
    assert "is preparing this tab" in regions(client, query, "timeline")["timeline"]
    workspace.views.publish(ada.id, {"type": "home", "blocks": [{"type": "header", "text": plain("Welcome")}]})
    assert "Welcome" in regions(client, query, "timeline")["timeline"]


def test_a_picture_is_served_once_it_is_scanned(
    client: httpx.Client, workspace: Workspace, ada: User, clock: TurnedClock
) -> None:
    content = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
    file = workspace.files.begin("a.png", len(content), user_id=ada.id)
    received = workspace.files.receive(file.upload_key, content)
    assert received is not None
    workspace.files.complete(received, title="", channel_ids=())
    assert client.get(f"/picture/{file.id}").status_code == 404
    clock.now += 1
    assert client.get(f"/picture/{file.id}").content == content


def test_a_permalink_leads_to_its_message(client: httpx.Client, ada: User, alerts: Channel) -> None:
    answer = client.get(f"/archives/{alerts.id}/p1795356180000100")
    assert answer.headers["location"] == f"/?as={ada.id}&channel={alerts.id}&at=1795356180.000100"
    assert client.get("/archives/C404/p1795356180000100").headers["location"] == "/"


def test_the_inspector_shows_refusals_in_red_and_no_secrets(
    client: httpx.Client, workspace: Workspace, ada: User
) -> None:
    refused = {"ok": False, "error": "invalid_blocks", "errors": ["must be shorter [json-pointer:/blocks/0]"]}
    workspace.call_log.add_call(
        "chat.postMessage",
        {"channel": "C1", "blocks": '[{"type": "divider"}]', "text": "see xoxb-1-secret"},
        status=200,
        response=refused,
        started_at=workspace.clock(),
    )
    html = regions(client, f"as={ada.id}", "inspector")["inspector"]
    assert "refused" in html
    assert "200 invalid_blocks" in html
    assert "must be shorter" in html
    detail = client.get("/inspector/1").text
    assert "json-pointer:/blocks/0" in detail
    assert "&#34;type&#34;: &#34;divider&#34;" in detail
    assert "secret" not in detail
    assert client.get("/inspector/99").status_code == 404


def change(kind: str, user_id: str | None = None, **data: Any) -> Change:
    return Change(1, 0.0, kind, user_id, data)


def test_a_change_redraws_only_what_it_touches(ada: User, alerts: Channel) -> None:
    place = Place(ada, alerts)
    assert regions_after(change("message.posted", channel_id=alerts.id), place) == {"sidebar", "timeline", "thread"}
    assert regions_after(change("message.posted", channel_id="C9"), place) == {"sidebar"}
    assert regions_after(change("message.posted", "U9", channel_id=alerts.id), place) == set()
    assert regions_after(change("view.opened", ada.id, view_id="V1"), place) == {"modal", "timeline"}
    assert regions_after(change("view.opened", "U9", view_id="V1"), place) == set()
    assert regions_after(change("channel.read", ada.id, channel_id=alerts.id), place) == {"sidebar"}
    assert regions_after(change("call.logged", number=1), place) == {"inspector"}
    assert regions_after(change("act.settled", envelope_id="x"), place) == set()


def test_a_stream_tells_changes_and_ends_with_the_server(workspace: Workspace, ada: User, alerts: Channel) -> None:
    after = workspace.feed.seq
    workspace.messages.add(alerts.id, user_id=ada.id, text="x")

    async def read() -> list[str]:
        answers = iter([False, True])
        return [event async for event in events_of(workspace, Place(ada, alerts), after, lambda: next(answers))]

    retry, event = asyncio.run(read())
    assert retry.startswith("retry:")
    assert json.loads(event.split("data: ")[1]) == {"seq": after + 1, "regions": ["sidebar", "thread", "timeline"]}


def test_a_stream_of_an_earlier_run_draws_everything(workspace: Workspace, ada: User, alerts: Channel) -> None:
    async def first_event() -> str:
        stream = events_of(workspace, Place(ada, alerts), 9_999, lambda: True)
        return await anext(aiter(stream))

    assert json.loads(asyncio.run(first_event()).split("data: ")[1])["regions"] == list(REGIONS)


def test_a_file_that_is_no_picture_is_a_card_once_it_is_scanned(
    client: httpx.Client, workspace: Workspace, clock: TurnedClock, ada: User, alerts: Channel
) -> None:
    bot = workspace.directory.bot
    begun = workspace.files.begin("<b>groups</b>.csv", 1_200, user_id=bot.id)
    assert workspace.files.receive(begun.upload_key, b"x" * 1_200)
    file = workspace.files.complete(begun, title="", channel_ids=(alerts.id,))
    workspace.post(alerts, bot, "", file_ids=(file.id,))
    query = f"as={ada.id}&channel={alerts.id}"
    assert "data-scanning" in regions(client, query, "timeline")["timeline"]
    clock.now += 2
    card = regions(client, query, "timeline")["timeline"]
    assert "document" in card and "data-scanning" not in card
    assert "&lt;b&gt;groups&lt;/b&gt;.csv" in card and "1 kB" in card
    workspace.files.delete(file)
    assert "This file was deleted." in regions(client, query, "timeline")["timeline"]
