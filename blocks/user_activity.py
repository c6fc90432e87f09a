"""When one person works with the tool: days, weekdays and hours."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from blocks import person_charts
from blocks.elements import Block, Chart, Element, TableStyle, day_words, words
from blocks.escape import SHORT_NAME, outside
from blocks.numbers import compact_count, count, counted, dollars, multiple, percent
from blocks.scope import caveats
from blocks.tables import Cell, Number, Table, price, table_blocks
from blocks.user_screen import Screen
from tracker.reports.types import MemberDay, Spike, UserActivity, UserSection

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS_SPOKEN = 14


def activity_screen(report: UserActivity) -> Screen:
    """The days, and the hours of the week as a heat map."""
    active, notes = _used(report), _notes(report)
    return Screen(
        section=UserSection.ACTIVITY,
        sentence=_sentence(report),
        stats=_stats(report),
        charts=_charts(report),
        details=partial(_details, report),
        spoken=[_line(day, notes) for day in _spikes_first(active, notes)[:_DAYS_SPOKEN]],
        remarks=(*_hour_remarks(report), *caveats(report.totals, report.days)),
    )


def _sentence(report: UserActivity) -> list[Element]:
    who = outside(report.actor.display)
    if not report.active_days:
        return [words(f"{who} made no requests in this range.")]
    pieces = [words(f"{who} was active on {report.active_days:,} of {counted(len(report.days), 'day')}", bold=True)]
    if report.timed_requests:
        pieces.append(words(f", busiest on {busiest_weekday(report)}s and from {busiest_hour(report):02d}:00 UTC"))
    if report.spikes:
        pieces.append(words(f"; {_spikes_words(report.spikes)}"))
    return [*pieces, words(".")]


def _spikes_words(spikes: Sequence[Spike]) -> str:
    """How many days cost far more than usual, and the cost and main model of the most expensive one."""
    spike = max(spikes, key=lambda each: each.usage_value_microcents)
    day, spent = day_words(spike.date), dollars(spike.usage_value_microcents)
    usual = spike.usual_microcents
    times = f"{multiple(spike.usage_value_microcents, usual)} the usual {dollars(usual)}"
    many = f"{counted(len(spikes), 'day')} cost more than twice the usual, above all {day}: {spent}, {times}"
    drove = f", driven by {outside(spike.model, SHORT_NAME)}" if spike.model is not None else ""
    return (many if len(spikes) > 1 else f"{day} cost {spent}, {times}") + drove


def _stats(report: UserActivity) -> list[tuple[str, str]]:
    stats = [
        ("Active days", f"{count(report.active_days)} of {count(len(report.days))}"),
        ("Requests", count(report.totals.requests)),
    ]
    if report.active_days:
        stats.append(("Requests per active day", f"{report.totals.requests / report.active_days:,.1f}"))
    if report.timed_requests:
        by_weekday = [sum(hours) for hours in report.requests_by_weekday_and_hour]
        stats.append(("At weekends", percent(sum(by_weekday[5:]), report.timed_requests)))
        busy = by_hour(report)[busiest_hour(report)]
        hour = f"{busiest_hour(report):02d}:00 to {busiest_hour(report) + 1:02d}:00 UTC"
        stats.append(("Busiest hour", f"{hour} ({percent(busy, report.timed_requests)})"))
    return stats


def by_hour(report: UserActivity) -> list[int]:
    """Requests by UTC hour of the day."""
    return [sum(hours) for hours in zip(*report.requests_by_weekday_and_hour, strict=True)]


def busiest_hour(report: UserActivity) -> int:
    """The UTC hour with most requests, the earliest if several have as many."""
    requests = by_hour(report)
    return max(range(len(requests)), key=requests.__getitem__)


def busiest_weekday(report: UserActivity) -> str:
    """The weekday with most requests, the earliest if several have as many."""
    requests = [sum(hours) for hours in report.requests_by_weekday_and_hour]
    return WEEKDAYS[max(range(len(requests)), key=requests.__getitem__)]


def _used(report: UserActivity) -> list[MemberDay]:
    return [day for day in report.days if day.requests or day.usage_value_microcents]


def _spikes_first(days: Sequence[MemberDay], notes: Mapping[date, str]) -> list[MemberDay]:
    """Days that stand out, most expensive first, then the others, newest first."""
    spikes = [day for day in days if day.date in notes]
    rest = [day for day in reversed(days) if day.date not in notes]
    return [*sorted(spikes, key=lambda day: -day.usage_value_microcents), *rest]


def _notes(report: UserActivity) -> dict[date, str]:
    """A day's note: a spike compared with the usual, with the model that drove it."""
    return {spike.date: _spike_words(spike) for spike in report.spikes}


