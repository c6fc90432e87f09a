"""The audit trail, which says who did what, when and from where: the answer to `/spendwatch audit`."""

from blocks.elements import (
    PLAIN_LOOK,
    Element,
    Look,
    Message,
    Summary,
    bullets,
    change_of,
    context,
    header,
    instant_piece,
    line,
    message,
    moment,
    mrkdwn,
    named_pieces,
    paragraph,
    person_piece,
    plain,
    remark,
    rich_text,
    spoken,
    words,
)
from blocks.escape import message_text, outside
from blocks.numbers import NONE, counted
from blocks.report_query import ReportQuery
from blocks.scope import controls, page_buttons, refresh_button
from tracker.reports.types import AuditEntry, AuditReport

_NOTE_LENGTH = 160
_FROM = {"slack": "Slack", "cli": "the command line", "system": "itself"}


def audit_message(report: AuditReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """One page of the trail, newest first."""
    summary = audit_summary(report)
    entries = [_pieces(entry) for entry in report.entries]
    return message(
        message_text(summary.text, *(spoken(*pieces) for pieces in entries)),
        header(summary.title),
        paragraph(*summary.sentence),
        rich_text(bullets(*(line(*pieces) for pieces in entries))) if entries else None,
        controls(page_buttons(query, report.page, report.pages), refresh_button(query)),
        context(
            mrkdwn(f"As of {moment(report.as_of)}"),
            plain(f"Page {report.page} of {report.pages}. Newest first."),
        ),
        remark(look),
    )


def audit_summary(report: AuditReport) -> Summary:
    """The report in short."""
    if not report.total:
        return Summary("Audit trail", (words("Nobody has changed anything yet."),), ())
    entries = counted(report.total, "entry", "entries")
    return Summary(
        "Audit trail", (words(entries, bold=True), words(": who changed, handled, imported or shared what.")), ()
    )


def _pieces(entry: AuditEntry) -> list[Element]:
    pieces = [instant_piece(entry.at), words(" · "), person_piece(entry.by)]
    if entry.by != entry.source:
        pieces.append(words(f" · from {_FROM.get(entry.source, outside(entry.source))}"))
    return [*pieces, words(" · "), *_what(entry)]


def _what(entry: AuditEntry) -> list[Element]:
    if entry.incident_id is not None:
        note = f": {outside(entry.new, _NOTE_LENGTH)}" if entry.new else ""
        return [words(f"incident {entry.incident_id} {entry.what}{note}")]
    if entry.channel:
        return [words(f"{outside(entry.what, _NOTE_LENGTH)} in "), *named_pieces(entry.channel, bold=True)]
    if entry.ends_in_place:
        before = [*_with_place(entry.old), words(" → ")] if entry.old is not None else []
        return [words(f"{outside(entry.what, _NOTE_LENGTH)}: "), *before, *_with_place(entry.new or NONE)]
    if entry.old is None and entry.new is not None:  # nothing before: a group was created, people were moved
        return [words(f"{outside(entry.what, _NOTE_LENGTH)}: "), words(outside(entry.new, _NOTE_LENGTH), bold=True)]
    old, new = (NONE if value is None else outside(value, _NOTE_LENGTH) for value in (entry.old, entry.new))
    if entry.setting:
        return change_of(entry.what, entry.old or NONE, entry.new or NONE)
    return [words(f"{outside(entry.what, _NOTE_LENGTH)}: {old} → "), words(new, bold=True)]


def _with_place(text: str) -> list[Element]:
    """`Platform to #spend`: the id at the end becomes a mention, the text before it stays."""
    before, _, place = text.rpartition(" ")
    if not before:
        return [words(outside(text, _NOTE_LENGTH), bold=True)]
    return [words(f"{outside(before, _NOTE_LENGTH)} ", bold=True), *named_pieces(place, bold=True)]
