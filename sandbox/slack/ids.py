"""Ids and timestamps in Slack's formats, unique within a workspace."""

import itertools
from collections.abc import Callable

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MICROSECONDS = 1_000_000

Clock = Callable[[], float]
"""Seconds since the epoch, UTC."""


def base36(number: int, width: int) -> str:
    """`number` in base 36, padded with zeros to `width`."""
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text.rjust(width, "0")


class Ids:
    """Generates ids such as `C0SB000001` in order, so that runs are reproducible."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def next(self, prefix: str) -> str:
        """The next id with `prefix` (U, C, D, G, F, V, B, ...)."""
        return f"{prefix}0SB{base36(next(self._numbers), 6)}"


class Timestamps:
    """Message timestamps (`1793491200.000100`): unique and increasing, whatever the clock does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """The next timestamp; not thread-safe, call it under the workspace's lock."""
        self._last = max(int(self._clock() * MICROSECONDS), self._last + 1)
        return f"{self._last // MICROSECONDS}.{self._last % MICROSECONDS:06d}"
