"""One billing group: its people and their usage while in it; admins can move each of them."""

from blocks import action_ids
from blocks.elements import (
    PLAIN_LOOK,
    Element,
    Look,
    Message,
    Summary,
    button,
    confirmed,
    header,
    message,
    option,
    paragraph,
    remark,
    select,
    stat_fields,
    words,
)
from blocks.escape import NAME_LENGTH, escape, message_text, outside
from blocks.group_modals import GroupForm
from blocks.limits import OPTION_TEXT
from blocks.numbers import NONE, count, counted, dollars
from blocks.report_query import ReportQuery
from blocks.scope import (
    caveats,
    controls,
    footer,
    known_figures,
    next_question,
    none_used,
    page_buttons,
    range_menu,
    refresh_button,
)
from blocks.shown_names import shown_names
from blocks.tables import Cell, Number, Table, price, share, table_blocks
from tracker.reports.types import GroupMemberRow, GroupReport

MEMBERS = "members"  # the section of /groups for one group


def group_message(report: GroupReport, query: ReportQuery, look: Look = PLAIN_LOOK, *, can_change: bool) -> Message:
    """One page of a group's people, with buttons for people who may change the group."""
    summary = group_summary(report)
    everything = ReportQuery("groups", query.range_words)
    return message(
        message_text(summary.text, *(escape(_in_words(row)) for row in report.rows)),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        None if report.scope.is_before_history else table_blocks(_table(report), look.tables),
        controls(*_changes(report)) if can_change else None,
        controls(range_menu(query, report.scope.range.label), page_buttons(query, report.page, report.pages)),
        controls(
            button("All groups", action_ids.distinct(action_ids.UPDATE_REPORT, "all"), everything.encode()),
            next_question("This group's spend", ReportQuery("overview", query.range_words, group=report.scope.group)),
            refresh_button(query),
        ),
        footer(
            report.scope,
            *caveats(report.totals, ()),
            "Usage belongs to the group the member was in that day. ● marks a decision made here, not in Cursor.",
        ),
        remark(look),
    )


def group_summary(report: GroupReport) -> Summary:
    """A short version of the report."""
    totals, name = report.totals, outside(report.scope.group or "")
    return Summary(
        title=f"Billing group {name}: {outside(report.scope.range.label)}",
        sentence=(
            *_used(report),
            words(f" {_nature(report)}"),
        ),
        stats=known_figures(
            report.scope,
            (
                ("Usage value", dollars(totals.usage_value_microcents)),
                ("On-demand", dollars(totals.on_demand_microcents)),
                ("Requests", count(totals.requests)),
                ("Seats now" if _ends_now(report) else "Seats at the end", count(totals.members)),
            ),
        ),
    )


def _used(report: GroupReport) -> list[Element]:
    """Usage in the group and by how many people; seats are counted at the end of the range, which may be now."""
    totals, when = report.totals, "now" if _ends_now(report) else "at the end of the range"
    if report.scope.is_before_history:
        return [none_used(report.scope, "")]
    return [
        words(dollars(totals.usage_value_microcents), bold=True),
        words(
            f" by {counted(totals.active_members, 'active member')} while in the group, "
            f"{counted(totals.members, 'seat')} {when}."
        ),
    ]


def _ends_now(report: GroupReport) -> bool:
    """Whether the range ends now, so that the seats at its end are the current ones."""
    return report.scope.range.end >= report.scope.as_of


def _nature(report: GroupReport) -> str:
    if report.is_unassigned:
        return "These people are in no group."
    if report.is_deleted:
        return "This group was deleted; this is its history."
    if report.is_cursors:
        return "It comes from Cursor; rename or delete it there."
    return "It was created here; Cursor does not know it."


def _table(report: GroupReport) -> Table:
    total = report.totals.usage_value_microcents
    names = shown_names((row.member.actor for row in report.rows), NAME_LENGTH)
    return Table(
        caption=f"Page {report.page} of {report.pages}, {counted(report.listed, 'person', 'people')}, most spend first",
        columns=("Member", "Usage value", "Share", "Requests", "Per request", "In the group"),
        rows=tuple(_cells(row, names[row.member.actor.key], total) for row in report.rows),
        page_size=15,
    )


def _cells(row: GroupMemberRow, name: str, total: int) -> tuple[Cell, ...]:
    member = row.member
    per_request = round(member.usage_value_microcents / member.requests) if member.requests else None
    return (
        name,
        price(member.usage_value_microcents),
        share(member.usage_value_microcents, total),
        Number(member.requests, count(member.requests)),
        price(per_request),
        _membership(row),
    )


def _membership(row: GroupMemberRow) -> str:
    if not row.is_in:
        return "no longer"
    mark = "● " if row.is_local else ""
    return f"{mark}since {row.joined_at:%-d %b %Y}" if row.joined_at and row.joined_at.year > 2000 else f"{mark}now"


def _changes(report: GroupReport) -> list[Element | None]:
    """Controls for admins: move a person of this page, add anybody, and rename or delete a group made here."""
    people = {GroupForm.of_person(row.member.actor.key).encode(): row.member.actor.display for row in report.rows}
    choices = [option(outside(name, OPTION_TEXT), value) for value, name in people.items()]
    name = report.scope.group or ""
    is_ours = report.id is not None and not report.is_cursors and not report.is_deleted
    form = GroupForm(group_id=report.id, name=name if is_ours else outside(name)).encode()
    into = button("Move people here", action_ids.MOVE_PEOPLE, form) if report.id and not report.is_deleted else None
    movers = [select(action_ids.distinct(action_ids.MOVE_PEOPLE, "person"), "Move someone…", choices), into]
    if not is_ours:
        return movers
    delete = confirmed(
        button("Delete", action_ids.DELETE_GROUP, form, style="danger", label=f"Delete {outside(name, 40)}"),
        title="Delete this group?",
        text=f"{outside(name)}: everyone in it will be in no group from today on. "
        "Earlier usage stays listed under its name.",
        yes="Delete",
    )
    return [*movers, button("Rename", action_ids.RENAME_GROUP, form), delete]


def _in_words(row: GroupMemberRow) -> str:
    spent = dollars(row.member.usage_value_microcents)
    return f"{outside(row.member.actor.display)}: {spent}, {_membership(row) or NONE}"
