"""An incident's root message, redrawn at each change."""

from functools import partial

from blocks import charts
from blocks.elements import (
    PLAIN_LOOK,
    Block,
    Chart,
    Look,
    Message,
    actions,
    bullets,
    context,
    header,
    images,
    line,
    message,
    moment,
    mrkdwn,
    paragraph,
    plain,
    remark,
    rich_text,
    spoken,
    stat_fields,
    utc,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.incident_buttons import incident_buttons
from blocks.incident_words import RULE_WORDS, SENTENCE_LENGTH, handling_block, headline
from blocks.numbers import NONE, dollars, duration, multiple, percent, quantity
from tracker.reports.types import (
    BASIS,
    AnomalyView,
    IncidentReport,
    Unit,
)

_ANOMALIES_SHOWN = 5
_DRIVERS_SHOWN = 4


def incident_message(incident: IncidentReport, look: Look = PLAIN_LOOK) -> Message:
    """The root message: what happened, the evidence, who handles it, and buttons according to its state."""
    worst = incident.anomalies[0]
    return message(
        _text(incident),
        header(headline(incident)),
        paragraph(words(outside(worst.message, SENTENCE_LENGTH), bold=True)),
        stat_fields(incident_figures(incident)),
        incident_drivers(incident),
        _further(incident),
        images(look, incident_charts(incident)),
        handling_block(incident),
        actions(*incident_buttons(incident)),
        incident_footer(incident),
        remark(look),
    )


def incident_charts(incident: IncidentReport) -> tuple[Chart, ...]:
    """The evidence: the subject's last 14 days by model, the line and the judged day."""
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
            alt_text=f"Usage value per day, {who}.{judged_words}{line_words} By day: {by_day}.",
            draw=partial(charts.evidence_chart, incident.actor, evidence),
        ),
    )


def incident_figures(incident: IncidentReport) -> list[tuple[str, str]]:
    """The worst anomaly's figures and rule, its onset and its detection."""
    worst = incident.anomalies[0]
    return [
        *_measured(worst),
        ("Rule", escape(RULE_WORDS[worst.rule])),
        ("Onset", moment(incident.onset)),
        ("Detected", f"{moment(incident.detected_at)}, {_lag(incident)}"),
    ]


def _measured(worst: AnomalyView) -> list[tuple[str, str]]:
    """Value, line and baseline; nothing if Cursor only reports that somebody is limited."""
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


def incident_drivers(incident: IncidentReport) -> Block | None:
    """The models that drove the value, with their dollars and share of all spend in the period."""
    worst = incident.anomalies[0]
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
    """The usage value of the judged day or cycle, or else what the named models cost."""
    named = sum(driver.usage_value_microcents for driver in worst.models)
    judged = next((day.usage_value_microcents for day in incident.evidence.days if day.date == worst.day), 0)
    if worst.day is None and worst.unit is Unit.CENTS:
        judged = worst.value_millionths
    return max(named, judged)


def _further(incident: IncidentReport) -> Block | None:
    """The other anomalies of the same subject."""
    further = incident.anomalies[1:]
    if not further:
        return None
    listed = [line(words(outside(anomaly.message, 300))) for anomaly in further[:_ANOMALIES_SHOWN]]
    if len(further) > _ANOMALIES_SHOWN:
        listed.append(line(words(f"and {len(further) - _ANOMALIES_SHOWN} more")))
    return rich_text(line(words("Also out of line:", bold=True)), bullets(*listed))


def incident_footer(incident: IncidentReport, *remarks: str) -> Block:
    """Number, judged period, basis and freshness as small print, then caveats."""
    worst = incident.anomalies[0]
    return context(
        plain(f"Incident #{incident.incident_id}"),
        plain(f"Period: {outside(worst.period_label)}"),
        plain(f"Basis: {BASIS}"),
        mrkdwn(f"As of {moment(incident.as_of)}"),
        plain(f"Data was {duration(worst.data_age_seconds)} old"),
        *(plain(remark) for remark in remarks),
    )


def _text(incident: IncidentReport) -> str:
    """The message in words."""
    worst = incident.anomalies[0]
    handling = handling_block(incident)
    return message_text(
        escape(headline(incident)),
        *(escape(outside(anomaly.message, SENTENCE_LENGTH)) for anomaly in incident.anomalies[: _ANOMALIES_SHOWN + 1]),
        escape(
            f"Value {quantity(worst.value_millionths, worst.unit)}, line {quantity(worst.line_millionths, worst.unit)}"
            + (f", baseline {quantity(worst.baseline_millionths, worst.unit)}" if worst.baseline_millionths else "")
        ),
        spoken(*drivers["elements"][0]["elements"]) if (drivers := incident_drivers(incident)) else "",
        *(spoken(*part["elements"]) for part in (handling["elements"] if handling else ())),
        escape(
            f"Onset {utc(incident.onset)}, detected {utc(incident.detected_at)}. Incident #{incident.incident_id}. "
            f"Basis: {BASIS}, as of {utc(incident.as_of)}."
        ),
    )
