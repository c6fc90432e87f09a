"""The scheduled jobs: collect, then detect, at start and once per interval."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from bot.build import Collect
from bot.in_force import InForce
from bot.logs import log_run
from tracker.alerting import AlertingService
from tracker.collect.collector import CollectionResult
from tracker.collect.trouble import (
    STALE_AFTER_INTERVALS,
    announce_difference,
    announce_staleness,
    announce_trouble,
)
from tracker.incidents.detection import DetectionOutcome, DetectionRun
from tracker.notices.announce import announce_notices
from tracker.store.engine import Store
from tracker.store.jobs_done import Job, mark_done
from tracker.store.lease import LeaseLost
from tracker.store.lock import CollectionBusy
from tracker.store.trouble import UNREACHABLE, database_sentence

log = logging.getLogger(__name__)

MARK_S = 30
FOLLOW_INTERVAL_S = 2
WATCH_S = 60
CHECK_CLOCK_S = 5
SET_BACK_S = 30  # the scheduler catches up with smaller steps by itself


class Round:
    """The main job: collect, report what could not be read, detect, queue the notices that are due, send.

    `after` is called once there are new figures; `in_force` says who is notified, and whether by mail too.
    """

    def __init__(
        self,
        store: Store,
        collect: Collect,
        *,
        in_force: InForce,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        after: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._collect = collect
        self._clock = clock
        self._wake = wake
        self._after = after
        self._in_force = in_force

    def run(self) -> tuple[CollectionResult | None, DetectionOutcome]:
        """Run once. If another process is collecting, skip that step and run detection on what is stored."""
        with log_run():
            return self._run()

    def _run(self) -> tuple[CollectionResult | None, DetectionOutcome]:
        result, by_mail = None, self._in_force.has_mail
        try:
            result = self._collect(None)
        except CollectionBusy:
            log.warning("collection skipped reason=another one is running")
        else:
            announce_trouble(self._store, result, by_mail=by_mail)
            log.info(
                "collection finished events=%d errors=%d seconds=%.1f",
                result.stored.usage_events,
                len(result.errors),
                result.duration_s,
            )
            announce_difference(self._store, now=self._clock(), admins=self._in_force.admins)
        self.check_staleness()
        outcome = DetectionRun(self._store).run(now=self._clock(), by_mail=by_mail)
        announce_notices(self._store, now=self._clock(), by_mail=by_mail)
        mark_done(self._store, Job.NOTICES, now=self._clock())
        AlertingService(self._store).ask_what_is_due(now=self._clock())
        self._wake()
        self._after()
        return result, outcome

    def check_staleness(self) -> None:
        """Announce, once, that nothing was collected for two intervals."""
        interval = timedelta(minutes=self._in_force.collect_interval_minutes())
        if announce_staleness(self._store, now=self._clock(), interval=interval, by_mail=self._in_force.has_mail):
            self._wake()


class Jobs:
    """The scheduler. It runs at start, never overlaps a run, and runs once after the machine has slept.

    `interval_minutes` is called every few seconds, so that a change takes effect without a restart.
    """

    def __init__(
        self,
        round_: Round,
        *,
        store: Store,
        interval_minutes: Callable[[], float],
        clock: Callable[[], datetime],
        dispatched_at: Callable[[], datetime | None] = lambda: None,
        check_clock_s: float = CHECK_CLOCK_S,
    ) -> None:
        self._dispatched_at = dispatched_at
        self._check_clock_s = check_clock_s
        self._round = round_
        self._store = store
        self._clock = clock
        self._is_stopping = threading.Event()
        self._is_idle = threading.Event()
        self._is_idle.set()
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._interval_minutes = interval_minutes
        self._minutes = interval_minutes()
        self._began_at, self._began_s = clock(), time.monotonic()
        self._round_job = self._scheduler.add_job(
            self._run_round, "interval", minutes=self._minutes, next_run_time=clock(), name="collect and detect"
        )
        self._scheduler.add_job(
            self._follow_interval, "interval", seconds=FOLLOW_INTERVAL_S, name="follow the interval"
        )
        self._scheduler.add_job(self._watch, "interval", seconds=WATCH_S, name="watch a round that does not end")
        self._scheduler.add_job(self._mark_dispatched, "interval", seconds=MARK_S, name="mark what was sent")

    def start(self) -> None:
        """Start; the first run is due at once."""
        self._scheduler.start()
        threading.Thread(target=self._check_clock, name="clock", daemon=True).start()

    def stop(self, *, timeout: float) -> None:
        """Start no further run, and give the current one `timeout` seconds to finish.

        After that it is cut short when its client closes: finished ranges are stored, and the rest is read at the next
        start.
        """
        self._is_stopping.set()
        self._scheduler.shutdown(wait=False)
        if not self._is_idle.wait(timeout):
            log.warning("collection cut short at shutdown waited_s=%g", timeout)

    def _run_round(self) -> None:
        self._is_idle.clear()
        self._began_at, self._began_s = self._clock(), time.monotonic()
        with log_run():
            self._run_guarded()

    def _run_guarded(self) -> None:
        try:
            self._round.run()
        except LeaseLost:
            log.info("round ended, another process leads")
        except Exception as error:
            if self._is_stopping.is_set():
                log.info("round ended by the shutdown reason=%s", type(error).__name__)
                return
            if isinstance(error, UNREACHABLE):
                log.error(  # noqa: TRY400  # the sentence tells it better than where it happened
                    "round failed, the next one comes at its time reason=%s", database_sentence(error)
                )
            else:
                log.exception("round failed, the next one comes at its time")
            self._check_staleness()
        finally:
            self._is_idle.set()

    def _watch(self) -> None:
        """Report stale figures while a round hangs. Time during which the machine slept does not count."""
        lasts_s = time.monotonic() - self._began_s
        if not self._is_idle.is_set() and lasts_s > STALE_AFTER_INTERVALS * self._minutes * 60:
            self._check_staleness()

    def _check_clock(self) -> None:
        """Reschedule all jobs if the clock is set back: the scheduler would wait for the old time to come again."""
        ahead = self._clock().timestamp() - time.monotonic()
        while not self._is_stopping.wait(self._check_clock_s):
            before, ahead = ahead, self._clock().timestamp() - time.monotonic()
            if before - ahead > SET_BACK_S:
                log.warning("clock was put back, jobs rescheduled seconds=%d", before - ahead)
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=self._clock())

    def _check_staleness(self) -> None:
        try:
            self._round.check_staleness()
        except LeaseLost:
            log.debug("stale figures not looked for, another process leads")
        except UNREACHABLE as error:
            log.error("stale figures not looked for reason=%s", database_sentence(error))  # noqa: TRY400
        except Exception:
            log.exception("stale figures not looked for")

    def _follow_interval(self) -> None:
        """Apply a changed interval: the next round starts one interval after the last one started."""
        try:
            minutes = self._interval_minutes()
            if minutes == self._minutes:
                return
            self._round_job.reschedule("interval", minutes=minutes)
            self._round_job.modify(next_run_time=max(self._clock(), self._began_at + timedelta(minutes=minutes)))
        except UNREACHABLE as error:
            log.error("interval not followed reason=%s", database_sentence(error))  # noqa: TRY400
        except Exception:
            log.exception("interval not followed, the last one stays minutes=%g", self._minutes)
        else:
            log.info("interval changed minutes_before=%g minutes=%g", self._minutes, minutes)
            self._minutes = minutes

    def _mark_dispatched(self) -> None:
        try:
            if dispatched_at := self._dispatched_at():
                mark_done(self._store, Job.DISPATCH, now=dispatched_at)
        except LeaseLost:
            log.debug("sending not marked as done, another process leads")
        except UNREACHABLE as error:
            log.error("sending not marked as done reason=%s", database_sentence(error))  # noqa: TRY400
        except Exception:
            log.exception("sending not marked as done")
