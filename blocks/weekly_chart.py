"""A week by day, next to the week before."""

from collections.abc import Sequence
from typing import Any

from blocks import chart_theme as theme
from blocks.chart_parts import write_values
from blocks.numbers import MICROCENTS_PER_DOLLAR, dollars
from tracker.reports.types import DayPoint

_WIDTH = 0.38


def weekly_chart(days: Sequence[DayPoint], before: Sequence[DayPoint]) -> bytes:
    """Usage value by weekday: grey bars for the week before, coloured ones with values for the week."""
    spent, was = ([day.usage_value_microcents for day in week] for week in (days, before))
    figure = theme.card()
    provisional = "; hatched days are provisional" if any(day.provisional for day in days) else ""
    theme.heading(
        figure,
        f"{dollars(sum(spent))}, the week before {dollars(sum(was))}",
        f"Usage value by UTC day; grey: the week before{provisional}",
    )
    axes = theme.plot_area(figure, right=0.97, top=theme.UNDER_HEADING)
    theme.dollar_axis(axes, max(*spent, *was, 0))
    positions = range(len(days))
    axes.bar([each - _WIDTH for each in positions], [each / MICROCENTS_PER_DOLLAR for each in was], **_bar(theme.REST))
    bars = axes.bar(positions, [each / MICROCENTS_PER_DOLLAR for each in spent], **_bar(theme.MAIN))
    for bar, day in zip(bars, days, strict=True):
        if day.provisional:
            bar.set(hatch=theme.HATCH, facecolor=theme.MAIN_PALE, edgecolor=theme.MAIN, linewidth=0.6)
    axes.set_xlim(-0.8, len(days) - 0.6)
    write_values(axes, spent)
    axes.set_xticks([each - _WIDTH / 2 for each in positions], [f"{day.date:%a %-d %b}" for day in days])
    theme.as_text(axes.get_xticklabels())
    return theme.to_png(figure)


def _bar(color: str) -> dict[str, Any]:
    return {"width": _WIDTH, "color": color, "linewidth": 0}
