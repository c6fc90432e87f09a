"""The charts of the overview, as PNG bytes: daily spend with its spikes, and daily spend by member."""

from collections.abc import Collection, Sequence
from datetime import date

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from blocks import chart_parts as parts
from blocks import chart_theme as theme
from blocks.escape import cut_in_middle, sentence_case
from blocks.numbers import compact_dollars, dollars, percent
from tracker.reports.types import DayPoint, MemberDays

MEMBERS_SHOWN = len(theme.MEMBERS)
_MEMBER_DAY_LABELS = 7
_NAMES_LEFT, _NAMES_STEP = 0.735, 0.075  # of the card, for the names beside the chart by member


def daily_chart(
    days: Sequence[DayPoint],
    total: int,
    range_label: str,
    group: str | None,
    *,
    average: int | None = None,
    spikes: Collection[date] = (),
) -> bytes:
    """Usage value per day, split into included and on-demand, with the average and the spikes marked.

    `total` is the report's sum and `average` that of its whole, final days, both in microcents: a range may start or
    end within a day.
    """
    on_demand = tuple(min(day.on_demand_microcents, day.usage_value_microcents) for day in days)
    included = tuple(day.usage_value_microcents - extra for day, extra in zip(days, on_demand, strict=True))
    stack = [parts.Series("included in plans", theme.SERIES[0], included)]
    if any(on_demand):
        stack.append(parts.Series("on-demand", theme.SERIES[1], on_demand))
    totals = [day.usage_value_microcents for day in days]
    marked = [index for index, day in enumerate(days) if day.date in spikes]

    figure = theme.card()
    whose = f"group {theme.chart_label(group)}" if group is not None else "the team"
    per_day_line = f", averaging {compact_dollars(average)} per whole, final day" if average else ""
    shaded = "; spikes shaded red" if marked else ""
    theme.heading(
        figure,
        f"{theme.chart_label(sentence_case(range_label))}: {dollars(total)}{per_day_line}",
        f"Usage value per UTC day, {whose}{shaded}{parts.provisional_words(days)}",
    )
    axes = theme.plot_area(figure, top=theme.UNDER_NAMES if len(stack) > 1 else theme.UNDER_HEADING)
    for index in marked:
        axes.axvspan(index - 0.5, index + 0.5, color=theme.JUDGED, linewidth=0, zorder=0)
    parts.draw_days(axes, stack, days)
    theme.dollar_axis(axes, max([*totals, average or 0]))
    parts.write_values(axes, totals, marked=marked)
    if average:
        parts.draw_level(axes, average, "average, final days", theme.MUTED)
    if len(stack) > 1:
        parts.name_series(axes, stack)
    return theme.to_png(figure)


def members_chart(days: Sequence[DayPoint], members: Sequence[MemberDays], total: int, range_label: str) -> bytes:
    """Usage value per day, stacked by the first members, the largest at the bottom and everyone else on top.

    `total` is the report's sum in microcents.
    """
    stack = member_stack(days, members)
    together = sum(sum(series.values) for series in stack[: len(members)])
    figure = theme.card()
    top = min(len(members), MEMBERS_SHOWN)
    people = f"The top {top}" if top > 1 else theme.chart_name(members[0].actor, 28)
    theme.heading(
        figure,
        f"{people} spent {dollars(together)}, {percent(together, total)} of {dollars(total)}",
        f"Usage value per UTC day, by member, {theme.chart_label(range_label)}{parts.provisional_words(days)}",
    )
    axes = theme.plot_area(figure, right=_NAMES_LEFT - 0.02, top=theme.UNDER_HEADING)
    parts.draw_days(axes, stack, days, labels=_MEMBER_DAY_LABELS)
    theme.dollar_axis(axes, max((day.usage_value_microcents for day in days), default=0))
    _name_beside(figure, stack)
    return theme.to_png(figure)


def member_stack(days: Sequence[DayPoint], members: Sequence[MemberDays]) -> list[parts.Series]:
    """A series for each of the first members, and one for the rest of each day."""
    spent = [{day.date: day.usage_value_microcents for day in member.days} for member in members[:MEMBERS_SHOWN]]
    names = theme.chart_names((member.actor for member in members[:MEMBERS_SHOWN]), 24)
    stack = [
        parts.Series(names[member.actor.key], color, tuple(of_member.get(day.date, 0) for day in days))
        for member, color, of_member in zip(members, theme.MEMBERS, spent, strict=False)
    ]
    rest = tuple(
        max(0, day.usage_value_microcents - sum(of_member.get(day.date, 0) for of_member in spent)) for day in days
    )
    return [*stack, parts.Series("everyone else", theme.REST, rest)] if any(rest) or not stack else stack


def _name_beside(figure: Figure, stack: Sequence[parts.Series]) -> None:
    """A legend with names and sums beside the chart, in stacking order."""
    for place, series in enumerate(reversed(stack)):
        y = theme.UNDER_HEADING - 0.03 - _NAMES_STEP * place
        box = Rectangle((_NAMES_LEFT, y - 0.013), 0.013, 0.026, transform=figure.transFigure, color=series.color, lw=0)
        figure.add_artist(box)
        name = theme.write(figure, _NAMES_LEFT + 0.022, y, series.name, va="center", points=theme.SMALL_POINTS)
        theme.fit(name, 0.135, cut_in_middle)
        spent = compact_dollars(sum(series.values))
        theme.write(figure, 0.975, y, spent, ha="right", va="center", points=theme.SMALL_POINTS, color=theme.MUTED)
