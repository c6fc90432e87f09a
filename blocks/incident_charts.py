"""Charts of incidents: weekly handling times, and anomalies by day and severity."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from blocks import chart_theme as theme
from blocks.chart_parts import Series, label_days, name_series
from blocks.escape import sentence_case
from blocks.numbers import count, counted, duration
from tracker.reports.types import AnomalyDay, DurationStats, IncidentWeek

DURATIONS = (("MTTD", "onset to alert"), ("MTTI", "alert to acknowledged"), ("MTTR", "detected to resolved"))
_BARS_UP_TO = 62  # days; more are drawn without gaps
_WEEK_LABELS = 3
_PANEL_LEFT, _PANEL_WIDTH, _PANEL_STEP = 0.04, 0.275, 0.325
_COLORS = {"critical": theme.LINE, "warning": theme.SERIES[1], "info": theme.SERIES[0]}


# Durations by week


def durations_chart(weeks: Sequence[IncidentWeek]) -> bytes:
    """The weekly median of each duration, side by side; a week without a value has no bar."""
    figure = theme.card(height=2.1)
    theme.heading(
        figure,
        f"How fast incidents are handled, {counted(len(weeks), 'week')} from {weeks[0].start:%-d %b}",
        "Median of the incidents detected each week, Monday to Sunday (UTC)",
    )
    for place, (name, what) in enumerate(DURATIONS):
        _draw_panel(figure, place, name, what, weeks)
    return theme.to_png(figure)


def stats_of(week: IncidentWeek) -> tuple[DurationStats, DurationStats, DurationStats]:
    """The three durations of a week, in the order of DURATIONS."""
    return week.metrics.mttd, week.metrics.mtti, week.metrics.mttr


def _draw_panel(figure: Figure, place: int, name: str, what: str, weeks: Sequence[IncidentWeek]) -> None:
    left = _PANEL_LEFT + place * _PANEL_STEP
    axes = theme.plot_area(figure, left=left, right=left + _PANEL_WIDTH, bottom=0.15, top=0.56)
    medians = [stats_of(week)[place].p50_seconds for week in weeks]
    highest = max((each for each in medians if each is not None), default=0) or 1
    axes.set_yticks([])
    axes.set_ylim(0, highest * 1.3)
    axes.set_xlim(-0.6, len(weeks) - 0.4)
    axes.axhline(0, color=theme.GRID, linewidth=0.8)
    for week, median in enumerate(medians):
        if median is not None:
            axes.bar(week, max(median, highest * 0.012), width=0.72, color=theme.SERIES[place], linewidth=0)
    _write_medians(axes, medians)
    _label_weeks(axes, weeks)
    theme.write(figure, left, 0.68, name, bold=True)
    theme.write(figure, left + 0.075, 0.68, what, points=theme.SMALL_POINTS, color=theme.MUTED)


def _write_medians(axes: Axes, medians: Sequence[float | None]) -> None:
    """Write the highest and the last value."""
    known = [week for week, median in enumerate(medians) if median is not None]
    if not known:
        middle = (len(medians) - 1) / 2
        theme.write(axes, middle, axes.get_ylim()[1] / 2, "none yet", ha="center", va="center", color=theme.MUTED)
        return
    highest = max(known, key=lambda week: medians[week] or 0)
    shown = {highest, known[-1]} if abs(known[-1] - highest) >= len(medians) / 3 else {known[-1]}
    for week in shown:
        at = (medians[week] or 0) + axes.get_ylim()[1] * 0.03
        ha = "right" if week > len(medians) * 0.8 else "left" if week < len(medians) * 0.2 else "center"
        edge = {"right": 0.4, "left": -0.4, "center": 0}[ha]
        theme.write(axes, week + edge, at, duration(medians[week]), ha=ha, va="bottom", points=theme.SMALL_POINTS)


def _label_weeks(axes: Axes, weeks: Sequence[IncidentWeek]) -> None:
    step = max(1, -(-len(weeks) // _WEEK_LABELS))
    shown = sorted(range(len(weeks) - 1, -1, -step))
    axes.set_xticks(shown, [f"{weeks[week].start:%-d %b}" for week in shown])
    theme.as_text(axes.get_xticklabels())


# Anomalies by day


def anomalies_chart(days: Sequence[AnomalyDay], range_label: str) -> bytes:
    """Anomalies detected per day, the worst at the bottom."""
    stack = [
        Series(severity, color, values)
        for severity, color in _COLORS.items()
        if any(values := tuple(int(getattr(day, severity)) for day in days))
    ]
    totals = [day.critical + day.warning + day.info for day in days]
    busiest = max(range(len(days)), key=totals.__getitem__)
    figure = theme.card(height=2.4)
    theme.heading(
        figure,
        f"{theme.chart_label(sentence_case(range_label))}: {counted(sum(totals), 'anomaly', 'anomalies')}, "
        f"most on {days[busiest].date:%-d %b} ({count(totals[busiest])})",
        "Anomalies by the UTC day on which they were detected",
    )
    axes = theme.plot_area(figure, right=0.97, bottom=0.14, top=0.69)
    _draw_counts(axes, stack, len(days))
    axes.set_ylim(0, max(totals) * 1.12)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.grid(axis="y", color=theme.GRID, linewidth=0.8)
    theme.as_text(axes.get_yticklabels())
    label_days(axes, [day.date for day in days])
    name_series(axes, stack)
    return theme.to_png(figure)


def _draw_counts(axes: Axes, stack: Sequence[Series], days: int) -> None:
    base = [0] * days
    for series in stack:
        width = 0.72 if days <= _BARS_UP_TO else 1.0
        axes.bar(range(days), series.values, bottom=base, width=width, color=series.color, linewidth=0)
        base = [low + value for low, value in zip(base, series.values, strict=True)]
    axes.set_xlim(-0.6, days - 0.4)
