"""Whether the figures can be trusted now: the answer to /spendwatch status."""

from datetime import datetime

from blocks.elements import (
    PLAIN_LOOK,
    Block,
    Element,
    Look,
    Message,
    Summary,
    bullets,
    context,
    header,
    line,
    lines,
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
from blocks.numbers import NONE, count, counted, duration
from blocks.reconciliation import reconciliation_pieces
from blocks.report_query import ReportQuery
from blocks.scope import controls, refresh_button
from tracker.reports.types import EndpointStatus, StatusReport

_ENDPOINTS_SHOWN = 20
_SETTINGS_SHOWN = 30
_LEADER_LENGTH = 80
_HOUR = 3_600
_STALE_AFTER_HOURS = 3


def status_message(report: StatusReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """Data age, the last run of each kind of collection, unsent messages, settings that differ from their default."""
    summary = status_summary(report)
    endpoints = [_endpoint_pieces(endpoint, report.as_of) for endpoint in report.endpoints[:_ENDPOINTS_SHOWN]]
    compared = reconciliation_pieces(report.reconciliation) if report.reconciliation else []
    collected = rich_text(line(words("Collected:", bold=True)), bullets(*(line(*pieces) for pieces in endpoints)))
    return message(
        message_text(
            summary.text,
            *(spoken(*pieces) for pieces in endpoints),
            spoken(*compared),
            escape(f"As of {utc(report.as_of)}."),
        ),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        collected if endpoints else None,
        rich_text(lines(compared)) if compared else None,
        _settings(report),
        controls(refresh_button(query)),
        context(mrkdwn(f"As of {moment(report.as_of)}"), plain(_cycle_words(report))),
        remark(look),
    )


def status_summary(report: StatusReport) -> Summary:
    """The report in short, for the headline where the command was typed."""
    return Summary("Status of Spendwatch", (words(_sentence(report), bold=True),), tuple(_figures(report)))


def _sentence(report: StatusReport) -> str:
    if report.collected_at is None:
        return "Nothing has been collected yet, so every figure is empty."
    age = (report.as_of - report.collected_at).total_seconds()
    stale = " That is older than it should be." if age > _STALE_AFTER_HOURS * _HOUR else ""
    failing = [endpoint.name for endpoint in report.endpoints if _is_failing(endpoint)]
    trouble = f" {counted(len(failing), 'kind')} of data failed at the last try." if failing else ""
    asking = " Alerts are waiting for an answer: see /spendwatch trial." if report.alerts_wait else ""
    return f"The figures are {duration(age)} old.{stale}{trouble}{asking}"


def _figures(report: StatusReport) -> list[tuple[str, str]]:
    return [
        ("Members", count(report.members)),
        ("Usage events", count(report.events)),
        ("Oldest day", f"{report.oldest_day:%-d %B %Y}" if report.oldest_day else NONE),
        *_raw_events(report),
        ("Unresolved incidents", count(report.unresolved_incidents)),
        ("Messages waiting", _with_mails(report.outbox_waiting, report.mails_waiting)),
        ("Messages given up", _with_mails(report.outbox_dead, report.mails_dead)),
        ("Led by", outside(report.leader, _LEADER_LENGTH) if report.leader else "no process"),
    ]


def _raw_events(report: StatusReport) -> list[tuple[str, str]]:
    """Since when single events are stored; nothing if all of them are."""
    return [("Raw events from", raw_events_words(report))] if report.keeps_days or report.is_purged else []


def raw_events_words(report: StatusReport) -> str:
    """`9 September 2026, 90 days kept`."""
    since = f"{report.raw_from:%-d %B %Y}" if report.raw_from else NONE
    return f"{since}, {counted(report.keeps_days, 'day')} kept" if report.keeps_days else f"{since}, all kept"


def _with_mails(messages: int, mails: int) -> str:
    return f"{count(messages)}, by e-mail {count(mails)}" if mails else count(messages)


def _is_failing(endpoint: EndpointStatus) -> bool:
    if endpoint.last_error is None:
        return False
    if endpoint.last_success_at is None or endpoint.last_error_at is None:
        return True
    return endpoint.last_error_at > endpoint.last_success_at


def _endpoint_pieces(endpoint: EndpointStatus, as_of: datetime) -> list[Element]:
    pieces = [words(outside(endpoint.name), bold=True), words(f": {_last_reading(endpoint, as_of)}")]
    if _is_failing(endpoint) and endpoint.last_error is not None:
        pieces.append(words(f"; failed: {outside(endpoint.last_error, 300)}"))
    return pieces


def _last_reading(endpoint: EndpointStatus, as_of: datetime) -> str:
    if endpoint.last_success_at is None:
        return outside(endpoint.note, 300) or f"never read, {counted(endpoint.rows, 'row')}"
    age = duration((as_of - endpoint.last_success_at).total_seconds())
    note = f"; {outside(endpoint.note, 300)}" if endpoint.note else ""
    return f"read {age} ago, {counted(endpoint.rows, 'row')}{note}"


def _settings(report: StatusReport) -> Block | None:
    if not report.changed_settings:
        return None
    shown = [
        line(words(outside(key)) | {"style": {"code": True}}, words(f" {outside(value)}"))
        for key, value in report.changed_settings[:_SETTINGS_SHOWN]
    ]
    return rich_text(line(words("Settings that differ from the default:", bold=True)), bullets(*shown))


def _cycle_words(report: StatusReport) -> str:
    cycle = report.cycle
    known = "Billing cycle" if cycle.is_known else "Cycle not known yet; the month"
    return f"{known}: {utc(cycle.start)} to {utc(cycle.end)}"
