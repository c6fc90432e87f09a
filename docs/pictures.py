"""Draws the pictures of this documentation anew: the real bot in the sandbox, photographed by headless Chromium.

Run it from the checkout: `make pictures`.
"""

import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page, expect

from bot.cli.demo import open_sandbox
from bot.cli.opening import open_database
from bot.cli.run import run_bot
from tests.e2e.browser.browsing import Tab, browser_context, chromium

IMAGES = Path(__file__).parent / "images"
PATIENCE_MS = 90_000
MEMBERS = 65


def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        open_sandbox(Path(folder), port=0, members=MEMBERS) as sandbox,
        open_database(sandbox.config) as store,
    ):
        stop = threading.Event()
        bot = threading.Thread(target=run_bot, args=(sandbox.config, store), kwargs={"stop": stop})
        bot.start()
        try:
            with chromium() as browser, browser_context(browser, device_scale_factor=2) as context:
                take_pictures(Tab(context.new_page(), sandbox.page_url.rstrip("/")))
        finally:
            stop.set()
            bot.join()


def take_pictures(tab: Tab) -> None:
    """An incident, the page as a whole, and each report."""
    tab.opens()
    incident = tab.message("Critical", timeout_ms=PATIENCE_MS)
    expect(incident.get_by_role("img").first).to_be_visible(timeout=PATIENCE_MS)
    tab.page.wait_for_timeout(20_000)  # the runaway's other anomalies join the incident
    photograph(tab.message("Critical"), "incident")
    tab.shows_the_end()
    tab.page.screenshot(path=IMAGES / "sandbox.png")
    tab.goes_to("Spendwatch")
    for line, title, name in (
        ("/spend 30d", "Spend: last 30 days", "spend"),
        ("/topspenders", "Top spenders: this cycle", "topspenders"),
        ("/user Elif Byrne 14d", "Elif Byrne: last 14 days", "user"),
        ("/models 30d", "Models: last 30 days", "models"),
        ("/cycle", "Billing cycle", "cycle"),
    ):
        tab.types(line)
        headed = tab.page.get_by_role("heading", name=title)
        report = tab.page.locator("#timeline .message").filter(has=headed).last
        expect(report.locator("img[src*=picture]").first).to_be_visible(timeout=PATIENCE_MS)
        photograph(report, name)


def photograph(message: Locator, name: str) -> None:
    """Save the picture of one message, with nothing lying over it."""
    page: Page = message.page
    page.set_viewport_size({"width": 1280, "height": 1500})
    message.scroll_into_view_if_needed()
    page.mouse.move(0, 0)
    message.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
