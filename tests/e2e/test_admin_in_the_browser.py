"""What an admin changes in a browser: a threshold and everybody's billing group, each previewed first and undone after.

Uses the real bot. Somebody without the role is refused in the same browser and changes nothing.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.browser.browsing import Tab, browser_context
from tests.e2e.conftest import Stage, set_stage
from tests.small_team import an_event

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("admin")]
PATIENCE_MS = 60_000
LIMIT = "Spend limit per member"
HIBOB = "Display name;Email;Department;Group;Team\r\n" + "".join(
    f"{name};{name.lower()}@example.com;R&D;Engineering;{team}\r\n"
    for name, team in [("Mara", "Core"), ("Otto", "Core"), ("Rudi", "Core"), ("Ines", "Web"), ("Nobody", "Web")]
)


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    """Everybody has spent $120, but Rudi $520 and Ines $150, which no rule mentions; a round every 3 seconds."""
    noon = (datetime.now(UTC) - timedelta(days=2)).replace(hour=12)
    extra = tuple(an_event("ines@example.com", noon + timedelta(minutes=minute), 10) for minute in range(3))
    yield from set_stage(database_url, extra_events=extra, collect_interval_minutes=0.05)


def test_an_admin_changes_a_threshold_and_everybodys_group_and_a_lead_neither(stage: Stage, browser: Browser) -> None:
    stage.person("Otto Lead").waits_for_text("Rudi Runaway", in_="#ai-spend")  # wait until everything is collected
    with browser_context(browser) as context:
        tab = Tab(context.new_page(), stage.url).opens()
        tab.becomes("Mara Lind")
        _changes_a_threshold(tab)
        _sees_it_in_force(tab)
        _imports_groups(tab)
        _undoes_the_import(tab)
        tab.becomes("Otto Lead")
        _is_refused(tab)
        tab.becomes("Mara Lind")
        _undoes_the_threshold(tab)
    assert stage.refused_payloads() == []


def _changes_a_threshold(admin: Tab) -> None:
    admin.goes_to("Spendwatch")
    admin.page.get_by_role("link", name="Home").click()
    home = admin.page.locator(".home")
    home.get_by_role("button", name="Settings", exact=True).click()
    expect(home).to_contain_text("thresholds are at their default", timeout=PATIENCE_MS)
    home.get_by_role("button", name="Change settings").click()
    admin.fills("Member spend spike", "0.1")
    admin.fills(LIMIT, "14000")
    admin.submits()
    told = admin.modal.get_by_text("Give a factor from 1 to 1,000, or 0 for off")
    expect(told).to_be_in_viewport(timeout=PATIENCE_MS)
    _pictures(admin, "settings-1-refused")
    admin.fills("Member spend spike", "5")
    admin.submits()
    expect(admin.modal).to_contain_text("more, 0 fewer", timeout=PATIENCE_MS)
    expect(admin.modal).to_contain_text("Would have been opened")
    expect(admin.modal).to_contain_text("Ines Quiet")
    expect(admin.modal).to_contain_text(f"{LIMIT}: off → $140.00 a cycle")
    _pictures(admin, "settings-2-preview")
    admin.submits()
    expect(admin.modal).to_be_hidden(timeout=PATIENCE_MS)


def _sees_it_in_force(admin: Tab) -> None:
    home = admin.page.locator(".home")
    expect(home).to_contain_text("thresholds differs from the default", timeout=PATIENCE_MS)
    changed = home.get_by_role("row", name=f"● {LIMIT}")
    expect(changed.get_by_role("cell").first).to_have_text("$140.00 a cycle")
    changed.evaluate("row => row.scrollIntoView({block: 'center'})")  # the tab is redrawn after each round
    _pictures(admin, "settings-3-saved")
    admin.goes_to("ai-spend")
    incident = admin.message("Ines Quiet", timeout_ms=PATIENCE_MS)
    expect(incident.get_by_role("button", name="Acknowledge")).to_be_visible()
    admin.shows_the_end()
    _pictures(admin, "settings-4-in-force")


def _imports_groups(admin: Tab) -> None:
    admin.goes_to("Spendwatch")
    admin.page.get_by_role("link", name="Messages").click()
    admin.types("/groups")
    report = admin.message("Billing groups: this cycle", timeout_ms=PATIENCE_MS)
    expect(report).to_contain_text("There are no billing groups")
    report.get_by_role("button", name="Import…").click()
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": HIBOB.encode("utf-8-sig")}
    admin.modal.locator("input[type=file]").set_input_files(file)
    expect(admin.modal.locator("[data-file]")).to_contain_text("people.csv")
    _pictures(admin, "groups-1-file")
    admin.submits()
    preview = admin.message("Import of billing groups: people.csv", timeout_ms=PATIENCE_MS)
    for words in ("4 people would move", "Not on the Cursor team: nobody@example.com.", "Engineering > Core"):
        expect(preview).to_contain_text(words)
    expect(preview.get_by_role("row", name="Engineering > Core")).to_contain_text("new")
    expect(preview.get_by_role("checkbox", checked=True)).to_have_count(4)
    admin.shows_the_end()
    _pictures(admin, "groups-2-preview")
    preview.get_by_label("Rudi Runaway").click()
    preview.get_by_role("button", name="Apply 3 moves").click(timeout=PATIENCE_MS)
    expect(preview).to_contain_text("Applied: 3 people moved.", timeout=PATIENCE_MS)
    admin.shows_the_end()
    _pictures(admin, "groups-3-applied")
    groups = _groups(admin)
    expect(groups.get_by_role("row", name="Engineering > Core").get_by_role("cell").last).to_have_text("3")
    admin.shows_the_end()
    _pictures(admin, "groups-4-changed")


def _undoes_the_import(admin: Tab) -> None:
    applied = admin.message("Applied: 3 people moved.")
    applied.get_by_role("button", name="Undo import").click()
    undone = admin.message("Undone: everyone who was still where the import put them is back.", timeout_ms=PATIENCE_MS)
    expect(undone.get_by_role("button", name="Undo import")).to_have_count(0)
    groups = _groups(admin)
    expect(groups).to_contain_text("There are no billing groups", timeout=PATIENCE_MS)
    admin.shows_the_end()
    _pictures(admin, "groups-5-undone")


def _is_refused(lead: Tab) -> None:
    lead.goes_to("Spendwatch")
    lead.page.get_by_role("link", name="Home").click()
    home = lead.page.locator(".home")
    expect(home).to_contain_text("Spend: this cycle", timeout=PATIENCE_MS)
    expect(home.get_by_role("button", name="Settings", exact=True)).to_have_count(0)
    lead.page.get_by_role("link", name="Messages").click()
    for command in ("/spendwatch settings", "/groups import"):
        lead.types(command)
        lead.message("Only workspace admins", timeout_ms=PATIENCE_MS)
        expect(lead.modal).to_be_hidden()
    report = _groups(lead)
    expect(report).to_contain_text("There are no billing groups")
    expect(report.get_by_role("button", name="Import…")).to_have_count(0)
    lead.shows_the_end()
    _pictures(lead, "refused")


def _undoes_the_threshold(admin: Tab) -> None:
    """Nobody else has changed anything in between."""
    admin.goes_to("Spendwatch")
    saved = admin.message("Settings saved", timeout_ms=PATIENCE_MS)
    saved.get_by_role("button", name="Undo").click()
    admin.message("Undone: the settings are as they were before that change.", timeout_ms=PATIENCE_MS)


def _groups(tab: Tab) -> Locator:
    """The current report of billing groups, below everything else."""
    shown = tab.page.locator("#timeline .message").filter(has_text="Billing groups: this cycle")
    before = shown.count()
    tab.types("/groups")
    expect(shown).to_have_count(before + 1, timeout=PATIENCE_MS)
    return shown.last


def _pictures(tab: Tab, name: str) -> None:
    for scheme in ("dark", "light"):
        tab.page.emulate_media(color_scheme=scheme)
        tab.takes_picture(f"admin-{name}-{scheme}")
