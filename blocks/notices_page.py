"""The notices of the alert channel besides incidents: what is due, what was sent when, what may come."""

from datetime import datetime

from blocks.elements import (
    PLAIN_LOOK,
    Element,
    Look,
    Message,
    Summary,
    bullets,
    context,
    header,
    line,
    message,
    moment,
    mrkdwn,
    paragraph,
    remark,
    rich_text,
    spoken,
    utc,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.numbers import NONE, count, counted, dollars
from blocks.report_query import ReportQuery
from blocks.scope import controls, next_question, refresh_button
from blocks.tables import Table, table_blocks
from tracker.reports.types import NoticeLine, NoticesReport

_STATES = {"claimed": "being sent", "dead": "given up"}
_NAMES = {
    "cycle_summary": "The cycle ends soon",
    "collection": "Figures could not be read",
    "collection_over": "Figures can be read again",
    "difference": "Events do not match Cursor's totals",
    "difference_over": "Events match Cursor's totals again",
    "hello": "Hello from a new installation",
    "trial": "Trial: alerts that would have been sent",
    "trial_reminder": "Trial, shown once more",
}
_REASON = 60
_GROUP = 60


def notices_message(report: NoticesReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """Each notice with its state and times, then what may come in this cycle."""
    summary, coming = notices_summary(report), _coming(report)
    shown = [*report.due, *report.taken_up]
    return message(
        message_text(
            summary.text,
            *(escape(_in_words(each)) for each in shown),
            *(spoken(*pieces) for pieces in coming),
        ),
        header(summary.title),
        paragraph(*summary.sentence),
        table_blocks(_table(shown), look.tables),
        rich_text(line(words("In this cycle:", bold=True)), bullets(*(line(*pieces) for pieces in coming))),
        controls(next_question("Billing cycle", ReportQuery("cycle", "cycle")), refresh_button(query)),
        context(mrkdwn(f"As of {moment(report.as_of)}")),
        remark(look),
    )


def notices_summary(report: NoticesReport) -> Summary:
    """A short version of the list, for the headline where the command was typed."""
    sent = [each for each in report.taken_up if each.sent_at is not None]
    when = "and sent with the next run"
    if report.is_asking:
        when = f"and {'wait' if len(report.due) > 1 else 'waits'} because alerts have not been started"
    due = f"{counted(len(report.due), 'notice is', 'notices are')} due {when}"
    last = f"; the last was sent on {utc(sent[0].sent_at)}" if sent and sent[0].sent_at else "; none was sent yet"
    return Summary(
        "Notices and weekly digests",
        (words(due if report.due else "Nothing is due", bold=True), words(f"{last}.")),
        (),
    )


def _table(shown: list[NoticeLine]) -> Table:
    return Table(
        caption="Due now, and last handled",
        columns=("Notice", "State", "Found", "Sent"),
        rows=tuple((_name(each), _state(each), _when(each.decided_at), _when(each.sent_at)) for each in shown),
    )


def _name(notice: NoticeLine) -> str:
    return f"{_about(notice)}, by e-mail" if notice.by_mail else _about(notice)


def _about(notice: NoticeLine) -> str:
    match notice.name, notice.figures:
        case "plan_exhaustion", (members, active):
            return f"Included plans used up: {count(members)} of {count(active)}"
        case "team_budget", (mark,):
            return f"{mark}% of the team's budget"
        case "weekly", (number,):
            group = outside(notice.group or "the team", _GROUP)
            return f"Weekly digest {number}: {group}, week of {notice.week:%-d %b}"
        case _:
            return _NAMES.get(notice.name) or outside(notice.name)


def _in_words(notice: NoticeLine) -> str:
    when = "" if notice.decided_at is None else f", {utc(notice.sent_at or notice.decided_at)}"
    return f"{_name(notice)}: {_state(notice)}{when}."


def _state(notice: NoticeLine) -> str:
    state = _STATES.get(notice.state, notice.state)
    return f"{state}: {outside(notice.reason, _REASON)}" if notice.reason else state


def _when(instant: datetime | None) -> str:
    return utc(instant) if instant else NONE


def _coming(report: NoticesReport) -> list[list[Element]]:
    """What may still be sent in this cycle, and what it all waits for."""
    return [*_waiting(report), *_of_the_cycle(report), _weekly(report)]


def _waiting(report: NoticesReport) -> list[list[Element]]:
    if not report.is_asking:
        return []
    how = (
        "nobody has started them yet, so neither alerts nor these notices are sent. Press Start "
        "alerting below /spendwatch trial, or run spendwatch start-alerts"
    )
    return [[words("alerts: ", bold=True), words(how)]]


def _weekly(report: NoticesReport) -> list[Element]:
    """Weekly digests, which do not wait for alerts to be started: their subscribers asked for them."""
    title = words("weekly digests: ", bold=True)
    if not report.weekly or report.weekly_from is None:
        return [title, words("no subscriptions yet; /spendwatch weekly offers them")]
    when = f"next from {utc(report.weekly_from)}"
    despite = ", even while alerts wait" if report.is_asking else ""
    return [title, words(f"{counted(report.weekly, 'subscription')}, {when}{despite}")]


def _of_the_cycle(report: NoticesReport) -> list[list[Element]]:
    if not report.cycle.is_known:
        return [[words("the billing cycle is not known yet, so nothing is sent about it")]]
    budget = f"50% and 80% of the team's budget of {dollars(report.budget_microcents)}; 100% opens an incident"
    if not report.budget_microcents:
        budget = "none is set, so nothing is sent"
    plans = "at most once a day, when the number has changed" if report.tells_plans else "not sent"
    summary = [words("the summary: ", bold=True), words(f"from {utc(report.summary_from)}")]
    if report.is_quiet:
        quiet = [words("the rest: ", bold=True), words("not sent, because of the setting ")]
        return [summary, [*quiet, words("quiet_info_alerts") | {"style": {"code": True}}]]
    return [
        summary,
        [words("the budget: ", bold=True), words(budget)],
        [
            words("used-up plans: ", bold=True),
            words(f"{plans}, set by "),
            words("alert_plan_exhaustion") | {"style": {"code": True}},
        ],
    ]
