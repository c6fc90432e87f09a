"""Slack's rate limits: one message per second and channel with a small burst; otherwise calls per minute by tier."""

import math
import threading
from collections import deque
from enum import IntEnum

from sandbox.slack.errors import RateLimited
from sandbox.slack.ids import Clock

POST_BURST = 4
WINDOW_S = 60.0


class Tier(IntEnum):
    """Calls per minute."""

    ONE = 1
    TWO = 20
    THREE = 50
    FOUR = 100
    SPECIAL = 600


class RateLimits:
    """Counts calls by method and posts by channel; `enabled` switches all limits."""

    def __init__(self, clock: Clock, *, enabled: bool = True) -> None:
        self.enabled = enabled
        self._clock = clock
        self._lock = threading.Lock()
        self._calls: dict[str, deque[float]] = {}
        self._post_credit: dict[str, tuple[float, float]] = {}

    def take_call(self, method: str, tier: Tier) -> None:
        """Count a call; raises RateLimited above the tier's limit in any 60 seconds."""
        if not self.enabled:
            return
        with self._lock:
            now = self._clock()
            calls = self._calls.setdefault(method, deque())
            while calls and calls[0] <= now - WINDOW_S:
                calls.popleft()
            if len(calls) >= tier:
                raise RateLimited(max(1, math.ceil(calls[0] + WINDOW_S - now)))
            calls.append(now)

    def take_post(self, channel_id: str) -> None:
        """Count a message; raises RateLimited above one per second and channel, with bursts of `POST_BURST`."""
        if not self.enabled:
            return
        with self._lock:
            now = self._clock()
            credit, since = self._post_credit.get(channel_id, (float(POST_BURST), now))
            credit = min(float(POST_BURST), credit + now - since)
            if credit < 1:
                self._post_credit[channel_id] = (credit, now)
                raise RateLimited(max(1, math.ceil(1 - credit)))
            self._post_credit[channel_id] = (credit - 1, now)
