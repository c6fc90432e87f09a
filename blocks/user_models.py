"""One person's models: the cost of each, the included part, and the preferred model over time."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import groupby

from blocks import chart_theme as theme
from blocks.chart_parts import Series
from blocks.elements import Block, Chart, Element, TableStyle, paragraph, words
from blocks.escape import SHORT_NAME, outside
from blocks.insights_charts import Course, shares_chart
from blocks.numbers import count, counted, dollars, dollars_or_none, percent
from blocks.scope import caveats
from blocks.tables import Cell, Number, Table, price, share, table_blocks
from blocks.user_screen import Screen
from tracker.reports.types import ModelPeriod, ModelShare, UserModels, UserSection

_MODELS_SHOWN = 20
_RUNS_SHOWN = 8


def models_screen(report: UserModels) -> Screen:
    """Cost and requests by model, and the share of each model's requests over time."""
    return Screen(
        section=UserSection.MODELS,
        sentence=_sentence(report),
        stats=_stats(report),
        charts=_charts(report),
        details=partial(_details, report),
        spoken=[*(_line(model) for model in report.models[:_MODELS_SHOWN]), _preferred(report)],
        remarks=caveats(report.totals, ()),
    )


def _sentence(report: UserModels) -> list[Element]:
    who, total = outside(report.actor.display), report.totals
    used = [model for model in report.models if model.requests]
    if not used:
        return [words(f"{who} used no models in this range.")]
    main = max(used, key=lambda model: model.requests)
    pieces = [
        words(
            f"{who} sent {percent(main.requests, total.requests)} of {counted(total.requests, 'request')}", bold=True
        ),
        words(f" to {outside(main.model, SHORT_NAME)}"),
    ]
    dearest = report.models[0]
    if dearest.usage_value_microcents and len(used) > 1:
        spent = percent(dearest.usage_value_microcents, total.usage_value_microcents)
        which = "it" if dearest.model == main.model else outside(dearest.model, SHORT_NAME)
        pieces.append(words(f"; {spent} of {dollars(total.usage_value_microcents)} went to {which}"))
    return [*pieces, words(".")]


def _stats(report: UserModels) -> list[tuple[str, str]]:
    totals = report.totals
    included = totals.usage_value_microcents - totals.on_demand_microcents
    return [
        ("Usage value", dollars(totals.usage_value_microcents)),
        ("Included in the plan", dollars(included)),
        ("On-demand", dollars(totals.on_demand_microcents)),
        ("Requests", count(totals.requests)),
        ("Cost per request", dollars_or_none(totals.cost_per_request_microcents)),
        ("Errored or aborted", count(sum(model.not_charged for model in report.models))),
    ]


def _details(report: UserModels, style: TableStyle) -> list[Block]:
    table = Table(
        caption="Cost by model; errored or aborted events cost nothing and do not count as requests",
        columns=("Model", "Usage value", "Included", "On-demand", "Share", "Requests", "Per request", "Errored"),
        rows=tuple(_cells(model, report.totals.usage_value_microcents) for model in report.models[:_MODELS_SHOWN]),
    )
    preferred = _preferred(report)
    return [*table_blocks(table, style), *([paragraph(words(preferred))] if preferred else [])]


def _cells(model: ModelShare, total: int) -> tuple[Cell, ...]:
    spent = model.usage_value_microcents
    return (
        outside(model.model, SHORT_NAME),
        price(spent),
        price(spent - model.on_demand_microcents),
        price(model.on_demand_microcents),
        share(spent, total),
        Number(model.requests, count(model.requests)),
        price(_per_request(model)),
        Number(model.not_charged, count(model.not_charged)),
    )


def _per_request(model: ModelShare) -> int | None:
    return round(model.usage_value_microcents / model.requests) if model.requests else None


def _line(model: ModelShare) -> str:
    errored = f", {count(model.not_charged)} errored or aborted" if model.not_charged else ""
    return (
        f"{outside(model.model, SHORT_NAME)}: {dollars(model.usage_value_microcents)} "
        f"({dollars(model.on_demand_microcents)} on-demand), {counted(model.requests, 'request')}{errored}"
    )


def _preferred(report: UserModels) -> str:
    """The model with most requests in each run of days or weeks, newest last."""
    active = [period for period in report.periods if period.main_model is not None]
    runs = [(model, list(run)) for model, run in groupby(active, key=lambda period: period.main_model)]
    if not runs:
        return ""
    runs_in_words = [f"{_span(run)} {outside(str(model), SHORT_NAME)}" for model, run in runs[-_RUNS_SHOWN:]]
    earlier = "earlier others; " if len(runs) > _RUNS_SHOWN else ""
    return f"Most used {'by week' if report.is_by_week else 'by day'}: {earlier}{'; '.join(runs_in_words)}."


def _span(run: Sequence[ModelPeriod]) -> str:
    first, last = run[0].first_day, run[-1].last_day
    return f"{first:%-d %b}" if first == last else f"{first:%-d %b} to {last:%-d %b}"


def _charts(report: UserModels) -> tuple[Chart, ...]:
    """Each model's share of requests over time, if there is more than one period."""
    if len(report.periods) < 2 or not report.totals.requests:
        return ()
    total: Counter[str] = Counter()
    for period in report.periods:
        total.update(dict(period.requests))
    shares = ", ".join(
        f"{outside(model, SHORT_NAME)} {percent(requests, total.total())}" for model, requests in total.most_common(10)
    )
    unit = "week" if report.is_by_week else "day"
    who, label = outside(report.actor.display), outside(report.scope.range.label)
    return (
        Chart(
            name="preferences",
            title=f"Models by {unit}",
            alt_text=f"Share of the requests of {who} by model, {label}: {shares}. {_preferred(report)}",
            draw=partial(_draw, report, total, unit),
        ),
    )


def _draw(report: UserModels, total: Counter[str], unit: str) -> bytes:
    name, requests = total.most_common(1)[0]
    title = f"{theme.chart_label(name, 36)}: {percent(requests, total.total())} of the requests"
    whose = theme.chart_name(report.actor, 28)
    return shares_chart(
        Course(
            title=title,
            subtitle=f"Share of the requests of {whose} by model and UTC {unit}, "
            f"{theme.chart_label(report.scope.range.label)}",
            dates=tuple(period.first_day for period in report.periods),
            series=tuple(_series(report.periods, total)),
        )
    )


def _series(periods: Sequence[ModelPeriod], total: Counter[str]) -> list[Series]:
    """The models with most requests as series, and the rest as one."""
    ranked = [model for model, _ in total.most_common()]
    shown = ranked if len(ranked) <= len(theme.SERIES) else ranked[: len(theme.SERIES) - 1]
    requests = [dict(period.requests) for period in periods]
    named = [
        Series(theme.chart_label(model, 21), color, tuple(each.get(model, 0) for each in requests))
        for model, color in zip(shown, theme.SERIES, strict=False)
    ]
    if len(shown) == len(ranked):
        return named
    rest = tuple(sum(each.values()) - sum(each.get(model, 0) for model in shown) for each in requests)
    return [*named, Series("other", theme.REST, rest)]
