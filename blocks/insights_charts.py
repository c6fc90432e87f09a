"""The charts of the insights: daily series as lines or shares, and ranked lists as bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from blocks import chart_theme as theme
from blocks.chart_parts import Series, label_days, name_series
from blocks.numbers import compact_count

_ROW_INCHES = 0.26
_MARKERS_UP_TO = 3  # days; a line through so few is hardly visible
_NAME_LENGTH = 40


@dataclass(frozen=True)
class Bar:
    """One row of a ranked list: its name, its value, and the text beside the bar."""

    name: str
    value: int
    text: str
    color: str = theme.MAIN
    part: int | None = None  # of the value; drawn in full colour over a pale bar


@dataclass(frozen=True)
class Course:
    """A chart of daily series: title, subtitle, and the numbers of each series."""

    title: str
    subtitle: str
    dates: tuple[date, ...]
    series: tuple[Series, ...]
    average: float | None = None  # of the first series


def lines_chart(course: Course) -> bytes:
    """A line per series, the first one bold, with its average if there is one."""
    figure, axes = _course_card(course)
    positions = range(len(course.dates))
    marker = "o" if len(course.dates) <= _MARKERS_UP_TO else None
    for order, series in reversed(list(enumerate(course.series))):
        axes.plot(
            positions,
            series.values,
            color=series.color,
            linewidth=2.2 if order == 0 else 1.5,
            marker=marker,
            markersize=5,
            zorder=3 - order / len(course.series),
        )
    _count_axis(axes, max((max(series.values, default=0) for series in course.series), default=0))
    if course.average is not None:
        _draw_average(axes, course.average)
    return theme.to_png(figure)


def shares_chart(course: Course) -> bytes:
    """Each day's shares of the series, stacked to 100 %; a day without data stays empty."""
    figure, axes = _course_card(course)
    totals = [sum(series.values[index] for series in course.series) for index in range(len(course.dates))]
    base = [0.0] * len(totals)
    for series in course.series:
        parts = [100 * value / total if total else 0.0 for value, total in zip(series.values, totals, strict=True)]
        axes.bar(range(len(totals)), parts, bottom=base, width=0.86, color=series.color, linewidth=0)
        base = [low + part for low, part in zip(base, parts, strict=True)]
    axes.set_ylim(0, 100)
    axes.set_yticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])
    axes.grid(axis="y", color=theme.GRID, linewidth=0.8)
    theme.as_text(axes.get_yticklabels())
    return theme.to_png(figure)


def bars_chart(title: str, subtitle: str, bars: Sequence[Bar], legend: Sequence[Series] = ()) -> bytes:
    """A bar per row, the first on top, each with its name and text; `legend` names the colours."""
    head = 0.6 + (0.22 if legend else 0)
    height = max(1.4, head + 0.15 + _ROW_INCHES * len(bars))
    figure = theme.card(height=height)
    theme.heading(figure, title, subtitle)
    axes = theme.plot_area(figure, left=0.36, right=0.8, bottom=0.12 / height, top=1 - head / height)
    pale = [bar.color if bar.part is None else theme.MAIN_PALE for bar in bars]
    axes.barh(range(len(bars)), [bar.value for bar in bars], height=0.66, color=pale)
    axes.barh(range(len(bars)), [bar.part or 0 for bar in bars], height=0.66, color=[bar.color for bar in bars])
    axes.set_xlim(0, max([1, *(bar.value for bar in bars)]))
    axes.set_ylim(len(bars) - 0.45, -0.55)
    axes.set_xticks([])
    axes.set_yticks([])
    margin = axes.get_xlim()[1] * 0.015
    for position, bar in enumerate(bars):
        name = theme.chart_label(bar.name, _NAME_LENGTH)
        theme.fit(theme.write(axes, -margin, position, name, ha="right", va="center"), 0.32)
        text = theme.write(axes, bar.value + margin, position, bar.text, va="center", color=theme.MUTED)
        theme.fit(text, 0.18)
    if legend:
        _name_above(axes, legend)
    return theme.to_png(figure)


def _course_card(course: Course) -> tuple[Figure, Axes]:
    figure = theme.card()
    theme.heading(figure, course.title, course.subtitle)
    has_names = len(course.series) > 1
    right = 0.97 if course.average is None else 0.86
    axes = theme.plot_area(figure, right=right, top=theme.UNDER_NAMES if has_names else theme.UNDER_HEADING)
    axes.set_xlim(-0.6, max(len(course.dates), 1) - 0.4)
    label_days(axes, course.dates)
    if has_names:
        name_series(axes, course.series)
    return figure, axes


def _count_axis(axes: Axes, highest: int) -> None:
    """A y axis of numbers, from zero to a little above the highest."""
    axes.set_ylim(0, max(highest * 1.15, 1))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, min_n_ticks=2, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: compact_count(round(value))))
    axes.grid(axis="y", color=theme.GRID, linewidth=0.8)
    theme.as_text(axes.get_yticklabels())


def _draw_average(axes: Axes, average: float) -> None:
    axes.axhline(average, color=theme.MUTED, linewidth=1.1, linestyle=(0, (4, 2)), zorder=1.5)
    left, right = axes.get_xlim()
    step = axes.get_ylim()[1] * 0.075
    for line, text in enumerate(("average", f"{average:,.1f}")):
        theme.write(
            axes,
            right + (right - left) * 0.012,
            average - step * (line - 0.5),
            text,
            va="center",
            points=theme.SMALL_POINTS,
            bold=line == 1,
            color=theme.MUTED,
        )


def _name_above(axes: Axes, legend: Sequence[Series]) -> None:
    """The legend, from the card's left edge on."""
    name_series(axes, legend)
    found = axes.get_legend()
    assert found is not None
    figure = axes.get_figure(root=True)
    assert figure is not None
    top = axes.get_position().y1
    found.set_bbox_to_anchor((0.026, top), transform=figure.transFigure)
