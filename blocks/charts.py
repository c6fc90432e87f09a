"""The charts, as PNG bytes: daily spend, top spenders, models, one member's days, an incident's evidence."""

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from blocks import chart_theme as theme
from blocks.escape import ELLIPSIS, sentence_case
from blocks.numbers import (
    MICROCENTS_PER_DOLLAR,
    MILLION,
    compact_dollars,
    counted,
    dollars,
    multiple,
    percent,
)
from tracker.reports.types import Actor, DayPoint, Evidence, MemberDay, MemberRow, ModelRow, Totals

_SERIES_SHOWN = len(theme.SERIES)
_DAY_LABELS = 10
_VALUES_ROW = 64  # characters that fit above the bars
_BARS_UP_TO = 62  # days; more of them are drawn as an area
_IN_FULL_BELOW = 10**6 * MICROCENTS_PER_DOLLAR
_LEVEL_LABEL = 15  # characters in a row beside the chart
_SERIES_ROW = 95  # characters of all names in a row above it
_ROW_INCHES = 0.26
_DEAR_FROM, _VERY_DEAR_FROM = 2, 5  # times the cheapest model


@dataclass(frozen=True)
class Series:
    """One colour of a stack: a value for each day, in microcents."""

    name: str
    color: str
    values: tuple[int, ...]


# Daily spend of the team


def daily_chart(days: Sequence[DayPoint], total: int, range_label: str, group: str | None) -> bytes:
    """Usage value a day, the on-demand part apart, with the average of the days that are final.

    `total` is the report's own sum in microcents: a range may begin or end within a day.
    """
    on_demand = tuple(min(day.on_demand_microcents, day.usage_value_microcents) for day in days)
    included = tuple(day.usage_value_microcents - extra for day, extra in zip(days, on_demand, strict=True))
    stack = [Series("included in plans", theme.SERIES[0], included)]
    if any(on_demand):
        stack.append(Series("on-demand", theme.SERIES[1], on_demand))
    totals = [day.usage_value_microcents for day in days]
    final = [day.usage_value_microcents for day in days if not day.provisional]
    average = round(sum(final) / len(final)) if final else None

    figure = theme.card()
    whose = f"group {theme.chart_label(group)}" if group is not None else "the team"
    a_day = f", on average {compact_dollars(average)} a day" if average else ""
    theme.heading(
        figure,
        f"{theme.chart_label(sentence_case(range_label))}: {dollars(total)}{a_day}",
        f"Usage value a UTC day of {whose}{_provisional_words(days)}",
    )
    axes = theme.plot_area(figure, top=theme.UNDER_NAMES if len(stack) > 1 else theme.UNDER_HEADING)
    _draw_days(axes, stack, days)
    theme.dollar_axis(axes, max([*totals, average or 0]))
    _write_values(axes, totals)
    if average:
        _draw_level(axes, average, "average", theme.MUTED)
    if len(stack) > 1:
        name_series(axes, stack)
    return theme.to_png(figure)


# Top spenders


def spenders_chart(rows: Sequence[MemberRow], totals: Totals, range_label: str) -> bytes:
    """A bar for each spender, in the given order, with its value and its share."""
    together = sum(row.usage_value_microcents for row in rows)
    total = totals.usage_value_microcents
    figure = theme.card(height=max(1.4, 0.75 + _ROW_INCHES * len(rows)))
    height = figure.get_figheight()
    people = counted(len(rows), "person spent", "people spent")
    theme.heading(
        figure,
        f"{people} {dollars(together)}, {percent(together, total)} of {dollars(total)}",
        f"Usage value by member, {theme.chart_label(range_label)}",
    )
    axes = theme.plot_area(figure, left=0.3, right=0.79, bottom=0.12 / height, top=1 - 0.6 / height)
    _draw_bars(axes, [row.usage_value_microcents for row in rows], theme.MAIN)
    for position, row in enumerate(rows):
        _write_row(axes, position, row, total)
    return theme.to_png(figure)


