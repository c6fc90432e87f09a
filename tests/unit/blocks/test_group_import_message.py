"""The preview of an import as a message: what it says, within Slack's limits whatever the names are."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from blocks.elements import TableStyle
from blocks.group_import import (
    changed_message,
    exported_message,
    import_lines,
    import_message,
    import_modal,
    page_numbers,
)
from blocks.report_query import ReportQuery, query_of
from sandbox.slack.validation.payloads import check_view
from tests.unit.blocks.any_input import looks, names, quick
from tests.unit.blocks.soundness import assert_sound
from tracker.reports.types import (
    GroupMeanwhile,
    ImportGroup,
    ImportKind,
    ImportMove,
    ImportReport,
    ImportState,
    RefusedRow,
)

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
maybe_names = st.one_of(st.none(), names)
counts = st.integers(0, 10**6)


@st.composite
def imports(draw):
    moves = draw(st.lists(st.tuples(names, maybe_names, maybe_names, st.booleans()), max_size=10))
    groups = draw(st.lists(st.builds(ImportGroup, maybe_names, counts, counts, counts, st.booleans()), max_size=130))
    refused = st.builds(RefusedRow, st.lists(counts, max_size=12).map(tuple), names, names)
    return ImportReport(
        id=draw(st.integers(1, 2**31)),
        kind=draw(st.sampled_from(ImportKind)),
        state=draw(st.sampled_from(ImportState)),
        file_name=draw(names),
        by="U0ADMIN01",
        created_at=AT,
        rows=draw(counts),
        repeated=draw(counts),
        matched=draw(counts),
        keeps=draw(counts),
        moves_total=draw(counts),
        approved=draw(counts),
        not_matched=tuple(draw(st.lists(names, max_size=8))),
        not_matched_count=draw(counts),
        refused=tuple(draw(st.lists(refused, max_size=8))),
        refused_count=draw(counts),
        groups=tuple(groups),
        moves=tuple(ImportMove(2**31 + n, "key", *move) for n, move in enumerate(moves)),
        page=draw(st.integers(1, 3)),
        pages=3,
        shown_group=draw(maybe_names),
        change_id=None,
        as_of=AT,
    )


@quick
@given(imports(), looks, st.one_of(st.none(), st.integers(1, 130)))
def test_any_import_fits_into_a_message(report, look, target):
    query = ReportQuery("import", group_import=report.id, target=target, page=report.page)
    drawn = import_message(report, query, look)
    assert_sound(drawn)
    assert query_of(drawn.blocks) == query
    is_open = report.state is ImportState.OPEN
    assert page_numbers(drawn.blocks) == ([move.number for move in report.moves] if is_open else [])
    assert all("\n" not in line for line in import_lines(report))


@quick
@given(st.lists(st.builds(GroupMeanwhile, names), max_size=10))
def test_what_was_changed_meanwhile_fits(meanwhile):
    assert_sound(changed_message(meanwhile))


def test_the_form_and_the_notice_are_taken():
    assert check_view(import_modal(limits_in_words="At most 5 MB."), "modal", can_show=lambda _: True) == []
    assert_sound(exported_message("billing-groups-2026-11-20.csv", 12))


AN_IMPORT = ImportReport(
    id=7,
    kind=ImportKind.HIBOB,
    state=ImportState.OPEN,
    file_name="people.csv",
    by="U0ADMIN01",
    created_at=AT,
    rows=4,
    repeated=1,
    matched=3,
    keeps=1,
    moves_total=2,
    approved=1,
    not_matched=("zoe@example.com",),
    not_matched_count=1,
    refused=(RefusedRow((4, 9), "bo@example.com", "is in “A” and “B”"),),
    refused_count=1,
    groups=(ImportGroup("Eng > Core", 1, 1, 4, is_created=True), ImportGroup(None, 1, 0, 0, is_created=False)),
    moves=(
        ImportMove(1, "ann@example.com", "Ann", None, "Eng > Core", is_approved=True),
        ImportMove(2, "bob@example.com", "Bob", "Platform", None, is_approved=False),
    ),
    page=1,
    pages=1,
    shown_group=None,
    change_id=None,
    as_of=AT,
)


def an_import(**differences):
    return replace(AN_IMPORT, **differences)


def test_a_file_in_which_nobody_is_found_does_not_say_that_all_is_well():
    nobody = {"matched": 0, "keeps": 0, "moves_total": 0, "approved": 0, "groups": (), "moves": ()}
    (said, *_) = import_lines(an_import(**nobody))
    assert said == "This file moves nobody: it has no clear row for a member of the Cursor team."
    (said, *_) = import_lines(an_import(**nobody | {"matched": 3, "keeps": 3}))
    assert said == "Everyone in the file is in the right group already; there is nothing to change."


def test_boxes_say_who_goes_where_and_are_ticked_where_approved():
    report = AN_IMPORT
    drawn = import_message(report, ReportQuery("import", group_import=7))
    boxes = next(e for b in drawn.blocks for e in b.get("elements", ()) if e.get("type") == "checkboxes")
    assert [(box["text"]["text"], box["description"]["text"]) for box in boxes["options"]] == [
        ("Ann", "no group → Eng > Core"),
        ("Bob", "Platform → no group"),
    ]
    assert [box["value"] for box in boxes["initial_options"]] == ["1"]
    assert "lines 4, 9: bo@example.com is in “A” and “B”" in str(drawn.blocks)
    assert "1 person would move into 2 groups." in " ".join(import_lines(report))
    assert TableStyle.DATA_TABLE.value in str(drawn.blocks)
