"""Every block and input element in Chromium: rendered, usable, and submitted as Slack would."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from sandbox.slack.elements import with_ids
from sandbox.slack.validation import Surface, check_blocks, check_view
from tests.e2e.browser.browsing import Tab
from tests.e2e.browser.conftest import Stage
from tests.e2e.browser.gallery import form_view, gallery_blocks

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
CSV = "user_email,spend\nines@example.com,412.10\n"


def field(tab: Tab, label: str) -> Locator:
    """A field of the modal, by its whole label."""
    return tab.modal.get_by_label(label, exact=True)


def picks(tab: Tab, label: str, *options: str, typed: str = "") -> None:
    """Pick several in a select with a search field."""
    for option in options:
        field(tab, label).click()
        if typed:
            field(tab, label).press_sequentially(typed)
        tab.modal.locator(".menu-list:visible").get_by_role("option", name=option).click()


def test_a_form_of_every_input_element_is_sent_as_slack_words_it(stage: Stage, context: BrowserContext) -> None:
    assert check_view(form_view(), "modal", can_show=lambda _: True) == []
    stage.script.form = form_view()
    tab = stage.tab(context, "Mara Lind")
    tab.types("/spendwatch settings")
    _fills_everything(tab)
    tab.takes_picture("page-form")
    tab.submits()
    expect(tab.modal).to_be_hidden()
    values = {key: entry[key] for key, entry in stage.script.submissions[-1]["view"]["state"]["values"].items()}
    mia, otto = (stage.sample.person(name).id for name in ("Mia Fox", "Otto Brandt"))
    assert {key: values[key]["value"] for key in ("text", "lines", "number", "mail", "link")} == {
        "text": "one",
        "lines": None,
        "number": "1.5",
        "mail": "a@example.com",
        "link": "https://example.com/x",
    }
    assert values["rich"]["rich_text_value"]["elements"] == [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Half a "},
                {"type": "text", "text": "thought", "style": {"bold": True}},
            ],
        }
    ]
    assert values["one"]["selected_option"]["value"] == "blue"
    assert values["found"]["selected_option"]["value"] == "mia fo"
    assert [option["value"] for option in values["many"]["selected_options"]] == ["spend", "tokens"]
    assert [option["value"] for option in values["members"]["selected_options"]] == ["mia fo", "noah brandt"]
    assert (values["person"]["selected_user"], values["people"]["selected_users"]) == (otto, [mia, otto])
    general = stage.sample.workspace.directory.channel_by_name("general")
    assert general is not None
    assert values["room"]["selected_channel"] == general.id
    assert values["rooms"]["selected_conversations"] == [stage.sample.alerts.id]
    assert (values["day"]["selected_date"], values["time"]["selected_time"]) == ("2026-11-20", "09:30")
    assert values["instant"]["selected_date_time"] == 1_795_168_800  # 20 November 2026, 10:00 UTC
    assert [option["value"] for option in values["ticks"]["selected_options"]] == ["b"]
    assert values["radio"]["selected_option"]["value"] == "no"
    _assert_the_app_can_read(stage, values["csv"]["files"])


def _fills_everything(tab: Tab) -> None:
    for label, written in (("Text", "one"), ("Number", "1.5"), ("E-mail", "a@example.com")):
        field(tab, label).fill(written)
    field(tab, "Link").fill("https://example.com/x")
    note = field(tab, "Note")
    note.press("ControlOrMeta+End")
    tab.modal.get_by_role("button", name="Bold").click()
    note.press_sequentially("thought")
    field(tab, "File").set_input_files({"name": "März 1.csv", "mimeType": "text/csv", "buffer": CSV.encode()})
    expect(tab.modal.locator(".files-list")).to_contain_text("41 bytes")
    field(tab, "One").select_option(label="Blue")
    picks(tab, "Many", "Spend", "Requests", "Tokens")
    tab.modal.get_by_role("button", name="Remove Requests").click()
    picks(tab, "Found", "Mia Fo", typed="Fo")
    picks(tab, "Members", "Mia Fo", "Noah Brandt", typed="Fo")
    field(tab, "Person").select_option(label="Otto Brandt")
    picks(tab, "People", "Mia Fox", "Otto Brandt", typed="o")
    field(tab, "Room").select_option(label="#general")
    picks(tab, "Rooms", "#ai-spend")
    field(tab, "Day").fill("2026-11-20")
    field(tab, "Time").fill("09:30")
    field(tab, "Instant").fill("2026-11-20T10:00")
    field(tab, "B").check()
    field(tab, "No").check()


def _assert_the_app_can_read(stage: Stage, files: list[dict[str, Any]]) -> None:
    [file] = files
    assert (file["name"], file["filetype"], file["mimetype"], file["size"]) == ("März 1.csv", "csv", "text/csv", 41)
    workspace = stage.sample.workspace
    workspace.manifest = replace(workspace.manifest, scopes=workspace.manifest.scopes | {"files:read"})
    headers = {"authorization": f"Bearer {workspace.bot_token}"}
    address = file["url_private_download"].replace(workspace.base_url, f"{stage.url}/")
    assert httpx.get(address, headers=headers).text == CSV
    assert "Sign in" in httpx.get(address).text


def test_every_block_is_drawn_and_its_elements_work(stage: Stage, context: BrowserContext) -> None:
    assert check_blocks(gallery_blocks(), Surface.MESSAGE, can_show=lambda _: True) == []
    stage.sample.workspace.post(stage.sample.alerts, stage.sample.bot, "Gallery", blocks=with_ids(gallery_blocks()))
    tab = stage.tab(context, "Ines Ortega")
    message = tab.message("Spend this week")
    expect(message.locator(".not-drawn")).to_have_count(0)
    expect(message.locator(".markdown")).to_contain_text("said by <b>someone</b>")
    expect(message.get_by_text("Inside")).to_be_hidden()
    message.get_by_text("Folded at first").click()
    message.get_by_role("button", name="Press").click()
    message.get_by_role("button", name="View user").click()
    message.get_by_label("Search").press_sequentially("Mi")
    for pressed in ("inside", "card.view"):
        assert stage.click(pressed)["actions"][0]["type"] == "button"
    assert stage.click("search")["actions"][0]["value"] == "Mi"
    expect(message.get_by_label("Search")).to_have_value("Mi")
    tab.takes_picture("page-gallery")
