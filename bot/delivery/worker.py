"""What sends one channel's rows of the outbox: woken, it works off what is due, and no error ends it."""

import logging
import random
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.logs import logged_as_one
from tracker.store.lease import LeaseLost
from tracker.store.outbox import Outbox, OutboxItem, next_attempt

log = logging.getLogger(__name__)

IDLE_S = 2.0


class OutboxWorker(ABC):
    """`drain` does all that is due now; `run` goes on until it is stopped."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        clock: Callable[[], datetime],
        claimer: str,
        rng: random.Random | None = None,
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._claimer = claimer
        self._rng = rng or random.Random()  # noqa: S311  # spreads retries; nothing secret
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._done_at: datetime | None = None

    @property
    def done_at(self) -> datetime | None:
        """When `run` last worked off what was due; None before it has."""
        return self._done_at

    @abstractmethod
    def drain(self) -> int:
        """Do everything that is due now; the number of messages that went through."""

    def wake(self) -> None:
        """Something to send has just been written."""
        self._wake.set()

    def run(self) -> None:
        """Send until `stop` or until another process leads; an unforeseen error costs one round, not the worker."""
        while not self._stopped.is_set():
            self._wake.wait(IDLE_S)
            self._wake.clear()
            with logged_as_one():
                try:
                    self.drain()
                    self._done_at = self._clock()
                except LeaseLost:
                    return
                except Exception:
                    log.exception("dispatcher round failed, next one follows seconds=%s", IDLE_S)

    def stop(self) -> None:
        """Finish the message that is being sent, then end `run`."""
        self._stopped.set()
        self._wake.set()

    def _retry(self, item: OutboxItem, reason: str, *, may_have_arrived: bool, pause: float | None = None) -> None:
        not_before = next_attempt(item.attempts, self._clock(), self._rng, pause)
        if not_before is None:
            self._outbox.give_up(item, reason, now=self._clock())
            return
        log.warning("message not sent key=%s attempts=%d reason=%s", item.key, item.attempts, reason)
        self._outbox.retry_later(item, reason, not_before=not_before, may_have_arrived=may_have_arrived)


class Workers:
    """The workers of all channels, each in a thread of its own, so that none waits for another's receiver."""

    def __init__(self, workers: Sequence[OutboxWorker]) -> None:
        self._workers = tuple(workers)
        self._threads: list[threading.Thread] = []
        self._successor: Workers | None = None

    def wake(self) -> None:
        """Something to send has just been written."""
        for worker in self._workers:
            worker.wake()
        if self._successor is not None:
            self._successor.wake()

    def wake_instead(self, successor: "Workers | None") -> None:
        """Hand wakes on to those who send while this process leads."""
        self._successor = successor

    def drain(self) -> int:
        """Send everything that is due now, channel by channel; the number of messages that went through."""
        return sum(worker.drain() for worker in self._workers)

    def done_at(self) -> datetime | None:
        """When all of them had worked off what was due; None before that, or where no channel is configured."""
        done = [worker.done_at for worker in self._workers]
        known = [each for each in done if each is not None]
        return min(known) if known and len(known) == len(done) else None

    def start(self) -> None:
        """Send from now on."""
        for worker in self._workers:
            thread = threading.Thread(target=worker.run, name=type(worker).__name__, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self, timeout: float) -> None:
        """Finish what is being sent, for so many seconds at most."""
        for worker in self._workers:
            worker.stop()
        for thread in self._threads:
            thread.join(timeout / len(self._threads))
