"""The charts, as PNG bytes: top spenders, models, one member's days, an incident's evidence."""

from collections.abc import Sequence
from typing import Protocol

from matplotlib.axes import Axes

from blocks import chart_parts as parts
from blocks import chart_theme as theme
from blocks.elements import day_words
from blocks.escape import cut_in_middle
from blocks.numbers import (
    MICROCENTS_PER_DOLLAR,
    MILLION,
    compact_dollars,
    counted,
    dollars,
    multiple,
    percent,
)
from tracker.reports.types import Actor, Evidence, MemberRow, Totals

_IN_FULL_BELOW = 10**6 * MICROCENTS_PER_DOLLAR
_ROW_INCHES = 0.26
_EXPENSIVE_FROM, _VERY_EXPENSIVE_FROM = 2, 5  # times the cheapest model


# Top spenders


def spenders_chart(rows: Sequence[MemberRow], totals: Totals, range_label: str, order: str) -> bytes:
    """A bar per spender, in the given order, with value and share."""
    together = sum(row.usage_value_microcents for row in rows)
    total = totals.usage_value_microcents
    figure = theme.card(height=max(1.4, 0.75 + _ROW_INCHES * len(rows)))
    height = figure.get_figheight()
    people = counted(len(rows), "person spent", "people spent")
    theme.heading(
        figure,
        f"{people} {dollars(together)}, {percent(together, total)} of {dollars(total)}",
        f"Usage value by member, {theme.chart_label(range_label)}; {order}",
    )
    axes = theme.plot_area(figure, left=0.3, right=0.79, bottom=0.12 / height, top=1 - 0.6 / height)
    parts.draw_bars(axes, [row.usage_value_microcents for row in rows], theme.MAIN)
    names = theme.chart_names((row.actor for row in rows), 28)
    for position, row in enumerate(rows):
        _write_row(axes, position, names[row.actor.key], row, total)
    return theme.to_png(figure)


def _write_row(axes: Axes, position: int, name: str, row: MemberRow, total: int) -> None:
    """Write the name left of the bar, value and share right of it."""
    spent = row.usage_value_microcents
    margin = axes.get_xlim()[1] * 0.015
    theme.fit(theme.write(axes, -margin, position, name, ha="right", va="center"), 0.26, cut_in_middle)
    amount = dollars(spent) if spent < _IN_FULL_BELOW else compact_dollars(spent)
    label = f"{amount}  {percent(spent, total)}"
    value = theme.write(axes, spent / MICROCENTS_PER_DOLLAR + margin, position, label, va="center", color=theme.MUTED)
    theme.fit(value, 0.18)


# Models


class PricedModel(Protocol):
    """A model with its cost per request."""

    @property
    def model(self) -> str: ...
    @property
    def cost_per_request_microcents(self) -> int | None: ...
    @property
    def multiple_of_cheapest_millionths(self) -> int | None: ...


def models_chart(rows: Sequence[PricedModel], median_microcents: int | None, range_label: str) -> bytes:
    """Cost per request by model, most expensive first, coloured by its multiple of the cheapest."""
    ranked = sorted(rows, key=lambda row: -_price(row))
    figure = theme.card(height=max(1.4, 0.75 + _ROW_INCHES * len(ranked)))
    height = figure.get_figheight()
    theme.heading(figure, _models_title(ranked), _models_subtitle(median_microcents, range_label))
    axes = theme.plot_area(figure, left=0.36, right=0.8, bottom=0.12 / height, top=1 - 0.6 / height)
    prices = [_price(row) for row in ranked]
    parts.draw_bars(axes, prices, [_color_of_multiple(row.multiple_of_cheapest_millionths) for row in ranked])
    margin = axes.get_xlim()[1] * 0.015
    for position, (row, price) in enumerate(zip(ranked, prices, strict=True)):
        name = theme.write(axes, -margin, position, theme.chart_label(row.model, 36), ha="right", va="center")
        theme.fit(name, 0.32)
        label = f"{dollars(price)}  {_times(row)}"
        end = price / MICROCENTS_PER_DOLLAR + margin
        theme.fit(theme.write(axes, end, position, label, va="center", color=theme.MUTED), 0.18)
    return theme.to_png(figure)


def _models_title(ranked: Sequence[PricedModel]) -> str:
    first = ranked[0]
    times = _times(first)
    against = f", {times} the cheapest" if times not in ("", multiple(1, 1)) else ""
    return f"{theme.chart_label(first.model, 36)} costs {dollars(_price(first))} a request{against}"


def _models_subtitle(median_microcents: int | None, range_label: str) -> str:
    median = f"; median {dollars(median_microcents)}" if median_microcents is not None else ""
    return (
        f"Usage value per request, {theme.chart_label(range_label)}{median}; "
        f"amber from {_EXPENSIVE_FROM}× the cheapest, red from {_VERY_EXPENSIVE_FROM}×"
    )


def _price(row: PricedModel) -> int:
    return row.cost_per_request_microcents or 0


def _times(row: PricedModel) -> str:
    return multiple(row.multiple_of_cheapest_millionths, MILLION) if row.multiple_of_cheapest_millionths else ""


def _color_of_multiple(millionths: int | None) -> str:
    times = (millionths or 0) / MILLION
    if times >= _VERY_EXPENSIVE_FROM:
        return theme.LINE
    return theme.SERIES[1] if times >= _EXPENSIVE_FROM else theme.SERIES[2]


# The evidence of an incident


def evidence_chart(actor: Actor, evidence: Evidence) -> bytes:
    """The last days by model, with the judged day and the line that it crossed."""
    days, line = evidence.days, evidence.line_microcents
    stack = parts.model_stack(days)
    totals = [day.usage_value_microcents for day in days]
    judged = next((index for index, day in enumerate(days) if day.date == evidence.judged_day), None)
    figure = theme.card()
    theme.heading(
        figure,
        _evidence_title(actor, evidence, judged),
        f"Usage value per UTC day, by model{parts.provisional_words(days)}",
    )
    axes = theme.plot_area(figure)
    if judged is not None:
        axes.axvspan(judged - 0.5, judged + 0.5, color=theme.JUDGED, linewidth=0, zorder=0)
    parts.draw_days(axes, stack, days)
    theme.dollar_axis(axes, max([*totals, line or 0]))
    parts.write_values(axes, totals, judged=judged)
    if line is not None:
        parts.draw_level(axes, line, theme.chart_label(evidence.line_label or "line", 45), theme.LINE)
    parts.name_series(axes, stack)
    return theme.to_png(figure)


def _evidence_title(actor: Actor, evidence: Evidence, judged: int | None) -> str:
    name, line = theme.chart_name(actor, 28), evidence.line_microcents
    if judged is None:
        return (
            f"{name}: {dollars(sum(day.usage_value_microcents for day in evidence.days))} in {len(evidence.days)} days"
        )
    day = evidence.days[judged]
    spent = day.usage_value_microcents
    passed = f", {multiple(spent, line)} the line of {dollars(line)}" if line and spent > line else ""
    return f"{name}: {dollars(spent)} on {day_words(day.date)}{passed}"
