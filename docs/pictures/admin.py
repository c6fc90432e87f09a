"""Leads through what admins do, from the first hello to the audit trail, and takes a picture of each step."""

import re
from collections.abc import Sequence

from playwright.sync_api import FilePayload, Locator, expect
from sqlmodel import select

from bot.build import utc_now
from docs.pictures.camera import PATIENCE_MS, Camera
from docs.pictures.shots import GROUPS, SETTINGS, TOLD
from tracker.clock import utc_day
from tracker.notices.due import Notice, NoticeKind
from tracker.reports.scope import group_names, resolve_range
from tracker.reports.weekly import last_monday, load_weekly, words_of_week
from tracker.store.cycles import find_cycle
from tracker.store.engine import Store
from tracker.store.outbox_rows import add_notice
from tracker.store.tables import ActorRow
from tracker.weekly.due import WEEKLY, weekly_key
from tracker.weekly.service import WeeklyService

ALERTS, APP = "ai-spend", "Spendwatch"
DEPARTMENTS = (
    ("R&D", "Engineering", "Core"),
    ("R&D", "Engineering", "Web"),
    ("R&D", "Data", "Pipelines"),
    ("R&D", "Data", "Research"),
    ("Product", "", "Design"),
    ("Product", "", ""),
)
QUOTE = '"'
STRANGERS = ("nora.new@example.com", "gone@example.com")


def take_admin(camera: Camera, store: Store, channel: str) -> None:
    """Every picture of settings, groups, imports, notices, mail and the trail, in the order in which things happen."""
    take_first_days(camera)
    take_settings(camera)
    for shot in GROUPS:
        camera.takes_report(shot)
    take_group_modals(camera)
    take_weekly(camera)
    take_digest(camera, store, channel)
    camera.tab.goes_to(APP)
    take_import(camera, hibob_file(store))
    for shot in TOLD:
        camera.takes_report(shot)
    camera.page.get_by_role("link", name="Home").click()
    camera.takes_home(SETTINGS)
    take_mail(camera, store)


def take_first_days(camera: Camera) -> None:
    """The hello, and the trial that asks before the first alert; answered, so that incidents follow."""
    tab = camera.tab
    tab.goes_to(ALERTS)
    camera.takes("hello", tab.message("Spendwatch is running", timeout_ms=PATIENCE_MS))
    trial = tab.message("Trial: alerts I would have sent", timeout_ms=PATIENCE_MS)
    camera.takes("trial", trial, on_phone=True)
    start = trial.get_by_role("button", name="Start alerting")
    start.click()
    expect(start).to_have_count(0, timeout=PATIENCE_MS)


def take_settings(camera: Camera) -> None:
    """The form in its parts, a refused value, the preview and what is said once it is saved."""
    tab = camera.tab
    tab.goes_to(APP)
    tab.types("/spendwatch settings")
    expect(tab.modal).to_contain_text("Spend limit per member", timeout=PATIENCE_MS)
    camera.takes_modal("settings-limits")
    camera.takes_modal("settings-outliers", at="Member spend spike")
    camera.takes_modal("settings-where", at="Collection interval")
    camera.takes_modal("settings-roles", at="Further admins")
    tab.fills("Member spend spike", "0.1")
    tab.submits()
    expect(tab.modal).to_contain_text("Give a factor from 1 to 1,000", timeout=PATIENCE_MS)
    camera.takes_modal("settings-refused", at="Member spend spike")
    tab.fills("Member spend spike", "5")
    tab.fills("Spend limit per member", "30000")
    tab.fills("Member cost per request spike", "20")
    tab.submits()
    expect(tab.modal).to_contain_text("fewer", timeout=PATIENCE_MS)
    camera.takes_modal("settings-preview", on_phone=True)
    tab.submits()
    expect(tab.modal).to_be_hidden(timeout=PATIENCE_MS)
    camera.takes("settings-saved", tab.message("Settings saved", timeout_ms=PATIENCE_MS))


def take_group_modals(camera: Camera) -> None:
    """The forms that make a group and move people, found by a part of their name."""
    tab = camera.tab
    report = _report(camera, "/groups", "Billing groups")
    report.get_by_role("button", name="Create group").click()
    expect(tab.modal).to_contain_text("Create", timeout=PATIENCE_MS)
    tab.fills("Name", "Engineering > Payments")
    choose(camera, 0, "ro")
    camera.takes_modal("group-create")
    close(camera)
    report.get_by_role("button", name="Move people").click()
    expect(tab.modal).to_contain_text("Move", timeout=PATIENCE_MS)
    take_move(camera, ("ro", "mei"), "plat", on_phone=True)


def take_move(camera: Camera, people: Sequence[str], target: str, *, on_phone: bool = False) -> None:
    """The form that moves people, with who is found first by each of some words, and where to."""
    for typed in people:
        choose(camera, 0, typed)
    choose(camera, 1, target)
    camera.takes_modal("group-move", on_phone=on_phone)
    close(camera)


def close(camera: Camera) -> None:
    """Close the modal."""
    camera.tab.modal.locator("[data-do=close-all]").click()
    expect(camera.tab.modal).to_be_hidden()


def choose(camera: Camera, menu: int, typed: str) -> None:
    """Type into a menu of the open modal that searches, and take its first answer."""
    field = camera.tab.modal.get_by_role("combobox").nth(menu)
    field.fill(typed)
    answer = camera.tab.modal.get_by_role("listbox").get_by_role("option").first
    expect(answer).to_be_visible(timeout=PATIENCE_MS)
    answer.click()


