"""`spendwatch run`: the bot."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import timedelta
from typing import Annotated

import typer

from bot.answers import Answers
from bot.app import build_app
from bot.build import build_services, build_workers, open_collect, utc_now
from bot.cli.opening import open_config, open_database
from bot.cli.output import Json
from bot.cli.run_once import run_once
from bot.config import Config
from bot.counts import ProcessCounts
from bot.delivery.home import HomeTab
from bot.ending import end_in_time, end_now, stop_on_signals
from bot.in_force import InForce
from bot.jobs import Jobs, Round
from bot.leading import lead_in_turns
from bot.link import Link
from bot.logs import log_outside_runs
from bot.memory import tune_garbage_collector
from bot.metrics_endpoint import serving_metrics
from bot.services import Services
from bot.signs_of_life import sending_heartbeats
from tracker.alerting import AlertingService
from tracker.store.engine import Store
from tracker.store.lease import LEASE_DURATION, Lease

log = logging.getLogger(__name__)

SWITCH_INTERVAL_S = 0.001  # shorter than the default, so that acknowledgements do not wait for charts
SHUTDOWN_S = 8.0  # container engines usually kill after ten


def run(
    once: Annotated[bool, typer.Option("--once", help="Collect, detect, send what is new, then exit.")] = False,
    json: Json = False,
) -> None:
    """Run the bot: collect and detect by the clock, answer in Slack. Ends on Ctrl-C or SIGTERM."""
    config = open_config()
    for variable in ("CURSOR_ADMIN_API_KEY", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        config.secret(variable)
    with open_database(config) as store:
        if once:
            raise typer.Exit(run_once(config, store, json=json))
        InForce(store, config).alert_channel()  # raises before anything is started
        AlertingService(store).ask_if_new(now=utc_now())
        stop = stop_on_signals()
        end_in_time(stop)
        with log_outside_runs():
            run_bot(config, store, stop=stop)
    end_now(0)


def run_bot(config: Config, store: Store, *, stop: threading.Event, lease_duration: timedelta = LEASE_DURATION) -> None:
    """Run until `stop` is set, then finish what is running.

    Any number of processes can share one PostgreSQL: all of them answer, one of them leads.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    services = build_services(config, store)
    tune_garbage_collector()
    counts = ProcessCounts()
    answers = Answers(services, counts=counts)
    link = Link(lambda: build_app(services, answers), config.secret("SLACK_APP_TOKEN"))
    life = sending_heartbeats(
        store, clock=services.clock, is_link_alive=link.is_alive, is_leading=counts.is_leading.is_set
    )
    front = Front(link, answers, services.home)
    with serving_metrics(config, store, counts, link.is_alive), life, closing(front):
        link.start()
        log.info("bot running interval_minutes=%g", services.in_force.collect_interval_minutes())

        def close_front() -> None:
            if stop.is_set():
                front.close()

        def work(lease: Lease) -> AbstractContextManager[None]:
            return _leading(config, lease, services, counts, close_front=close_front)

        lead_in_turns(store, work, stop=stop, lasts=lease_duration)


class Front:
    """The part of this process that people talk to: the link to Slack, pending answers and Home tabs."""

    def __init__(self, link: Link, answers: Answers, home: HomeTab) -> None:
        self._link = link
        self._answers = answers
        self._home = home
        self._is_closed = False

    def close(self) -> None:
        """Accept nothing new and finish what is running; does nothing if already closed."""
        if self._is_closed:
            return
        self._is_closed = True
        log.info("bot stopping")
        self._home.stop()
        try:
            self._link.close()
        finally:
            self._answers.close(timeout=SHUTDOWN_S / 4)


@contextmanager
def _leading(
    config: Config,
    lease: Lease,
    services: Services,
    counts: ProcessCounts,
    *,
    close_front: Callable[[], None],
) -> Iterator[None]:
    """Run what only the leader runs until the end of the block: the jobs and the outbox workers.

    At the end, `close_front` is called after the jobs and before the workers stop, so that answers to the last requests
    are still sent.
    """
    store, is_over = lease.store, threading.Event()
    workers = build_workers(config, store, clock=services.clock)
    with open_collect(config, store, stop=is_over, lease_duration=lease.lasts) as collect:
        jobs = Jobs(
            Round(
                store,
                collect,
                in_force=services.in_force,
                clock=services.clock,
                wake=workers.wake,
                after=services.home.refresh_all,
            ),
            store=store,
            interval_minutes=services.in_force.collect_interval_minutes,
            clock=services.clock,
            dispatched_at=workers.done_at,
        )
        services.dispatcher.forward_wakes_to(workers)
        workers.start()
        jobs.start()
        counts.is_leading.set()
        try:
            yield
        finally:
            counts.is_leading.clear()
            is_over.set()
            jobs.stop(timeout=SHUTDOWN_S / 4)
            close_front()
            services.dispatcher.forward_wakes_to(None)
            workers.stop(SHUTDOWN_S / 4)
