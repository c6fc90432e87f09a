"""Drives the page in headless Chromium: what every browser test needs."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
DESKTOP = {"width": 1360, "height": 900}
PHONE = {"width": 390, "height": 844}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one that CHROMIUM names."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "Chromium is missing: tests/install_browser.sh installs it, or set CHROMIUM to a browser's path"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def browser_context(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A fresh browser profile; any complaint of the page fails the test when the block ends."""
    context = browser.new_context(**({"viewport": DESKTOP, "locale": "en-GB", "timezone_id": "Etc/UTC"} | options))
    context.set_default_timeout(10_000)
    complaints: list[str] = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
    try:
        yield context
    finally:
        context.close()
    assert not complaints, complaints


def _is_complaint(message: ConsoleMessage) -> bool:
    """Whether the page itself is at fault; a refused act (409) is shown to the person and is not a fault."""
    return message.type == "error" and not message.text.startswith("Failed to load resource")


class Tab:
    """One tab of the page as one person; methods are named for what people do."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def opens(self, query: str = "") -> "Tab":
        """Load the page; `query` is the part after the question mark."""
        self.page.goto(f"{self.url}/?{query}")
        self._waits_until_ready()
        return self

    def becomes(self, name: str) -> None:
        """Switch to another person."""
        self.page.locator(".you-button").click()
        self.page.get_by_placeholder("Find a person").fill(name)
        self.page.locator("a[data-person]").filter(has_text=name).click()
        expect(self.page.locator(".you-button")).to_contain_text(name)
        self._waits_until_ready()

    def _waits_until_ready(self) -> None:
        """A page that was just loaded accepts clicks and keys only once its scripts are loaded."""
        expect(self.page.locator("html[data-ready]")).to_be_attached()

    def goes_to(self, room: str) -> None:
        """Open a channel, or the conversation with the app, from the list."""
        self.page.locator(".room").filter(has_text=room).click()
        expect(self.page.locator("#head h1")).to_contain_text(room)

    def types(self, text: str) -> None:
        """Type into the channel's message box and send."""
        box = self.composer
        box.fill(text)
        box.press("Escape")
        box.press("Enter")

    def message(self, text: str, *, timeout_ms: int = 10_000) -> Locator:
        """Wait for the newest message in the channel that contains `text`."""
        found = self.page.locator("#timeline .message").filter(has_text=text).last
        expect(found).to_be_visible(timeout=timeout_ms)
        return found

    def has_no_message(self, text: str) -> None:
        """Nothing in the channel contains `text`."""
        expect(self.page.locator("#timeline .message").filter(has_text=text)).to_have_count(0)

    def confirms(self, button: str) -> None:
        """Confirm the dialog that appears before a button works."""
        self.page.locator("#confirm").get_by_role("button", name=button).click()

    def fills(self, label: str, value: str) -> None:
        """Fill in or choose in a field of the modal, by its label."""
        field = self.modal.get_by_label(label, exact=False).first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)

    def submits(self) -> None:
        """Press the modal's submit button."""
        self.modal.locator("[data-submit]").click()

    def shows_the_end(self) -> None:
        """Wait until the channel is scrolled to its newest message and its pictures are loaded."""
        self.page.wait_for_function(
            """() => {
                 const t = document.getElementById("timeline");
                 return t.scrollHeight - t.scrollTop - t.clientHeight < 2
                   && [...document.images].every(image => image.complete);
               }"""
        )

    def takes_picture(self, name: str, *, whole: bool = False) -> Path:
        """Save a screenshot under `screenshots/`."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        self.page.screenshot(path=path, full_page=whole, animations="disabled")
        return path

    @property
    def composer(self) -> Locator:
        """The channel's message box."""
        return self.page.locator("#composer textarea")

    @property
    def thread(self) -> Locator:
        """The thread panel."""
        return self.page.locator("#thread")

    @property
    def modal(self) -> Locator:
        """The open modal."""
        return self.page.locator("#modal")
