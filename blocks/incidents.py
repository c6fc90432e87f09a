"""Incidents with their buttons, and how fast they are found and handled: the answer to /incidents."""

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
from blocks.incident import incident_buttons, incident_line
from blocks.numbers import NONE, count, counted, duration
from blocks.report_query import ReportQuery
from blocks.scope import controls, footer, next_question, page_buttons, range_and_group, range_menu, refresh_button
from tracker.reports.types import DurationStats, IncidentReport, IncidentsReport

WHICH_WORDS = {"open": "Open", "mine": "My", "all": "All"}

_WITH_BUTTONS = 15
_WITHOUT_BUTTONS = 15


def incidents_message(report: IncidentsReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """One page of incidents, those at its top with buttons, and the metrics of the range."""
    summary = incidents_summary(report)
    return message(
        message_text(summary.text, *(spoken(*incident_line(incident)) for incident in report.incidents)),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        _incidents(report.incidents),
        controls(_which_menu(report.which), range_menu(query, report.scope.range.label)),
        controls(
            page_buttons(query, report.page, report.pages),
            next_question("Team spend", ReportQuery("overview", query.range_words)),
            refresh_button(query),
        ),
        footer(report.scope, _split_words(report), _page_words(report)),
        remark(look),
    )


def incidents_charts(_report: IncidentsReport) -> tuple[Chart, ...]:
    """None: each incident's own message shows its evidence."""
    return ()


def incidents_summary(report: IncidentsReport) -> Summary:
    """The report in short, for the headline where the command was typed."""
    metrics = report.metrics
    return Summary(
        title=f"{WHICH_WORDS.get(report.which, 'Some')} incidents: {range_and_group(report.scope)}",
        sentence=tuple(_sentence(report)),
        stats=(
            ("Detected", count(metrics.detected)),
            ("Resolved", f"{count(metrics.resolved)}, {count(metrics.system_resolves)} more by the system"),
            ("MTTD (onset to alert)", _stats_words(metrics.mttd)),
            ("MTTI (alert to acknowledged)", _stats_words(metrics.mtti)),
            ("MTTR (detected to resolved)", _stats_words(metrics.mttr)),
            ("Unresolved now", count(report.unresolved)),
        ),
    )


def _sentence(report: IncidentsReport) -> list[Element]:
    if not report.listed:
        return [
            words({"open": "No incident is open.", "mine": "No incident is yours."}.get(report.which, "No incident."))
        ]
    return [words(counted(report.listed, "incident"), bold=True), words(", worst and newest first.")]


def _stats_words(stats: DurationStats) -> str:
    """`p50 12 min, p95 2 h`, below it mean and number; a dash where nothing was measured."""
    if not stats.n:
        return NONE
    return (
        f"p50 {duration(stats.p50_seconds)}, p95 {duration(stats.p95_seconds)}\n"
        f"mean {duration(stats.mean_seconds)}, n = {count(stats.n)}"
    )


def _split_words(report: IncidentsReport) -> str:
    """What MTTD is made of, at the median."""
    metrics = report.metrics
    if not metrics.mttd.n:
        return ""
    return (
        f"MTTD at the median: source {duration(metrics.mttd_source_lag.p50_seconds)}, "
        f"collection {duration(metrics.mttd_collection.p50_seconds)}, "
        f"posting {duration(metrics.mttd_posting.p50_seconds)}."
    )


def _page_words(report: IncidentsReport) -> str:
    return f"Page {report.page} of {report.pages}." if report.pages > 1 else ""


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
