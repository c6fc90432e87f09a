"""Incidents with their buttons and MTTD, MTTI and MTTR: the answer to /incidents."""

from functools import partial

from blocks import action_ids
from blocks.elements import (
    PLAIN_LOOK,
    Block,
    Chart,
    Element,
    Look,
    Message,
    Summary,
    actions,
    bullets,
    header,
    images,
    line,
    message,
    option,
    paragraph,
    remark,
    rich_text,
    select,
    spoken,
    stat_fields,
    words,
)
from blocks.escape import message_text
from blocks.incident_buttons import incident_buttons
from blocks.incident_charts import DURATIONS, durations_chart, stats_of
from blocks.incident_words import incident_line
from blocks.numbers import NONE, count, counted, duration
from blocks.report_query import ReportQuery
from blocks.scope import (
    controls,
    footer,
    next_question,
    page_buttons,
    page_words,
    range_and_group,
    range_menu,
    refresh_button,
)
from tracker.reports.types import DurationStats, IncidentMetrics, IncidentReport, IncidentsReport, IncidentWeek

WHICH_WORDS = {"open": "Open", "mine": "My", "all": "All"}

BEFORE_WORDS = "Before: the window of the same length just before this range. Medians are compared."
_WITH_BUTTONS = 15
_WITHOUT_BUTTONS = 15


def incidents_message(report: IncidentsReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """One page of incidents, the first ones with buttons, and the metrics of the range."""
    summary = incidents_summary(report)
    return message(
        message_text(summary.text, *(spoken(*incident_line(incident)) for incident in report.incidents)),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        images(look, incidents_charts(report)),
        _incidents(report.incidents),
        controls(_which_menu(report.which), range_menu(query, report.scope.range.label)),
        controls(
            page_buttons(query, report.page, report.pages),
            next_question("Timeline of anomalies", ReportQuery("anomalies", query.range_words)),
            refresh_button(query),
        ),
        footer(report.scope, _split_words(report), BEFORE_WORDS, page_words(report.page, report.pages)),
        remark(look),
    )


def incidents_charts(report: IncidentsReport) -> tuple[Chart, ...]:
    """The weekly durations; none if no incident of these weeks has one."""
    if not any(stats.n for week in report.weeks for stats in stats_of(week)):
        return ()
    by_week = "; ".join(_week_words(week) for week in report.weeks if any(stats.n for stats in stats_of(week)))
    return (
        Chart(
            name="durations",
            title="How fast incidents are handled, by week",
            alt_text=f"Medians of the incidents detected each week (UTC). {by_week}.",
            draw=partial(durations_chart, report.weeks),
        ),
    )


def _week_words(week: IncidentWeek) -> str:
    named = zip(DURATIONS, stats_of(week), strict=True)
    known = ", ".join(f"{name} {duration(stats.p50_seconds)}" for (name, _), stats in named if stats.n)
    return f"From {week.start:%-d %b}: {known}"


def incidents_summary(report: IncidentsReport) -> Summary:
    """The report in short, for the headline where the command was typed."""
    metrics, before = report.metrics, report.before
    return Summary(
        title=f"{WHICH_WORDS.get(report.which, 'Some')} incidents: {range_and_group(report.scope)}",
        sentence=tuple(_sentence(report)),
        stats=(
            ("Detected", f"{count(metrics.detected)}\nbefore: {count(before.detected)}"),
            ("Resolved", _resolved_words(metrics)),
            ("MTTD (onset to alert)", _stats_words(metrics.mttd, before.mttd)),
            ("MTTI (alert to acknowledged)", _stats_words(metrics.mtti, before.mtti)),
            ("MTTR (detected to resolved)", _stats_words(metrics.mttr, before.mttr)),
            ("Unresolved now", count(report.unresolved)),
        ),
    )


def _resolved_words(metrics: IncidentMetrics) -> str:
    by_system = f", {count(metrics.system_resolves)} more by the system" if metrics.system_resolves else ""
    return f"{count(metrics.resolved)}{by_system}"


def _sentence(report: IncidentsReport) -> list[Element]:
    if not report.listed:
        return [
            words(
                {"open": "No incidents are open.", "mine": "No incidents are yours."}.get(report.which, "No incidents.")
            )
        ]
    return [words(counted(report.listed, "incident"), bold=True), words(", worst and newest first.")]


def _stats_words(stats: DurationStats, before: DurationStats) -> str:
    """`p50 12 min, p95 2 h`, and below it mean, number and trend; a dash without data."""
    if not stats.n:
        return NONE
    return (
        f"p50 {duration(stats.p50_seconds)}, p95 {duration(stats.p95_seconds)}\n"
        f"mean {duration(stats.mean_seconds)}, n = {count(stats.n)}\n{_trend_words(stats, before)}"
    )


def _trend_words(stats: DurationStats, before: DurationStats) -> str:
    """The median compared with the previous window's, as better or worse."""
    if stats.p50_seconds is None or before.p50_seconds is None:
        return "no incidents before"
    now_s, before_s = round(stats.p50_seconds), round(before.p50_seconds)
    faster = "" if now_s == before_s else "▼ faster, " if now_s < before_s else "▲ slower, "
    return f"{faster}before: {duration(before_s)} (n = {count(before.n)})"


def _split_words(report: IncidentsReport) -> str:
    """The parts of MTTD, as medians."""
    metrics = report.metrics
    if not metrics.mttd.n:
        return ""
    return (
        f"MTTD at the median: source {duration(metrics.mttd_source_lag.p50_seconds)}, "
        f"collection {duration(metrics.mttd_collection.p50_seconds)}, "
        f"posting {duration(metrics.mttd_posting.p50_seconds)}."
    )


def _incidents(incidents: tuple[IncidentReport, ...]) -> list[Block]:
    blocks: list[Block] = []
    for incident in incidents[:_WITH_BUTTONS]:
        row = actions(*incident_buttons(incident))
        blocks += [paragraph(*incident_line(incident)), *([row] if row else [])]
    further = incidents[_WITH_BUTTONS:]
    if further:
        lines = [line(*incident_line(incident)) for incident in further[:_WITHOUT_BUTTONS]]
        left_out = len(further) - _WITHOUT_BUTTONS
        if left_out > 0:
            lines.append(line(words(f"and {count(left_out)} more on this page")))
        blocks.append(rich_text(bullets(*lines)))
    return blocks


def _which_menu(which: str) -> Element | None:
    choices = [option(f"{text} incidents", value) for value, text in WHICH_WORDS.items()]
    return select(action_ids.CHOOSE_WHICH, "Which", choices, chosen=which)
