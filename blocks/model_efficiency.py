"""How many of each model's lines are accepted, and at what price: the efficiency section of /models."""

from functools import partial

from blocks import model_charts
from blocks.elements import (
    PLAIN_LOOK,
    Chart,
    Element,
    Look,
    Message,
    Summary,
    context,
    header,
    images,
    message,
    paragraph,
    plain,
    remark,
    words,
)
from blocks.escape import SHORT_NAME, escape, message_text, outside
from blocks.model_sections import section_buttons, section_menus
from blocks.numbers import MILLION, NONE, count, counted, dollars_or_none, per_request, percent
from blocks.report_query import ReportQuery
from blocks.scope import controls, footer, known_figures, none_used, range_and_group, refresh_button
from blocks.tables import Cell, Number, Table, price, table_blocks
from tracker.reports.types import (
    EFFICIENT_FROM_DOLLARS,
    EFFICIENT_FROM_USERS,
    PRICED_FROM_LINES,
    EfficiencyReport,
    EfficiencyRow,
)

LINES_PRICED = 1_000
EFFICIENCY_CAVEATS = (
    "Based on whole past days on which Cursor names the model as a person's most used. Nobody knows which model wrote "
    "a line, so lines, requests and dollars per line cover all of those days. Per request is the model's own.",
    "Cursor's accepted lines miss much of what agents write, and models are given different work: treat this as a hint "
    "where to look, not a verdict on a model or a person.",
)


def efficiency_message(report: EfficiencyReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """Lines accepted and rejected as a chart, the ranking as a table, caveats; then the next questions."""
    summary = efficiency_summary(report)
    rows = (
        f"{outside(row.model)}: {dollars_or_none(_cost_of_priced_lines(row))} for {LINES_PRICED:,} useful lines, "
        f"precision {_share(row.precision_millionths)}"
        for row in report.rows
    )
    return message(
        message_text(summary.text, *map(escape, EFFICIENCY_CAVEATS), *map(escape, rows)),
        header(summary.title),
        paragraph(*summary.sentence),
        images(look, efficiency_charts(report)),
        table_blocks(_efficiency_table(report), look.tables),
        context(*(plain(each) for each in EFFICIENCY_CAVEATS)),
        section_menus(query, report.scope.range.label, report.scope.group, report.groups),
        controls(section_buttons(query), refresh_button(query)),
        footer(report.scope, _left_out(report)),
        remark(look),
    )


def efficiency_charts(report: EfficiencyReport) -> tuple[Chart, ...]:
    """Useful and wasted lines per request of the first ten models; none without lines."""
    rows = report.rows[: model_charts.CHART_ROWS]
    if not any(row.added_lines or row.accepted_lines for row in rows):
        return ()
    listed = ", ".join(
        f"{outside(row.model)} {per_request(row.useful_lines_per_request_millionths)} useful and "
        f"{per_request(row.wasted_lines_per_request_millionths)} wasted"
        for row in rows
    )
    return (
        Chart(
            name="efficiency",
            title="Lines per request by model",
            alt_text=f"Lines per request by model, {range_and_group(report.scope)}: {listed}.",
            draw=partial(model_charts.efficiency_chart, rows, report.scope.range.label),
        ),
    )


def efficiency_summary(report: EfficiencyReport) -> Summary:
    """A short version of the section, for the headline where the command was typed."""
    return Summary(
        title=f"Model efficiency: {range_and_group(report.scope)}",
        sentence=tuple(_efficiency_sentence(report)),
        stats=known_figures(
            report.scope, (("Models listed", count(len(report.rows))), ("Whole days", count(report.days)))
        ),
    )


def _efficiency_sentence(report: EfficiencyReport) -> list[Element]:
    if not report.days:
        sentence = "No whole day of this range is over yet, and Cursor counts lines by the day."
        return [none_used(report.scope, sentence)]
    if not report.rows:
        least = f"{EFFICIENT_FROM_USERS} people and ${EFFICIENT_FROM_DOLLARS}"
        return [words(f"No model was the most used of at least {least} on whole days of this range.")]
    priced = [row for row in report.rows if row.cost_per_useful_line_microcents is not None]
    if not priced:
        return [words(f"No model has {PRICED_FROM_LINES} accepted lines here, too few to put a price on one.")]
    first, last = priced[0], priced[-1]
    pieces = [
        words(f"{LINES_PRICED:,} useful lines cost least with {outside(first.model, SHORT_NAME)}: "),
        words(dollars_or_none(_cost_of_priced_lines(first)), bold=True),
    ]
    if last is not first:
        most = dollars_or_none(_cost_of_priced_lines(last))
        pieces.append(words(f"; most with {outside(last.model, SHORT_NAME)}: {most}"))
    return [*pieces, words(".")]


def _left_out(report: EfficiencyReport) -> str:
    if not report.left_out:
        return ""
    least = f"{EFFICIENT_FROM_USERS} users or ${EFFICIENT_FROM_DOLLARS}"
    return f"{counted(report.left_out, 'model')} left out: below {least} on their days."


def _efficiency_table(report: EfficiencyReport) -> Table:
    return Table(
        caption=f"{counted(len(report.rows), 'model')}, cheapest useful lines first",
        columns=(
            "Model",
            f"$ per {LINES_PRICED:,} useful lines",
            "Precision",
            "Useful",
            "Wasted",
            "Rejected",
            "Per request",
            "Users",
        ),
        rows=tuple(map(_efficiency_cells, report.rows)),
        page_size=15,
    )


def _efficiency_cells(row: EfficiencyRow) -> tuple[Cell, ...]:
    useful, wasted = row.useful_lines_per_request_millionths, row.wasted_lines_per_request_millionths
    return (
        outside(row.model, SHORT_NAME),
        price(_cost_of_priced_lines(row)),
        _share_cell(row.precision_millionths),
        Number(useful / MILLION, per_request(useful)),
        Number(wasted / MILLION, per_request(wasted)),
        _share_cell(row.rejection_rate_millionths),
        price(row.cost_per_request_microcents),
        Number(row.users, count(row.users)),
    )


def _cost_of_priced_lines(row: EfficiencyRow) -> int | None:
    """The cost of a number of useful lines, large enough to tell models apart: one line costs cents at most."""
    each = row.cost_per_useful_line_microcents
    return None if each is None else LINES_PRICED * each


def _share(millionths: int | None) -> str:
    return NONE if millionths is None else percent(millionths, MILLION)


def _share_cell(millionths: int | None) -> Number:
    return Number((millionths or 0) / MILLION, _share(millionths))
