"""Draws the pictures of this documentation anew: the real bot in the sandbox, photographed by headless Chromium.

Run it from the checkout: `make pictures`, or `python -m docs.pictures demo` or `large` for one half of them.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import expect

from bot.cli.demo import open_sandbox
from bot.cli.opening import open_database
from bot.cli.run import run_bot
from docs.pictures.camera import IMAGES, PATIENCE_MS, Camera, save
from docs.pictures.large_team import large_team
from docs.pictures.shots import HOME, LARGE, REPORTS, Shot
from tests.e2e.browser.browsing import Tab, browser_context, chromium

MEMBERS = 65
SCALE = 1.25  # pixels of a picture per pixel of the page
BOTH = {"light": "", "dark": "dark"}
HALVES = ("demo", "large")


def main(halves: list[str]) -> None:
    """Take every picture of the halves that are named."""
    if "demo" in halves:
        with demo_team() as url, camera_at(url) as camera:
            take_incident(camera)
            camera.tab.goes_to("Spendwatch")
            for shot in REPORTS:
                camera.takes_report(shot, BOTH)
            take_words(camera)
            camera.page.get_by_role("link", name="Home").click()
            for shot in HOME:
                camera.takes_home(shot, BOTH)
    if "large" in halves:
        with large_team() as url, camera_at(url) as camera:
            camera.tab.goes_to("Spendwatch")
            for shot in LARGE:
                camera.takes_report(shot, {"light": "large"})


@contextmanager
def demo_team() -> Iterator[str]:
    """The demo's company and its bot at work; gives the page's address."""
    with (
        TemporaryDirectory() as folder,
        open_sandbox(Path(folder), port=0, members=MEMBERS) as sandbox,
        open_database(sandbox.config) as store,
    ):
        stop = threading.Event()
        bot = threading.Thread(target=run_bot, args=(sandbox.config, store), kwargs={"stop": stop})
        bot.start()
        try:
            yield sandbox.page_url.rstrip("/")
        finally:
            stop.set()
            bot.join()


@contextmanager
def camera_at(url: str) -> Iterator[Camera]:
    """A browser in front of the page, as the first person of the workspace."""
    with chromium() as browser, browser_context(browser, device_scale_factor=SCALE) as context:
        yield Camera(Tab(context.new_page(), url).opens())


def take_incident(camera: Camera) -> None:
    """An incident as it stands in the channel, the page as a whole, its thread and the question on resolving it."""
    tab, page = camera.tab, camera.page
    incident = tab.message("Critical", timeout_ms=PATIENCE_MS)
    expect(incident.get_by_role("img").first).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_timeout(20_000)  # the runaway's other anomalies join the incident
    camera.takes(Shot("incident", "", on_phone=True), tab.message("Critical"), BOTH)
    page.set_viewport_size({"width": 1280, "height": 900})
    tab.shows_the_end()
    save(page.screenshot(), IMAGES / "sandbox.png")
    tab.message("Critical").get_by_role("button", name="Resolve").click()
    expect(tab.modal).to_be_visible()
    save(tab.modal.screenshot(animations="disabled"), IMAGES / "resolve.png")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1280, "height": 3_000})


def take_words(camera: Camera) -> None:
    """What the bot says to words that it does not understand, and its help."""
    for name, line, answer in (
        ("suggestions", "please make coffee", "I did not understand"),
        ("help", "/spendwatch help", "/topspenders"),
    ):
        camera.tab.types(line)
        message = camera.tab.message(answer, timeout_ms=PATIENCE_MS)
        camera.takes(Shot(name, "", has_chart=False), message, BOTH)


if __name__ == "__main__":
    main(sys.argv[1:] or list(HALVES))
