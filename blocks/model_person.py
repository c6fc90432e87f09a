"""One person's models against the team's medians: `/models @person`."""

from functools import partial

from blocks import action_ids, model_charts
from blocks.elements import (
    PLAIN_LOOK,
    Chart,
    Element,
    Look,
    Message,
    Summary,
    button,
    context,
    header,
    images,
    message,
    paragraph,
    plain,
    remark,
    stat_fields,
    words,
)
from blocks.escape import SHORT_NAME, escape, message_text, outside
from blocks.numbers import MILLION, NONE, change, count, counted, dollars, dollars_or_none, multiple, percent
from blocks.report_query import ReportQuery
from blocks.scope import caveats, controls, footer, known_figures, next_question, none_used, range_menu, refresh_button
from blocks.tables import Cell, Number, Table, price, table_blocks
from tracker.reports.types import MEDIAN_FROM_REQUESTS, MEDIAN_FROM_USERS, PersonModelRow, PersonModelsReport

PERSON_CAVEAT = (
    f"Median on the same model: of everyone with at least {MEDIAN_FROM_REQUESTS} requests to it, if there are "
    f"{MEDIAN_FROM_USERS} or more. A more expensive request may be a longer question."
)


def person_models_message(report: PersonModelsReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """One person's models as a table and a chart, with the team's medians if the reader may see them."""
    summary = person_models_summary(report)
    rows = (
        f"{outside(row.model)}: {dollars(row.usage_value_microcents)}, {counted(row.requests, 'request')}, "
        f"{dollars(row.cost_per_request_microcents)} a request"
        for row in report.rows
    )
    return message(
        message_text(summary.text, *map(escape, rows)),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        images(look, person_models_charts(report)),
        table_blocks(_person_table(report), look.tables),
        context(plain(PERSON_CAVEAT)) if report.with_team and report.rows else None,
        controls(range_menu(query, report.scope.range.label), *_person_questions(report, query), refresh_button(query)),
        footer(report.scope, *caveats(report.totals, ())),
        remark(look),
    )


def person_models_charts(report: PersonModelsReport) -> tuple[Chart, ...]:
    """Cost per request of the person's models; none if nothing was spent."""
    rows = [row for row in report.rows if row.usage_value_microcents > 0][: model_charts.CHART_ROWS]
    if not rows:
        return ()
    listed = ", ".join(f"{outside(row.model)} {_against_team(row)}" for row in rows)
    who = outside(report.actor.display)
    return (
        Chart(
            name="person-models",
            title="Cost per request by model",
            alt_text=f"Usage value per request by model of {who}, {outside(report.scope.range.label)}: {listed}.",
            draw=partial(model_charts.person_models_chart, report.actor, rows, report.scope.range.label),
        ),
    )


def _against_team(row: PersonModelRow) -> str:
    own, team = dollars(row.cost_per_request_microcents), row.team_median_cost_per_request_microcents
    return own if team is None else f"{own} (median {dollars(team)})"


def person_models_summary(report: PersonModelsReport) -> Summary:
    """A short version of the section, for the headline where the command was typed."""
    totals = report.totals
    each = dollars_or_none(totals.cost_per_request_microcents)
    stats = [
        ("Usage value", dollars(totals.usage_value_microcents)),
        ("Cost per request", each),
        ("Requests", count(totals.requests)),
        ("Models", count(len(report.rows))),
    ]
    if report.with_team:
        stats.append(("Median member", dollars_or_none(report.median_member_microcents)))
        stats.append(("Median member's request", dollars_or_none(report.median_member_cost_per_request_microcents)))
    return Summary(
        title=f"Models of {outside(report.actor.display)}: {outside(report.scope.range.label)}",
        sentence=tuple(_person_sentence(report)),
        stats=known_figures(report.scope, stats),
    )


def _person_sentence(report: PersonModelsReport) -> list[Element]:
    who, totals = outside(report.actor.display), report.totals
    if not report.rows:
        return [none_used(report.scope, f"{who} used no models in this range.")]
    first = report.rows[0]
    pieces = [
        words(f"{who}: {dollars_or_none(totals.cost_per_request_microcents)} a request", bold=True),
    ]
    median = report.median_member_cost_per_request_microcents
    if median:
        own = totals.cost_per_request_microcents or 0
        pieces.append(words(f", {multiple(own, median)} the median member's {dollars(median)}"))
    if totals.usage_value_microcents > 0:
        share = percent(first.usage_value_microcents, totals.usage_value_microcents)
        pieces.append(
            words(f"; {share} of {dollars(totals.usage_value_microcents)} went to {outside(first.model, SHORT_NAME)}")
        )
    return [*pieces, words(".")]


def _person_table(report: PersonModelsReport) -> Table:
    team = ("Team's median", "Difference") if report.with_team else ()
    return Table(
        caption=f"{counted(len(report.rows), 'model')}, most spend first",
        columns=("Model", "Usage value", "Requests", "Per request", *team),
        rows=tuple(_person_cells(row, with_team=report.with_team) for row in report.rows),
        page_size=15,
    )


def _person_cells(row: PersonModelRow, *, with_team: bool) -> tuple[Cell, ...]:
    own, team = row.cost_per_request_microcents, row.team_median_cost_per_request_microcents
    cells: tuple[Cell, ...] = (
        outside(row.model, SHORT_NAME),
        price(row.usage_value_microcents),
        Number(row.requests, count(row.requests)),
        price(own),
    )
    if not with_team:
        return cells
    difference = Number(0, NONE) if team is None else Number((own - team) / MILLION, change(own, team))
    return (*cells, price(team), difference)


def _person_questions(report: PersonModelsReport, query: ReportQuery) -> list[Element]:
    """The person's own report, and the team's models for readers who may see them."""
    view = button("View user", action_ids.VIEW_USER, ReportQuery("user", query.range_words, user=query.user).encode())
    team = [next_question("Models of the team", ReportQuery("models", query.range_words))] if report.with_team else []
    return [view, *team]
