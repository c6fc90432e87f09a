"""Keeps requests inside Cursor's rate limits without needless waiting."""

import math
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

WINDOW_S = 60.0


@dataclass
class Slot:
    """A request's place in the allowance; set `counts` to False when the answer shows that Cursor does not count it."""

    counts: bool = True


class Pacer:
    """At most `requests_per_minute` requests of one name in any sliding minute, usable in one burst.

    Cursor counts a request when it arrives: after it was sent, and before its answer comes back. So a request holds its
    place while it is in flight and for one minute after its answer. However slow the connection, Cursor then never sees
    more than the allowance in a minute, and no request waits longer than needed for that.

    Parameters
    ----------
    monotonic, sleep
        A clock in seconds that never goes back, and a function that waits for so many seconds.
    scale
        Multiplies every allowance; at least one request a minute remains.

    Safe to use from several threads.
    """

    def __init__(self, monotonic: Callable[[], float], sleep: Callable[[float], None], *, scale: float = 1.0) -> None:
        if not (math.isfinite(scale) and scale > 0):
            raise ValueError(f"expected a positive scale of the rate limits (CURSOR_RATE_LIMIT_SCALE), got {scale}")
        self._monotonic = monotonic
        self._sleep = sleep
        self._scale = scale
        self._lock = threading.Lock()
        self._under_way: dict[str, int] = {}
        self._answered_at: dict[str, deque[float]] = {}
        self._lowered_to: dict[str, int] = {}

    @contextmanager
    def slot(self, name: str, requests_per_minute: int) -> Iterator[Slot]:
        """Wait until one more request of this name may be sent, and hold its place until it is answered."""
        while (wait_s := self._take(name, requests_per_minute)) > 0:
            self._sleep(wait_s)
        slot = Slot()
        try:
            yield slot
        finally:
            self._answer(name, counts=slot.counts)

    def has_room(self, name: str, requests_per_minute: int) -> bool:
        """Whether a request of this name could be sent now without waiting."""
        with self._lock:
            return self._wait_s(name, requests_per_minute) <= 0

    def allowance(self, name: str, requests_per_minute: int) -> int:
        """The current number of requests a minute for this name."""
        scaled = max(1, math.floor(requests_per_minute * self._scale))
        return min(scaled, self._lowered_to.get(name, scaled))

    def lower(self, name: str, requests_per_minute: int) -> int:
        """Halve the allowance until `begin_run`, as someone else evidently uses it too; return the new allowance."""
        with self._lock:
            self._lowered_to[name] = max(1, self.allowance(name, requests_per_minute) // 2)
            return self._lowered_to[name]

    def begin_run(self) -> None:
        """Restore lowered allowances; requests of the last minute still count."""
        with self._lock:
            self._lowered_to.clear()

    def _take(self, name: str, requests_per_minute: int) -> float:
        """Take a place and return 0, or return the seconds before which no place can become free."""
        with self._lock:
            wait_s = self._wait_s(name, requests_per_minute)
            if wait_s <= 0:
                self._under_way[name] = self._under_way.get(name, 0) + 1
            return wait_s

    def _wait_s(self, name: str, requests_per_minute: int) -> float:
        now = self._monotonic()
        answered_at = self._answered_at.setdefault(name, deque())
        while answered_at and answered_at[0] + WINDOW_S <= now:
            answered_at.popleft()
        taken = self._under_way.get(name, 0) + len(answered_at)
        excess = taken + 1 - self.allowance(name, requests_per_minute)
        if excess <= 0:
            return 0.0
        if excess > len(answered_at):  # requests in flight are answered later, then hold their place for a minute
            return WINDOW_S
        return answered_at[excess - 1] + WINDOW_S - now

    def _answer(self, name: str, *, counts: bool) -> None:
        with self._lock:
            self._under_way[name] -= 1
            if counts:
                self._answered_at[name].append(self._monotonic())
