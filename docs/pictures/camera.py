"""Takes one picture after another: leads the page to a report, waits until it is whole, and saves it small."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, ViewportSize, expect

from docs.pictures.shots import Shot
from tests.e2e.browser.browsing import PHONE, Tab

IMAGES = Path(__file__).parents[1] / "images"
PATIENCE_MS = 90_000
TALL = 3_000  # pixels: taller than any message, so that none is scrolled
DESKTOP: ViewportSize = {"width": 1280, "height": TALL}
TALL_PHONE: ViewportSize = {"width": PHONE["width"], "height": TALL}
COLORS = 64  # of each half of a palette
MAIL_BODY = ".mail-body"
SCROLL_TO = """(body, words) => {
    const block = [...body.querySelectorAll(".block")].find(each => each.textContent.trim().startsWith(words));
    const above = block.getBoundingClientRect().top - body.getBoundingClientRect().top - 12;
    body.scrollTop = words ? body.scrollTop + above : 0;
}"""
PICTURES_LOADED = """message => [...message.querySelectorAll("img")].every(
    image => image.complete && image.naturalWidth > 0)"""


class Camera:
    """In front of one person's page."""

    def __init__(self, tab: Tab, folders: Mapping[str, str]) -> None:
        """`folders` is where its pictures go by color scheme."""
        self.tab = tab
        self._folders = folders
        self.page: Page = tab.page
        self.page.set_viewport_size(DESKTOP)

    def takes_report(self, shot: Shot) -> None:
        """Ask for a report and take it."""
        if shot.typed:
            self.tab.types(shot.typed)
        else:
            self._leads_on(shot, self.page.locator("#timeline .message").last)
        headed = self.page.get_by_role("heading", name=shot.title)
        report = self.page.locator("#timeline .message").filter(has=headed).last
        if shot.typed and shot.choose[0]:
            expect(report).to_be_visible(timeout=PATIENCE_MS)
            self._leads_on(shot, report)
        self.takes(shot.name, report, has_chart=shot.has_chart, on_phone=shot.on_phone)

    def takes_home(self, shot: Shot) -> None:
        """Go to a section of the Home tab and take it."""
        home = self.page.locator(".home")
        if shot.press:
            home.get_by_role("button", name=shot.press, exact=True).first.click()
        expect(home.get_by_role("heading", name=shot.title).first).to_be_visible(timeout=PATIENCE_MS)
        self.takes(shot.name, home, has_chart=shot.has_chart, on_phone=shot.on_phone)

    def takes(
        self,
        name: str,
        shown: Locator,
        *,
        until: Locator | None = None,
        has_chart: bool = False,
        on_phone: bool = False,
    ) -> None:
        """Wait until something is whole, then take it in each color scheme, and as a phone shows it.

        `until` is the last of several messages that belong together.
        """
        for each in (shown, until or shown):
            expect(each).to_be_visible(timeout=PATIENCE_MS)
        if has_chart:
            expect(shown.locator("img[src*=picture]").first).to_be_visible(timeout=PATIENCE_MS)
        for folder in self._each_scheme():
            self._saves(shown, folder, name, until)
        if on_phone:
            self.page.set_viewport_size(TALL_PHONE)
            self._saves(shown, "phone", name, until)
            self.page.set_viewport_size(DESKTOP)

    def takes_modal(self, name: str, *, at: str = "", on_phone: bool = False) -> None:
        """The open modal, scrolled until what begins with the words `at` stands on top."""
        modal = self.tab.modal
        for folder in self._each_scheme():
            self._saves_modal(modal, at, folder, name)
        if on_phone:
            self.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
            self._saves_modal(modal, at, "phone", name)
            self.page.set_viewport_size(DESKTOP)

    def _each_scheme(self) -> Iterator[str]:
        """Each picture's folder, with the page in its colors; in light ones afterwards."""
        for scheme, folder in self._folders.items():
            self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            yield folder
        self.page.emulate_media(color_scheme="light")

    def _saves_modal(self, modal: Locator, at: str, folder: str, name: str) -> None:
        modal.locator(".view-body").evaluate(SCROLL_TO, at)
        self.page.mouse.move(0, 0)
        self.page.wait_for_timeout(400)
        save(modal.screenshot(animations="disabled"), IMAGES / folder / f"{name}.png")

    def _leads_on(self, shot: Shot, report: Locator) -> None:
        """Press a button or choose from a menu of the report shown last."""
        if shot.press:
            report.get_by_role("button", name=shot.press, exact=True).click()
            expect(report.get_by_role("button", name=shot.press, exact=True)).not_to_be_visible(timeout=PATIENCE_MS)
        else:
            menu, choice = shot.choose
            chooser = report.get_by_label(menu, exact=True)
            chooser.select_option(label=choice) if choice else chooser.select_option(index=1)  # 0 is the placeholder
            self.page.wait_for_timeout(3_000)

    def _saves(self, shown: Locator, folder: str, name: str, until: Locator | None) -> None:
        self.page.mouse.move(0, 0)
        shown.evaluate("shown => shown.scrollIntoView({block: 'start'})")
        self.page.wait_for_function(f"name => ({PICTURES_LOADED})(document.querySelector('#timeline'))", arg=name)
        self.page.wait_for_timeout(400)  # a click's highlight and the scrollbars fade
        if shown.locator(MAIL_BODY).count():
            self._stretches_mail()
        png = shown.screenshot(animations="disabled") if until is None else self._all_of(shown, until)
        save(png, IMAGES / folder / f"{name}.png")

    def _stretches_mail(self) -> None:
        """The open mail's frame is as high as what is in it."""
        inside = self.page.frame_locator(MAIL_BODY).locator("body").bounding_box()
        assert inside is not None
        self.page.locator(MAIL_BODY).evaluate("(frame, px) => frame.style.height = `${px}px`", inside["height"] + 2)

    def _all_of(self, first: Locator, last: Locator) -> bytes:
        top, bottom = first.bounding_box(), last.bounding_box()
        assert top is not None and bottom is not None
        height = bottom["y"] + bottom["height"] - top["y"]
        clip = FloatRect(x=top["x"], y=top["y"], width=top["width"], height=height)
        return self.page.screenshot(clip=clip, animations="disabled")


def save(png: bytes, path: Path) -> None:
    """Write a screenshot with as many colors as it needs to look the same, the rare ones of a legend among them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    palette = _palette(picture)
    red, green, blue = np.asarray(picture, dtype=np.int32).transpose(2, 0, 1)
    packed, places = np.unique(red << 16 | green << 8 | blue, return_inverse=True)
    colors = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1)
    nearest = ((colors[:, None] - palette[None]) ** 2).sum(axis=2).argmin(axis=1).astype(np.uint8)
    small = Image.fromarray(nearest[places].reshape(red.shape), mode="P")
    small.putpalette(palette.astype(np.uint8).tobytes())
    small.save(path, optimize=True)


def _palette(picture: Image.Image) -> NDArray[np.int32]:
    """Half of it the commonest colors as they are, so that grounds keep their tint; half to cover all others."""
    counted = sorted(picture.getcolors(picture.width * picture.height) or (), reverse=True)
    common = [color for _, color in counted[:COLORS]]
    others = picture.quantize(COLORS, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    return np.concatenate([np.array(common), np.array(others).reshape(-1, 3)]).astype(np.int32)
