"""`spendwatch detect`."""

from datetime import timedelta

import typer

from bot.build import build_workers, utc_now
from bot.cli.opening import now_or, open_config, open_database
from bot.cli.output import AsOf, Json, console, print_json
from bot.cli.sending import Sending, send_what_waits
from bot.in_force import InForce
from tracker.alerting import AlertingService
from tracker.clock import iso
from tracker.incidents.detection import ClearedAnomaly, DetectionOutcome, DetectionRun, NewAnomaly
from tracker.notices.announce import announce_notices
from tracker.reports.as_json import in_unit
from tracker.store.engine import Store
from tracker.store.outbox_health import find_outbox_health

OLDEST_TO_POST = timedelta(hours=2)
ALERTS_WAIT = (
    "Nobody has started alerts yet, so alerts and notices are not sent; weekly digests that people subscribed to are. "
    "To start them, run `spendwatch start-alerts`, or press Start alerting below /spendwatch trial, which first shows "
    "the alerts that would have been sent."
)


def detect(as_of: AsOf = None, json: Json = False) -> None:
    """Judge what is stored; send what is new where it is configured and the view is of the last two hours."""
    config = open_config()
    clock_now = utc_now()
    now = now_or(as_of)
    announce = clock_now - now <= OLDEST_TO_POST
    sending = Sending(0, ())
    with open_database(config) as store:
        by_mail = InForce(store, config).has_mail
        outcome = DetectionRun(store).run(now=now, present=clock_now, announce=announce, by_mail=by_mail)
        if announce:
            announce_notices(store, now=now, by_mail=by_mail)
            sending = send_what_waits(store, build_workers(config, store))
        waiting = find_outbox_health(store).waiting
        is_asking = alerts_wait(store)
    if json:
        print_json(outcome_json(outcome) | {"alerting": alerting_word(is_asking), "errors": sending.errors})
    else:
        _print(outcome, waiting, is_asking=announce and is_asking)
        for line in sending.lines:
            console().print(line)
    raise typer.Exit(1 if sending.refused else 0)


def alerts_wait(store: Store) -> bool:
    """Whether alerts wait for somebody to start them."""
    return not AlertingService(store).is_on()


def alerting_word(is_asking: bool) -> str:
    """The state of alerts, for scripts."""
    return "asking" if is_asking else "on"


def outcome_json(outcome: DetectionOutcome) -> dict[str, object]:
    """A detection's findings, for scripts."""
    return {
        "new": [_anomaly_json(anomaly) for anomaly in outcome.new],
        "cleared": [_cleared_json(anomaly) for anomaly in outcome.cleared],
        "open": outcome.open,
    }


def _anomaly_json(anomaly: NewAnomaly) -> dict[str, object]:
    return {
        "incident_id": anomaly.incident_id,
        "subject": anomaly.subject,
        "rule": anomaly.rule.value,
        "metric": anomaly.metric.value,
        "severity": anomaly.severity.value,
        "unit": anomaly.unit.value,
        "value": in_unit(anomaly.value_millionths),
        "line": in_unit(anomaly.line_millionths),
        "baseline": in_unit(anomaly.baseline_millionths),
        "onset": iso(anomaly.onset),
        "detected_at": iso(anomaly.detected_at),
        "models": [{"model": model, "usage_value_cents": in_unit(cost)} for model, cost in anomaly.models],
        "message": anomaly.message,
    }


def _cleared_json(anomaly: ClearedAnomaly) -> dict[str, object]:
    return {
        "incident_id": anomaly.incident_id,
        "subject": anomaly.subject,
        "rule": anomaly.rule.value,
        "metric": anomaly.metric.value,
        "period": anomaly.period_key,
        "cleared_at": iso(anomaly.cleared_at),
    }


def _print(outcome: DetectionOutcome, waiting: int, *, is_asking: bool) -> None:
    out = console()
    for anomaly in outcome.new:
        out.print(f"[{anomaly.severity.value}] {anomaly.message}")
    out.print(
        f"{len(outcome.new)} new, {len(outcome.cleared)} cleared, {outcome.open} incidents open"
        + (f", {waiting} messages waiting to be sent" if waiting else "")
    )
    if is_asking:
        out.print(ALERTS_WAIT)
