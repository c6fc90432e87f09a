"""Charts only used for one person: spend and tokens over time, and the hours of the week."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import FuncFormatter, MaxNLocator

from blocks import chart_parts as parts
from blocks import chart_theme as theme
from blocks.numbers import MICROCENTS_PER_DOLLAR, compact_count, counted, dollars
from tracker.reports.types import Actor, MemberDay, UserActivity

TIMELINE_INCHES, SPIKES_INCHES, HOURS_INCHES = 4.0, 2.4, 2.55
_SPEND_BOTTOM, _TOKENS = 0.40, (0.09, 0.29)  # of the card's height, from the bottom
_SHADES = LinearSegmentedColormap.from_list("requests", (theme.CARD, theme.MAIN_PALE, theme.MAIN, "#173a63"))
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DARK_FROM = 0.55  # of the highest value; from there on numbers are in the card's colour
_WRITTEN_BELOW = 1_000  # larger numbers do not fit into a cell


def timeline_chart(actor: Actor, days: Sequence[MemberDay], total: int, range_label: str) -> bytes:
    """Usage value per day, stacked by model, and below it the tokens; `total` is the report's sum in microcents."""
    stack = parts.model_stack(days)
    totals = [day.usage_value_microcents for day in days]
    figure = theme.card(height=TIMELINE_INCHES)
    theme.heading(
        figure,
        f"{theme.chart_name(actor, 28)}, {theme.chart_label(range_label)}: {dollars(total)}",
        f"Usage value per UTC day, by model, and tokens{parts.provisional_words(days)}",
    )
    above = theme.plot_area(figure, right=0.97, bottom=_SPEND_BOTTOM, top=0.8)  # no labels at its right
    parts.draw_days(above, stack, days)
    above.set_xticks([])
    theme.dollar_axis(above, max(totals, default=0))
    parts.write_values(above, totals)
    parts.name_series(above, stack)
    _draw_tokens(theme.plot_area(figure, right=0.97, bottom=_TOKENS[0], top=_TOKENS[1]), days)
    return theme.to_png(figure)


def _draw_tokens(axes: Axes, days: Sequence[MemberDay]) -> None:
    tokens = [day.tokens for day in days]
    scaled = tuple(each * MICROCENTS_PER_DOLLAR for each in tokens)  # the chart draws days in dollars
    parts.draw_days(axes, [parts.Series("tokens", theme.REST, scaled)], days)
    axes.set_ylim(0, max(max(tokens, default=0) * 1.1, 1))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=2, min_n_ticks=2, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: compact_count(round(value))))
    axes.grid(axis="y", color=theme.GRID, linewidth=0.8)
    theme.as_text(axes.get_yticklabels())
    theme.write(
        axes, axes.get_xlim()[0], axes.get_ylim()[1] * 1.06, "Tokens", points=theme.SMALL_POINTS, color=theme.MUTED
    )


def spikes_chart(report: UserActivity) -> bytes:
    """Usage value per day, with the spikes marked and labelled."""
    days, on_spikes = report.days, {spike.date for spike in report.spikes}
    marked = [index for index, day in enumerate(days) if day.date in on_spikes]
    totals = [day.usage_value_microcents for day in days]
    figure = theme.card(height=SPIKES_INCHES)
    found = f"{counted(len(marked), 'spike')} in {counted(len(days), 'day')}" if marked else "No spikes"
    whose = f"{theme.chart_name(report.actor, 28)}, {theme.chart_label(report.scope.range.label)}"
    shaded = "; spikes shaded red" if marked else ""
    theme.heading(
        figure,
        f"{found}: {dollars(sum(totals))}",
        f"Usage value per UTC day, {whose}{shaded}{parts.provisional_words(days)}",
    )
    axes = theme.plot_area(figure, right=0.97, top=0.76)
    for index in marked:
        axes.axvspan(index - 0.5, index + 0.5, color=theme.JUDGED, linewidth=0, zorder=0)
    parts.draw_days(axes, [parts.Series("usage value", theme.MAIN, tuple(totals))], days)
    theme.dollar_axis(axes, max(totals, default=0))
    parts.write_values(axes, totals, marked=marked)
    return theme.to_png(figure)


def hours_chart(report: UserActivity, title: str) -> bytes:
    """A heat map of requests by hour of the week in UTC, Monday first, with the number in each cell."""
    rows = report.requests_by_weekday_and_hour
    highest = max(max(hours) for hours in rows)
    figure = theme.card(height=HOURS_INCHES)
    whose = f"{theme.chart_name(report.actor, 28)}, {theme.chart_label(report.scope.range.label)}"
    theme.heading(figure, title, f"{counted(report.timed_requests, 'request')} by weekday and UTC hour; {whose}")
    axes = theme.plot_area(figure, left=0.075, right=0.97, bottom=0.11, top=0.79)
    axes.pcolormesh(rows, cmap=_SHADES, vmin=0, vmax=max(highest, 1), edgecolors=theme.GRID, linewidth=0.5)
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([row + 0.5 for row in range(len(rows))], _WEEKDAYS)
    axes.set_xticks([hour + 0.5 for hour in range(0, 24, 3)], [f"{hour:02d}:00" for hour in range(0, 24, 3)])
    theme.as_text(axes.get_yticklabels())
    theme.as_text(axes.get_xticklabels())
    for row, hours in enumerate(rows):
        for hour, requests in enumerate(hours):
            if requests:
                _write_cell(axes, hour + 0.5, row + 0.5, requests, highest)
    return theme.to_png(figure)


def _write_cell(axes: Axes, x: float, y: float, requests: int, highest: int) -> None:
    if requests < _WRITTEN_BELOW:
        color = theme.CARD if requests >= _DARK_FROM * highest else theme.INK
        theme.write(axes, x, y, str(requests), points=6, color=color, ha="center", va="center_baseline")
