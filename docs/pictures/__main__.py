"""Retakes the pictures in this documentation: the real bot in the sandbox, photographed by headless Chromium.

Run it from the checkout: `make pictures`, or `python -m docs.pictures demo`, `admin` or `large` for a part of them.
"""

import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import expect

from bot.build import utc_now
from bot.cli.demo import open_sandbox
from bot.cli.opening import open_database
from bot.cli.run import run_bot
from docs.pictures.admin import take_admin, take_large_groups
from docs.pictures.camera import IMAGES, PATIENCE_MS, Camera, save
from docs.pictures.large_team import Team, large_team
from docs.pictures.shots import HOME, LARGE, REPORTS
from tests.e2e.browser.browsing import Tab, browser_context, chromium
from tracker.alerting import AlertingService

MEMBERS = 65
SCALE = 1.25  # pixels of a picture per pixel of the page
BOTH = {"light": "", "dark": "dark"}
PARTS = ("demo", "admin", "large")


def main(parts: list[str]) -> None:
    """Take every picture of the parts that are named."""
    if "demo" in parts:
        with demo_team() as team, camera_at(team.url, BOTH) as camera:
            take_incident(camera)
            camera.tab.goes_to("Spendwatch")
            for shot in REPORTS:
                camera.takes_report(shot)
            take_words(camera)
            camera.page.get_by_role("link", name="Home").click()
            for shot in HOME:
                camera.takes_home(shot)
    if "admin" in parts:
        with demo_team(asks=True) as team, camera_at(team.url, BOTH) as camera:
            take_admin(camera, team.store, team.channel)
    if "large" in parts:
        with large_team() as team, camera_at(team.url, {"light": "large"}) as camera:
            camera.tab.goes_to("Spendwatch")
            for shot in LARGE:
                camera.takes_report(shot)
            take_large_groups(camera, team.store)


@contextmanager
def demo_team(*, asks: bool = False) -> Iterator[Team]:
    """The demo's company and its bot at work; `asks` before the first alert, as a new installation does."""
    with (
        TemporaryDirectory() as folder,
        open_sandbox(Path(folder), port=0, members=MEMBERS) as sandbox,
        open_database(sandbox.config) as store,
    ):
        if asks:
            AlertingService(store).ask_if_new(now=utc_now())
        stop = threading.Event()
        bot = threading.Thread(target=run_bot, args=(sandbox.config, store), kwargs={"stop": stop})
        bot.start()
        try:
            yield Team(sandbox.page_url.rstrip("/"), store, sandbox.config.slack_channel_id or "")
        finally:
            stop.set()
            bot.join()


@contextmanager
def camera_at(url: str, folders: Mapping[str, str]) -> Iterator[Camera]:
    """A browser in front of the page, as the first person of the workspace."""
    with chromium() as browser, browser_context(browser, device_scale_factor=SCALE) as context:
        yield Camera(Tab(context.new_page(), url).opens(), folders)


def take_incident(camera: Camera) -> None:
    """An incident as it stands in the channel, the page as a whole, its thread and the question on resolving it."""
    tab, page = camera.tab, camera.page
    incident = tab.message("Critical", timeout_ms=PATIENCE_MS)
    expect(incident.get_by_role("img").first).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_timeout(20_000)  # the runaway's other anomalies join the incident
    camera.takes("incident", tab.message("Critical"), on_phone=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    tab.shows_the_end()
    save(page.screenshot(), IMAGES / "sandbox.png")
    open_resolve(camera)
    save(tab.modal.screenshot(animations="disabled"), IMAGES / "resolve.png")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1280, "height": 3_000})


def open_resolve(camera: Camera) -> None:
    """Press Resolve, once more where the message was redrawn under the finger, as that of a running incident is."""
    tab = camera.tab
    for _ in range(3):
        tab.message("Critical").get_by_role("button", name="Resolve").click()
        camera.page.wait_for_timeout(3_000)
        if tab.modal.is_visible():
            return
    expect(tab.modal).to_be_visible()


def take_words(camera: Camera) -> None:
    """What the bot says to words that it does not understand, and its help."""
    for name, line, answer in (
        ("suggestions", "please make coffee", "I did not understand"),
        ("help", "/spendwatch help", "/topspenders"),
    ):
        camera.tab.types(line)
        message = camera.tab.message(answer, timeout_ms=PATIENCE_MS)
        camera.takes(name, message)


if __name__ == "__main__":
    main(sys.argv[1:] or list(PARTS))