def _spike_words(spike: Spike) -> str:
    times = multiple(spike.usage_value_microcents, spike.usual_microcents)
    drove = f"; {outside(spike.model, SHORT_NAME)} drove it" if spike.model is not None else ""
    return f"spike: {times} the usual {dollars(spike.usual_microcents)}{drove}"


def _details(report: UserActivity, style: TableStyle) -> list[Block]:
    notes = _notes(report)
    table = Table(
        caption="Days with any usage, spikes first, then the newest; spike: over twice the median of other active days",
        columns=("UTC day", "Requests", "Usage value", "Tokens", "Note"),
        rows=tuple(_cells(day, notes.get(day.date, "")) for day in _spikes_first(_used(report), notes)),
        page_size=7,
    )
    return table_blocks(table, style)


def _cells(day: MemberDay, note: str) -> tuple[Cell, ...]:
    return (
        f"{day.date:%a %-d %b %Y}",
        Number(day.requests, count(day.requests)),
        price(day.usage_value_microcents),
        Number(day.tokens, compact_count(day.tokens)),
        note or ("provisional" if day.provisional else ""),
    )


def _line(day: MemberDay, notes: Mapping[date, str]) -> str:
    note = f" ({notes[day.date]})" if day.date in notes else ""
    return f"{day.date:%a %-d %b}: {counted(day.requests, 'request')}, {dollars(day.usage_value_microcents)}{note}"


def _hour_remarks(report: UserActivity) -> tuple[str, ...]:
    if report.timed_requests >= report.totals.requests:
        return ()
    timed, all_of_them = count(report.timed_requests), counted(report.totals.requests, "request")
    return (f"Hours cover {timed} of {all_of_them}: for the others only the day is kept.",)


def _charts(report: UserActivity) -> tuple[Chart, ...]:
    """The days if there is more than one, and the hours of the week if they are known."""
    charts = []
    if len(report.days) > 1 and any(day.usage_value_microcents for day in report.days):
        charts.append(_days_chart(report))
    if report.timed_requests:
        charts.append(_hours_chart(report))
    return tuple(charts)


def _days_chart(report: UserActivity) -> Chart:
    who, label = outside(report.actor.display), outside(report.scope.range.label)
    by_day = ", ".join(f"{day.date:%-d %b} {dollars(day.usage_value_microcents)}" for day in _used(report))
    spikes = ", ".join(f"{spike.date:%-d %b}" for spike in report.spikes)
    return Chart(
        name="spikes",
        title="Days and spikes",
        alt_text=f"Usage value per day, {who}, {label}: {f'spikes on {spikes}; ' if spikes else ''}{by_day}.",
        draw=partial(person_charts.spikes_chart, report),
    )


def _hours_chart(report: UserActivity) -> Chart:
    who, label = outside(report.actor.display), outside(report.scope.range.label)
    week = zip(WEEKDAYS, report.requests_by_weekday_and_hour, strict=True)
    weekdays = ", ".join(f"{name} {count(sum(hours))}" for name, hours in week)
    hours = ", ".join(f"{hour:02d}:00 {count(requests)}" for hour, requests in enumerate(by_hour(report)) if requests)
    title = f"Busiest on {busiest_weekday(report)}s, and from {busiest_hour(report):02d}:00 UTC"
    return Chart(
        name="hours",
        title="Hours of the week, UTC",
        alt_text=f"Requests of {who} by weekday and UTC hour, {label}. {weekdays}. {hours}.",
        draw=partial(person_charts.hours_chart, report, title),
    )
