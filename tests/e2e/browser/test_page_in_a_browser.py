"""The page in Chromium, over a served workspace and a scripted app on a real socket."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from sandbox.slack.elements import with_ids
from tests.e2e.browser.browsing import PHONE, browser_context
from tests.e2e.browser.conftest import Stage
from tests.e2e.browser.sample import UGLY, Sample, mrkdwn, plain

DISTANCE = "((t) => t.scrollHeight - t.scrollTop - t.clientHeight)(document.getElementById('timeline'))"  # to the end
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_two_tabs_are_two_people_and_one_sees_what_the_other_writes(stage: Stage, context: BrowserContext) -> None:
    ines = stage.tab(context, "Ines Ortega")
    mara = stage.tab(context, "Mara Lind")
    mara.composer.fill("half a thought")
    ines.types("I look into it *now*")
    expect(mara.message("I look into it").locator("strong", has_text="now")).to_be_visible()
    expect(mara.composer).to_have_value("half a thought")
    ines.takes_picture("page-channel-light")


def test_a_person_is_switched_with_what_only_they_see(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Ines Ortega")
    tab.has_no_message("Already acknowledged by")
    tab.becomes("Mara Lind")
    private = tab.message("Already acknowledged by")
    expect(private).to_contain_text("Only visible to you")
    private.get_by_role("button", name="Dismiss").click()
    tab.has_no_message("Already acknowledged by")
    tab.becomes("Mia Fox")
    expect(tab.page.locator(".you-button")).to_contain_text("engineer, outside #ai-spend")
    expect(tab.page.locator(".room", has_text="ai-spend")).to_have_count(0)


def test_a_command_is_completed_and_answered_privately(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Otto Brandt")
    tab.composer.press_sequentially("/s")
    lines = tab.page.locator(".completion-line")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("[range] [group]")
    tab.takes_picture("page-completion")
    tab.composer.press("ArrowDown")
    tab.composer.press("ArrowUp")
    tab.composer.press("Tab")
    expect(tab.composer).to_have_value("/spend ")
    tab.composer.press_sequentially("7d")
    tab.composer.press("Enter")
    expect(tab.message("You asked for 7d.")).to_contain_text("Only visible to you")
    tab.becomes("Ines Ortega")
    tab.has_no_message("You asked for")


def test_a_command_that_does_not_exist_gets_a_notice(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Otto Brandt")
    tab.types("/nothing")
    expect(tab.message("/nothing is not a command here")).to_contain_text("Slackbot")


def test_buttons_ask_first_and_carry_what_was_chosen_beside_them(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Ines Ortega")
    tab.goes_to("platform")
    message = tab.message(UGLY)
    message.get_by_label("Requests").check()
    message.get_by_role("button", name="Stop").click()
    expect(tab.page.locator("#confirm")).to_contain_text("Running imports end at their next row.")
    tab.confirms("Keep it")
    message.get_by_role("button", name="Stop").click()
    tab.takes_picture("page-confirm")
    tab.confirms("Stop it")
    chosen = [entry for block in stage.click("stop")["state"]["values"].values() for entry in block.items()]
    kinds = next(entry for name, entry in chosen if name == "kinds")
    assert [option["value"] for option in kinds["selected_options"]] == ["requests"]


def test_menus_pickers_and_searches_send_what_was_picked(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Ines Ortega")
    tab.goes_to("platform")
    message = tab.message(UGLY)
    message.get_by_label("Range").select_option(label="30d")
    message.get_by_role("combobox", name="Find a member").press_sequentially("Fox")
    message.locator(".combo").get_by_role("option", name="Mia Fox").click()
    message.get_by_role("button", name="More").click()
    message.get_by_role("menuitem", name="Mute").click()
    for menu, picked in (("range", "30d"), ("find", "mia fox"), ("more", "mute")):
        assert stage.click(menu)["actions"][0]["selected_option"]["value"] == picked


def test_a_form_keeps_what_was_typed_until_it_is_right(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Mara Lind")
    tab.types("/spendwatch settings")
    tab.fills("Spend limit", "12")
    tab.fills("Cause", "A loop")
    tab.submits()
    expect(tab.modal.locator(".error")).to_have_text("Please fill in this field.")
    expect(tab.modal.get_by_label("Spend limit")).to_have_value("12")
    tab.fills("Why", "The import job\nran all night")
    tab.submits()
    expect(tab.modal.locator(".error")).to_have_text("Less than $100 would alert on everyone.")
    expect(tab.modal.get_by_label("Why")).to_have_value("The import job\nran all night")
    tab.takes_picture("page-modal-error")
    tab.fills("Spend limit", "500")
    tab.submits()
    expect(tab.modal).to_be_hidden()
    expect(tab.message("Limit set to $500")).to_contain_text("@Mara Lind")


def test_an_open_form_that_the_app_changes_keeps_what_is_typed(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Mara Lind")
    tab.types("/spendwatch settings")
    tab.fills("Why", "half a rea")
    views = stage.sample.workspace.views
    view = views.stack(stage.sample.person("Mara Lind").id)[-1]
    views.update(view, view.payload | {"blocks": view.blocks[1:], "title": plain("Limits")})
    expect(tab.modal.locator("h2")).to_have_text("Limits")
    expect(tab.modal.get_by_label("Why")).to_have_value("half a rea")
    expect(tab.modal.get_by_label("Why")).to_be_focused()
    tab.page.keyboard.type("son")
    expect(tab.modal.get_by_label("Why")).to_have_value("half a reason")


def test_escape_closes_a_form(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Mara Lind")
    tab.types("/spendwatch settings")
    expect(tab.modal).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(tab.modal).to_be_hidden()
    assert stage.sample.workspace.views.stack(stage.sample.person("Mara Lind").id) == []


def test_a_thread_opens_beside_the_channel_and_takes_replies(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Ines Ortega")
    tab.page.locator(".thread-footer", has_text="3 replies").click()
    expect(tab.thread.locator(".message")).to_have_count(4)
    reply = tab.thread.get_by_label("Reply in thread")
    reply.fill("Stopped, it retried 4,000 times.")
    reply.press("Enter")
    expect(tab.thread.locator(".message").last).to_contain_text("Stopped, it retried")
    expect(tab.page.locator(".thread-footer", has_text="4 replies")).to_be_visible()
    tab.takes_picture("page-thread")
    tab.page.go_back()
    expect(tab.thread).to_be_hidden()


def test_a_table_is_sorted_and_stays_so_while_news_arrive(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Ines Ortega")
    table = tab.page.locator(".data-table").last
    table.get_by_role("button", name="Usage value").click()
    table.get_by_role("button", name="Usage value").click()
    first = table.locator("tbody tr:visible th").first
    expect(first).to_have_text("Zoe Sato")
    stage.sample.post(stage.sample.person("Otto Brandt"), "news")
    tab.message("news")
    expect(first).to_have_text("Zoe Sato")
    table.get_by_role("button", name="Usage value").click()
    expect(first).to_have_text("Mia Fox")


def test_a_picture_is_enlarged_and_escape_closes_it(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Ines Ortega")
    tab.shows_the_end()
    tab.page.locator(".picture").last.click()
    large = tab.page.locator("#lightbox img")
    expect(large).to_be_visible()
    assert large.evaluate("image => image.naturalWidth") > 300
    tab.takes_picture("page-lightbox")
    tab.page.keyboard.press("Escape")
    expect(large).to_be_hidden()


def test_a_file_that_is_no_picture_becomes_a_card_while_one_looks(stage: Stage, context: BrowserContext) -> None:
    workspace, sample = stage.sample.workspace, stage.sample
    workspace.files.scan_s = 1.0  # by the stage's clock, which does not move
    tab = stage.tab(context, "Ines Ortega")
    begun = workspace.files.begin("billing-groups.csv", 4, user_id=sample.bot.id)
    assert workspace.files.receive(begun.upload_key, b"a,b\n")
    file = workspace.files.complete(begun, title="", channel_ids=(sample.alerts.id,))
    sample.post(sample.bot, "", file_ids=(file.id,))
    expect(tab.page.locator("[data-scanning]")).to_be_visible()
    sample.clock.move(minutes=1)
    expect(tab.page.locator(".document")).to_have_text(re.compile("billing-groups.csv.*4 bytes"))


def test_dark_is_kept_over_a_reload(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Ines Ortega")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    light = tab.page.evaluate(ground)
    tab.page.get_by_label("Switch between light and dark").click()
    dark = tab.page.evaluate(ground)
    assert dark != light
    tab.page.reload()
    assert tab.page.evaluate(ground) == dark
    tab.shows_the_end()
    tab.takes_picture("page-channel-dark")


def test_the_inspector_shows_what_was_refused(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Otto Brandt")
    tab.page.get_by_label("Inspector").first.click()
    tab.types("/spend 7d")
    envelope = tab.page.locator(".call", has_text="/spend 7d")
    expect(envelope).to_contain_text("acknowledged")
    _refuse_a_call(stage.sample)
    refused = tab.page.locator(".call.refused", has_text="invalid_blocks")
    expect(refused).to_be_visible()
    refused.locator("button").click()
    detail = tab.page.locator("#detail")
    expect(detail).to_contain_text("json-pointer:/blocks/0")
    expect(detail).not_to_contain_text("xoxb-sandbox")
    tab.takes_picture("page-inspector")
    tab.page.get_by_label("Refused only").check()
    expect(envelope).to_be_hidden()


def _refuse_a_call(sample: Sample) -> None:
    answer = {"ok": False, "error": "invalid_blocks", "errors": ["must be a string [json-pointer:/blocks/0/text]"]}
    args: dict[str, Any] = {"channel": sample.alerts.id, "text": "token xoxb-sandbox", "blocks": [{"type": "header"}]}
    started_at = sample.workspace.clock()
    sample.workspace.call_log.add_call("chat.postMessage", args, status=200, response=answer, started_at=started_at)


def test_unread_marks_come_and_go(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Ines Ortega")
    platform = tab.page.locator(".room", has_text="platform")
    expect(platform.locator(".unread-count")).to_have_text("1")
    channel = stage.sample.workspace.directory.channel_by_name("platform")
    stage.sample.post(stage.sample.person("Mia Fox"), "Anyone here?", channel)
    expect(platform.locator(".unread-count")).to_have_text("2")
    tab.goes_to("platform")
    expect(tab.page.locator(".new-line")).to_be_visible()
    expect(platform.locator(".unread-count")).to_have_count(0)


def test_a_link_to_a_message_opens_it_here(stage: Stage, context: BrowserContext) -> None:
    sample = stage.sample
    target = next(m for m in sample.workspace.messages.in_channel(sample.alerts.id) if "agent goes live" in m.text)
    permalink = f"{sample.workspace.base_url}archives/{sample.alerts.id}/p{target.ts.replace('.', '')}"
    sample.post(sample.bot, f"<{permalink}|the talk>", sample.workspace.directory.channel_by_name("general"))
    tab = stage.tab(context, "Ines Ortega")
    tab.goes_to("general")
    tab.page.get_by_role("link", name="the talk").click()
    expect(tab.page.locator("#head h1")).to_contain_text("ai-spend")
    expect(tab.page.locator(".pointed-at")).to_be_in_viewport()


def test_a_message_that_changes_is_redrawn_in_place(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Ines Ortega")
    blocks = with_ids(
        [
            {
                "type": "section",
                "text": mrkdwn("*Open*"),
                "accessory": {"type": "button", "action_id": "a", "text": plain("Take it")},
            }
        ]
    )
    message = stage.sample.workspace.post(stage.sample.alerts, stage.sample.bot, "Open", blocks=blocks)
    shown = tab.page.locator(f"#timeline [data-ts='{message.ts}']")
    expect(shown).to_contain_text("Open")
    stage.sample.workspace.edit(
        message, text="Taken", blocks=with_ids([{"type": "section", "text": mrkdwn("*Taken*")}])
    )
    expect(shown).to_contain_text("Taken")
    expect(shown.get_by_role("button", name="Take it")).to_have_count(0)


def test_the_phone_shows_one_thing_at_a_time(stage: Stage, browser: Browser) -> None:
    with browser_context(browser, viewport=PHONE, has_touch=True, is_mobile=True) as context:
        tab = stage.tab(context, "Ines Ortega")
        assert tab.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        tab.page.get_by_label("Show channels").click()
        tab.goes_to("Spendwatch")
        expect(tab.page.locator("#sidebar")).to_be_hidden()
        tab.takes_picture("page-phone")
        expect(tab.page).to_have_url(re.compile("channel=app"))


def test_what_could_not_be_sent_is_said_and_kept(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Ines Ortega")
    context.set_offline(True)
    tab.composer.fill("into the void")
    tab.composer.press("Enter")
    expect(tab.page.locator(".toast")).to_contain_text("does not answer")
    expect(tab.composer).to_have_value("into the void")
    context.set_offline(False)
    tab.composer.press("Enter")
    tab.message("into the void")


def test_a_channel_stays_at_its_end_while_pictures_come_in_until_its_reader_scrolls_up(
    stage: Stage, context: BrowserContext
) -> None:
    tab = stage.tab(context, "Ines Ortega")
    tab.shows_the_end()
    # A picture that loads before the browser reports the last scrolling, which it does at the start of a frame.
    grows = """() => new Promise(done => {
        const timeline = document.getElementById("timeline");
        timeline.scrollTop -= 1; timeline.scrollTop += 1;
        const picture = document.createElement("div");
        picture.style.height = "500px";
        timeline.lastElementChild.append(picture);
        requestAnimationFrame(() => requestAnimationFrame(done));
    })"""
    tab.page.evaluate(grows)
    tab.shows_the_end()
    tab.page.locator("#timeline").hover()
    tab.page.mouse.wheel(0, -1500)
    tab.page.wait_for_function(f"() => {DISTANCE} > 1400")
    stage.sample.post(stage.sample.bot, "News for whoever reads above")
    tab.message("News for whoever reads above")
    assert tab.page.evaluate(f"() => {DISTANCE}") > 700


def test_going_from_the_middle_of_home_to_a_channel_shows_its_end(stage: Stage, context: BrowserContext) -> None:
    tab = stage.tab(context, "Ines Ortega")
    tab.goes_to("Spendwatch")
    tab.page.get_by_role("link", name="Home").click()
    expect(tab.page.locator(".home")).to_be_visible()
    tab.page.evaluate(
        """() => {
          document.querySelector(".home").style.minHeight = "4000px";
          document.getElementById("timeline").scrollTop = 900;
          [...document.querySelectorAll(".room")].find(room => room.textContent.includes("ai-spend")).click();
        }"""
    )
    expect(tab.page.locator("#head h1")).to_contain_text("ai-spend")
    tab.shows_the_end()