def _write_row(axes: Axes, position: int, row: MemberRow, total: int) -> None:
    """The name left of the bar, value and share right of it."""
    spent = row.usage_value_microcents
    margin = axes.get_xlim()[1] * 0.015
    name = theme.write(axes, -margin, position, theme.chart_name(row.actor, 28), ha="right", va="center")
    theme.fit(name, 0.26)
    amount = dollars(spent) if spent < _IN_FULL_BELOW else compact_dollars(spent)
    label = f"{amount}  {percent(spent, total)}"
    value = theme.write(axes, spent / MICROCENTS_PER_DOLLAR + margin, position, label, va="center", color=theme.MUTED)
    theme.fit(value, 0.18)


# Models


def models_chart(rows: Sequence[ModelRow], median_microcents: int | None, range_label: str) -> bytes:
    """A bar of cost a request for each model, dearest first, in the colour of its multiple of the cheapest of all."""
    ranked = sorted(rows, key=lambda row: -row.cost_per_request_microcents)
    figure = theme.card(height=max(1.4, 0.75 + _ROW_INCHES * len(ranked)))
    height = figure.get_figheight()
    theme.heading(figure, _models_title(ranked), _models_subtitle(median_microcents, range_label))
    axes = theme.plot_area(figure, left=0.36, right=0.8, bottom=0.12 / height, top=1 - 0.6 / height)
    prices = [row.cost_per_request_microcents for row in ranked]
    _draw_bars(axes, prices, [_color_of_multiple(row.multiple_of_cheapest_millionths) for row in ranked])
    margin = axes.get_xlim()[1] * 0.015
    for position, (row, price) in enumerate(zip(ranked, prices, strict=True)):
        name = theme.write(axes, -margin, position, theme.chart_label(row.model, 36), ha="right", va="center")
        theme.fit(name, 0.32)
        label = f"{dollars(price)}  {_times(row)}"
        end = price / MICROCENTS_PER_DOLLAR + margin
        theme.fit(theme.write(axes, end, position, label, va="center", color=theme.MUTED), 0.18)
    return theme.to_png(figure)


def _models_title(ranked: Sequence[ModelRow]) -> str:
    first = ranked[0]
    times = first.multiple_of_cheapest_millionths or 0
    against = f", {_times(first)} the cheapest" if times > MILLION else ""
    return f"{theme.chart_label(first.model, 36)} costs {dollars(first.cost_per_request_microcents)} a request{against}"


def _models_subtitle(median_microcents: int | None, range_label: str) -> str:
    median = f"; median {dollars(median_microcents)}" if median_microcents is not None else ""
    return (
        f"Usage value a request, {theme.chart_label(range_label)}{median}; "
        f"amber from {_DEAR_FROM}× the cheapest, red from {_VERY_DEAR_FROM}×"
    )


def _times(row: ModelRow) -> str:
    return multiple(row.multiple_of_cheapest_millionths, MILLION) if row.multiple_of_cheapest_millionths else ""


def _color_of_multiple(millionths: int | None) -> str:
    times = (millionths or 0) / MILLION
    if times >= _VERY_DEAR_FROM:
        return theme.LINE
    return theme.SERIES[1] if times >= _DEAR_FROM else theme.SERIES[2]


# One member's days


def member_chart(actor: Actor, days: Sequence[MemberDay], total: int, range_label: str) -> bytes:
    """Usage value a day, stacked by model; `total` is the report's own sum in microcents."""
    stack = _model_stack(days)
    totals = [day.usage_value_microcents for day in days]
    figure = theme.card()
    theme.heading(
        figure,
        f"{theme.chart_name(actor, 28)}, {theme.chart_label(range_label)}: {dollars(total)}",
        f"Usage value a UTC day by model{_provisional_words(days)}",
    )
    axes = theme.plot_area(figure, right=0.97)  # nothing stands beside it
    _draw_days(axes, stack, days)
    theme.dollar_axis(axes, max(totals, default=0))
    _write_values(axes, totals)
    name_series(axes, stack)
    return theme.to_png(figure)


# The evidence of an incident


