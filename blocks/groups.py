"""Billing groups side by side."""

from collections.abc import Sequence

from blocks import action_ids
from blocks.elements import (
    PLAIN_LOOK,
    Element,
    Look,
    Message,
    Summary,
    button,
    header,
    message,
    option,
    paragraph,
    remark,
    select,
    stat_fields,
    words,
)
from blocks.escape import SHORT_NAME, escape, message_text, outside, slack_length
from blocks.group_modals import GroupForm
from blocks.group_page import MEMBERS
from blocks.limits import OPTION_VALUE
from blocks.numbers import NONE, count, counted, dollars, dollars_or_none, percent
from blocks.references import refer
from blocks.report_query import ReportQuery
from blocks.scope import (
    caveats,
    controls,
    footer,
    known_figures,
    next_question,
    none_used,
    range_and_group,
    range_menu,
    refresh_button,
)
from blocks.tables import Cell, Number, Table, price, share, table_blocks
from tracker.reports.types import GroupRow, GroupsReport

_IN_WORDS = 25
_REFERENCE = 80  # characters of a name; leaves room for the rest of the query in an option


def groups_message(
    report: GroupsReport, query: ReportQuery, look: Look = PLAIN_LOOK, *, can_change: bool = False
) -> Message:
    """The groups as a table, and a menu that opens one; with buttons for people who may change groups."""
    summary = groups_summary(report)
    rows = () if report.scope.is_before_history else report.rows
    return message(
        message_text(summary.text, *(escape(_in_words(row)) for row in rows[:_IN_WORDS])),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        table_blocks(_table(rows, report.totals.usage_value_microcents), look.tables),
        controls(range_menu(query, report.scope.range.label), _group_choice(report, query)),
        controls(
            button("Create group", action_ids.CREATE_GROUP, "create") if can_change else None,
            button("Move people", action_ids.MOVE_PEOPLE, GroupForm().encode()) if can_change else None,
            button("Import…", action_ids.IMPORT_GROUPS, "import") if can_change else None,
            button("Export CSV", action_ids.EXPORT_GROUPS, "export") if can_change else None,
            next_question("Team spend", ReportQuery("overview", query.range_words)),
            refresh_button(query),
        ),
        footer(
            report.scope,
            *caveats(report.totals, ()),
            "Usage belongs to the group the member was in that day. Members are counted at the end of the range.",
        ),
        remark(look),
    )


def groups_summary(report: GroupsReport) -> Summary:
    """The report in short, for the headline where the command was typed."""
    totals, rest = report.totals, [row for row in report.rows if row.is_unassigned]
    return Summary(
        title=f"Billing groups: {range_and_group(report.scope)}",
        sentence=tuple(_sentence(report)),
        stats=known_figures(
            report.scope,
            (
                ("Usage value", dollars(totals.usage_value_microcents)),
                ("On-demand", dollars(totals.on_demand_microcents)),
                ("Groups", count(sum(not row.is_unassigned and not row.is_deleted for row in report.rows))),
                ("Members", count(totals.members)),
                ("Members in no group", count(sum(row.members for row in rest))),
                ("Spend in no group", dollars(sum(row.usage_value_microcents for row in rest))),
            ),
        ),
    )


def _sentence(report: GroupsReport) -> list[Element]:
    groups = [row for row in report.rows if not row.is_unassigned]
    total = report.totals.usage_value_microcents
    if not groups:
        return [words("There are no billing groups, so all usage is unassigned.")]
    first = groups[0]
    if first.usage_value_microcents <= 0:
        there_are = f"there {'is' if len(groups) == 1 else 'are'} {counted(len(groups), 'group')}"
        return [none_used(report.scope, f"No group has spent anything; {there_are}.")]
    spent = f"{dollars(first.usage_value_microcents)} ({percent(first.usage_value_microcents, total)})"
    return [
        words(outside(first.name, SHORT_NAME), bold=True),
        words(" spent most: "),
        words(spent, bold=True),
        words(f" of {dollars(total)}, by {counted(first.active_members, 'active member')}."),
    ]


def _table(rows: Sequence[GroupRow], total: int) -> Table:
    return Table(
        caption=f"{counted(len(rows), 'row')}, most spend first, Unassigned last",
        columns=(
            "Group",
            "Source",
            "Usage value",
            "Share",
            "On-demand",
            "Requests",
            "Per request",
            "Active",
            "Members",
        ),
        rows=tuple(_cells(row, total) for row in rows),
        page_size=15,
    )


def _cells(row: GroupRow, total: int) -> tuple[Cell, ...]:
    return (
        outside(row.name, SHORT_NAME) + (" (deleted)" if row.is_deleted else ""),
        made_in(row),
        price(row.usage_value_microcents),
        share(row.usage_value_microcents, total),
        price(row.on_demand_microcents),
        Number(row.requests, count(row.requests)),
        Number(0, dollars_or_none(None)) if not row.requests else price(row.cost_per_request_microcents),
        Number(row.active_members, count(row.active_members)),
        Number(row.members, count(row.members)),
    )


def _group_choice(report: GroupsReport, query: ReportQuery) -> Element | None:
    """The menu that opens one group in the same message."""
    named = {
        ReportQuery("groups", query.range_words, group=refer(row.name, _REFERENCE), section=MEMBERS).encode(): row.name
        for row in report.rows
    }
    choices = [option(outside(name), value) for value, name in named.items() if slack_length(value) <= OPTION_VALUE]
    return select(action_ids.distinct(action_ids.UPDATE_REPORT, "group"), "Open a group…", choices)


def made_in(row: GroupRow) -> str:
    """Where a group is managed."""
    return NONE if row.is_unassigned else "Cursor" if row.is_cursors else "here"


def _in_words(row: GroupRow) -> str:
    whose = ", from Cursor" if row.is_cursors else ", deleted" if row.is_deleted else ""
    return (
        f"{outside(row.name)}{whose}: {dollars(row.usage_value_microcents)}, {counted(row.requests, 'request')}, "
        f"{count(row.active_members)} active of {counted(row.members, 'member')}"
    )