def take_import(camera: Camera, file: str) -> None:
    """The form with a file, the preview, what is applied, and the export."""
    tab = camera.tab
    preview = upload(camera, file)
    camera.takes("import-preview", preview, on_phone=True)
    apply = preview.get_by_role("button", name="Apply ")
    before = apply.inner_text()
    preview.get_by_role("checkbox").first.click()
    expect(apply).not_to_have_text(before, timeout=PATIENCE_MS)
    apply.click()
    expect(preview).to_contain_text("Applied:", timeout=PATIENCE_MS)
    camera.takes("import-done", preview)
    tab.types("/groups export")
    told = tab.message("Importing it as it is changes nothing", timeout_ms=PATIENCE_MS)
    card = camera.page.locator("#timeline .message").filter(has=camera.page.locator(".document")).last
    camera.takes("export", told, until=card)


def upload(camera: Camera, file: str) -> Locator:
    """Hand a file over in the form, which is taken, and give the message of the preview."""
    tab = camera.tab
    tab.types("/groups import")
    expect(tab.modal).to_contain_text("CSV file", timeout=PATIENCE_MS)
    content: FilePayload = {"name": "people.csv", "mimeType": "text/csv", "buffer": file.encode("utf-8-sig")}
    tab.modal.locator("input[type=file]").set_input_files(content)
    expect(tab.modal.locator("[data-file]")).to_contain_text("people.csv")
    camera.takes_modal("import-form")
    tab.submits()
    return tab.message("Import of billing groups: people.csv", timeout_ms=PATIENCE_MS)


def take_weekly(camera: Camera) -> None:
    """The last week, and the form that has every week sent."""
    tab = camera.tab
    report = _report(camera, "/spendwatch weekly", "Week of")
    camera.takes("weekly", report, has_chart=True, on_phone=True)
    report.get_by_role("button", name="Subscribe").click()
    expect(tab.modal).to_contain_text("On Mondays from 07:00 UTC", timeout=PATIENCE_MS)
    tab.submits()
    tab.message("Subscribed", timeout_ms=PATIENCE_MS)
    report.get_by_role("button", name="Subscribe").click()
    expect(tab.modal).to_contain_text("Running now", timeout=PATIENCE_MS)
    camera.takes_modal("weekly-modal")
    close(camera)


def take_digest(camera: Camera, store: Store, channel: str) -> None:
    """A digest as it comes on a Monday to a channel: of the team, or of a group where more has moved."""
    tab, now = camera.tab, utc_now()
    monday = last_monday(now)
    with store.reading() as session:
        week = resolve_range(session, words_of_week(monday), now=now)
        groups = (None, *group_names(session))
        reports = [load_weekly(session, range=week, now=now, group=group, named=0) for group in groups]
    told = next((each for each in reports if not each.is_silent), reports[0])
    made = WeeklyService(store).add(told.scope.group, channel, is_person=False, by="cli", source="cli", now=now)
    with store.writing() as session:
        add_notice(session, WEEKLY, weekly_key(made.id, monday), now=now)  # at once, whatever day it is
    tab.goes_to(ALERTS)
    digest = tab.message("Stop this digest", timeout_ms=PATIENCE_MS)
    camera.takes("weekly-digest", digest, has_chart=True)


def take_mail(camera: Camera, store: Store) -> None:
    """The outbox, and the mails of an incident and of a cycle's end."""
    now = utc_now()
    with store.writing() as session:
        summary = Notice(NoticeKind.CYCLE_SUMMARY, utc_day(find_cycle(session, now).start))
        add_notice(session, summary.about, summary.key, now=now, by_mail=True)  # at once, however long the cycle runs
    page = camera.page
    page.get_by_role("link", name="Outbox").click()
    subjects = {"mail-summary": "cycle .* ends", "mail-incident": "[Cc]ritical: "}  # at once, or once it is worse
    for name, subject in subjects.items():
        line = page.locator(".mail-line").filter(has_text=re.compile(subject)).first
        expect(line).to_be_visible(timeout=PATIENCE_MS)
        if name == "mail-summary":
            camera.takes("outbox", page.locator(".mails"))
        line.click()
        expect(page.locator(".mail-body")).to_be_visible(timeout=PATIENCE_MS)
        camera.takes(name, page.locator(".mail"), on_phone=True)
        page.get_by_role("link", name="All mail").click()


def hibob_file(store: Store) -> str:
    """A People Directory of everybody on the team, with two who are not and one who stands in it twice."""
    with store.reading() as session:
        seats = session.exec(select(ActorRow).where(ActorRow.is_member, ActorRow.kind == "person"))
        people = sorted((row.email, row.name) for row in seats if row.email)
    rows = [
        f'"{name.replace(QUOTE, "")}",{email},{",".join(DEPARTMENTS[place % len(DEPARTMENTS)])}'
        for place, (email, name) in enumerate(people)
    ]
    rows += [f"New,{email},Product,,Design" for email in STRANGERS]
    rows += [f"Twice,{people[-1][0]},Product,,Research"]
    return "Display name,Email,Department,Group,Team\r\n" + "".join(f"{row}\r\n" for row in rows)


def _report(camera: Camera, typed: str, title: str) -> Locator:
    """The newest message with that title, once one more has come."""
    shown = camera.page.locator("#timeline .message").filter(has_text=title)
    before = shown.count()
    camera.tab.types(typed)
    expect(shown).to_have_count(before + 1, timeout=PATIENCE_MS)
    return shown.last


def take_large_groups(camera: Camera, store: Store) -> None:
    """The form that moves people and the preview of an import, where people are many and their names long."""
    report = _report(camera, "/groups 30d", "Billing groups")
    report.get_by_role("button", name="Move people").click()
    expect(camera.tab.modal).to_contain_text("Move", timeout=PATIENCE_MS)
    take_move(camera, ("maxim", "www", "<!"), "maxim")
    camera.takes("import-preview", upload(camera, hibob_file(store)))