def evidence_chart(actor: Actor, evidence: Evidence) -> bytes:
    """The last days by model, with the judged day marked and the line that it passed."""
    days, line = evidence.days, evidence.line_microcents
    stack = _model_stack(days)
    totals = [day.usage_value_microcents for day in days]
    judged = next((index for index, day in enumerate(days) if day.date == evidence.judged_day), None)
    figure = theme.card()
    theme.heading(
        figure, _evidence_title(actor, evidence, judged), f"Usage value a UTC day by model{_provisional_words(days)}"
    )
    axes = theme.plot_area(figure)
    if judged is not None:
        axes.axvspan(judged - 0.5, judged + 0.5, color=theme.JUDGED, linewidth=0, zorder=0)
    _draw_days(axes, stack, days)
    theme.dollar_axis(axes, max([*totals, line or 0]))
    _write_values(axes, totals, judged=judged)
    if line is not None:
        _draw_level(axes, line, theme.chart_label(evidence.line_label or "line", 45), theme.LINE)
    name_series(axes, stack)
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
    return f"{name}: {dollars(spent)} on {_day(day.date)}{passed}"


# Shared parts


def _draw_bars(axes: Axes, microcents: Sequence[int], colors: str | Sequence[str]) -> None:
    """Bars under one another, the first on top, with nothing written at the axes."""
    values = [each / MICROCENTS_PER_DOLLAR for each in microcents]
    axes.barh(range(len(values)), values, height=0.66, color=colors)
    axes.set_xlim(0, max(values))
    axes.set_ylim(len(values) - 0.45, -0.55)
    axes.set_xticks([])
    axes.set_yticks([])


def _model_stack(days: Sequence[MemberDay]) -> list[Series]:
    """The models with most value as series, largest first, and the rest as one."""
    by_model: Counter[str] = Counter()
    for day in days:
        by_model.update(dict(day.models))
    ranked = [model for model, value in by_model.most_common() if value > 0]
    shown = ranked if len(ranked) <= _SERIES_SHOWN else ranked[: _SERIES_SHOWN - 1]
    values = {model: tuple(dict(day.models).get(model, 0) for day in days) for model in shown}
    stack = [
        Series(theme.chart_label(model, 26 if len(shown) <= 3 else 21), color, values[model])
        for model, color in zip(shown, theme.SERIES, strict=False)
    ]
    named = [sum(series.values[index] for series in stack) for index in range(len(days))]
    rest = tuple(max(0, day.usage_value_microcents - known) for day, known in zip(days, named, strict=True))
    return [*stack, Series("other", theme.REST, rest)] if any(rest) or not stack else stack


def _draw_days(axes: Axes, stack: Sequence[Series], days: Sequence[DayPoint | MemberDay]) -> None:
    """A bar a day, or an area where there are too many days for bars; provisional days are hatched."""
    positions = range(len(days))
    as_bars = len(days) <= _BARS_UP_TO
    base = [0.0] * len(days)
    for series in stack:
        top = [low + value / MICROCENTS_PER_DOLLAR for low, value in zip(base, series.values, strict=True)]
        if as_bars:
            heights = [high - low for high, low in zip(top, base, strict=True)]
            bars = axes.bar(positions, heights, bottom=base, width=0.72, color=series.color, linewidth=0)
            for bar, day in zip(bars, days, strict=True):
                if day.provisional:
                    bar.set(hatch=theme.HATCH, facecolor=_pale(series.color), edgecolor=series.color, linewidth=0.6)
        else:
            axes.fill_between(positions, base, top, color=series.color, linewidth=0)
        base = top
    provisional = [index for index, day in enumerate(days) if day.provisional]
    if provisional and not as_bars:
        axes.axvspan(provisional[0] - 0.5, len(days) - 0.5, fill=False, hatch=theme.HATCH, edgecolor=theme.CARD, lw=0)
    axes.set_xlim(-0.6, max(len(days), 1) - 0.4)
    label_days(axes, [day.date for day in days])


