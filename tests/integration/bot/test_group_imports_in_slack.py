"""Billing group files in Slack: the form, the preview with its checkboxes, apply, undo, export, and rights."""

from contextlib import contextmanager
from dataclasses import replace
from threading import Event

import pytest
from sqlmodel import select

from blocks import action_ids
from bot.answers import WORKERS
from bot.requests import Asker, Reply
from sandbox.slack import payloads
from sandbox.slack.person import all_text
from tests.integration.bot.front_desk import PATIENCE_S, open_front_desk
from tests.integration.bot.group_forms import ANN, BOB, EVE, FILE, asks_for_groups, hibob, opens, where
from tests.integration.bot.people import ADMIN, LEAD
from tracker.groups.csv_files import LARGEST_BYTES
from tracker.store.tables_groups import GroupImportMoveRow, GroupImportRow

STEPS = (
    action_ids.IMPORT_GROUPS,
    action_ids.EXPORT_GROUPS,
    action_ids.IMPORT_CHOOSE,
    action_ids.IMPORT_DECIDE,
    action_ids.IMPORT_APPLY,
    action_ids.IMPORT_CANCEL,
    action_ids.IMPORT_UNDO,
)
UGLY = "<!channel> *x* & <https://x|y>"


def gives(desk, view, content, name="people.csv", who=ADMIN):
    person = desk.person(who)
    return desk.after(person.fills({"CSV file": [person.uploads(name, content)]}, in_=view).submits())


def previewed(desk, content=FILE, name="people.csv"):
    view = opens(desk, "Import…", asks_for_groups(desk))
    assert not gives(desk, view, content, name).errors
    return desk.report(ADMIN)


def rows(store, table):
    with store.reading() as session:
        return list(session.exec(select(table)))


def redrawn(desk, message):
    return desk.workspace.messages.get(message.channel_id, message.ts)


def box_values(message):
    return [
        (option["text"]["text"], option["value"])
        for block in message.blocks
        for element in block.get("elements", ())
        if element.get("action_id") == action_ids.IMPORT_CHOOSE
        for option in element["options"]
    ]


def test_a_hibob_file_is_previewed_applied_and_undone(desk, groups):
    before = where(desk)
    preview = previewed(desk)
    text = all_text(preview)
    assert "3 people would move" in text
    assert "Platform → R&D > Core" in text
    assert "Not on the Cursor team: zoe@example.com." in text
    assert where(desk) == before
    desk.clicks(ADMIN, "Apply 3 moves", preview)
    assert "Applied: 3 people moved." in all_text(redrawn(desk, preview))
    assert where(desk) == dict.fromkeys((ANN, BOB, EVE), "R&D > Core")
    assert desk.clicks(ADMIN, "Undo import", redrawn(desk, preview)) == []
    assert "Undone: everyone who was still" in all_text(redrawn(desk, preview))
    assert where(desk) == before
    assert "Undo import" not in str(redrawn(desk, preview).blocks)
    (told,) = forged(desk, ADMIN, action_ids.IMPORT_APPLY, preview)  # another admin's window may be older
    assert "already applied" in all_text(told)


def test_a_preview_deleted_under_the_click_on_apply_comes_anew_with_its_way_back(desk, groups):
    preview = previewed(desk)
    desk.workspace.remove(preview)
    (anew,) = forged(desk, ADMIN, action_ids.IMPORT_APPLY, preview, value="")
    assert "Applied: 3 people moved." in all_text(anew)
    assert "Undo import" in str(anew.blocks)
    assert where(desk) == dict.fromkeys((ANN, BOB, EVE), "R&D > Core")


