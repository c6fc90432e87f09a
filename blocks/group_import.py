"""An import of billing groups: the form for a file, the preview of its moves, and the outcome."""

from collections.abc import Iterable

from blocks import action_ids, limits
from blocks.elements import (
    PLAIN_LOOK,
    Block,
    Element,
    Look,
    Message,
    Summary,
    actions,
    bullets,
    button,
    context,
    form_view,
    header,
    input_block,
    line,
    message,
    moment,
    mrkdwn,
    option,
    paragraph,
    plain,
    remark,
    rich_text,
    select,
    stat_fields,
    utc,
    words,
)
from blocks.escape import SHORT_NAME, cut, escape, message_text, outside
from blocks.numbers import NONE, count, counted
from blocks.report_query import ReportQuery, filter_value
from blocks.scope import controls, page_buttons, refresh_button
from blocks.tables import Cell, Number, Table, table_blocks
from tracker.reports.types import (
    GroupMeanwhile,
    ImportGroup,
    ImportKind,
    ImportMove,
    ImportReport,
    ImportState,
    RefusedRow,
)

KINDS = {ImportKind.HIBOB: "HiBob's People Directory", ImportKind.MAPPING: "a file of e-mails and groups"}
NO_GROUP = "no group"
_FIRST = "You see who would move where before anything changes, and can reject each move."
SENT_NOWHERE = "Nothing is sent to HiBob or to Cursor."
CHECKBOXES = 10  # of one element, and so the page size
SHOWN_ROWS = 5
SHOWN_EMAILS = 5
TABLE_GROUPS = 30
_FILE = 60
_IN_WORDS = 12
_DECIDE = (
    ("Approve page", "approve", "page"),
    ("Reject page", "reject", "page"),
    ("Approve all", "approve", "all"),
    ("Reject all", "reject", "all"),
)


def import_modal(*, limits_in_words: str, refused: str | None = None, external_id: str | None = None) -> Block:
    """The form for the file; shown again with the reason above the field if a file was refused."""
    needed = (
        "HiBob's People Directory (columns Email and Department, plus Group and Team if present) or a file from "
        "Export CSV (email, name, group). Columns can be in any order."
    )
    file: Element = {
        "type": "file_input",
        "action_id": action_ids.IMPORT_FILE,
        "filetypes": ["csv", "txt"],
        "max_files": 1,
    }
    view = form_view(
        action_ids.IMPORT_MODAL,
        "Import billing groups",
        _refusal(refused) if refused else paragraph(words(_FIRST)),
        input_block(action_ids.IMPORT_FILE, "CSV file", file, hint=f"{needed} {limits_in_words}"),
        context(plain("Nothing is sent to HiBob or to Cursor. People not in the file keep their group.")),
        submit="Preview",
    )
    return view | ({"external_id": external_id} if external_id else {})


def reading_view(*, external_id: str) -> Block:
    """The view that replaces the form while the file is read."""
    return _plain_view("Reading your file…", external_id)


def previewed_view(*, external_id: str) -> Block:
    """The view that says that the file was read, and where its preview is."""
    sentence = "The preview is in your conversation with me, under Messages. Nothing has changed yet."
    return _plain_view(sentence, external_id)


def _plain_view(text: str, external_id: str) -> Block:
    return {
        "type": "modal",
        "external_id": external_id,
        "title": plain("Import billing groups", limits.VIEW_TITLE),
        "close": plain("Close", limits.VIEW_BUTTON),
        "blocks": [paragraph(words(text))],
    }


def _refusal(reason: str) -> Block:
    return paragraph(words("⚠️ "), words(outside(reason, 600), bold=True), words(" Choose another file below."))