def label_days(axes: Axes, dates: Sequence[date]) -> None:
    """As many dates as can be read, the last one among them."""
    step = max(1, -(-len(dates) // _DAY_LABELS))
    shown = sorted(range(len(dates) - 1, -1, -step))
    axes.set_xticks(shown, [_day(dates[index]) for index in shown])
    theme.as_text(axes.get_xticklabels())


def _write_values(axes: Axes, totals: Sequence[int], *, judged: int | None = None) -> None:
    """Values above the bars: all where there is room, else the highest; the judged one always, in full."""
    if not any(totals):
        return
    labels = [compact_dollars(total) for total in totals]
    has_room = judged is None and len(totals) * max(map(len, labels)) <= _VALUES_ROW
    highest = max(range(len(totals)), key=totals.__getitem__)
    for index, label in enumerate(labels):
        if index == judged:
            _write_value(axes, index, totals[index], dollars(totals[index]), is_judged=True)
        elif totals[index] and (has_room or index == highest):
            _write_value(axes, index, totals[index], label)


def _write_value(axes: Axes, index: int, total: int, label: str, *, is_judged: bool = False) -> None:
    y = total / MICROCENTS_PER_DOLLAR + axes.get_ylim()[1] * 0.015
    color, points = (theme.LINE, theme.TEXT_POINTS) if is_judged else (theme.MUTED, theme.SMALL_POINTS)
    text = theme.write(axes, index, y, label, ha="center", va="bottom", points=points, bold=is_judged, color=color)
    if not is_judged:  # so that a line across does not strike it through
        text.set_bbox({"facecolor": theme.CARD, "edgecolor": "none", "pad": 0.4, "alpha": 0.8})


def _draw_level(axes: Axes, microcents: int, label: str, color: str) -> None:
    """A dashed line across, with its name and value beside its right end."""
    level = microcents / MICROCENTS_PER_DOLLAR
    axes.axhline(level, color=color, linewidth=1.1, linestyle=(0, (4, 2)), zorder=1.5)
    right, height = axes.get_xlim()[1], axes.get_ylim()[1]
    named = textwrap.wrap(label, _LEVEL_LABEL, max_lines=3, placeholder=ELLIPSIS)
    lines = [*named, compact_dollars(microcents)]
    step = height * 0.075
    top = min(level + step * (len(lines) - 1) / 2, height)
    for index, text in enumerate(lines):
        is_value = index == len(named)
        theme.write(
            axes,
            right + (right - axes.get_xlim()[0]) * 0.012,
            top - step * index,
            text,
            va="center",
            points=theme.SMALL_POINTS,
            bold=is_value,
            color=color,
        )


def name_series(axes: Axes, stack: Sequence[Series]) -> None:
    """The colours with their names in a row above the chart, as small as it takes to stand in one row."""
    points = theme.SMALL_POINTS * min(1, _SERIES_ROW / sum(len(series.name) + 5 for series in stack))
    handles = [Patch(facecolor=series.color) for series in stack]
    legend = axes.legend(
        handles,
        ["series"] * len(stack),
        loc="lower left",
        bbox_to_anchor=(-0.008, 1.0),
        ncols=len(stack),
        frameon=False,
        fontsize=points,
        handlelength=0.9,
        handleheight=0.9,
        handletextpad=0.4,
        columnspacing=1.2,
        borderpad=0,
    )
    for label, series in zip(legend.get_texts(), stack, strict=True):
        label.set_text(series.name)
        label.set_parse_math(False)
        label.set_fontproperties(theme.font(series.name, points))
        label.set_color(theme.INK)


def _provisional_words(days: Sequence[DayPoint | MemberDay]) -> str:
    return "; hatched days are provisional" if any(day.provisional for day in days) else ""


def _day(day: date) -> str:
    return f"{day:%-d %b}"


def _pale(color: str) -> str:
    """The colour mixed with the card, so that a hatch in the full colour shows on it."""
    mixed = (round(0.35 * int(color[i : i + 2], 16) + 0.65 * int(theme.CARD[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in mixed)
