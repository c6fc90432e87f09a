"""Billing group files: previewed, decided move by move, applied at once, exported, and undone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from tests.integration.reports.conftest import Team
from tracker.groups.csv_files import CsvRefused
from tracker.groups.imports import GroupImports, ImportNotApplied, ImportNotOpen, MovesNotThere
from tracker.groups.service import GroupService
from tracker.reports.group_import import ImportNotFound
from tracker.reports.types import UNASSIGNED_TARGET, GroupTarget, ImportGroup, ImportKind, ImportState
from tracker.store.queries_actors import list_actors, list_current_groups
from tracker.store.tables import AuditRow
from tracker.store.tables_groups import BillingGroupRow, GroupImportMoveRow, GroupImportRow

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
WHO = {"by": "U0ADMIN01", "source": "slack"}
NAMES = ("Ann", "Bob", "Cy", "Dee", "Eve", "Fay", "Gus")


@pytest.fixture
def groups(team):
    """Ann and Bob in Cursor's Platform, the rest in none."""
    platform = team.group("Platform")
    team.group("No team", is_unassigned=True)
    for name in NAMES:
        team.actor(name)
    for name in ("Ann", "Bob"):
        team.join(email(name), platform)
    return team


@pytest.fixture
def imports(groups):
    return GroupImports(groups.store)


def email(name):
    return f"{name.lower()}@example.com"


def hibob(*people):
    """HiBob's file of (name, group, team)."""
    lines = [f'{name},{email(name)},"R&D",{group},{team}' for name, group, team in people]
    return "\n".join(["Display name,Email,Department,Group,Team", *lines]).encode()


FILE = hibob(
    ("Ann", "Eng", "Core"), ("Bob", "Eng", "Core"), ("Cy", "Eng", "Core"), ("Dee", "Eng", "Web"), ("Zoe", "Eng", "Web")
)


def where(team, now=LATER):
    """Names of groups by the names of their members."""
    with team.store.reading() as session:
        current = list_current_groups(session, now)
        return {row.name: current.get(row.id) for row in list_actors(session) if row.is_member}


def previewed(team, imports, content=FILE, name="people.csv"):
    number = imports.preview(content, name, **WHO, now=NOW)
    return team.reports.group_import(number, now=NOW)


def count(team, table):
    with team.store.reading() as session:
        return len(session.exec(select(table)).all())


def test_a_preview_says_who_moves_where_and_changes_nothing(groups, imports):
    report = previewed(groups, imports)
    assert (report.kind, report.state, report.rows) == (ImportKind.HIBOB, ImportState.OPEN, 5)
    assert (report.matched, report.keeps, report.moves_total, report.approved) == (4, 0, 4, 4)
    assert (report.not_matched, report.not_matched_count) == (("zoe@example.com",), 1)
    # Web has one member of this team, under three, and goes to its only sibling.
    assert report.groups == (ImportGroup("Eng > Core", 4, 4, 4, is_created=True),)
    moves = [(move.display, move.old_group, move.new_group) for move in report.moves]
    assert sorted(moves) == [
        ("Ann", "Platform", "Eng > Core"),
        ("Bob", "Platform", "Eng > Core"),
        ("Cy", None, "Eng > Core"),
        ("Dee", None, "Eng > Core"),
    ]
    assert where(groups)["Ann"] == "Platform"
    assert count(groups, BillingGroupRow) == 2


def test_only_what_is_approved_is_applied_and_one_undo_takes_it_back(groups, imports):
    report = previewed(groups, imports)
    imports.decide(report.id, approved=False)
    imports.choose(report.id, [move.number for move in report.moves], [report.moves[0].number, report.moves[1].number])
    imports.reject_people(report.id, [email("Bob")])
    chosen = groups.reports.group_import(report.id, now=NOW)
    assert chosen.approved == len([move for move in chosen.moves if move.is_approved])
    before, wanted = where(groups), {move.display for move in chosen.moves if move.is_approved}
    outcome = imports.apply(report.id, **WHO, now=NOW)
    assert (outcome.moved, outcome.created, outcome.meanwhile) == (len(wanted), ("Eng > Core",), ())
    assert {name for name, group in where(groups).items() if group == "Eng > Core"} == wanted
    assert groups.reports.group_import(report.id, now=NOW).state is ImportState.APPLIED
    with pytest.raises(ImportNotOpen, match="already applied"):
        imports.apply(report.id, **WHO, now=NOW)
    GroupService(groups.store).undo(outcome.change_id, **WHO, now=LATER)
    assert where(groups) == before
    assert count(groups, BillingGroupRow) == 2
    assert groups.reports.group_import(report.id, now=NOW).state is ImportState.UNDONE
    entries = groups.reports.audit(now=LATER, page_size=None).entries
    assert [entry.what for entry in reversed(entries)] == [
        "billing groups imported from people.csv",
        "change of billing groups undone",
    ]


def test_an_import_that_was_not_applied_is_not_undone(groups, imports):
    report = previewed(groups, imports)
    with pytest.raises(ImportNotApplied, match=r"^That import has not been applied, so there is nothing to undo\.$"):
        imports.undo(report.id, **WHO, now=NOW)
    imports.cancel(report.id)
    with pytest.raises(ImportNotApplied):
        imports.undo(report.id, **WHO, now=LATER)


