"""An incident's root message, redrawn at each change, and the lines of its thread."""

from functools import partial

from blocks import action_ids, charts
from blocks.elements import (
    PLAIN_LOOK,
    SYSTEM,
    Block,
    Chart,
    Element,
    Look,
    Message,
    actions,
    bullets,
    button,
    context,
    header,
    images,
    instant_piece,
    line,
    lines,
    message,
    moment,
    mrkdwn,
    paragraph,
    person_piece,
    plain,
    quote,
    remark,
    rich_text,
    spoken,
    stat_fields,
    utc,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.numbers import NONE, dollars, duration, multiple, percent, quantity
from blocks.report_query import ReportQuery
from tracker.reports.types import (
    BASIS,
    ActorKind,
    AnomalyView,
    IncidentMove,
    IncidentReport,
    IncidentState,
    Move,
    Rule,
    Severity,
    Unit,
)

SENTENCE_LENGTH = 600
NOTE_LENGTH = 2_000
_ANOMALIES_SHOWN = 5
_DRIVERS_SHOWN = 4

_SEVERITY_MARKS = {Severity.CRITICAL: "🔴", Severity.WARNING: "🟠", Severity.INFO: "🔵"}

_RULE_WORDS = {
    Rule.MAX_SPEND_CYCLE: "Spend limit for a cycle",
    Rule.MAX_REQUESTS_DAY: "Request limit for a day",
    Rule.MAX_TOKENS_DAY: "Token limit for a day",
    Rule.ZSCORE: "Far above the team's days (z-score)",
    Rule.SPEND_SPIKE: "Spike over own spend",
    Rule.CYCLE_OUTLIER: "Cycle far above the team's median",
    Rule.COST_PER_REQUEST_SPIKE: "Spike of cost per request",
    Rule.TEAM_BUDGET: "Team budget",
    Rule.USER_LIMITED: "Limited by Cursor",
    Rule.PLAN_EXHAUSTED: "Plan used up",
}


def incident_message(incident: IncidentReport, look: Look = PLAIN_LOOK) -> Message:
    """The root message: what happened, the evidence, who handles it, and what can be done in its state."""
    worst = incident.anomalies[0]
    return message(
        _text(incident),
        header(headline(incident)),
        paragraph(words(outside(worst.message, SENTENCE_LENGTH), bold=True)),
        stat_fields(_figures(incident, worst)),
        _drivers(incident, worst),
        _further(incident),
        images(look, incident_charts(incident)),
        _handling(incident),
        actions(*incident_buttons(incident)),
        _footer(incident),
        remark(look),
    )


def incident_charts(incident: IncidentReport) -> tuple[Chart, ...]:
    """The evidence: the subject's last 14 days by model, the line, the judged day."""
    evidence = incident.evidence
    if not evidence.days:
        return ()
    who = outside(incident.actor.display)
    judged = next((day for day in evidence.days if day.date == evidence.judged_day), None)
    judged_words = f" {dollars(judged.usage_value_microcents)} on {judged.date:%-d %B}." if judged else ""
    line_words = (
        f" The line: {dollars(evidence.line_microcents)} a day." if evidence.line_microcents is not None else ""
    )
    by_day = ", ".join(f"{day.date:%-d %b} {dollars(day.usage_value_microcents)}" for day in evidence.days)
    return (
        Chart(
            name="evidence",
            title=f"Last {len(evidence.days)} days",
            alt_text=f"Usage value a day of {who}.{judged_words}{line_words} By day: {by_day}.",
            draw=partial(charts.evidence_chart, incident.actor, evidence),
        ),
    )


def headline(incident: IncidentReport) -> str:
    """`🔴 Critical: Mia Fox`, with the state once somebody acted; text from outside in it is safe in plain text."""
    who = outside(incident.actor.display)
    severity = incident.severity.value.capitalize()
    match incident.state:
        case IncidentState.RESOLVED:
            return f"✅ Resolved ({severity.lower()}): {who}"
        case IncidentState.ACKNOWLEDGED:
            return f"{_SEVERITY_MARKS[incident.severity]} {severity}, acknowledged: {who}"
        case _:
            return f"{_SEVERITY_MARKS[incident.severity]} {severity}: {who}"


def incident_buttons(incident: IncidentReport) -> list[Element]:
    """Acknowledge, Resolve and View user: what still makes sense in the incident's state."""
    value, who = str(incident.incident_id), outside(incident.actor.display, 40)
    buttons = []
    if incident.state in {IncidentState.OPEN, IncidentState.ALERTED}:
        buttons.append(
            button(
                "Acknowledge",
                action_ids.distinct(action_ids.ACKNOWLEDGE_INCIDENT, value),
                value,
                style="primary",
                label=f"Acknowledge incident {value}, {who}",
            )
        )
    if incident.state is not IncidentState.RESOLVED:
        buttons.append(
            button(
                "Resolve",
                action_ids.distinct(action_ids.RESOLVE_INCIDENT, value),
                value,
                label=f"Resolve incident {value}, {who}",
            )
        )
    return [*buttons, _view_button(incident)]


def _view_button(incident: IncidentReport) -> Element:
    is_of_cycle = incident.anomalies[0].day is None
    words_of_range = "cycle" if is_of_cycle else "14d"
    if incident.actor.kind is ActorKind.TEAM:
        action = action_ids.distinct(action_ids.SHOW_REPORT, incident.incident_id)
        return button("View team", action, ReportQuery("overview", words_of_range).encode())
    action = action_ids.distinct(action_ids.VIEW_USER, incident.incident_id)
    return button("View user", action, ReportQuery("user", words_of_range, user=incident.actor.key).encode())


def incident_line(incident: IncidentReport) -> list[Element]:
    """The incident in one line of rich text, for lists: mark, severity and state, the worst anomaly's sentence."""
    state = _state_words(incident)
    mark = "✅" if incident.state is IncidentState.RESOLVED else _SEVERITY_MARKS[incident.severity]
    return [
        words(f"{mark} {incident.severity.value.capitalize()}", bold=True),
        words(f" #{incident.incident_id}, {state}, detected "),
        instant_piece(incident.detected_at),
        words(f". {outside(incident.anomalies[0].message, 300)}"),
    ]


def _state_words(incident: IncidentReport) -> str:
    match incident.state:
        case IncidentState.RESOLVED:
            cause = f": {outside(incident.cause)}" if incident.cause else ""
            return f"resolved{cause}"
        case IncidentState.ACKNOWLEDGED:
            return "acknowledged, no longer above the line" if incident.is_cleared else "acknowledged"
        case _:
            return "not yet acknowledged"


def _figures(incident: IncidentReport, worst: AnomalyView) -> list[tuple[str, str]]:
    return [
        *_measured(worst),
        ("Rule", escape(_RULE_WORDS[worst.rule])),
        ("Onset", moment(incident.onset)),
        ("Detected", f"{moment(incident.detected_at)}, {_lag(incident)}"),
    ]


def _measured(worst: AnomalyView) -> list[tuple[str, str]]:
    """Value, line and baseline; nothing where Cursor only says that somebody is limited."""
    if worst.unit is Unit.MEMBERS:
        return []
    baseline = worst.baseline_millionths
    times = f" ({multiple(worst.value_millionths, baseline)} the baseline)" if baseline else ""
    return [
        ("Value", f"{quantity(worst.value_millionths, worst.unit)}{times}"),
        ("Line", quantity(worst.line_millionths, worst.unit)),
        ("Baseline", quantity(baseline, worst.unit) if baseline else NONE),
    ]


def _lag(incident: IncidentReport) -> str:
    return f"{duration((incident.detected_at - incident.onset).total_seconds())} after onset"


def _drivers(incident: IncidentReport, worst: AnomalyView) -> Block | None:
    """The models that drove the value, with their dollars and their share of all that was spent in the period."""
    total = _spent_in_period(incident, worst)
    if total <= 0:
        return None
    pieces = [words("Models: ", bold=True)]
    for position, driver in enumerate(worst.models[:_DRIVERS_SHOWN]):
        spent = driver.usage_value_microcents
        pieces.append(words(", " if position else ""))
        pieces.append(words(f"{outside(driver.model)} {dollars(spent)} ({percent(spent, total)})"))
    rest = worst.models[_DRIVERS_SHOWN:]
    if rest:
        pieces.append(words(f", {len(rest)} more {dollars(sum(driver.usage_value_microcents for driver in rest))}"))
    return paragraph(*(piece for piece in pieces if piece["text"]))


def _spent_in_period(incident: IncidentReport, worst: AnomalyView) -> int:
    """The judged day's usage value, or the cycle's where it was judged by it, or what the named models cost."""
    named = sum(driver.usage_value_microcents for driver in worst.models)
    judged = next((day.usage_value_microcents for day in incident.evidence.days if day.date == worst.day), 0)
    if worst.day is None and worst.unit is Unit.CENTS:
        judged = worst.value_millionths
    return max(named, judged)


def _further(incident: IncidentReport) -> Block | None:
    """What else is out of line with the same subject."""
    further = incident.anomalies[1:]
    if not further:
        return None
    listed = [line(words(outside(anomaly.message, 300))) for anomaly in further[:_ANOMALIES_SHOWN]]
    if len(further) > _ANOMALIES_SHOWN:
        listed.append(line(words(f"and {len(further) - _ANOMALIES_SHOWN} more")))
    return rich_text(line(words("Also out of line:", bold=True)), bullets(*listed))


def _handling(incident: IncidentReport) -> Block | None:
    """Who acknowledged and resolved it, when, why; and whether the figures are back below the line."""
    told = [
        _cleared_pieces(incident),
        _acknowledged_pieces(incident),
        _resolved_pieces(incident),
        [words("Cause: ", bold=True), words(outside(incident.cause, 200))] if incident.cause else [],
    ]
    present = [pieces for pieces in told if pieces]
    if not present:
        return None
    return rich_text(lines(*present), *([quote(outside(incident.note, NOTE_LENGTH))] if incident.note else []))


def _cleared_pieces(incident: IncidentReport) -> list[Element]:
    if not incident.is_cleared or incident.state is IncidentState.RESOLVED:
        return []
    return [words("The figures no longer pass the line. Resolve it once the cause is known.")]


def _acknowledged_pieces(incident: IncidentReport) -> list[Element]:
    if incident.acknowledged_at is None or incident.acknowledged_by is None:
        return []
    return [
        words("Acknowledged by "),
        person_piece(incident.acknowledged_by),
        words(", "),
        instant_piece(incident.acknowledged_at),
        *([words(after)] if (after := _after_alert(incident)) else []),
    ]


def _resolved_pieces(incident: IncidentReport) -> list[Element]:
    if incident.resolved_at is None:
        return []
    took = duration((incident.resolved_at - incident.detected_at).total_seconds())
    by = incident.resolved_by or SYSTEM
    because = ", as the figures no longer pass the line" if by == SYSTEM and incident.is_cleared else ""
    return [
        words("Resolved by "),
        person_piece(by),
        words(", "),
        instant_piece(incident.resolved_at),
        words(f" ({took} after detection){because}"),
    ]


def _after_alert(incident: IncidentReport) -> str:
    if incident.alerted_at is None or incident.acknowledged_at is None:
        return ""
    return f" ({duration((incident.acknowledged_at - incident.alerted_at).total_seconds())} after the alert)"


def _footer(incident: IncidentReport) -> Block:
    worst = incident.anomalies[0]
    return context(
        plain(f"Incident #{incident.incident_id}"),
        plain(f"Judged: {outside(worst.period_label)}"),
        plain(f"Basis: {BASIS}"),
        mrkdwn(f"As of {moment(incident.as_of)}"),
        plain(f"Data were {duration(worst.data_age_seconds)} old"),
    )


def _text(incident: IncidentReport) -> str:
    """The message in words."""
    worst = incident.anomalies[0]
    handling = _handling(incident)
    return message_text(
        escape(headline(incident)),
        *(escape(outside(anomaly.message, SENTENCE_LENGTH)) for anomaly in incident.anomalies[: _ANOMALIES_SHOWN + 1]),
        escape(
            f"Value {quantity(worst.value_millionths, worst.unit)}, line {quantity(worst.line_millionths, worst.unit)}"
            + (f", baseline {quantity(worst.baseline_millionths, worst.unit)}" if worst.baseline_millionths else "")
        ),
        spoken(*drivers["elements"][0]["elements"]) if (drivers := _drivers(incident, worst)) else "",
        *(spoken(*part["elements"]) for part in (handling["elements"] if handling else ())),
        escape(
            f"Onset {utc(incident.onset)}, detected {utc(incident.detected_at)}. Incident #{incident.incident_id}. "
            f"Basis: {BASIS}, as of {utc(incident.as_of)}."
        ),
    )


def thread_line(move: IncidentMove, incident: IncidentReport) -> Message:
    """What a move tells the incident's thread: who did what, when, and why."""
    pieces = [*_move_pieces(move, incident), words(_move_source(move))]
    pieces = [piece for piece in pieces if piece.get("text") != ""]
    note = outside(incident.note, NOTE_LENGTH) if move.move is Move.RESOLVED and incident.note else ""
    return message(
        message_text(spoken(*pieces), escape(note)),
        rich_text(line(*pieces), *([quote(note)] if note else [])),
    )


def _move_pieces(move: IncidentMove, incident: IncidentReport) -> list[Element]:
    match move.move:
        case Move.OPENED:
            return [words(f"Opened: {outside(incident.anomalies[-1].message, SENTENCE_LENGTH)}")]
        case Move.ALERTED:
            return [words("Alerted "), instant_piece(move.at), words(".")]
        case Move.ANOMALY_JOINED:
            return [words("Also out of line: ", bold=True), words(_joined_words(move, incident))]
        case Move.CLEARED:
            return [words("The figures no longer pass the line.")]
        case Move.ACKNOWLEDGED:
            return [person_piece(move.by), words(" acknowledged this"), words(f"{_after_alert(incident)}.")]
        case Move.RESOLVED:
            cause = f" Cause: {outside(incident.cause, 200)}." if incident.cause else ""
            took = duration((move.at - incident.detected_at).total_seconds())
            return [person_piece(move.by), words(f" resolved this, {took} after detection.{cause}")]


def _joined_words(move: IncidentMove, incident: IncidentReport) -> str:
    newest = max(incident.anomalies, key=lambda anomaly: anomaly.detected_at)
    return outside(move.note or newest.message, SENTENCE_LENGTH)


def _move_source(move: IncidentMove) -> str:
    return " From the command line." if move.source == "cli" else ""
