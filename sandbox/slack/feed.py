"""All changes in the workspace in order, for the live page and for tests that wait."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.slack.ids import Clock

KEPT_CHANGES = 20_000
RECHECK_S = 0.2
"""Some conditions come true by time alone, such as a file's scan."""


@dataclass(frozen=True)
class Change:
    """One change: `kind` says what changed (`message.posted`, ...), `data` where (ids), `user_id` for whom.

    `user_id` is None if it concerns everyone who can see the channel.
    """

    seq: int
    at: float
    kind: str
    user_id: str | None
    data: dict[str, Any]


class Feed:
    """An append-only list of changes; sequence numbers start at 1. Only the newest `KEPT_CHANGES` are kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._condition = threading.Condition()
        self._changes: list[Change] = []
        self._seq = 0
        self._listeners: list[Callable[[], None]] = []

    @property
    def seq(self) -> int:
        """The number of the newest change; 0 before the first."""
        return self._seq

    def add(self, kind: str, *, user_id: str | None = None, **data: Any) -> Change:
        """Append a change and wake all waiters."""
        with self._condition:
            self._seq += 1
            change = Change(self._seq, self._clock(), kind, user_id, data)
            self._changes.append(change)
            del self._changes[:-KEPT_CHANGES]
            listeners = list(self._listeners)
            self._condition.notify_all()
        for wake in listeners:
            wake()
        return change

    def after(self, seq: int) -> list[Change]:
        """The kept changes with a number above `seq`, oldest first."""
        with self._condition:
            return self._changes[-(self._seq - seq) :] if self._seq > seq else []

    def wait(self, seq: int, timeout_s: float) -> list[Change]:
        """Like `after`, but waits up to `timeout_s` for the first change; empty if there was none."""
        with self._condition:
            self._condition.wait_for(lambda: self._seq > seq, timeout_s)
        return self.after(seq)

    def wait_until(self, condition: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until `condition` holds; False on timeout. It is checked after each change and every 0.2 s."""
        deadline = time.monotonic() + timeout_s
        seq = self._seq
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            changes = self.wait(seq, min(left, RECHECK_S))
            seq = changes[-1].seq if changes else seq
        return True

    async def wait_async(self, seq: int, timeout_s: float) -> list[Change]:
        """`wait` as a coroutine that does not block the event loop."""
        woken = asyncio.Event()
        loop = asyncio.get_running_loop()
        with self._listening(lambda: loop.call_soon_threadsafe(woken.set)):
            if self._seq <= seq:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), timeout_s)
        return self.after(seq)

    @contextlib.contextmanager
    def _listening(self, wake: Callable[[], object]) -> Iterator[None]:
        def listener() -> None:
            wake()

        with self._condition:
            self._listeners.append(listener)
        try:
            yield
        finally:
            with self._condition:
                self._listeners.remove(listener)
