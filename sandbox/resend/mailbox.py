"""Accepted mails, and what complicates sending: keys, idempotency, a rate limit, faults on demand."""

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

Clock = Callable[[], float]
"""Seconds since the epoch, UTC."""

SANDBOX_KEY = "re_sandbox_0123456789abcdef"
SENDING_KEY = "re_sending_0123456789abcdef"
SANDBOX_DOMAIN = "example.com"
KEYS_KEPT_S = 24 * 3_600.0
REQUESTS_PER_SECOND = 2
KEPT_CALLS = 1_000


@dataclass(frozen=True)
class Attachment:
    """A file of a mail; the HTML part refers to it by `content_id`."""

    filename: str
    content: bytes
    content_type: str
    content_id: str | None


@dataclass(frozen=True)
class SentMail:
    """A mail as it was submitted."""

    number: int
    id: str
    at: float
    sender: str
    to: tuple[str, ...]
    subject: str
    html: str
    text: str
    headers: Mapping[str, str]
    tags: Mapping[str, str]
    attachments: tuple[Attachment, ...]
    idempotency_key: str | None


@dataclass(frozen=True)
class Call:
    """One request, without the key; status 0 means that the connection was cut before an answer."""

    number: int
    at: float
    method: str
    path: str
    status: int
    name: str
    idempotency_key: str | None


@dataclass
class Fault:
    """A fault for the next `times` requests for `path`.

    With a `status`, that is answered and no mail is accepted; `lost` accepts the mail and cuts the connection;
    `delay_s` delays the answer.
    """

    path: str = "/emails"
    status: int | None = None
    name: str = "application_error"
    message: str = "An unexpected error occurred."
    headers: Mapping[str, str] = field(default_factory=dict)
    lost: bool = False
    delay_s: float = 0.0
    times: int = 1


class Mailbox:
    """All submitted mails, newest last. Thread-safe."""

    def __init__(self, *, clock: Clock = time.time, rate_limited: bool = True) -> None:
        self.clock = clock
        self.rate_limited = rate_limited
        self.verified = {SANDBOX_DOMAIN}
        self.on_change: Callable[[], object] = lambda: None
        self.lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._mails: list[SentMail] = []
        self._calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self._call_numbers = itertools.count(1)
        self._faults: list[Fault] = []
        self._answers: dict[str, tuple[float, Any, str]] = {}  # by idempotency key: time, request, mail id
        self._requests: deque[float] = deque()

    def mails(self) -> list[SentMail]:
        """All accepted mails, oldest first."""
        with self.lock:
            return list(self._mails)

    def mail(self, mail_id: str) -> SentMail | None:
        """One mail by its id."""
        return next((mail for mail in self.mails() if mail.id == mail_id), None)

    def calls(self) -> list[Call]:
        """The last requests, oldest first."""
        with self.lock:
            return list(self._calls)

    def arm(self, fault: Fault) -> None:
        """Arm a fault."""
        with self.lock:
            self._faults.append(fault)

    def clear_faults(self) -> None:
        """Clear all faults."""
        with self.lock:
            self._faults.clear()

    def take_fault(self, path: str) -> Fault | None:
        """The fault for a request, which is then counted as used, or None."""
        with self.lock:
            fault = next((each for each in self._faults if each.path in ("*", path)), None)
            if fault is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
            return fault

    def seconds_to_wait(self) -> int:
        """Count a request; return how long to wait if it exceeds the limit per second, else 0."""
        with self.lock:
            now = self.clock()
            while self._requests and self._requests[0] <= now - 1:
                self._requests.popleft()
            if self.rate_limited and len(self._requests) >= REQUESTS_PER_SECOND:
                return 1
            self._requests.append(now)
            return 0

    def answered_before(self, key: str) -> tuple[Any, str] | None:
        """The request under this key within the last 24 hours, and its mail's id."""
        with self.lock:
            known = self._answers.get(key)
            return known[1:] if known and known[0] > self.clock() - KEYS_KEPT_S else None

    def keep(self, request: Any, parts: Mapping[str, Any], key: str | None) -> SentMail:
        """Store a mail: `request` is the raw request, `parts` are the SentMail fields read from it."""
        with self.lock:
            mail = SentMail(number=next(self._numbers), id=str(uuid4()), at=self.clock(), idempotency_key=key, **parts)
            self._mails.append(mail)
            if key is not None:
                self._answers[key] = (self.clock(), request, mail.id)
        self.on_change()
        return mail

    def note(self, method: str, path: str, status: int, name: str, key: str | None) -> None:
        """Record a request."""
        with self.lock:
            self._calls.append(Call(next(self._call_numbers), self.clock(), method, path, status, name, key))
