"""The charts of the sections of /models: lines accepted and rejected, possible savings, one person's prices."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from blocks import chart_theme as theme
from blocks.escape import cut_in_middle
from blocks.numbers import MICROCENTS_PER_DOLLAR, MILLION, compact_dollars, dollars, per_request
from tracker.reports.types import Actor, EfficiencyRow, PersonModelRow, WhatIfRow

CHART_ROWS = 10  # bars, one for each model or person
_ROW_INCHES = 0.26
_USEFUL, _WASTED, _KEPT = theme.SERIES[2], theme.REST, theme.SERIES[1]


def efficiency_chart(rows: Sequence[EfficiencyRow], range_label: str) -> bytes:
    """Lines per request by model: accepted ones first, then the others."""
    figure = _card(len(rows))
    useful = [row.useful_lines_per_request_millionths / MILLION for row in rows]
    wasted = [row.wasted_lines_per_request_millionths / MILLION for row in rows]
    best = max(rows, key=lambda row: row.useful_lines_per_request_millionths)
    each = per_request(best.useful_lines_per_request_millionths)
    theme.heading(
        figure,
        f"{theme.chart_label(best.model, 36)}: {each} useful lines per request, the most",
        f"Lines per request, green accepted, grey added but not accepted, {theme.chart_label(range_label)}",
    )
    axes = _rows(figure, len(rows), max(a + b for a, b in zip(useful, wasted, strict=True)))
    _stack(axes, ((useful, _USEFUL), (wasted, _WASTED)))
    for position, row in enumerate(rows):
        label = f"{per_request(row.useful_lines_per_request_millionths)} of " + per_request(
            row.useful_lines_per_request_millionths + row.wasted_lines_per_request_millionths
        )
        _write(axes, position, theme.chart_label(row.model, 36), useful[position] + wasted[position], label)
    return theme.to_png(figure)


def what_if_chart(rows: Sequence[WhatIfRow], saving: int, range_label: str) -> bytes:
    """Usage value by member or group: what would still have been spent, then the saving."""
    figure = _card(len(rows))
    would_cost = [row.would_cost_microcents / MICROCENTS_PER_DOLLAR for row in rows]
    saved = [row.saving_microcents / MICROCENTS_PER_DOLLAR for row in rows]
    theme.heading(
        figure,
        f"{dollars(saving)} less on cheaper models of the same family",
        f"Usage value, {theme.chart_label(range_label)}: amber would have been saved",
    )
    axes = _rows(figure, len(rows), max(a + b for a, b in zip(would_cost, saved, strict=True)))
    _stack(axes, ((would_cost, theme.MAIN_PALE), (saved, _KEPT)))
    names = theme.chart_names((row.actor for row in rows if row.actor is not None), 28)
    for position, row in enumerate(rows):
        end = would_cost[position] + saved[position]
        _write(axes, position, _subject(row, names), end, f"-{_amount(row.saving_microcents)}")
    return theme.to_png(figure)


def person_models_chart(actor: Actor, rows: Sequence[PersonModelRow], range_label: str) -> bytes:
    """Cost per request by model of one person, with a mark at the team's median if it is known."""
    figure = _card(len(rows))
    marked = any(row.team_median_cost_per_request_microcents is not None for row in rows)
    theme.heading(
        figure,
        f"{theme.chart_name(actor, 28)}: cost per request by model",
        f"Usage value per request, {theme.chart_label(range_label)}"
        + ("; red mark: the team's median on the same model" if marked else ""),
    )
    prices = [row.cost_per_request_microcents / MICROCENTS_PER_DOLLAR for row in rows]
    medians = [(row.team_median_cost_per_request_microcents or 0) / MICROCENTS_PER_DOLLAR for row in rows]
    axes = _rows(figure, len(rows), max([*prices, *medians]))
    _stack(axes, ((prices, theme.MAIN),))
    for position, (row, price, team) in enumerate(zip(rows, prices, medians, strict=True)):
        if row.team_median_cost_per_request_microcents is not None:
            axes.plot([team, team], [position - 0.42, position + 0.42], color=theme.LINE, linewidth=2)
        _write(
            axes,
            position,
            theme.chart_label(row.model, 36),
            max(price, team),
            dollars(row.cost_per_request_microcents),
        )
    return theme.to_png(figure)


def _subject(row: WhatIfRow, names: Mapping[str, str]) -> str:
    return names[row.actor.key] if row.actor is not None else theme.chart_label(row.group or "", 28)


def _amount(microcents: int) -> str:
    return dollars(microcents) if microcents < MILLION * MICROCENTS_PER_DOLLAR else compact_dollars(microcents)


def _card(rows: int) -> Figure:
    return theme.card(height=max(1.4, 0.75 + _ROW_INCHES * rows))


def _rows(figure: Figure, rows: int, highest: float) -> Axes:
    """Axes for horizontal bars, the first on top, without labels."""
    height = figure.get_figheight()
    axes = theme.plot_area(figure, left=0.36, right=0.8, bottom=0.12 / height, top=1 - 0.6 / height)
    axes.set_xlim(0, highest or 1)
    axes.set_ylim(rows - 0.45, -0.55)
    axes.set_xticks([])
    axes.set_yticks([])
    return axes


def _stack(axes: Axes, series: Sequence[tuple[Sequence[float], str]]) -> None:
    begin = [0.0] * len(series[0][0])
    for values, color in series:
        axes.barh(range(len(values)), values, left=begin, height=0.66, color=color)
        begin = [before + value for before, value in zip(begin, values, strict=True)]


def _write(axes: Axes, position: int, name: str, end: float, label: str) -> None:
    """Write the name left of a bar and its figure right of it."""
    margin = axes.get_xlim()[1] * 0.015
    theme.fit(theme.write(axes, -margin, position, name, ha="right", va="center"), 0.32, cut_in_middle)
    theme.fit(theme.write(axes, end + margin, position, label, va="center", color=theme.MUTED), 0.18)
