"""Counts that one process keeps for monitoring: outcomes and durations of answers, and logged errors.

Labels are a small fixed set of our own words: never names of people, groups or models.
"""

import logging
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.commands import COMMANDS_BY_NAME
from bot.requests import Asker, Command

BUCKETS_S = (0.1, 0.25, 0.5, 1.0, 1.5, 3.0, 5.0, 10.0, 30.0)
OTHER = "other"
OURS = ("bot", "blocks", "tracker")


class Outcome(StrEnum):
    """How an answer ended; a refused one explained why."""

    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass
class Latencies:
    """A histogram of durations: one count for each of BUCKETS_S, a last one for longer, and the sum in seconds."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_S) + 1))
    sum_s: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one answer."""
        self.counts[bisect_left(BUCKETS_S, seconds)] += 1
        self.sum_s += seconds

    def cumulative(self) -> Sequence[tuple[str, float]]:
        """Pairs of (upper bound in seconds, answers up to it), as in Prometheus."""
        bounds = [*map(str, BUCKETS_S), "+Inf"]
        return [(bound, float(sum(self.counts[: number + 1]))) for number, bound in enumerate(bounds)]


class ProcessCounts:
    """Thread-safe counters; reading returns copies."""

    def __init__(self) -> None:
        self.is_leading = threading.Event()
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, str]] = Counter()
        self._latencies: dict[str, Latencies] = {}
        self._errors: Counter[str] = Counter()

    def answered(self, asker: Asker, outcome: Outcome, seconds: float) -> None:
        """Count an answer; `seconds` run from the acknowledgement and include the queue, but not the pictures."""
        what = asked(asker)
        with self._lock:
            self._answers[what, outcome] += 1
            self._latencies.setdefault(what, Latencies()).add(seconds)

    def dropped(self, asker: Asker) -> None:
        """Count an answer that was dropped at shutdown."""
        with self._lock:
            self._answers[asked(asker), Outcome.DROPPED] += 1

    def erred(self, logger: str) -> None:
        """Count a record of level ERROR or above."""
        with self._lock:
            self._errors[logger if logger.split(".", maxsplit=1)[0] in OURS else OTHER] += 1

    def answers(self) -> Mapping[tuple[str, str], int]:
        """Number of answers by (what was asked, outcome)."""
        with self._lock:
            return dict(self._answers)

    def latencies(self) -> Mapping[str, Latencies]:
        """Durations of answers, by what was asked."""
        with self._lock:
            return {what: Latencies([*each.counts], each.sum_s) for what, each in self._latencies.items()}

    def errors(self) -> Mapping[str, int]:
        """Errors by our own logger's name; those of libraries together."""
        with self._lock:
            return dict(self._errors)


class ErrorCounter(logging.Handler):
    """A log handler that counts errors."""

    def __init__(self, counts: ProcessCounts) -> None:
        super().__init__(logging.ERROR)
        self._counts = counts

    def emit(self, record: logging.LogRecord) -> None:
        """Count one record."""
        self._counts.erred(record.name)


def asked(asker: Asker) -> str:
    """A label for what was asked: a command's name, or the kind of a click, submission or sentence."""
    if isinstance(asker, Command):
        return asker.name if asker.name in COMMANDS_BY_NAME else OTHER
    return type(asker).__name__.lower()
