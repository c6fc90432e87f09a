"""What the team spends and who drives it: the answer to /spend."""

from functools import partial

from blocks import charts
from blocks.elements import (
    PLAIN_LOOK,
    Block,
    Chart,
    Element,
    Look,
    Message,
    Summary,
    header,
    images,
    message,
    paragraph,
    remark,
    stat_fields,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.numbers import (
    change,
    count,
    dollars,
    dollars_or_none,
    percent,
)
from blocks.report_query import ReportQuery
from blocks.scope import (
    caveats,
    controls,
    footer,
    group_menu,
    next_question,
    range_and_group,
    range_menu,
    refresh_button,
)
from blocks.tables import Number, Table, price, share, table_blocks
from tracker.reports.types import CycleProgress, MemberRow, ModelShare, OverviewReport

_MEMBERS_SHOWN = 10
_MODELS_SHOWN = 5


def overview_message(report: OverviewReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """Stat fields, the daily trend, spend by member and by model, the cycle; then the next questions."""
    summary = overview_summary(report)
    return message(
        _text(report, summary),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        images(look, overview_charts(report)),
        table_blocks(_members_table(report), look.tables),
        _models(report),
        controls(range_menu(query, report.scope.range.label), group_menu(report.scope.group, report.groups)),
        controls(_next_questions(report, query), refresh_button(query)),
        footer(report.scope, *caveats(report.totals, report.days)),
        remark(look),
    )


def overview_charts(report: OverviewReport) -> tuple[Chart, ...]:
    """The daily trend, where there is more than a day of it."""
    if len(report.days) < 2:
        return ()
    total = report.totals.usage_value_microcents
    by_day = ", ".join(f"{day.date:%-d %b} {dollars(day.usage_value_microcents)}" for day in report.days)
    return (
        Chart(
            name="daily",
            title="Spend by day",
            alt_text=f"Usage value a day, {range_and_group(report.scope)}: {by_day}.",
            draw=partial(charts.daily_chart, report.days, total, report.scope.range.label, report.scope.group),
        ),
    )


def overview_summary(report: OverviewReport) -> Summary:
    """The report in short, for the headline where the command was typed."""
    return Summary(
        title=f"Spend: {range_and_group(report.scope)}",
        sentence=tuple(_sentence(report)),
        stats=tuple(_stats(report)),
    )


def _sentence(report: OverviewReport) -> list[Element]:
    total = report.totals.usage_value_microcents
    if not report.totals.requests and not total:
        return [words("Nobody used anything in this range.")]
    pieces = [words(f"The team spent {dollars(total)}", bold=True)]
    if report.previous is not None:
        before = report.previous.usage_value_microcents
        pieces.append(words(f", {change(total, before)} against {dollars(before)} in the window before"))
    pieces.append(words("."))
    spenders = [row for row in report.members if row.usage_value_microcents > 0]
    if spenders:
        first = spenders[0]
        spent = first.usage_value_microcents
        pieces.append(
            words(f" {outside(first.actor.display)} spent most: {dollars(spent)}, {percent(spent, total)} of it.")
        )
    return pieces


def _stats(report: OverviewReport) -> list[tuple[str, str]]:
    totals, cycle = report.totals, report.cycle
    return [
        ("Usage value", dollars(totals.usage_value_microcents)),
        ("On-demand", dollars(totals.on_demand_microcents)),
        ("Requests", count(totals.requests)),
        ("Cost per request", dollars_or_none(totals.cost_per_request_microcents)),
        ("Active members", f"{count(totals.active_members)} of {count(totals.members)}"),
        ("Open incidents", count(report.open_incidents)),
        (cycle_title(cycle), cycle_words(cycle)),
        ("Cycle forecast", forecast_words(cycle)),
    ]


def cycle_title(cycle: CycleProgress) -> str:
    """`Billing cycle`, or the calendar month that stands in for it."""
    return "Billing cycle" if cycle.cycle.is_known else "This month (cycle not known yet)"


def cycle_words(cycle: CycleProgress) -> str:
    """`day 12 of 30, $8,000.00 so far`."""
    return f"day {cycle.day_number} of {cycle.days_total}, {dollars(cycle.usage_value_microcents)} so far"


def forecast_words(cycle: CycleProgress) -> str:
    """The forecast with its range and, where there is one, the budget."""
    if cycle.forecast_microcents is None:
        forecast = "after three whole days"
    else:
        forecast = dollars(cycle.forecast_microcents)
        if cycle.forecast_low_microcents is not None and cycle.forecast_high_microcents is not None:
            low, high = dollars(cycle.forecast_low_microcents), dollars(cycle.forecast_high_microcents)
            forecast += f" ({low} to {high})"
    if cycle.budget_microcents <= 0:
        return forecast
    used = percent(cycle.usage_value_microcents, cycle.budget_microcents)
    return f"{forecast}; {used} of the budget of {dollars(cycle.budget_microcents)} is used"


def _members_table(report: OverviewReport) -> Table:
    total = report.totals.usage_value_microcents
    users = [row for row in report.members if row.usage_value_microcents or row.requests]
    shown = users[:_MEMBERS_SHOWN]
    total_users = len(users) + report.members_left_out
    first = f"the first {len(shown)} of {count(total_users)}, " if total_users > len(shown) else ""
    return Table(
        caption=f"Spend by member, {first}{range_and_group(report.scope)}",
        columns=("Member", "Usage value", "Share", "Requests", "Per request"),
        rows=tuple(_member_cells(row, total) for row in shown),
    )


def _member_cells(row: MemberRow, total: int) -> tuple[str | Number, ...]:
    spent = row.usage_value_microcents
    return (
        outside(row.actor.display, 32),
        price(spent),
        share(spent, total),
        Number(row.requests, count(row.requests)),
        price(row.cost_per_request_microcents),
    )


def _models(report: OverviewReport) -> Block | None:
    """The breakdown by model in one line."""
    pieces = _model_pieces(report.models, report.totals.usage_value_microcents)
    return paragraph(words("By model: ", bold=True), *pieces) if pieces else None


def _model_pieces(models: tuple[ModelShare, ...], total: int) -> list[Element]:
    spent = [model for model in models if model.usage_value_microcents > 0]
    named = [
        f"{outside(model.model)} {dollars(model.usage_value_microcents)} "
        f"({percent(model.usage_value_microcents, total)})"
        for model in spent[:_MODELS_SHOWN]
    ]
    rest = spent[_MODELS_SHOWN:]
    if rest:
        named.append(f"{len(rest)} more {dollars(sum(model.usage_value_microcents for model in rest))}")
    return [words(", ".join(named))] if named else []


def _next_questions(report: OverviewReport, query: ReportQuery) -> list[Element]:
    range_words, group = query.range_words, query.group
    questions = [next_question("Top spenders", ReportQuery("topspenders", range_words, group=group))]
    if report.open_incidents:
        name = f"Open incidents ({count(report.open_incidents)})"
        questions.append(next_question(name, ReportQuery("incidents", "30d", which="open")))
    return questions


def _text(report: OverviewReport, summary: Summary) -> str:
    members = [
        f"{row.rank}. {outside(row.actor.display)} {dollars(row.usage_value_microcents)}"
        for row in report.members[:_MEMBERS_SHOWN]
        if row.usage_value_microcents
    ]
    models = _models(report)
    return message_text(
        summary.text,
        escape("By member: " + "; ".join(members)) if members else "",
        escape("".join(piece["text"] for piece in models["elements"][0]["elements"])) if models else "",
        escape(f"Basis: {report.scope.basis}."),
    )
