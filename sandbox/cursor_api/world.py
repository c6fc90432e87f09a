"""The state of the stand-in: teams, clock, faults, rate limits, and the requests it got."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.cursor_api.faults import FaultQueue
from sandbox.cursor_api.rate_limits import RateLimits
from sandbox.cursor_api.team import Team


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One answered request, without the key. `status` 0: the connection was cut."""

    endpoint: str
    method: str
    params: dict[str, Any]
    status: int
    at: datetime
    team_id: int | None = None
    path: dict[str, str] = field(default_factory=dict)


def real_now() -> datetime:
    """The real time, aware, UTC."""
    return datetime.now(UTC)


class World:
    """Mutable and thread-safe; hold `lock` to change a team while it is being served.

    clock: returns the real or a simulated time; `advance` moves it forward.
    monotonic: seconds for rate limits, moved forward likewise; independent of the clock, so that a frozen clock does
        not keep rate limits exhausted forever.
    """

    def __init__(
        self,
        teams: Iterable[Team] = (),
        *,
        clock: Callable[[], datetime] = real_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.lock = threading.RLock()
        self.teams: list[Team] = list(teams)
        self.personal_keys: set[str] = set()
        self.faults = FaultQueue()
        self.rate_limits = RateLimits()
        self.request_log: list[RequestRecord] = []
        self.after_request: list[Callable[[RequestRecord], None]] = []
        self._clock = clock
        self._monotonic = monotonic
        self._advanced = timedelta()

    def now(self) -> datetime:
        """The server's clock."""
        return self._clock() + self._advanced

    def monotonic_s(self) -> float:
        """The clock of rate limits, in seconds."""
        return self._monotonic() + self._advanced.total_seconds()

    def advance(self, delta: timedelta) -> None:
        """Move both clocks forward."""
        with self.lock:
            self._advanced += delta

    def team_for_key(self, key: str) -> Team | None:
        """The team of a key; None for a wrong or a personal key."""
        with self.lock:
            return next((team for team in self.teams if key in team.keys), None)

    def record(self, record: RequestRecord) -> None:
        """Record an answered request, then call `after_request`."""
        with self.lock:
            self.request_log.append(record)
            for listener in self.after_request:
                listener(record)

    def requests(self, endpoint: str | None = None, *, status: int | None = None) -> list[RequestRecord]:
        """The recorded requests, optionally of one endpoint's path template or with one status."""
        with self.lock:
            return [
                record
                for record in self.request_log
                if endpoint in (None, record.endpoint) and status in (None, record.status)
            ]

    def reset(self) -> None:
        """Clear faults, counted requests and the log; teams and the clock stay."""
        with self.lock:
            self.faults.clear()
            self.rate_limits.forget()
            self.request_log.clear()
