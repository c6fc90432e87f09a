"""What each model costs, and what a cheaper model would have saved: the answer to /models."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from blocks import action_ids, charts
from blocks.elements import (
    PLAIN_LOOK,
    Block,
    Chart,
    Element,
    Look,
    Message,
    Summary,
    bullets,
    button,
    context,
    header,
    images,
    line,
    message,
    paragraph,
    plain,
    remark,
    rich_text,
    stat_fields,
    words,
)
from blocks.escape import SHORT_NAME, escape, message_text, outside
from blocks.model_charts import CHART_ROWS
from blocks.model_sections import section_buttons, section_menu
from blocks.numbers import (
    MILLION,
    NONE,
    change,
    compact_count,
    count,
    counted,
    dollars,
    dollars_or_none,
    dollars_value,
    multiple,
    percent,
    used_by,
)
from blocks.report_query import ReportQuery
from blocks.scope import (
    caveats,
    controls,
    footer,
    group_menu,
    known_figures,
    next_question,
    none_used,
    range_and_group,
    range_menu,
    refresh_button,
)
from blocks.tables import Cell, Number, Table, table_blocks
from tracker.reports.types import COMPARED_FROM_REQUESTS, ModelRow, ModelsReport, Saving, Scope, WhatIf

ASSUMPTION = (
    "What if: the same number of requests at that model's average cost in this range. Quality is not considered. Only "
    f"models of the same family with at least {COMPARED_FROM_REQUESTS} requests in this range are compared."
)
_WHAT_IFS_SHOWN = 5
_LONGER = "30d"
_NUMBER_WORDS = {1: "one person", 2: "two people", 3: "three people"}


def models_message(report: ModelsReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """Figures, cost per request as a chart, the models as a table, possible savings, the next questions."""
    summary = models_summary(report)
    return message(
        _text(report, summary),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        images(look, models_charts(report)),
        table_blocks(_table(report), look.tables),
        _what_ifs(report),
        controls(
            section_menu(query, report.groups),
            range_menu(query, report.scope.range.label),
            group_menu(report.scope.group, report.groups),
        ),
        controls(_longer_button(report, query), _next_questions(report, query), refresh_button(query)),
        footer(report.scope, *caveats(report.totals, ())),
        remark(look),
    )


def models_charts(report: ModelsReport) -> tuple[Chart, ...]:
    """Cost per request of the models with most spend; none if nothing was spent."""
    priced = [row for row in report.rows if row.usage_value_microcents > 0]
    return cost_per_request_charts(priced, report.scope, median_microcents=report.median_cost_per_request_microcents)


def cost_per_request_charts(
    priced: Sequence[charts.PricedModel], scope: Scope, *, median_microcents: int | None = None
) -> tuple[Chart, ...]:
    """Cost per request of the first ten models, all of which must have a cost; none without models."""
    rows = tuple(priced[:CHART_ROWS])
    if not rows:
        return ()
    listed = ", ".join(f"{outside(row.model)} {_price_words(row)}" for row in rows)
    return (
        Chart(
            name="models",
            title="Cost per request by model",
            alt_text=f"Usage value per request by model, {range_and_group(scope)}: {listed}.",
            draw=partial(charts.models_chart, rows, median_microcents, scope.range.label),
        ),
    )


def models_summary(report: ModelsReport) -> Summary:
    """The report in short, for the headline where the command was typed."""
    totals = report.totals
    return Summary(
        title=f"Models: {range_and_group(report.scope)}",
        sentence=tuple(_sentence(report)),
        stats=known_figures(
            report.scope,
            (
                ("Usage value", dollars(totals.usage_value_microcents)),
                ("On-demand", dollars(totals.on_demand_microcents)),
                ("Requests", count(totals.requests)),
                ("Models", count(len(report.rows))),
                ("Cost per request", dollars_or_none(totals.cost_per_request_microcents)),
                ("Median of the models", dollars_or_none(report.median_cost_per_request_microcents)),
            ),
        ),
    )


def _sentence(report: ModelsReport) -> list[Element]:
    total = report.totals.usage_value_microcents
    if not report.rows:
        return [none_used(report.scope, "Nobody used any models in this range.")]
    if total <= 0:
        requests = counted(report.totals.requests, "request")
        return [words(f"Nothing was spent: {requests} to {counted(len(report.rows), 'model')} cost nothing.")]
    first = report.rows[0]
    share = (
        f"{percent(first.usage_value_microcents, total)} of {dollars(total)} went to {outside(first.model, SHORT_NAME)}"
    )
    return [words(share, bold=True), words(f", {used_by(first.users, report.totals.members)}"), *_saving_words(report)]


def _saving_words(report: ModelsReport) -> list[Element]:
    savings = report.savings
    if not savings:
        return [words(_why_no_saving(report))]
    people = _NUMBER_WORDS[len({saving.actor.key for saving in savings})]
    saved = dollars(sum(saving.saving_microcents for saving in savings))
    return [
        words(f"; {people} could save "),
        words(saved, bold=True),
        words(" with a cheaper model of the same family."),
    ]


def _why_no_saving(report: ModelsReport) -> str:
    """Why there is no saving: no model of the family is cheaper, or the cheaper one has too few requests."""
    scarce = _cheaper_with_few_requests(report.rows)
    if scarce is None:
        return "; no cheaper model of the same family was used."
    needed = f"{count(scarce.requests)} of the {COMPARED_FROM_REQUESTS} requests needed to compare"
    longer = f"; try {_LONGER}" if _is_short(report) else ""
    return f"; {outside(scarce.model, SHORT_NAME)} is cheaper, but has only {needed}{longer}."


def _cheaper_with_few_requests(rows: Sequence[ModelRow]) -> ModelRow | None:
    """For the costliest model whose cheaper relatives all have too few requests: the cheapest of those."""
    for dear in rows:
        cheaper = [row for row in rows if _has_few_requests(row) and _is_cheaper_of_family(row, dear)]
        if cheaper and dear.what_if is None:
            return min(cheaper, key=lambda row: row.cost_per_request_microcents)
    return None


def _has_few_requests(row: ModelRow) -> bool:
    return row.requests < COMPARED_FROM_REQUESTS


def _is_cheaper_of_family(row: ModelRow, dear: ModelRow) -> bool:
    is_family = row.family is not None and row.family == dear.family
    return is_family and row.cost_per_request_microcents < dear.cost_per_request_microcents


def _is_short(report: ModelsReport) -> bool:
    """Whether a longer range may contain enough requests."""
    return report.scope.range.end - report.scope.range.start < timedelta(days=29)


def _longer_button(report: ModelsReport, query: ReportQuery) -> Element | None:
    """The button for a range in which the cheaper model may have enough requests."""
    if report.savings or not _is_short(report) or _cheaper_with_few_requests(report.rows) is None:
        return None
    action_id = action_ids.distinct(action_ids.UPDATE_REPORT, "longer")
    return button("Compare over 30 days", action_id, replace(query, range_words=_LONGER, page=1).encode())


def _table(report: ModelsReport) -> Table:
    return Table(
        caption=(
            f"{counted(len(report.rows), 'model')}, most spend first; ×: compared with the cheapest; "
            "7 days: the last 7 whole days compared with the 7 before"
        ),
        columns=("Model", "Usage value", "Per request", "7 days", "Requests", "Users", "Tokens per request"),
        rows=tuple(_cells(row, report.totals.usage_value_microcents) for row in report.rows),
        page_size=15,
    )


def _cells(row: ModelRow, total: int) -> tuple[Cell, ...]:
    spent, price = row.usage_value_microcents, row.cost_per_request_microcents
    return (
        outside(row.model, SHORT_NAME),
        Number(dollars_value(spent), f"{dollars(spent)} ({percent(spent, total)})" if total > 0 else dollars(spent)),
        Number(dollars_value(price), _price_words(row)),
        _trend(row),
        Number(row.requests, count(row.requests)),
        Number(row.users, count(row.users)),
        Number(row.tokens_per_request, compact_count(row.tokens_per_request)),
    )


def _price_words(row: charts.PricedModel) -> str:
    """`$0.84 (8.4×)`, with the multiple of the cheapest model listed."""
    price = dollars_or_none(row.cost_per_request_microcents)
    times = row.multiple_of_cheapest_millionths
    return f"{price} ({multiple(times, MILLION)})" if times is not None else price


def _trend(row: ModelRow) -> Number:
    now, before = row.last_7_days_microcents, row.previous_7_days_microcents
    if before is None:
        return Number(0, NONE)
    return Number(dollars_value(now - before), "new" if now > 0 and not before else change(now, before))


def _what_ifs(report: ModelsReport) -> list[Block]:
    """What each model's requests would have cost on a cheaper one, who would save most, and the assumption."""
    if report.totals.usage_value_microcents <= 0:
        return []
    lines = [line(*words_of) for words_of in (*map(_what_if_words, _shown(report)), *map(_who_words, report.savings))]
    if not lines:
        return [context(plain(ASSUMPTION))]
    question = words("What if a cheaper model of the family had answered?", bold=True)
    return [rich_text(line(question), bullets(*lines)), context(plain(ASSUMPTION))]