def test_moves_are_rejected_one_by_one_by_page_and_by_group(desk, groups, store, workspace, slack_url, clock):
    people = [(f"p{n:02}@example.com", "Core" if n < 12 else "Web") for n in range(24)]
    for email, _ in people:
        groups.person(email.partition("@")[0], email)
    preview = previewed(desk, hibob(*people))
    boxes = box_values(preview)
    assert len(boxes) == 10
    desk.clicks(ADMIN, action_ids.IMPORT_CHOOSE, preview, choice=[value for _, value in boxes[1:]])
    assert "23 approved of 24" in all_text(redrawn(desk, preview))
    desk.clicks(ADMIN, "Reject page", redrawn(desk, preview))
    assert "14 approved of 24" in all_text(redrawn(desk, preview))
    desk.clicks(ADMIN, "Next page", redrawn(desk, preview))
    assert set(box_values(redrawn(desk, preview))).isdisjoint(boxes)
    desk.clicks(ADMIN, "Into which group", redrawn(desk, preview), choice="target=2")
    assert len(box_values(redrawn(desk, preview))) == 10
    desk.clicks(ADMIN, "Reject all into it", redrawn(desk, preview))
    assert "2 approved of 24" in all_text(redrawn(desk, preview))
    with open_front_desk(workspace, slack_url, store, clock=clock) as restarted:  # decisions survive a restart
        restarted.clicks(ADMIN, "Apply 2 moves", redrawn(desk, preview))
        assert desk.answers.wait_until_idle(PATIENCE_S)  # Slack gives a click to either of two that are connected
    assert [email for email, group in where(desk).items() if group == "R&D > Core"] == [
        "p10@example.com",
        "p11@example.com",
    ]


def test_nothing_is_applied_over_somebody_elses_change(desk, groups):
    preview = previewed(desk)
    made = desk.services.groups.create("Else", [EVE], by="x", source="cli", now=desk.services.clock())
    (told,) = desk.clicks(ADMIN, "Apply 3 moves", preview)
    assert "Nothing was applied" in all_text(told)
    assert "Eve is now in Else" in all_text(told)
    assert "Else → R&D > Core" in all_text(redrawn(desk, preview))
    assert where(desk)[EVE] == "Else" == made.name


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n", "different kind of CSV"),
        (b"\x89PNG\x00", "not text"),
        (b"Email,Department\n" + b"x@example.com,y\n" * 50_000, "more than 20,000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field_which_takes_another(
    desk, groups, store, content, words
):
    view = opens(desk, "Import…", asks_for_groups(desk))
    assert words in gives(desk, view, content).errors[action_ids.IMPORT_FILE]
    assert rows(store, GroupImportRow) == []
    assert not gives(desk, desk.person(ADMIN).modal(), FILE).errors
    assert desk.workspace.views.stack(desk.person(ADMIN).id) == []
    assert "3 people would move" in all_text(desk.report(ADMIN))


@contextmanager
def everyone_busy(desk):
    """Occupies every worker until the block ends, so that no file is read."""
    go_on = Event()

    def wait(_asker, _services):
        assert go_on.wait(PATIENCE_S)
        return Reply.nothing()

    for _ in range(WORKERS):
        desk.answers.later(Asker(desk.person(ADMIN).id, None, None), wait)
    yield
    go_on.set()
    assert desk.answers.wait_until_idle(PATIENCE_S)


def hands_in(desk, view, content):
    person = desk.person(ADMIN)
    person.fills({"CSV file": [person.uploads("people.csv", content)]}, in_=view).submits()
    assert "Reading your file" in str(person.modal().blocks)


def test_what_takes_longer_than_slack_waits_is_shown_in_the_forms_place(desk, groups):
    view = opens(desk, "Import…", asks_for_groups(desk))
    with everyone_busy(desk):
        hands_in(desk, view, b"a,b\n1,2\n")
    form = desk.person(ADMIN).modal()
    assert "different kind of CSV" in str(form.blocks[0])
    with everyone_busy(desk):
        hands_in(desk, form, FILE)
    assert "The preview is in your conversation with me" in str(desk.person(ADMIN).modal().blocks)
    assert "3 people would move" in all_text(desk.report(ADMIN))


