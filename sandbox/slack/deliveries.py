"""The outcome of an envelope: how it was acknowledged in time, or why it was not."""

import secrets
import threading
from typing import Any

from sandbox.slack.ids import Clock

OPERATION_TIMEOUT = "operation_timeout"
"""The app did not acknowledge within 3 seconds."""
DISPATCH_FAILED = "dispatch_failed"
"""The app has no open socket."""


class Delivery:
    """One act that is delivered to the app; any thread can wait for it.

    Attributes
    ----------
    kind : `slash_commands`, `interactive`, `events_api`, or `none` if nothing had to be sent
    payload : what is sent to the app
    ack_payload : the payload of the app's acknowledgement, if any
    failure : None, OPERATION_TIMEOUT, DISPATCH_FAILED, `unknown_command`, `not_subscribed`
        or `invalid_response` (then `problem` says what was wrong with the app's answer)
    errors : for a submitted view: block_id -> text, from the app or from the form itself
    duration_s : seconds from sending to acknowledgement or failure
    """

    def __init__(self, kind: str, payload: dict[str, Any], clock: Clock) -> None:
        self.id = secrets.token_hex(16)
        self.kind = kind
        self.payload = payload
        self.ack_payload: dict[str, Any] | None = None
        self.failure: str | None = None
        self.problem: str | None = None
        self.errors: dict[str, str] = {}
        self.duration_s: float | None = None
        self._clock = clock
        self._sent_at = clock()
        self._done = threading.Event()

    @property
    def done(self) -> bool:
        """Whether the outcome is known."""
        return self._done.is_set()

    @property
    def acked(self) -> bool:
        """Whether the app acknowledged it in time."""
        return self.done and self.failure in (None, "invalid_response") and self.kind != "none"

    def wait(self, timeout_s: float = 10.0) -> "Delivery":
        """Wait for the outcome; raises TimeoutError after `timeout_s`."""
        if not self._done.wait(timeout_s):
            raise TimeoutError(f"{self.kind} was neither acknowledged nor given up within {timeout_s} s")
        return self

    def settle(self, *, failure: str | None = None, problem: str | None = None) -> None:
        """Set the outcome; only the first one counts."""
        if self.done:
            return
        self.failure = failure
        self.problem = problem
        self.duration_s = self._clock() - self._sent_at
        self._done.set()

    def __repr__(self) -> str:
        state = self.failure or ("acked" if self.done else "under way")
        return f"<Delivery {self.kind} {state}>"
