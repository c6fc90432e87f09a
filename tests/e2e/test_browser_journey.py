"""The whole story as people see it in a browser: the real bot, both stand-ins, headless Chromium."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.browsing import PHONE, Tab, browser_context

pytestmark = pytest.mark.browser
PATIENCE_MS = 40_000


def test_an_incident_is_handled_and_questions_are_answered_in_the_browser(stage, browser):
    with browser_context(browser) as context:
        lead = Tab(context.new_page(), stage.url).opens()
        lead.becomes("Otto Lead")
        _handles_the_incident(lead)
        _asks_for_spend(lead)
        _looks_at_a_spender(lead)
        _is_refused_outside_the_channel(lead)


def test_the_channel_is_readable_in_the_dark_and_on_a_phone(stage, browser):
    for name, options in (("dark", {"color_scheme": "dark"}), ("phone", {"viewport": PHONE})):
        with browser_context(browser, **options) as context:
            lead = Tab(context.new_page(), stage.url).opens(f"as={stage.person('Otto Lead').id}")
            expect(lead.message("Rudi Runaway", timeout_ms=PATIENCE_MS).locator("img").last).to_be_visible()
            lead.shows_the_end()
            lead.takes_picture(f"journey-incident-{name}")
            width = lead.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert width <= 0, "the page is wider than the screen"


def _handles_the_incident(lead):
    incident = lead.message("Critical: Rudi Runaway", timeout_ms=PATIENCE_MS)
    expect(incident.get_by_role("img").first).to_be_visible()
    lead.shows_the_end()
    lead.takes_picture("journey-1-incident")
    incident.get_by_role("button", name="Acknowledge").click()
    taken = lead.message("Critical, acknowledged: Rudi Runaway", timeout_ms=PATIENCE_MS)
    expect(taken).to_contain_text("Acknowledged by @Otto Lead")
    taken.get_by_role("button", name="Resolve").click()
    lead.fills("Cause", "An agent or a loop ran out of control")
    lead.fills("Note", "Stopped the agent")
    lead.takes_picture("journey-2-modal")
    lead.submits()
    done = lead.message("Resolved (critical): Rudi Runaway", timeout_ms=PATIENCE_MS)
    expect(done).to_contain_text("Stopped the agent")
    expect(done.get_by_role("button", name="Acknowledge")).to_have_count(0)
    done.locator(".thread-footer").click()
    expect(lead.thread).to_contain_text("resolved this", timeout=PATIENCE_MS)
    lead.takes_picture("journey-3-resolved")


def _asks_for_spend(lead):
    lead.types("/spend 7d")
    headline = lead.message("Open report", timeout_ms=PATIENCE_MS)
    expect(headline).to_contain_text("Only visible to you")
    lead.takes_picture("journey-4-headline")
    headline.get_by_text("Open report").click()
    expect(lead.page.locator("#head h1")).to_contain_text("Spendwatch")
    report = lead.message("Spend: last 7 days", timeout_ms=PATIENCE_MS)
    expect(report.get_by_role("img").first).to_be_visible(timeout=PATIENCE_MS)
    lead.takes_picture("journey-5-report")


def _looks_at_a_spender(lead):
    lead.types("/topspenders 14d")
    listed = lead.message("Top spenders: last 14 days", timeout_ms=PATIENCE_MS)
    expect(listed).to_contain_text("$520.00")  # twelve days of $10 and the wild $400
    lead.types("/user rudi@example.com 14d")
    expect(lead.message("Rudi Runaway: last 14 days", timeout_ms=PATIENCE_MS)).to_contain_text("$400.00")
    lead.shows_the_end()
    lead.takes_picture("journey-6-user")


def _is_refused_outside_the_channel(lead):
    lead.becomes("Ines Quiet")
    lead.goes_to("general")
    lead.types("/spend")
    lead.message("Only members of the alert channel", timeout_ms=PATIENCE_MS)
    lead.takes_picture("journey-7-refused")
    lead.types("/user")
    own = lead.message("Open report", timeout_ms=PATIENCE_MS)
    expect(own).to_contain_text("Ines Quiet")