def test_whoever_closed_the_form_meanwhile_is_told_in_private_why_a_file_is_refused(desk, groups):
    view = opens(desk, "Import…", asks_for_groups(desk))
    with everyone_busy(desk):
        hands_in(desk, view, b"a,b\n1,2\n")
        desk.workspace.views.clear(desk.person(ADMIN).id)
    assert "different kind of CSV" in all_text(desk.report(ADMIN))


@pytest.mark.parametrize(
    ("content", "moves", "words"),
    [
        (hibob((ANN, "Core"), (BOB, "Core"), (EVE, "Core"), (EVE, "Web")), 2, "eve@example.com is in"),
        (hibob((ANN, "Core"), (BOB, "Core"), (EVE, "Core"), (EVE, "Core")), 3, "ignored: the same as another row"),
    ],
)
def test_what_a_file_says_twice_is_told_and_nothing_is_half_applied(desk, groups, content, moves, words):
    before = where(desk)
    preview = previewed(desk, content)
    assert words in all_text(preview)
    assert f"Apply {moves} moves" in str(preview.blocks)
    assert where(desk) == before


def test_a_file_that_is_too_large_is_refused_beside_the_field(desk, groups):
    view = opens(desk, "Import…", asks_for_groups(desk))
    delivery = gives(desk, view, b"x" * (LARGEST_BYTES + 1))
    assert "at most 5 MB are read" in delivery.errors[action_ids.IMPORT_FILE]


def test_without_the_right_to_read_files_the_cure_is_told(desk, groups):
    view = opens(desk, "Import…", asks_for_groups(desk))
    manifest = desk.workspace.manifest
    desk.workspace.manifest = replace(manifest, scopes=manifest.scopes - {"files:read"})
    assert "lacks the scope files:read" in gives(desk, view, FILE).errors[action_ids.IMPORT_FILE]


def test_the_export_imports_to_the_same_state(desk, groups):
    groups.person(UGLY, "ugly@example.com")
    desk.asks(ADMIN, "/groups export", in_="bot")
    sent = desk.report(ADMIN)
    (file_id,) = [file["id"] for file in desk.workspace.message_shape(sent)["files"]]
    content = desk.workspace.files.get(file_id).content
    assert content.decode("utf-8-sig").splitlines()[0] == "email,name,group"
    assert "there is nothing to change" in all_text(previewed(desk, content))


def forged(desk, name, action_id, message, value="1"):
    """The reply to a person who clicks on something that Slack did not show them."""
    person, before = desk.person(name), {each.ts for each in desk.person(name).sees("bot")}
    block = next(block for block in message.blocks if block["type"] == "actions")
    action = {"type": "button", "action_id": action_id, "block_id": block["block_id"], "value": value}
    body = payloads.interaction(
        desk.workspace.installation,
        "block_actions",
        person.user,
        actions=[action | {"action_ts": "1.0"}],
        container={"type": "message", "channel_id": message.channel_id, "message_ts": message.ts},
        message={"blocks": message.blocks},
    )
    desk.takes(body)
    return [each for each in desk.person(name).sees("bot") if each.ts not in before]


def test_whoever_is_no_admin_is_refused_at_every_step(desk, groups, store):
    preview = previewed(desk)
    assert "Import…" not in str(asks_for_groups(desk, LEAD).blocks)
    for what in ("import", "export"):
        told = all_text(desk.asks(LEAD, f"/groups {what}", in_="bot")[-1])
        assert f"Only workspace admins and those they named can {what} billing groups." in told
    for action_id in STEPS:
        (told,) = forged(desk, LEAD, action_id, preview, value="reject/all")
        assert "Only workspace admins" in all_text(told)
    assert where(desk)[EVE] is None
    with store.reading() as session:
        assert [move.is_approved for move in session.exec(select(GroupImportMoveRow))] == [True] * 3
