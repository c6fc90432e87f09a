"""What sends one channel's rows of the outbox: woken, it works off what is due, and no error ends it."""

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
from bot.logs import logged_as_one
from tracker.store.lease import LeaseLost
from tracker.store.outbox import ClaimLost, Outbox, OutboxItem
from tracker.store.outbox_pauses import LONGEST_ASKED_S, next_attempt
from tracker.store.outbox_rows import Channel
from tracker.store.trouble import UNREACHABLE, database_sentence

log = logging.getLogger(__name__)

IDLE_S = 2.0


@dataclass(frozen=True)
class WorkerParts:
    """What every worker is made of: the outbox, the name under which it claims rows, and time."""

    outbox: Outbox
    claimer: str
    clock: Callable[[], datetime]
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    rng: random.Random = field(default_factory=random.Random)  # spreads retries; nothing secret


@dataclass(frozen=True)
class Receipt:
    """That a message is there: what the tracker keeps of it, and the version of its report where one was drawn."""

    text: str
    drawn_version: int | None = None


class OutboxWorker(ABC):
    """`drain` does all that is due now; `run` goes on until it is stopped.

    A channel says how a row is delivered, which errors are its receiver's, and what becomes of the row then.
    """

    channel: ClassVar[Channel]
    pause_s: ClassVar[float]
    """Between two messages, as the receiver asks."""
    trouble: ClassVar[tuple[type[Exception], ...]]
    """What `_deliver` raises where the receiver did not take the message, or did not say so."""

    def __init__(self, parts: WorkerParts) -> None:
        self._outbox = parts.outbox
        self._clock = parts.clock
        self._claimer = parts.claimer
        self._sleep = parts.sleep
        self._monotonic = parts.monotonic
        self._rng = parts.rng
        self._next_turn_at = 0.0
        self._rests_until = 0.0
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._done_at: datetime | None = None

    @property
    def done_at(self) -> datetime | None:
        """When `run` last worked off what was due; None before it has."""
        return self._done_at

    def drain(self) -> int:
        """Send everything that is due now, until the receiver asks for a pause; the number of what went through."""
        sent = 0
        while not self._stopped.is_set() and self._monotonic() >= self._rests_until:
            item = self._outbox.claim_next(now=self._clock(), claimer=self._claimer, channel=self.channel)
            if item is None:
                break
            sent += self._send(item)
        return sent

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
        """Draw the message and hand it over; raises NoLongerHolds where there is nothing to tell any more."""

    @abstractmethod
    def _not_taken(self, item: OutboxItem, error: Exception) -> bool:
        """Write down what becomes of a row after an error in `trouble`; whether the message is there all the same."""

    def _send(self, item: OutboxItem) -> bool:
        """Send one row and write down what became of it: only a lost lease ends the round."""
        try:
            receipt = self._deliver(item)
        except NoLongerHolds as reason:
            self._outbox.drop(item, str(reason))
        except self.trouble as error:
            return self._not_taken(item, error)
        except ClaimLost as taken:
            log.warning("message not sent, another process sends it key=%s", taken.key)
        except LeaseLost:
            raise
        except Exception as error:  # nobody foresaw it, so it may have come after the message was handed over
            log.exception("message not drawn key=%s, it is tried again later", item.key)
            self._retry(item, f"it could not be drawn ({type(error).__name__})", may_have_arrived=True)
        else:
            return self._keep(item, receipt)
        return False

    def _keep(self, item: OutboxItem, receipt: Receipt) -> bool:
        """Store a receipt; whether it is the first of that row."""
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

    def _rest(self, seconds: float) -> None:
        """Send nothing for so long, of which an hour counts; what waits is sent in another round."""
        self._rests_until = self._monotonic() + min(seconds, LONGEST_ASKED_S)
        self._next_turn_at = self._rests_until + self.pause_s

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
