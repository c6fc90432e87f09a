"""Parts shared by charts: series of days with names, bars, values and levels."""

import textwrap
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from blocks import chart_theme as theme
from blocks.elements import day_words
from blocks.escape import ELLIPSIS
from blocks.numbers import MICROCENTS_PER_DOLLAR, compact_dollars, dollars
from tracker.reports.types import DayPoint, MemberDay

_SERIES_SHOWN = len(theme.SERIES)
_DAY_LABELS = 10
_VALUES_ROW = 64  # characters that fit above the bars
_BARS_UP_TO = 62  # days; more are drawn as an area
_LEVEL_LABEL = 15  # characters per line beside the chart
_SERIES_ROW = 95  # characters of all names in the row above the chart


@dataclass(frozen=True)
class Series:
    """One series of a stack, with a colour and a value in microcents for each day."""

    name: str
    color: str
    values: tuple[int, ...]


def draw_bars(axes: Axes, microcents: Sequence[int], colors: str | Sequence[str]) -> None:
    """Horizontal bars, the first on top, without axis labels."""
    values = [each / MICROCENTS_PER_DOLLAR for each in microcents]
    axes.barh(range(len(values)), values, height=0.66, color=colors)
    axes.set_xlim(0, max(values))
    axes.set_ylim(len(values) - 0.45, -0.55)
    axes.set_xticks([])
    axes.set_yticks([])


def model_stack(days: Sequence[MemberDay]) -> list[Series]:
    """The models with the highest usage value as series, largest first, and the rest as one."""
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


def draw_days(
    axes: Axes, stack: Sequence[Series], days: Sequence[DayPoint | MemberDay], *, labels: int = _DAY_LABELS
) -> None:
    """A bar per day, or an area if there are too many days; provisional days are hatched.

    About `labels` days at most are labelled below the axis.
    """
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
    label_days(axes, [day.date for day in days], labels)


def label_days(axes: Axes, dates: Sequence[date], labels: int = _DAY_LABELS) -> None:
    """Label about `labels` of the dates, including the last one."""
    step = max(1, -(-len(dates) // labels))
    shown = sorted(range(len(dates) - 1, -1, -step))
    axes.set_xticks(shown, [day_words(dates[index]) for index in shown])
    theme.as_text(axes.get_xticklabels())


def write_values(axes: Axes, totals: Sequence[int], *, judged: int | None = None, marked: Collection[int] = ()) -> None:
    """Values above the bars: all if there is room, else the highest; always the marked ones, the judged one in full."""
    if not any(totals):
        return
    labels = [compact_dollars(total) for total in totals]
    has_room = judged is None and len(totals) * max(map(len, labels)) <= _VALUES_ROW
    highest = max(range(len(totals)), key=totals.__getitem__)
    for index, label in enumerate(labels):
        if index == judged:
            _write_value(axes, index, totals[index], dollars(totals[index]), is_judged=True)
        elif index in marked:
            _write_value(axes, index, totals[index], label, is_judged=True)
        elif totals[index] and (has_room or index == highest):
            _write_value(axes, index, totals[index], label)


def _write_value(axes: Axes, index: int, total: int, label: str, *, is_judged: bool = False) -> None:
    y = total / MICROCENTS_PER_DOLLAR + axes.get_ylim()[1] * 0.015
    color, points = (theme.LINE, theme.TEXT_POINTS) if is_judged else (theme.MUTED, theme.SMALL_POINTS)
    text = theme.write(axes, index, y, label, ha="center", va="bottom", points=points, bold=is_judged, color=color)
    if not is_judged:  # so that a level line does not cross it out
        text.set_bbox({"facecolor": theme.CARD, "edgecolor": "none", "pad": 0.4, "alpha": 0.8})


def draw_level(axes: Axes, microcents: int, label: str, color: str) -> None:
    """A dashed horizontal line, with its name and value at its right end."""
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
    """A one-row legend above the chart, in a font small enough to fit."""
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


def provisional_words(days: Sequence[DayPoint | MemberDay]) -> str:
    return "; hatched days are provisional" if any(day.provisional for day in days) else ""


def _pale(color: str) -> str:
    """The colour mixed with the card's, so that a hatch in the full colour is visible on it."""
    mixed = (round(0.35 * int(color[i : i + 2], 16) + 0.65 * int(theme.CARD[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in mixed)