def _shown(report: ModelsReport) -> list[tuple[ModelRow, WhatIf]]:
    """The models that a cheaper one could have replaced, largest saving first."""
    found = [(row, row.what_if) for row in report.rows if row.what_if is not None]
    return sorted(found, key=lambda each: -each[1].saving_microcents)[:_WHAT_IFS_SHOWN]


def _what_if_words(shown: tuple[ModelRow, WhatIf]) -> list[Element]:
    row, what_if = shown
    return [
        words(f"{outside(row.model, SHORT_NAME)}: {counted(row.requests, 'request')} cost "),
        words(f"{dollars(row.usage_value_microcents)}; on {outside(what_if.model, SHORT_NAME)} "),
        words(f"{dollars(what_if.would_cost_microcents)}, "),
        words(f"{dollars(what_if.saving_microcents)} less", bold=True),
    ]


def _who_words(saving: Saving) -> list[Element]:
    return [
        words(f"{outside(saving.actor.display)} could save "),
        words(dollars(saving.saving_microcents), bold=True),
        words(f" on {counted(saving.requests, 'request')} to {outside(saving.model, SHORT_NAME)}"),
    ]


def _next_questions(report: ModelsReport, query: ReportQuery) -> list[Element]:
    """Buttons for the people who could save most, then for the team."""
    people = {saving.actor.key: saving.actor.display for saving in report.savings}
    return [
        *(
            button(
                f"View {outside(name, SHORT_NAME)}",
                action_ids.distinct(action_ids.VIEW_USER, place),
                ReportQuery("user", query.range_words, user=key).encode(),
            )
            for place, (key, name) in enumerate(people.items(), start=1)
        ),
        *section_buttons(query),
        next_question("Top spenders", ReportQuery("topspenders", query.range_words, group=query.group)),
        next_question("Team spend", ReportQuery("overview", query.range_words, group=query.group)),
    ]


def _text(report: ModelsReport, summary: Summary) -> str:
    rows = [
        f"{outside(row.model)}: {dollars(row.usage_value_microcents)}, {counted(row.requests, 'request')}, "
        f"{_price_words(row)} a request"
        for row in report.rows
    ]
    savings = ["".join(piece["text"] for piece in _who_words(saving)) + "." for saving in report.savings]
    assumption = escape(ASSUMPTION) if report.totals.usage_value_microcents > 0 else ""
    return message_text(summary.text, *map(escape, savings), assumption, *map(escape, rows))
