"""Faults on demand: what an endpoint does instead of, or in addition to, answering."""

import threading
from dataclasses import dataclass, field

ANY_ENDPOINT = "*"


@dataclass(slots=True)
class Fault:
    """One kind of fault.

    endpoint: path template such as "/teams/spend" or "/teams/groups/{group_id}", or "*".
    status, body, headers: sent instead of the real answer; with status None the real answer is sent.
    times: the number of requests it affects, None for all until cleared. page: only requests for that page.
    delay_s: a wait before the answer. drip_s: sends the body in ten pieces, with this wait before each.
    cut_after: closes the connection after this many bytes of the body.
    """

    endpoint: str = ANY_ENDPOINT
    status: int | None = 500
    body: bytes = b'{"error":"Internal Server Error","message":"An unexpected error occurred"}'
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    times: int | None = 1
    page: int | None = None
    delay_s: float = 0.0
    drip_s: float = 0.0
    cut_after: int | None = None

    def hits(self, endpoint: str, page: int) -> bool:
        """Whether the fault affects a request for this endpoint and page."""
        return self.endpoint in (ANY_ENDPOINT, endpoint) and self.page in (None, page)


def server_error(endpoint: str = ANY_ENDPOINT, *, times: int | None = 1, page: int | None = None) -> Fault:
    """A 500 in the shape that Cursor documents."""
    return Fault(endpoint, times=times, page=page)


def bad_gateway(endpoint: str = ANY_ENDPOINT, *, times: int | None = 1, page: int | None = None) -> Fault:
    """A 502 with a proxy's HTML page."""
    page_html = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
    return Fault(endpoint, 502, page_html, {"content-type": "text/html"}, times, page)


def too_many_requests(
    endpoint: str = ANY_ENDPOINT, *, retry_after: str | None = "60", times: int | None = 1, page: int | None = None
) -> Fault:
    """A 429 independent of rate limits; `retry_after` None leaves the header out."""
    headers = {"content-type": "application/json"} | ({"retry-after": retry_after} if retry_after is not None else {})
    return Fault(endpoint, 429, b'{"code":"error","message":"Rate limit exceeded"}', headers, times, page)


def invalid_json(endpoint: str = ANY_ENDPOINT, *, times: int | None = 1, page: int | None = None) -> Fault:
    """A 200 that claims to be JSON but stops in the middle of an object."""
    return Fault(endpoint, 200, b'{"teamMembers": [{"id": ', times=times, page=page)


def empty_answer(endpoint: str = ANY_ENDPOINT, *, times: int | None = 1, page: int | None = None) -> Fault:
    """A 200 without a body."""
    return Fault(endpoint, 200, b"", times=times, page=page)


def plan_refused(endpoint: str = ANY_ENDPOINT, *, times: int | None = None) -> Fault:
    """The 403 for teams whose plan lacks the endpoint; for every request until cleared."""
    body = b'{"error":"Forbidden","message":"You must be a member of an enterprise team to access this resource"}'
    return Fault(endpoint, 403, body, times=times)


def redirect(endpoint: str, to: str, *, times: int | None = 1) -> Fault:
    """A redirect to another host, to which clients must not send the key."""
    return Fault(endpoint, 307, b"", {"location": to}, times)


def cut_body(endpoint: str = ANY_ENDPOINT, *, after: int = 40, times: int | None = 1, page: int | None = None) -> Fault:
    """The real answer, cut off after this many bytes by a closed connection."""
    return Fault(endpoint, None, times=times, page=page, cut_after=after)


def slow(endpoint: str = ANY_ENDPOINT, *, delay_s: float, times: int | None = 1, page: int | None = None) -> Fault:
    """The real answer, delayed."""
    return Fault(endpoint, None, times=times, page=page, delay_s=delay_s)


def slow_body(endpoint: str = ANY_ENDPOINT, *, drip_s: float, times: int | None = 1, page: int | None = None) -> Fault:
    """The real answer: headers at once, the body in ten pieces with a wait before each."""
    return Fault(endpoint, None, times=times, page=page, drip_s=drip_s)


class FaultQueue:
    """Armed faults, of which the oldest matching one is used first. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Arm a fault."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._waiting.clear()

    def take(self, endpoint: str, page: int) -> Fault | None:
        """The fault for this request, which is then counted as used, or None."""
        with self._lock:
            fault = next((waiting for waiting in self._waiting if waiting.hits(endpoint, page)), None)
            if fault is not None and fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
            return fault

    def __len__(self) -> int:
        with self._lock:
            return len(self._waiting)
