"""`spendwatch run --once`: one round, for cron."""

from bot.build import build_services, open_collect
from bot.cli.detect import ALERTS_WAIT, alerting_word, alerts_wait
from bot.cli.output import console, print_json
from bot.cli.sending import Sending, send_what_waits
from bot.config import Config
from bot.jobs import Round
from tracker.collect.collector import CollectionResult
from tracker.reports.as_json import to_json
from tracker.store.engine import Store
from tracker.store.lock import WAIT_S

BUSY = "not collected: another collection is running and did not finish in time; what it reads is stored"


def run_once(config: Config, store: Store, *, json: bool, wait_seconds: float = WAIT_S) -> int:
    """Collect, detect and send; returns 1, and prints why, if anything was not read or not sent.

    Waits for another process's collection; if that takes too long, detection runs on what is stored.
    """
    services = build_services(config, store)
    with open_collect(config, store, wait_seconds=wait_seconds) as collect:
        round_ = Round(store, collect, in_force=services.in_force, clock=services.clock, wake=services.dispatcher.wake)
        result, outcome = round_.run()
    sending = send_what_waits(store, services.dispatcher)
    is_asking = alerts_wait(store)
    if json:
        figures = {"new": len(outcome.new), "open": outcome.open, "sent": sending.sent}
        print_json(figures | {"alerting": alerting_word(is_asking), "errors": _errors(result, sending)})
    else:
        _print(result, sending, f"{len(outcome.new)} new anomalies, {outcome.open} incidents open", is_asking=is_asking)
    return 1 if result is None or result.errors or sending.refused else 0


def _errors(result: CollectionResult | None, sending: Sending) -> list[object]:
    read = to_json(result.errors) if result else [{"endpoint": "collect", "message": BUSY}]
    return [*read, *sending.errors]


def _print(result: CollectionResult | None, sending: Sending, found: str, *, is_asking: bool) -> None:
    out = console()
    out.print(f"{found}, {sending.sent} messages sent.")
    if is_asking:
        out.print(ALERTS_WAIT)
    for error in result.errors if result else ():
        out.print(f"Not read: {error.endpoint}: {error.message}")
    if result is None:
        out.print(f"Not read: {BUSY}")
    for line in sending.lines:
        out.print(line)
