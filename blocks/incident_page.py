"""The page of one incident: evidence, all anomalies, the duration of each step, and its audit trail."""

from blocks import action_ids
from blocks.anomalies import anomaly_state
from blocks.elements import (
    PLAIN_LOOK,
    SYSTEM,
    Block,
    Element,
    Look,
    Message,
    Summary,
    actions,
    bullets,
    header,
    images,
    instant_piece,
    line,
    link_button,
    message,
    paragraph,
    person_piece,
    remark,
    rich_text,
    spoken,
    stat_fields,
    utc,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.incident import incident_charts, incident_drivers, incident_figures, incident_footer
from blocks.incident_buttons import move_buttons, view_button
from blocks.incident_words import RULE_WORDS, SENTENCE_LENGTH, SEVERITY_MARKS, handling_block, headline
from blocks.numbers import NONE, counted, duration, quantity
from blocks.report_query import ReportQuery
from blocks.scope import controls, next_question, page_buttons, refresh_button
from blocks.tables import Cell, Table, table_blocks
from tracker.reports.types import AnomalyView, IncidentMove, IncidentReport, Move, Unit

TRAIL_PAGE = 15
_NOTE_IN_TRAIL = 400
_MOVE_WORDS = {
    Move.OPENED: "Opened by ",
    Move.ALERTED: "Alert sent by ",
    Move.ANOMALY_JOINED: "Another anomaly joined, found by ",
    Move.CLEARED: "No longer above the line, found by ",
    Move.ACKNOWLEDGED: "Acknowledged by ",
    Move.RESOLVED: "Resolved by ",
}
_SOURCES = {"slack": ", in Slack", "cli": ", from the command line"}


def incident_page(
    incident: IncidentReport, query: ReportQuery, look: Look = PLAIN_LOOK, *, alert_url: str | None = None
) -> Message:
    """The page of one incident; `alert_url` is its message in the alert channel, if there is one."""
    summary = incident_page_summary(incident)
    trail = incident.moves[(_page(query, incident) - 1) * TRAIL_PAGE :][:TRAIL_PAGE]
    return message(
        message_text(
            summary.text,
            *(spoken(*_move_pieces(move)) for move in trail),
            escape(f"As of {utc(incident.as_of)}."),
        ),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        incident_drivers(incident),
        images(look, incident_charts(incident)),
        table_blocks(_table(incident), look.tables),
        handling_block(incident),
        _trail(incident, query, trail),
        actions(*move_buttons(incident), view_button(incident), _alert_link(alert_url)),
        controls(
            page_buttons(query, _page(query, incident), _pages(incident)),
            next_question("Open incidents", ReportQuery("incidents", "30d")),
            refresh_button(query),
        ),
        incident_footer(incident, "Refresh to see what has happened since"),
        remark(look),
    )


def incident_page_summary(incident: IncidentReport) -> Summary:
    """A short version, for the headline where the command was typed."""
    return Summary(
        title=f"{headline(incident)}, incident #{incident.incident_id}",
        sentence=(words(outside(incident.anomalies[0].message, SENTENCE_LENGTH), bold=True),),
        stats=(*incident_figures(incident), *_durations(incident)),
    )


def _durations(incident: IncidentReport) -> list[tuple[str, str]]:
    """The duration of each step; for one that is not over, the time so far."""
    took, now = incident.durations, incident.as_of
    detect = NONE
    if took.time_to_detect_seconds is not None:
        detect = (
            f"{duration(took.time_to_detect_seconds)}: source {duration(took.source_lag_seconds)}, "
            f"collection {duration(took.collection_seconds)}, posting {duration(took.posting_seconds)}"
        )
    investigate, resolve = duration(took.time_to_investigate_seconds), duration(took.time_to_resolve_seconds)
    if incident.acknowledged_at is None and incident.resolved_at is None and incident.alerted_at is not None:
        investigate = f"not yet, alerted {duration((now - incident.alerted_at).total_seconds())} ago"
    if incident.resolved_at is None:
        resolve = f"not yet, detected {duration((now - incident.detected_at).total_seconds())} ago"
    elif incident.resolved_by == SYSTEM:
        resolve = f"{NONE} (resolved by the system)"
    return [
        ("Time to detect (onset to alert)", detect),
        ("Time to acknowledge (from the alert)", investigate),
        ("Time to resolve (from detection)", resolve),
    ]


def _table(incident: IncidentReport) -> Table:
    return Table(
        caption=f"{counted(len(incident.anomalies), 'anomaly', 'anomalies')}, worst first",
        columns=("Rule", "Severity", "Value / line", "Usual", "Period", "State"),
        rows=tuple(_cells(anomaly) for anomaly in incident.anomalies),
    )


def _cells(anomaly: AnomalyView) -> tuple[Cell, ...]:
    value, line_passed, usual = (
        quantity(each, anomaly.unit) if each is not None and anomaly.unit is not Unit.MEMBERS else NONE
        for each in (anomaly.value_millionths, anomaly.line_millionths, anomaly.baseline_millionths or None)
    )
    return (
        RULE_WORDS[anomaly.rule],
        f"{SEVERITY_MARKS[anomaly.severity]} {anomaly.severity.value.capitalize()}",
        value if value == NONE else f"{value} / {line_passed}",
        usual,
        outside(anomaly.period_label),
        anomaly_state(anomaly),
    )


def _trail(incident: IncidentReport, query: ReportQuery, shown: tuple[IncidentMove, ...]) -> Block | None:
    if not shown:
        return None
    page, pages = _page(query, incident), _pages(incident)
    title = "Audit trail" if pages == 1 else f"Audit trail, page {page} of {pages}"
    return rich_text(line(words(title, bold=True)), bullets(*(line(*_move_pieces(move)) for move in shown)))


def _move_pieces(move: IncidentMove) -> list[Element]:
    note = f": “{outside(move.note, _NOTE_IN_TRAIL)}”" if move.note else ""
    return [
        instant_piece(move.at, "{date_short_pretty}, {time_secs}"),
        words(f" {_MOVE_WORDS[move.move]}"),
        person_piece(move.by),
        words(f"{_SOURCES.get(move.source, '')}{note}" or "."),
    ]


def _pages(incident: IncidentReport) -> int:
    return max(1, -(-len(incident.moves) // TRAIL_PAGE))


def _page(query: ReportQuery, incident: IncidentReport) -> int:
    return min(query.page, _pages(incident))


def _alert_link(url: str | None) -> Element | None:
    return link_button("Open the alert", action_ids.distinct(action_ids.OPEN_REPORT, "alert"), url) if url else None
