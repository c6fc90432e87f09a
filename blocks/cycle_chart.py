"""The course of a billing cycle: cumulative spend against the last cycle's, with the forecast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from matplotlib.axes import Axes

from blocks import chart_theme as theme
from blocks.numbers import MICROCENTS_PER_DOLLAR, compact_dollars, dollars
from tracker.reports.types import Cycle, CycleReport, DayPoint

_DAY = timedelta(days=1)
_DATE_LABELS = 8
_LABEL_GAP = 0.15  # of the height, for two lines of small text
_BAND = 0.2  # opacity of the forecast's range


@dataclass(frozen=True)
class _Label:
    """The label at the right end of a line."""

    microcents: int
    name: str
    value: str
    color: str


def cycle_chart(report: CycleReport) -> bytes:
    """Cumulative usage value over the cycle, with the last cycle's for comparison and the forecast's range."""
    progress, before = report.progress, report.before
    spent = progress.usage_value_microcents
    shows_forecast = not report.is_over and progress.forecast_microcents is not None
    levels = [spent, before.usage_value_microcents if before else 0, progress.budget_microcents]
    if shows_forecast:
        levels += [progress.forecast_microcents or 0, progress.forecast_high_microcents or 0]

    figure = theme.card()
    theme.heading(figure, _title(report), "Cumulative usage value by UTC day since the cycle began")
    axes = theme.plot_area(figure, right=0.82, top=theme.UNDER_HEADING)
    axes.set_xlim(0, max(_days(progress.cycle), _days(before.cycle) if before else 0))
    theme.dollar_axis(axes, max(levels))
    labels = []
    if before is not None:
        _draw_course(axes, before.cycle, before.cycle.end, before.days, color=theme.REST, width=1.4, dashed=True)
        total = before.usage_value_microcents
        name = "the one before" if report.is_over else "last cycle"
        labels.append(_Label(total, name, compact_dollars(total), theme.MUTED))
    until = report.scope.range.end
    _draw_course(axes, progress.cycle, until, report.days, color=theme.MAIN, width=2.2)
    if shows_forecast:
        labels.append(_draw_forecast(axes, report))
    else:
        labels.append(_Label(spent, "this cycle", compact_dollars(spent), theme.MAIN))
    if progress.budget_microcents > 0:
        level = progress.budget_microcents / MICROCENTS_PER_DOLLAR
        axes.axhline(level, color=theme.LINE, linewidth=1.1, linestyle=(0, (4, 2)))
        labels.append(
            _Label(progress.budget_microcents, "budget", compact_dollars(progress.budget_microcents), theme.LINE)
        )
    _write_labels(axes, labels)
    _label_dates(axes, progress.cycle)
    return theme.to_png(figure)


def _title(report: CycleReport) -> str:
    progress = report.progress
    spent = dollars(progress.usage_value_microcents)
    if report.is_over:
        return f"{spent} in the cycle from {progress.cycle.start:%-d %b}"
    heading = f"{spent} by day {progress.day_number} of {progress.days_total}"
    if progress.forecast_microcents is None:
        return heading
    return f"{heading}, on course for {compact_dollars(progress.forecast_microcents)}"


def _draw_course(
    axes: Axes,
    cycle: Cycle,
    until: datetime,
    days: Sequence[DayPoint],
    *,
    color: str,
    width: float,
    dashed: bool = False,
) -> None:
    """A line through the sums at the end of each UTC day, the last one at `until`."""
    ends = [min(datetime(d.year, d.month, d.day, tzinfo=until.tzinfo) + _DAY, until) for d in (p.date for p in days)]
    sums = accumulate(day.usage_value_microcents for day in days)
    xs = [0.0, *((end - cycle.start) / _DAY for end in ends)]
    ys = [0.0, *(total / MICROCENTS_PER_DOLLAR for total in sums)]
    axes.plot(xs, ys, color=color, linewidth=width, linestyle=(0, (5, 2)) if dashed else "solid", zorder=2)
    if not dashed and len(xs) > 1:
        axes.plot(xs[-1:], ys[-1:], marker="o", markersize=4, color=color, zorder=3, clip_on=False)


def _draw_forecast(axes: Axes, report: CycleReport) -> _Label:
    """The forecast from now to the cycle's end, and the range around it."""
    progress = report.progress
    expected = progress.forecast_microcents or 0
    low = expected if progress.forecast_low_microcents is None else progress.forecast_low_microcents
    high = expected if progress.forecast_high_microcents is None else progress.forecast_high_microcents
    now = (report.scope.range.end - progress.cycle.start) / _DAY
    spent = progress.usage_value_microcents / MICROCENTS_PER_DOLLAR
    ends = [level / MICROCENTS_PER_DOLLAR for level in (low, expected, high)]
    xs = [now, _days(progress.cycle)]
    axes.fill_between(xs, [spent, ends[0]], [spent, ends[2]], color=theme.MAIN, alpha=_BAND, linewidth=0)
    axes.plot(xs, [spent, ends[1]], color=theme.MAIN, linewidth=1.6, linestyle=(0, (1, 1.5)))
    shown = list(dict.fromkeys((compact_dollars(low), compact_dollars(high))))  # both ends may round to the same text
    return _Label(expected, "forecast", " to ".join(shown), theme.MAIN)


def _write_labels(axes: Axes, labels: Sequence[_Label]) -> None:
    """Names and values at the right edge, each at its line's level, moved apart if they would touch."""
    height = axes.get_ylim()[1]
    gap = height * _LABEL_GAP
    x = axes.get_xlim()[1] * 1.015
    ordered = sorted(labels, key=lambda label: label.microcents)
    levels = [label.microcents / MICROCENTS_PER_DOLLAR for label in ordered]
    for label, y in zip(ordered, _apart(levels, gap), strict=True):
        look = {"points": theme.SMALL_POINTS, "va": "center", "color": label.color}
        name = theme.write(axes, x, y + gap * 0.24, label.name, **look)  # type: ignore[arg-type]
        value = theme.write(axes, x, y - gap * 0.24, label.value, bold=True, **look)  # type: ignore[arg-type]
        for text in (name, value):
            theme.fit(text, 0.16)


def _apart(levels: Sequence[float], gap: float) -> list[float]:
    """Ascending levels spread to be at least `gap` apart, without raising their mean."""
    raised = list(levels)
    for position in range(1, len(raised)):
        raised[position] = max(raised[position], raised[position - 1] + gap)
    moved = sum(raised) - sum(levels)
    down = moved / len(raised) if moved > 0 else 0.0
    return [level - down for level in raised]


def _label_dates(axes: Axes, cycle: Cycle) -> None:
    """Label dates of this cycle, each at its midnight."""
    first = datetime(cycle.start.year, cycle.start.month, cycle.start.day, tzinfo=cycle.start.tzinfo)
    midnights = [first + _DAY * number for number in range(int(_days(cycle)) + 2)]
    midnights = [midnight for midnight in midnights if cycle.start <= midnight < cycle.end]
    shown = midnights[:: max(1, -(-len(midnights) // _DATE_LABELS))]
    axes.set_xticks([(each - cycle.start) / _DAY for each in shown], [f"{each:%-d %b}" for each in shown])
    theme.as_text(axes.get_xticklabels())


def _days(cycle: Cycle) -> float:
    return (cycle.end - cycle.start) / _DAY
