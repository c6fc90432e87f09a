"""From an agent that runs wild to the mail about it in the page's outbox."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from sandbox.resend.mailbox import Mailbox
from tests.e2e.browser.browsing import PHONE, Tab, browser_context
from tests.e2e.conftest import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("mail")]
PATIENCE_MS = 60_000


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def stage(database_url, mailbox: Mailbox) -> Iterator[Stage]:
    yield from set_stage(database_url, mailbox=mailbox)


def test_an_incident_is_mailed_with_its_chart_and_its_end_too(stage: Stage, mailbox: Mailbox, browser: Browser) -> None:
    lead = stage.person("Otto Lead")
    with browser_context(browser) as context:
        tab = Tab(context.new_page(), stage.url).opens(f"as={lead.id}")
        tab.page.get_by_role("link", name="Outbox").click()
        line = tab.page.locator(".mail-line", has_text="Rudi Runaway")
        expect(line).to_be_visible(timeout=PATIENCE_MS)
        line.click()
        mail = tab.page.frame_locator(".mail-body")
        expect(mail.get_by_role("heading", name="Rudi Runaway")).to_be_visible()
        chart = mail.locator("img")
        expect(chart).to_be_visible()
        assert chart.evaluate("picture => picture.naturalWidth") > 400
        tab.takes_picture("journey-mail")

        address = mail.get_by_role("link", name="Open in Slack").get_attribute("href")
        assert address is not None and "/archives/" in address
        incident = lead.waits_for_text("Rudi Runaway", in_="#ai-spend")
        lead.clicks("Acknowledge", incident).wait(10)
        lead.clicks("Resolve", incident).wait(10)
        lead.fills({"Cause": lead.modal().blocks[1]["element"]["options"][0]["value"]}).submits()
        tab.page.get_by_role("link", name="All mail").click()
        resolved = tab.page.locator(".mail-line", has_text="Resolved (critical): Rudi Runaway")
        expect(resolved).to_be_visible(timeout=PATIENCE_MS)
        assert "Resolved by Otto Lead" in mailbox.mails()[-1].text

        tab.page.set_viewport_size(PHONE)
        resolved.click()
        expect(mail.get_by_role("heading", name="Resolved")).to_be_visible()
        tab.takes_picture("journey-mail-phone")
    assert stage.refused_payloads() == []
    assert {call.status for call in mailbox.calls()} == {200}