def test_undoing_leaves_who_was_moved_since(groups, imports):
    report = previewed(groups, imports)
    outcome = imports.apply(report.id, **WHO, now=NOW)
    service = GroupService(groups.store)
    service.assign([email("Cy")], GroupTarget(1), **WHO, now=NOW + timedelta(minutes=5))
    service.undo(outcome.change_id, **WHO, now=NOW + timedelta(minutes=10))
    assert {name: group for name, group in where(groups).items() if group} == dict.fromkeys(
        ("Ann", "Bob", "Cy"), "Platform"
    )


def test_nothing_is_applied_over_what_somebody_else_decided(groups, imports):
    report = previewed(groups, imports)
    GroupService(groups.store).assign([email("Ann")], UNASSIGNED_TARGET, **WHO, now=NOW)
    outcome = imports.apply(report.id, **WHO, now=NOW)
    assert [each.what for each in outcome.meanwhile] == ["Ann is now in no group"]
    assert outcome.change_id is None
    assert count(groups, BillingGroupRow) == 2
    corrected = groups.reports.group_import(report.id, now=NOW)
    assert {move.display: move.old_group for move in corrected.moves}["Ann"] is None
    assert imports.apply(report.id, **WHO, now=NOW).moved == 4


def test_a_group_made_meanwhile_is_used(groups, imports):
    report = previewed(groups, imports)
    made = GroupService(groups.store).create("eng > core", **WHO, now=NOW)
    outcome = imports.apply(report.id, **WHO, now=NOW)
    assert (outcome.moved, outcome.created) == (4, ())
    assert where(groups)["Cy"] == made.name == "eng > core"


def test_pages_and_the_filter_of_one_group(groups, imports):
    lines = "\n".join(f"{email(name)},x,{'A' if name < 'D' else 'B'}" for name in NAMES)
    number = imports.preview(f"email,name,group\n{lines}".encode(), "x", **WHO, now=NOW)
    report = groups.reports.group_import(number, target=2, now=NOW)
    assert [move.display for move in report.moves] == ["Dee", "Eve", "Fay", "Gus"]
    imports.decide(number, approved=False, target=1)
    assert [(each.name, each.approved, each.members_after) for each in report.groups] == [("A", 3, 3), ("B", 4, 4)]
    assert groups.reports.group_import(number, page=99, now=NOW).approved == 4


def test_what_cannot_be_is_refused_with_nothing_kept(groups, imports):
    with pytest.raises(CsvRefused):
        imports.preview(b"a,b\n1,2\n", "x", **WHO, now=NOW)
    with pytest.raises(ImportNotFound):
        imports.apply(7, **WHO, now=NOW)
    with pytest.raises(MovesNotThere, match=r"“zoe@example\.com”"):
        imports.dry_run(FILE, "x", ["zoe@example.com"], **WHO, now=NOW)
    report = imports.dry_run(FILE, "x", [email("Ann")], **WHO, now=NOW)
    assert (report.moves_total, report.approved) == (4, 3)
    assert (count(groups, GroupImportRow), count(groups, GroupImportMoveRow), count(groups, AuditRow)) == (0, 0, 0)
    number = imports.preview(FILE, "x", **WHO, now=NOW)
    imports.cancel(number)
    with pytest.raises(ImportNotOpen, match="cancelled"):
        imports.decide(number, approved=True)


def test_an_exported_file_changes_nothing_and_brings_everything_back(groups, imports):
    first, lines = imports.export(**WHO, now=NOW)
    assert lines == len(NAMES)
    assert first.decode("utf-8-sig").splitlines()[:2] == ["email,name,group", "ann@example.com,Ann,Platform"]
    same = previewed(groups, imports, first)
    assert (same.kind, same.keeps, same.moves_total) == (ImportKind.MAPPING, 7, 0)
    assert imports.apply(same.id, **WHO, now=NOW).change_id is None
    before = where(groups)
    imports.apply(previewed(groups, imports).id, **WHO, now=NOW)
    back = imports.preview(first, "x", **WHO, now=LATER)
    imports.apply(back, **WHO, now=LATER)
    assert where(groups) == before


HOSTILE = (
    "=1+1",
    "+x",
    "-y",
    "@z",
    "'q",
    "''",
    '"quoted", with comma',
    "Unassigned",
    " spaced ",
    "two\nlines",
    "A;B",
    "é",
)


@given(names=st.lists(st.sampled_from(HOSTILE), unique=True, max_size=7), data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_names_of_cursors_make_the_round_trip(each_backend, databases, names, data):
    with databases.lend_open(each_backend) as store:
        team = Team(store)
        for name, member in zip([*names, *[None] * 7], NAMES, strict=False):
            team.actor(member)
            if name is not None:
                team.join(email(member), team.group(name))
        imports = GroupImports(team.store)
        content, _ = imports.export(**WHO, now=NOW)
        assert previewed(team, imports, content).moves_total == 0
        before = where(team)
        moved = data.draw(st.lists(st.sampled_from(NAMES), unique=True))
        GroupService(team.store).create("Elsewhere", [email(name) for name in moved], **WHO, now=NOW)
        imports.apply(imports.preview(content, "x", **WHO, now=LATER), **WHO, now=LATER)
        assert where(team) == before
