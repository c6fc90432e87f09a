"""The first messages of a new installation: a hello, and the trial that asks before the first alert."""

from blocks import action_ids
from blocks.elements import (
    PLAIN_LOOK,
    Block,
    Element,
    Look,
    Message,
    Summary,
    bullets,
    button,
    context,
    header,
    instant_piece,
    line,
    message,
    moment,
    mrkdwn,
    paragraph,
    person_piece,
    plain,
    remark,
    rich_text,
    spoken,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.incident_words import RULE_WORDS, SENTENCE_LENGTH, SEVERITY_MARKS
from blocks.numbers import counted
from blocks.replay import replay_remarks
from blocks.report_query import REFRESH, ReportQuery
from blocks.scope import controls, next_question
from tracker.reports.types import ReplayedIncident, TrialReport

MAX_LISTED = 10
TITLE = "Trial: alerts I would have sent"
_NOTHING_SENT = (
    "Until you answer I keep what I find and send no alerts. Anyone in the alert channel and any admin can answer."
)
_NEXT = (
    "I read the history that Cursor holds: this takes minutes for a small team, longer for a large one.",
    "Then I judge the last 14 days with the current settings, and show in the alert channel which alerts I "
    "would have sent.",
    "I send no alerts until someone there presses Start alerting.",
)
_MEANWHILE = (
    "Type /spend 7d for what I have read so far, /spendwatch status for progress, /spendwatch help for everything."
)


def hello_message() -> Message:
    """The greeting of a new installation, and what happens next."""
    first = "Hello, I am Spendwatch, and I have just started for the first time."
    return message(
        message_text(first, *_NEXT, _MEANWHILE),
        header("👋 Spendwatch is running"),
        paragraph(words(first), words(" What happens next:", bold=True)),
        rich_text({**bullets(*(line(words(each)) for each in _NEXT)), "style": "ordered"}),
        paragraph(words(_MEANWHILE)),
    )


def trial_message(report: TrialReport, query: ReportQuery, look: Look = PLAIN_LOOK, *, again: bool = False) -> Message:
    """What would have been alerted, and the buttons to answer; `again` makes it the reminder."""
    summary = trial_summary(report)
    listed = [_pieces(each) for each in reversed(report.incidents)]
    state = _state(report)
    remarks = [*replay_remarks(report.replay), *([_NOTHING_SENT] if report.is_asking else [])]
    return message(
        message_text(summary.text, *(spoken(*pieces) for pieces in listed), spoken(*state), *map(escape, remarks)),
        header("Alerts are still waiting for an answer" if again and report.is_asking else TITLE),
        paragraph(*summary.sentence),
        _list(listed),
        paragraph(*state),
        controls(*_buttons(report, query)),
        context(mrkdwn(_as_of(report)), *(plain(each) for each in remarks)),
        remark(look),
    )


def trial_summary(report: TrialReport) -> Summary:
    """A short version of the trial: `Would have sent 6 alerts in the last 14 days`."""
    alerts = counted(len(report.incidents), "alert")
    sentence = f"I would have sent {alerts} in the last {counted(report.replay.days, 'day')}."
    return Summary(TITLE, (words(sentence, bold=True),), ())


def _pieces(incident: ReplayedIncident) -> list[Element]:
    """`🔴 20 Nov · Spike above own usual spend`, and the sentence with who and how many dollars."""
    rules = ", ".join(RULE_WORDS[rule] for rule in incident.rules)
    return [
        words(f"{SEVERITY_MARKS[incident.severity]} {incident.day:%-d %b} · {rules}: ", bold=True),
        words(outside(incident.message, SENTENCE_LENGTH)),
    ]


def _list(listed: list[list[Element]]) -> Block | None:
    shown = [line(*pieces) for pieces in listed[:MAX_LISTED]]
    if len(listed) > len(shown):
        shown.append(line(words(f"and {len(listed) - len(shown):,} more before these")))
    return rich_text(bullets(*shown)) if shown else None


def _state(report: TrialReport) -> list[Element]:
    if report.is_asking:
        return [
            words("Shall I send alerts from now on?", bold=True),
            words(" I start with whatever is out of line at that moment."),
        ]
    if report.started_by is None or report.started_at is None:
        return [words("Alerts are on.", bold=True)]
    return [
        words("Alerts are on", bold=True),
        words(", started by "),
        person_piece(report.started_by),
        words(" "),
        instant_piece(report.started_at),
        words("."),
    ]


def _buttons(report: TrialReport, query: ReportQuery) -> list[Element]:
    again = button("Look at the trial again", REFRESH, query.encode())
    if not report.is_asking:
        return [next_question("Open incidents", ReportQuery("incidents", which="open")), again]
    return [
        button("Start alerting", action_ids.START_ALERTING, "start", style="primary"),
        button("Change settings", action_ids.CHANGE_SETTINGS, "open"),
        again,
    ]


def _as_of(report: TrialReport) -> str:
    age = f", collected {moment(report.collected_at)}" if report.collected_at else ""
    return f"As of {moment(report.replay.as_of)}{age}"
