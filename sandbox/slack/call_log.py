"""The latest Web API calls and socket envelopes, for the inspector; never contains a token."""

import itertools
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sandbox.slack.feed import Feed
from sandbox.slack.ids import Clock

KEPT_CALLS = 1_000
SECRET_ARGUMENTS = frozenset({"token", "ticket"})


@dataclass(frozen=True)
class ApiCall:
    """One request from the bot. `response` is the JSON answer (None: the connection was cut before)."""

    number: int
    at: float
    method: str
    args: dict[str, Any]
    status: int | None
    response: Any
    duration_s: float


@dataclass(frozen=True)
class EnvelopeRecord:
    """One envelope to the bot. `acked_after_s` is None until it is acknowledged; `failure` says why it was not."""

    number: int
    at: float
    envelope_id: str
    type: str
    payload: dict[str, Any]
    connection: str | None
    acked_after_s: float | None = None
    ack_payload: dict[str, Any] | None = None
    failure: str | None = None


Entry = ApiCall | EnvelopeRecord


class CallLog:
    """Keeps the newest `KEPT_CALLS` entries; each addition is a `call.logged` change in the feed."""

    def __init__(self, feed: Feed, clock: Clock) -> None:
        self._feed = feed
        self._clock = clock
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._entries: deque[Entry] = deque(maxlen=KEPT_CALLS)

    def entries(self, *, after: int = 0) -> list[Entry]:
        """The kept entries with a number above `after`, oldest first."""
        with self._lock:
            return [entry for entry in self._entries if entry.number > after]

    def calls(self, method: str | None = None) -> list[ApiCall]:
        """The kept Web API calls, oldest first, of one method or of all."""
        return [e for e in self.entries() if isinstance(e, ApiCall) and method in (None, e.method)]

    def envelopes(self, kind: str | None = None) -> list[EnvelopeRecord]:
        """The kept envelopes, oldest first, of one type (`events_api`, `interactive`, `slash_commands`) or of all."""
        return [e for e in self.entries() if isinstance(e, EnvelopeRecord) and kind in (None, e.type)]

    def add_call(
        self, method: str, args: Mapping[str, Any], *, status: int | None, response: Any, started_at: float
    ) -> None:
        """Record an answered (or cut) call."""
        shown = {key: value for key, value in args.items() if key not in SECRET_ARGUMENTS}
        with self._lock:
            call = ApiCall(next(self._numbers), started_at, method, shown, status, response, self._clock() - started_at)
            self._entries.append(call)
        self._feed.add("call.logged", number=call.number, method=method, status=status)

    def add_envelope(self, envelope_id: str, kind: str, payload: dict[str, Any], connection: str | None) -> int:
        """Record an envelope when it is sent; return its number for `settle_envelope`."""
        with self._lock:
            number = next(self._numbers)
            self._entries.append(EnvelopeRecord(number, self._clock(), envelope_id, kind, payload, connection))
        self._feed.add("call.logged", number=number, envelope_type=kind)
        return number

    def settle_envelope(self, number: int, **outcome: Any) -> None:
        """Record when and how an envelope was acknowledged, or why it was not."""
        with self._lock:
            for index, entry in enumerate(self._entries):
                if entry.number == number and isinstance(entry, EnvelopeRecord):
                    self._entries[index] = replace(entry, **outcome)
        self._feed.add("call.logged", number=number)
