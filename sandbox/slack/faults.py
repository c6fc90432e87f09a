"""Faults on demand: an armed fault affects the next matching calls or envelopes, a given number of times."""

import threading
from dataclasses import dataclass, replace
from enum import StrEnum


class FaultKind(StrEnum):
    """Kinds of faults: the first five affect Web API calls, the others envelopes."""

    LOST_ANSWER = "lost_answer"
    """The call takes effect, then the connection is cut before an answer."""
    SERVER_ERROR = "server_error"
    """HTTP `status` (500 or 503) and no effect."""
    SLOW = "slow"
    """The answer comes `seconds` later."""
    RATE_LIMITED = "rate_limited"
    """HTTP 429 with `Retry-After: seconds` and no effect."""
    REFUSED = "refused"
    """`ok: false` with `error` and no effect."""
    DROP_SOCKET = "drop_socket"
    """The connection is cut right after the envelope went out."""
    DUPLICATE = "duplicate"
    """The envelope's payload is delivered twice."""
    LATE_RETRY = "late_retry"
    """An event comes again `seconds` after it was acknowledged, as a retry."""


API_FAULTS = frozenset(
    {FaultKind.LOST_ANSWER, FaultKind.SERVER_ERROR, FaultKind.SLOW, FaultKind.RATE_LIMITED, FaultKind.REFUSED}
)


@dataclass(frozen=True)
class Fault:
    """An armed fault.

    `target` is a method, an envelope type, `response_url`, `upload`, or `*` for all; `count` is how often it applies.
    """

    kind: FaultKind
    target: str = "*"
    count: int = 1
    seconds: float = 1.0
    status: int = 500
    error: str = "internal_error"


class Faults:
    """The armed faults, in order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[Fault] = []

    def arm(self, fault: Fault) -> None:
        """Arm a fault for the next `fault.count` matching calls or envelopes."""
        with self._lock:
            self._armed.append(fault)

    def armed(self) -> list[Fault]:
        """The faults that are still armed."""
        with self._lock:
            return list(self._armed)

    def clear(self) -> None:
        """Disarm all faults."""
        with self._lock:
            self._armed.clear()

    def take(self, target: str, kinds: frozenset[FaultKind]) -> Fault | None:
        """The first armed fault of one of `kinds` for `target`, counted down, or None."""
        with self._lock:
            for index, fault in enumerate(self._armed):
                if fault.kind in kinds and fault.target in ("*", target):
                    left = replace(fault, count=fault.count - 1)
                    self._armed[index : index + 1] = [left] if left.count > 0 else []
                    return fault
        return None
