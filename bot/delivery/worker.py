"""Sends one channel's outbox rows: when woken, a worker sends everything that is due; no error ends it."""

import logging
import random
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from bot.delivery.drawing import NoLongerHolds
from bot.logs import log_run
from tracker.store.lease import LeaseLost
from tracker.store.outbox import ClaimLost, Outbox, OutboxItem
from tracker.store.outbox_pauses import MAX_RETRY_AFTER_S, next_attempt
from tracker.store.outbox_rows import Channel
from tracker.store.trouble import UNREACHABLE, database_sentence

log = logging.getLogger(__name__)

IDLE_S = 2.0


@dataclass(frozen=True)
class WorkerParts:
    """What every worker needs: the outbox, the name under which it claims rows, and time."""

    outbox: Outbox
    claimer: str
    clock: Callable[[], datetime]
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    rng: random.Random = field(default_factory=random.Random)  # for jitter; no need to be cryptographic


@dataclass(frozen=True)
class Receipt:
    """Proof that a message was sent: the text that the tracker stores, and the version drawn, if any."""

    text: str
    drawn_version: int | None = None


class OutboxWorker(ABC):
    """Sends outbox rows: `drain` sends all that is due now, `run` goes on until it is stopped.

    Subclasses define how a row is delivered, which errors come from the receiver, and how those are handled.
    """

    channel: ClassVar[Channel]
    pause_s: ClassVar[float]
    """Pause between two messages, as the receiver requires."""
    trouble: ClassVar[tuple[type[Exception], ...]]
    """What `_deliver` raises if the receiver did not accept the message, or did not answer."""

    def __init__(self, parts: WorkerParts) -> None:
        self._outbox = parts.outbox
        self._clock = parts.clock
        self._claimer = parts.claimer
        self._sleep = parts.sleep
        self._monotonic = parts.monotonic
        self._rng = parts.rng
        self._next_turn_at = 0.0
        self._paused_until = 0.0
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._done_at: datetime | None = None

    @property
    def done_at(self) -> datetime | None:
        """When `run` last finished all that was due; None before the first time."""
        return self._done_at

    def drain(self) -> int:
        """Send everything that is due, until the receiver asks for a pause; return the number of messages sent."""
        sent = 0
        while not self._stopped.is_set() and self._monotonic() >= self._paused_until:
            item = self._outbox.claim_next(now=self._clock(), claimer=self._claimer, channel=self.channel)
            if item is None:
                break
            sent += self._send(item)
        return sent

    def wake(self) -> None:
        """Called when something to send has been written."""
        self._wake.set()

    def run(self) -> None:
        """Send until `stop` or until another process leads; an unexpected error ends one round, not the worker."""
        while not self._stopped.is_set():
            self._wake.wait(IDLE_S)
            self._wake.clear()
            with log_run():
                try:
                    self.drain()
                    self._done_at = self._clock()
                except LeaseLost:
                    return
                except UNREACHABLE as error:
                    log.error(  # noqa: TRY400  # the sentence says it all, and comes every two seconds
                        "dispatcher round failed, next one follows reason=%s", database_sentence(error)
                    )
                except Exception:
                    log.exception("dispatcher round failed, next one follows seconds=%s", IDLE_S)

    def stop(self) -> None:
        """Finish the message that is being sent, then end `run`."""
        self._stopped.set()
        self._wake.set()

    @abstractmethod
    def _deliver(self, item: OutboxItem) -> Receipt:
        """Draw and send the message; raises NoLongerHolds if there is nothing left to report."""

    @abstractmethod
    def _on_trouble(self, item: OutboxItem, error: Exception) -> bool:
        """Update a row after an error in `trouble`; return whether the message was sent after all."""

    def _send(self, item: OutboxItem) -> bool:
        """Send one row and record the outcome; only a lost lease ends the round."""
        try:
            receipt = self._deliver(item)
        except NoLongerHolds as reason:
            self._outbox.drop(item, str(reason))
        except self.trouble as error:
            return self._on_trouble(item, error)
        except ClaimLost as taken:
            log.warning("message not sent, another process sends it key=%s", taken.key)
        except LeaseLost:
            raise
        except Exception as error:  # unexpected, so it may have happened after the message was sent
            log.exception("message not drawn key=%s, it is tried again later", item.key)
            self._retry(item, f"it could not be drawn ({type(error).__name__})", may_have_arrived=True)
        else:
            return self._store_receipt(item, receipt)
        return False

    def _store_receipt(self, item: OutboxItem, receipt: Receipt) -> bool:
        """Store a receipt; return whether it is the row's first."""
        is_first = self._outbox.store_receipt(
            item, receipt.text, now=self._clock(), drawn_version=receipt.drawn_version
        )
        log.info("message sent key=%s attempts=%d", item.key, item.attempts)
        return is_first

    def _wait_for_turn(self) -> None:
        pause = self._next_turn_at - self._monotonic()
        if pause > 0:
            self._sleep(pause)
        self._next_turn_at = self._monotonic() + self.pause_s

    def _pause(self, seconds: float) -> None:
        """Send nothing for so many seconds, an hour at most; waiting rows are sent in a later round."""
        self._paused_until = self._monotonic() + min(seconds, MAX_RETRY_AFTER_S)
        self._next_turn_at = self._paused_until + self.pause_s

    def _retry(self, item: OutboxItem, reason: str, *, may_have_arrived: bool, pause: float | None = None) -> None:
        not_before = next_attempt(item.attempts, self._clock(), self._rng, pause)
        if not_before is None:
            self._outbox.give_up(item, reason, now=self._clock())
            return
        log.warning("message not sent key=%s attempts=%d reason=%s", item.key, item.attempts, reason)
        self._outbox.retry_later(item, reason, not_before=not_before, may_have_arrived=may_have_arrived)


class Workers:
    """The workers of all channels, each in its own thread, so that none waits for another's receiver."""

    def __init__(self, workers: Sequence[OutboxWorker]) -> None:
        self._workers = tuple(workers)
        self._threads: list[threading.Thread] = []
        self._successor: Workers | None = None

    def wake(self) -> None:
        """Called when something to send has been written."""
        for worker in self._workers:
            worker.wake()
        if self._successor is not None:
            self._successor.wake()

    def forward_wakes_to(self, successor: "Workers | None") -> None:
        """Pass wakes on to `successor` too, the workers that send while this process leads."""
        self._successor = successor

    def drain(self) -> int:
        """Send everything that is due now, channel by channel; return the number of messages sent."""
        return sum(worker.drain() for worker in self._workers)

    def done_at(self) -> datetime | None:
        """When all workers had sent what was due; None before that, or if no channel is configured."""
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
        """Let current messages finish, for `timeout` seconds at most."""
        for worker in self._workers:
            worker.stop()
        for thread in self._threads:
            thread.join(timeout / len(self._threads))
