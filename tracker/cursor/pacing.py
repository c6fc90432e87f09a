"""Staying inside Cursor's rate limits without waiting for nothing."""

import math
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

WINDOW_S = 60.0


@dataclass
class Slot:
    """The place of one request; `counts` may be set to false when the answer shows that Cursor does not count it."""

    counts: bool = True


class Pacer:
    """At most so many requests of one kind in any sliding minute, and all of them in one burst if need be.

    Cursor counts a request when it arrives there: some time after it was sent, and before its answer comes back. So
    a request holds its place while it is under way and for one minute from its answer. However slow the line, no
    minute at Cursor's end then sees more than the allowance, and no request waits longer than that takes.

    Parameters
    ----------
    monotonic, sleep
        A clock that never goes back, in seconds, and what waits that long.
    scale
        Multiplies every allowance; what remains is at least one request a minute.

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
        """Say whether a request of this name could be sent now without waiting."""
        with self._lock:
            return self._wait_s(name, requests_per_minute) <= 0

    def allowance(self, name: str, requests_per_minute: int) -> int:
        """Give the number of requests a minute that this name has now."""
        scaled = max(1, math.floor(requests_per_minute * self._scale))
        return min(scaled, self._lowered_to.get(name, scaled))

    def lower(self, name: str, requests_per_minute: int) -> int:
        """Halve the allowance until `begin_run`, as somebody else evidently uses it too; returns what is left."""
        with self._lock:
            self._lowered_to[name] = max(1, self.allowance(name, requests_per_minute) // 2)
            return self._lowered_to[name]

    def begin_run(self) -> None:
        """Give lowered allowances back; requests of the last minute still count."""
        with self._lock:
            self._lowered_to.clear()

    def _take(self, name: str, requests_per_minute: int) -> float:
        """Take a place and return 0, or return the seconds before which no place can be free."""
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
        if excess > len(answered_at):  # what is under way is answered after now, and holds its place a minute more
            return WINDOW_S
        return answered_at[excess - 1] + WINDOW_S - now

    def _answer(self, name: str, *, counts: bool) -> None:
        with self._lock:
            self._under_way[name] -= 1
            if counts:
                self._answered_at[name].append(self._monotonic())
