"""An incident in words, as used in all its messages: headline, line in lists, and who handled it."""

from blocks.elements import (
    SYSTEM,
    Block,
    Element,
    instant_piece,
    lines,
    person_piece,
    quote,
    rich_text,
    words,
)
from blocks.escape import outside
from blocks.numbers import duration
from tracker.reports.types import IncidentReport, IncidentState, Rule, Severity

SENTENCE_LENGTH = 600
NOTE_LENGTH = 2_000

SEVERITY_MARKS = {Severity.CRITICAL: "🔴", Severity.WARNING: "🟠", Severity.INFO: "🔵"}

RULE_WORDS = {
    Rule.MAX_SPEND_CYCLE: "Spend limit per cycle",
    Rule.MAX_REQUESTS_DAY: "Request limit per day",
    Rule.MAX_TOKENS_DAY: "Token limit per day",
    Rule.ZSCORE: "Far above the team's usual day (z-score)",
    Rule.SPEND_SPIKE: "Spike above own usual spend",
    Rule.CYCLE_OUTLIER: "Cycle far above the team's median",
    Rule.COST_PER_REQUEST_SPIKE: "Spike in cost per request",
    Rule.TEAM_BUDGET: "Team budget",
    Rule.USER_LIMITED: "Limited by Cursor",
    Rule.PLAN_EXHAUSTED: "Plan used up",
}


def headline(incident: IncidentReport) -> str:
    """`🔴 Critical: Mia Fox`, with the state once somebody acted; safe for plain_text."""
    who = outside(incident.actor.display)
    severity = incident.severity.value.capitalize()
    match incident.state:
        case IncidentState.RESOLVED:
            return f"✅ Resolved ({severity.lower()}): {who}"
        case IncidentState.ACKNOWLEDGED:
            return f"{SEVERITY_MARKS[incident.severity]} {severity}, acknowledged: {who}"
        case _:
            return f"{SEVERITY_MARKS[incident.severity]} {severity}: {who}"


def incident_line(incident: IncidentReport) -> list[Element]:
    """The incident in one line of rich text, for lists: mark, severity and state, the worst anomaly's sentence."""
    state = state_words(incident)
    mark = "✅" if incident.state is IncidentState.RESOLVED else SEVERITY_MARKS[incident.severity]
    return [
        words(f"{mark} {incident.severity.value.capitalize()}", bold=True),
        words(f" #{incident.incident_id}, {state}, detected "),
        instant_piece(incident.detected_at),
        words(f". {outside(incident.anomalies[0].message, 300)}"),
    ]


def state_words(incident: IncidentReport) -> str:
    """The state for use within a sentence, with the cause if it is known."""
    match incident.state:
        case IncidentState.RESOLVED:
            cause = f": {outside(incident.cause)}" if incident.cause else ""
            return f"resolved{cause}"
        case IncidentState.ACKNOWLEDGED:
            return "acknowledged, no longer above the line" if incident.is_cleared else "acknowledged"
        case _:
            return "not yet acknowledged"


def handling_block(incident: IncidentReport) -> Block | None:
    """Who acknowledged and resolved it, when and why; and whether the figures are back below the line."""
    candidates = [
        _cleared_pieces(incident),
        _acknowledged_pieces(incident),
        _resolved_pieces(incident),
        [words("Cause: ", bold=True), words(outside(incident.cause, 200))] if incident.cause else [],
    ]
    present = [pieces for pieces in candidates if pieces]
    if not present:
        return None
    return rich_text(lines(*present), *([quote(outside(incident.note, NOTE_LENGTH))] if incident.note else []))


def _cleared_pieces(incident: IncidentReport) -> list[Element]:
    if not incident.is_cleared or incident.state is IncidentState.RESOLVED:
        return []
    return [words("The figures are no longer above the line. Resolve it once the cause is known.")]


def _acknowledged_pieces(incident: IncidentReport) -> list[Element]:
    if incident.acknowledged_at is None or incident.acknowledged_by is None:
        return []
    return [
        words("Acknowledged by "),
        person_piece(incident.acknowledged_by),
        words(", "),
        instant_piece(incident.acknowledged_at),
        *([words(after)] if (after := after_alert(incident)) else []),
    ]


def _resolved_pieces(incident: IncidentReport) -> list[Element]:
    if incident.resolved_at is None:
        return []
    took = duration((incident.resolved_at - incident.detected_at).total_seconds())
    by = incident.resolved_by or SYSTEM
    because = ", as the figures are no longer above the line" if by == SYSTEM and incident.is_cleared else ""
    return [
        words("Resolved by "),
        person_piece(by),
        words(", "),
        instant_piece(incident.resolved_at),
        words(f" ({took} after detection){because}"),
    ]


def after_alert(incident: IncidentReport) -> str:
    """The time from alert to acknowledgement, in brackets; "" if either is missing."""
    if incident.alerted_at is None or incident.acknowledged_at is None:
        return ""
    return f" ({duration((incident.acknowledged_at - incident.alerted_at).total_seconds())} after the alert)"