def import_message(report: ImportReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """The preview: what would change, and a page of moves to approve or reject; later the outcome."""
    summary, is_open = import_summary(report), report.state is ImportState.OPEN
    return message(
        message_text(summary.text, *(escape(_move_in_words(move)) for move in report.moves[:_IN_WORDS])),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        _trouble(report),
        table_blocks(_table(report), look.tables),
        controls(_group_menu(report, query), page_buttons(query, report.page, report.pages)),
        _choices(report) if is_open else _done(report),
        controls(_decisions(report)) if is_open else None,
        actions(*_last_row(report), refresh_button(query)),
        _footer(report),
        remark(look),
    )


def import_summary(report: ImportReport) -> Summary:
    """A short version of the import."""
    return Summary(
        title=f"Import of billing groups: {outside(report.file_name, _FILE)}",
        sentence=tuple(_sentence(report)),
        stats=(
            ("Rows in the file", count(report.rows)),
            ("Members matched", count(report.matched)),
            ("Moves", f"{count(report.approved)} approved of {count(report.moves_total)}"),
            ("Stay where they are", count(report.keeps)),
            ("Not on the team", count(report.not_matched_count)),
            ("New groups", count(sum(group.is_created for group in report.groups))),
        ),
    )


def import_lines(report: ImportReport) -> list[str]:
    """The summary as plain lines, for the command line."""
    summary = import_summary(report)
    figures = "; ".join(f"{name}: {value}" for name, value in summary.stats)
    sentence = "".join(str(piece["text"]) for piece in summary.sentence)
    groups = [
        f"  into {outside(group.name) if group.name is not None else NO_GROUP}: {counted(group.moves, 'move')}, "
        f"{counted(group.members_after, 'seat')} afterwards{', new' if group.is_created else ''}"
        for group in report.groups
    ]
    return [sentence, figures, *(f"  {each}" for each in _trouble_lines(report)), *groups]


def changed_message(meanwhile: Iterable[GroupMeanwhile]) -> Message:
    """The message that nothing was applied, as people's groups have changed meanwhile."""
    listed = [each.what for each in meanwhile]
    title = "Nothing was applied: groups have changed since this preview. It now starts from people's current groups."
    return message(
        message_text(title, *(escape(outside(each, 200)) for each in listed)),
        paragraph(words(title, bold=True)),
        rich_text(bullets(*(line(words(outside(each, 200))) for each in listed))) if listed else None,
    )


def exported_message(file_name: str, lines: int) -> Message:
    """The message above an exported file."""
    text = (
        f"{counted(lines, 'member')} with their billing groups, in {file_name}. Importing it as it is changes "
        "nothing; edit its group column to move people."
    )
    return message(message_text(text), paragraph(words(text)))


def page_numbers(blocks: Iterable[Block]) -> list[int]:
    """The numbers of the moves on the page that a preview's message shows."""
    return [
        int(choice["value"])
        for block in blocks
        for element in block.get("elements", ())
        if element.get("action_id") == action_ids.IMPORT_CHOOSE
        for choice in element["options"]
    ]


# --- parts -----------------------------------------------------------------------------------------------------------


def _sentence(report: ImportReport) -> list[Element]:
    groups = counted(len({group.name for group in report.groups}), "group")
    match report.state:
        case ImportState.APPLIED:
            return [words(f"Applied: {counted(report.approved, 'person', 'people')} moved.", bold=True)]
        case ImportState.UNDONE:
            return [words("Undone: everyone who was still where the import put them is back.", bold=True)]
        case ImportState.CANCELLED:
            return [words("Cancelled: nothing was changed.", bold=True)]
    if not report.matched:
        said = "This file moves nobody: it has no clear row for a member of the Cursor team."
        return [words(said, bold=True)]
    if not report.moves_total:
        return [words("Everyone in the file is in the right group already; there is nothing to change.", bold=True)]
    return [
        words(f"{counted(report.approved, 'person', 'people')} would move", bold=True),
        words(f" into {groups}. Nothing changes until you apply it."),
    ]


def _trouble(report: ImportReport) -> Block | None:
    sentences = _trouble_lines(report)
    return rich_text(bullets(*(line(words(each)) for each in sentences))) if sentences else None


def _trouble_lines(report: ImportReport) -> list[str]:
    """The parts of the file that were not used, and why."""
    sentences = []
    if report.refused_count:
        shown = "; ".join(_refused(row) for row in report.refused[:SHOWN_ROWS])
        more = f"; and {count(report.refused_count - SHOWN_ROWS)} more" if report.refused_count > SHOWN_ROWS else ""
        sentences.append(f"Unclear, so left alone: {shown}{more}. Correct the file and import it again.")
    if report.not_matched_count:
        shown = ", ".join(outside(email) for email in report.not_matched[:SHOWN_EMAILS])
        rest = report.not_matched_count - len(report.not_matched[:SHOWN_EMAILS])
        sentences.append(f"Not on the Cursor team: {shown}{f' and {count(rest)} more' if rest > 0 else ''}.")
    if report.repeated:
        sentences.append(f"{counted(report.repeated, 'row')} ignored: the same as another row.")
    return sentences


def _refused(row: RefusedRow) -> str:
    lines = ", ".join(count(each) for each in row.lines[:SHOWN_ROWS])
    place = f"line {lines}" if len(row.lines) == 1 else f"lines {lines}"
    named = " ".join(part for part in (outside(row.email) if row.email else "", outside(row.reason, 160)) if part)
    return f"{place}: {named}" if row.lines else named


def _table(report: ImportReport) -> Table:
    return Table(
        caption=f"Where people go: {counted(len(report.groups), 'group')}",
        columns=("Into", "Moves", "Approved", "Seats afterwards", "Group"),
        rows=tuple(_cells(group) for group in report.groups[:TABLE_GROUPS]),
        page_size=5,
    )


def _cells(group: ImportGroup) -> tuple[Cell, ...]:
    return (
        _group(group.name),
        Number(group.moves, count(group.moves)),
        Number(group.approved, count(group.approved)),
        Number(group.members_after, count(group.members_after) if group.name is not None else NONE),
        _new_or_existing(group),
    )


def _new_or_existing(group: ImportGroup) -> str:
    if group.name is None:
        return NONE
    return "new" if group.is_created else "existing"


def _group(name: str | None) -> str:
    return NO_GROUP if name is None else outside(name, SHORT_NAME)


def _group_menu(report: ImportReport, query: ReportQuery) -> Element | None:
    """The menu that filters moves: all, or those into one group."""
    if len(report.groups) < 2 and query.target is None:
        return None
    named = [
        option(f"Into {_group(group.name)} ({count(group.moves)})", filter_value("target", str(place)))
        for place, group in enumerate(report.groups, 1)
    ]
    everything = option(f"All moves ({count(report.moves_total)})", filter_value("target", None))
    chosen = filter_value("target", str(query.target) if query.target else None)
    return select(action_ids.CHOOSE_FILTER, "Into which group", [everything, *named], chosen=chosen)


def _choices(report: ImportReport) -> Block | None:
    """The page's moves as checkboxes; the block id changes with the ticks, as clients keep ticks per block."""
    if not report.moves:
        return None
    boxes = {move.number: _box(move) for move in report.moves[:CHECKBOXES]}
    ticked = [boxes[move.number] for move in report.moves[:CHECKBOXES] if move.is_approved]
    element: Element = {"type": "checkboxes", "action_id": action_ids.IMPORT_CHOOSE, "options": list(boxes.values())}
    marks = "".join("1" if move.is_approved else "0" for move in report.moves)
    return {
        "type": "actions",
        "block_id": f"import.{report.id}.{report.moves[0].number}.{marks}",
        "elements": [element | ({"initial_options": ticked} if ticked else {})],
    }


def _box(move: ImportMove) -> Element:
    return option(outside(move.display, SHORT_NAME), str(move.number)) | {
        "description": plain(cut(_old_to_new(move), limits.OPTION_TEXT), limits.OPTION_TEXT)
    }


def _old_to_new(move: ImportMove) -> str:
    old, new = (NO_GROUP if name is None else outside(name, 34) for name in (move.old_group, move.new_group))
    return f"{old} → {new}"


def _move_in_words(move: ImportMove) -> str:
    return f"{outside(move.display)}: {_old_to_new(move)}{'' if move.is_approved else ' (rejected)'}"


def _done(report: ImportReport) -> Block | None:
    made = [move for move in report.moves if move.is_approved]
    return rich_text(bullets(*(line(words(_move_in_words(move))) for move in made))) if made else None


def _decisions(report: ImportReport) -> list[Element]:
    if not report.moves:
        return []
    return [
        button(
            text if report.shown_group is None or scope == "page" else f"{text} into it",
            action_ids.distinct(action_ids.IMPORT_DECIDE, decision, scope),
            f"{decision}/{scope}",
        )
        for text, decision, scope in _DECIDE
    ]


def _last_row(report: ImportReport) -> list[Element]:
    value = str(report.id)
    if report.state is ImportState.APPLIED:
        return [button("Undo import", action_ids.IMPORT_UNDO, value, style="danger")]
    if report.state is not ImportState.OPEN:
        return []
    cancel = button("Cancel", action_ids.IMPORT_CANCEL, value)
    if not report.approved:
        return [cancel]
    apply = button(f"Apply {counted(report.approved, 'move')}", action_ids.IMPORT_APPLY, value, style="primary")
    return [apply, cancel]


def _footer(report: ImportReport) -> Block:
    merging = (
        "Teams with fewer than three members of the Cursor team are merged." if report.kind is ImportKind.HIBOB else ""
    )
    return context(
        plain(f"Read as {KINDS[report.kind]}, {utc(report.created_at)}. {merging}".strip()),
        mrkdwn(f"As of {moment(report.as_of)}"),
        plain(f"Page {report.page} of {report.pages}. {SENT_NOWHERE}"),
    )
