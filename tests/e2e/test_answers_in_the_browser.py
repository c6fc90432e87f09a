"""Home tab, typed questions and the members' table as people use them in a browser, with the real bot."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.browser.browsing import PHONE, Tab, browser_context
from tests.e2e.conftest import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("answers")]
PATIENCE_MS = 40_000


@pytest.fixture(scope="module")
def stage(shared_database_url: str) -> Iterator[Stage]:
    yield from set_stage(shared_database_url)


@pytest.fixture
def context(browser: Browser, stage: Stage) -> Iterator[BrowserContext]:
    """A browser of one person; checks that Slack accepted whatever the bot sent while it was open."""
    with browser_context(browser) as context:
        yield context
    assert stage.refused_payloads() == []


def as_person(context: BrowserContext, stage: Stage, name: str, query: str = "") -> Tab:
    return Tab(context.new_page(), stage.url).opens(f"as={stage.person(name).id}{query}")


def shows_on_home(tab: Tab, text: str) -> Locator:
    """The Home tab, once it shows `text`."""
    home = tab.page.locator(".home")
    expect(home).to_contain_text(text, timeout=PATIENCE_MS)
    return home


def test_home_opens_switches_is_remembered_and_handles_an_incident(stage: Stage, context: BrowserContext) -> None:
    stage.person("Otto Lead").waits_for_text("Rudi Runaway", in_="#ai-spend")
    lead = as_person(context, stage, "Otto Lead")
    lead.goes_to("Spendwatch")
    lead.page.get_by_role("link", name="Home").click()
    home = shows_on_home(lead, "Spend: this cycle")
    expect(home.locator("img").first).to_be_visible(timeout=PATIENCE_MS)
    expect(home.get_by_role("button", name="Settings", exact=True)).to_have_count(0)
    home.get_by_role("button", name="Me", exact=True).click()
    shows_on_home(lead, "Otto Lead: this cycle")
    home.get_by_role("button", name="Incidents", exact=True).click()
    shows_on_home(lead, "Open incidents")
    home.get_by_role("button", name="Acknowledge").click()
    shows_on_home(lead, "#1, acknowledged")
    expect(home.get_by_role("button", name="Acknowledge")).to_have_count(0)
    lead.takes_picture("journey-home-incidents")
    lead.page.get_by_role("link", name="Messages").click()
    lead.page.reload()
    lead.page.get_by_role("link", name="Home").click()
    shows_on_home(lead, "Open incidents")
    lead.goes_to("ai-spend")
    lead.message("Acknowledged by @Otto Lead", timeout_ms=PATIENCE_MS)


def test_home_on_a_phone_shows_its_head_and_stays_within_the_screen(stage: Stage, browser: Browser) -> None:
    for scheme in ("light", "dark"):
        with browser_context(browser, viewport=PHONE, is_mobile=True, has_touch=True, color_scheme=scheme) as context:
            admin = as_person(context, stage, "Mara Lind", "&channel=app&tab=home")
            home = shows_on_home(admin, "Spend: this cycle")
            expect(home.get_by_role("button", name="Settings", exact=True)).to_be_visible()
            name = admin.page.locator("#head h1 span[dir]")
            assert name.evaluate("name => name.scrollWidth <= name.clientWidth || name.clientWidth === 0")
            boxes = [admin.page.locator(part).bounding_box() for part in ("#head h1", "#head .tabs")]
            assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"], "the switch lies over the name"
            assert admin.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
            admin.takes_picture(f"journey-home-phone-{scheme}")


def test_typed_words_and_mentions_are_answered_and_unknown_ones_get_suggestions(
    stage: Stage, context: BrowserContext
) -> None:
    fay = as_person(context, stage, "Fay Finance")
    fay.composer.press_sequentially("@spe")
    expect(fay.page.locator(".completion-line")).to_have_count(1)
    fay.composer.press("Tab")
    expect(fay.composer).to_have_value("@spendwatch ")
    fay.composer.press_sequentially("spend last week")
    fay.composer.press("Enter")
    expect(fay.message("Spend: last week", timeout_ms=PATIENCE_MS)).to_contain_text("Only visible to you")
    fay.goes_to("Spendwatch")
    fay.types("who spent most this cycle?")
    fay.message("Top spenders: this cycle", timeout_ms=PATIENCE_MS)
    fay.types("please make coffee")
    unknown = fay.message("I did not understand", timeout_ms=PATIENCE_MS)
    expect(unknown.get_by_role("button")).to_have_count(3)
    fay.takes_picture("journey-words")
    unknown.get_by_role("button", name="open incidents").click()
    fay.message("I understood /incidents open", timeout_ms=PATIENCE_MS)


def test_the_members_table_is_sorted_filtered_and_searched_in_place(stage: Stage, context: BrowserContext) -> None:
    mara = as_person(context, stage, "Mara Lind", "&channel=app")
    mara.types("/topspenders 14d")
    table = mara.message("Top spenders: last 14 days", timeout_ms=PATIENCE_MS)
    names = table.locator(".data-table tbody th")
    expect(names.first).to_have_text("Rudi Runaway")
    table.get_by_label("Sort").select_option(label="By name")
    expect(names.first).not_to_have_text("Rudi Runaway", timeout=PATIENCE_MS)
    table.get_by_label("Badge").select_option(label="Over budget")
    expect(table).to_contain_text("with the badge Over budget", timeout=PATIENCE_MS)
    table.get_by_label("Badge").select_option(label="Any badge")
    expect(names.nth(1)).to_be_visible(timeout=PATIENCE_MS)
    search = table.get_by_label("Search by name or e-mail")
    search.fill("rudi")
    search.press("Enter")
    expect(names).to_have_text(["Rudi Runaway"], timeout=PATIENCE_MS)
    expect(search).to_have_value("rudi")
    mara.takes_picture("journey-members")
    table.get_by_role("button", name="Show everyone").click()
    expect(names.nth(1)).to_be_visible(timeout=PATIENCE_MS)
