"""What happens by the clock: collect, then detect, at start and once an interval."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from bot.build import Collect
from tracker.alerting import AlertingService
from tracker.collect.collector import CollectionResult
from tracker.collect.trouble import announce_trouble
from tracker.incidents.detection import DetectionOutcome, DetectionRun
from tracker.notices.announce import announce_notices
from tracker.store.engine import Store
from tracker.store.heartbeat import beat
from tracker.store.lock import CollectionBusy

log = logging.getLogger(__name__)

HEARTBEAT_S = 30


class Round:
    """One run of the product's main job: collect, say what could not be read, detect, add what is due, send.

    `after` shows the newer figures where somebody looks at them.
    """

    def __init__(
        self,
        store: Store,
        collect: Collect,
        *,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        after: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._collect = collect
        self._clock = clock
        self._wake = wake
        self._after = after

    def run(self) -> tuple[CollectionResult | None, DetectionOutcome]:
        """Do it once; a collection that is busy elsewhere is left to finish there, and what is stored is judged."""
        result = None
        try:
            result = self._collect(None)
        except CollectionBusy:
            log.warning("collection skipped reason=another one is running")
        else:
            announce_trouble(self._store, result)
            log.info(
                "collection finished events=%d errors=%d seconds=%.1f",
                result.stored.usage_events,
                len(result.errors),
                result.duration_s,
            )
        outcome = DetectionRun(self._store).run(now=self._clock())
        announce_notices(self._store, now=self._clock())
        AlertingService(self._store).ask_what_is_due(now=self._clock())
        self._wake()
        self._after()
        return result, outcome


class Jobs:
    """The scheduler: an overlap is skipped, after sleep there is one run, and one at start."""

    def __init__(
        self,
        round_: Round,
        *,
        store: Store,
        interval_minutes: float,
        clock: Callable[[], datetime],
        is_link_alive: Callable[[], bool],
    ) -> None:
        self._round = round_
        self._store = store
        self._clock = clock
        self._is_link_alive = is_link_alive
        self._is_stopping = threading.Event()
        self._is_idle = threading.Event()
        self._is_idle.set()
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._scheduler.add_job(
            self._run_round, "interval", minutes=interval_minutes, next_run_time=clock(), name="collect and detect"
        )
        self._scheduler.add_job(self._beat, "interval", seconds=HEARTBEAT_S, next_run_time=clock(), name="heartbeat")

    def start(self) -> None:
        """Begin; the first run is due at once."""
        self._scheduler.start()

    def stop(self, *, timeout: float) -> None:
        """Start nothing more, and let a run that is under way finish within `timeout` seconds.

        One that does not is cut short by the end of its client: the ranges it finished are stored, the rest is read
        at the next start.
        """
        self._is_stopping.set()
        self._scheduler.shutdown(wait=False)
        if not self._is_idle.wait(timeout):
            log.warning("collection cut short at shutdown waited_s=%g", timeout)

    def _run_round(self) -> None:
        self._is_idle.clear()
        try:
            self._round.run()
        except Exception as error:
            if self._is_stopping.is_set():
                log.info("round ended by the shutdown reason=%s", type(error).__name__)
            else:
                log.exception("round failed, the next one comes at its time")
        finally:
            self._is_idle.set()

    def _beat(self) -> None:
        try:
            beat(self._store, now=self._clock(), is_link_alive=self._is_link_alive())
        except Exception:
            log.exception("heartbeat not written")
