"""Socket Mode: tickets, up to ten connections, envelopes randomly spread over them, acknowledgements, retries."""

import asyncio
import json
import random
import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from sandbox.slack.call_log import CallLog
from sandbox.slack.cutting import cut_connection
from sandbox.slack.deliveries import DISPATCH_FAILED, OPERATION_TIMEOUT, Delivery
from sandbox.slack.faults import FaultKind, Faults
from sandbox.slack.feed import Feed
from sandbox.slack.ids import Clock

ACK_TIMEOUT_S = 3.0
EVENT_RETRY_DELAYS_S = (0.0, 60.0, 300.0)
MAX_CONNECTIONS = 10
CONNECTION_LIFETIME_S = 18_060.0
DEBUG_LIFETIME_S = 360.0
WARNING_AHEAD_S = 10.0
DISCONNECT_REASONS = ("warning", "refresh_requested", "link_disabled", "too_many_websockets")
EVENTS = "events_api"

OnAck = Callable[[Delivery], str | None]
"""Carries out the app's answer before anyone who waits is told; returns what was wrong with it."""
OnFailure = Callable[[Delivery, str], None]


@dataclass
class Connection:
    """One open socket of the app; any thread can queue frames. None in the queue closes it."""

    id: str
    loop: asyncio.AbstractEventLoop
    frames: asyncio.Queue[dict[str, Any] | None] = field(default_factory=asyncio.Queue)
    cut: Callable[[], None] = lambda: None

    def queue(self, frame: dict[str, Any] | None) -> None:
        """Queue a frame."""
        self.run(lambda: self.frames.put_nowait(frame))

    def run(self, action: Callable[[], None]) -> None:
        """Run `action` on the connection's event loop; does nothing if the server has stopped."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(action)


@dataclass(frozen=True)
class _Dispatch:
    """One payload for the app, however many envelopes its delivery takes."""

    delivery: Delivery
    accepts_response: bool
    on_ack: OnAck | None
    on_failure: OnFailure | None


@dataclass(frozen=True)
class _Pending:
    """An envelope that is not yet acknowledged."""

    errand: _Dispatch
    attempt: int
    log_number: int
    sent_at: float


class SocketHub:
    """Manages open connections and the outcome of each envelope. Thread-safe."""

    def __init__(
        self,
        *,
        call_log: CallLog,
        feed: Feed,
        faults: Faults,
        clock: Clock,
        choice: random.Random,
        ack_timeout_s: float = ACK_TIMEOUT_S,
        event_retry_delays_s: Sequence[float] = EVENT_RETRY_DELAYS_S,
    ) -> None:
        self.ack_timeout_s = ack_timeout_s
        self.event_retry_delays_s = tuple(event_retry_delays_s)
        self._call_log = call_log
        self._feed = feed
        self._faults = faults
        self._clock = clock
        self._choice = choice
        self._lock = threading.RLock()
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self._pending: dict[str, _Pending] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    # connections

    def issue_ticket(self) -> str:
        """A ticket that opens one connection."""
        ticket = secrets.token_hex(16)
        with self._lock:
            self._tickets.add(ticket)
        return ticket

    def take_ticket(self, ticket: str) -> bool:
        """Use up a ticket; False if it is unknown or used."""
        with self._lock:
            known = ticket in self._tickets
            self._tickets.discard(ticket)
            return known

    def connections(self) -> list[Connection]:
        """The open connections, oldest first."""
        with self._lock:
            return list(self._connections)

    def join(self, connection: Connection) -> int | None:
        """Add a connection; returns the new number of connections, or None if there are already too many."""
        with self._lock:
            if len(self._connections) >= MAX_CONNECTIONS:
                return None
            self._connections.append(connection)
            self._loop = connection.loop
            count = len(self._connections)
        self._feed.add("socket.opened", connection=connection.id, connections=count)
        return count

    def leave(self, connection: Connection) -> None:
        """Remove a closed connection; its unacknowledged envelopes time out."""
        with self._lock:
            if connection not in self._connections:
                return
            self._connections.remove(connection)
            count = len(self._connections)
        self._feed.add("socket.closed", connection=connection.id, connections=count)

    def wait_connected(self, timeout_s: float) -> bool:
        """Wait up to `timeout_s` for an open socket, and return whether there is one."""
        return self._feed.wait_until(lambda: bool(self.connections()), timeout_s)

    def disconnect(self, reason: str, *, connection: Connection | None = None) -> None:
        """Send a disconnect message to one connection (or all); all reasons but `warning` also close the socket."""
        if reason not in DISCONNECT_REASONS:
            raise ValueError(f"unknown reason {reason!r}, known: {', '.join(DISCONNECT_REASONS)}")
        for target in [connection] if connection else self.connections():
            target.queue({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
            if reason != "warning":
                self.leave(target)
                target.queue(None)

    def cut(self) -> None:
        """Cut every connection without a message."""
        for connection in self.connections():
            self.leave(connection)
            connection.run(connection.cut)

    # envelopes

    def send(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        accepts_response: bool = False,
        on_ack: OnAck | None = None,
        on_failure: OnFailure | None = None,
    ) -> Delivery:
        """Send an envelope to one connection, chosen at random."""
        errand = _Dispatch(Delivery(kind, payload, self._clock), accepts_response, on_ack, on_failure)
        self._attempt(errand)
        return errand.delivery

    def acknowledge(self, envelope_id: str, payload: dict[str, Any] | None) -> None:
        """Accept an acknowledgement from any connection."""
        with self._lock:
            pending = self._pending.pop(envelope_id, None)
        if pending is None:
            return
        errand = pending.errand
        delivery = errand.delivery
        self._call_log.settle_envelope(
            pending.log_number, acked_after_s=self._clock() - pending.sent_at, ack_payload=payload
        )
        delivery.ack_payload = payload if errand.accepts_response else None
        problem = errand.on_ack(delivery) if errand.on_ack and not delivery.done else None
        delivery.settle(failure="invalid_response" if problem else None, problem=problem)
        self._feed.add("act.settled", envelope_id=envelope_id, failure=delivery.failure)
        self._maybe_retry_late(pending)

    def _attempt(self, errand: _Dispatch, attempt: int = 0, reason: str = "") -> None:
        connection = self._pick()
        delivery = errand.delivery
        envelope_id = secrets.token_hex(16) if attempt else delivery.id
        number = self._call_log.add_envelope(
            envelope_id, delivery.kind, delivery.payload, connection.id if connection else None
        )
        pending = _Pending(errand, attempt, number, self._clock())
        if connection is None:
            self._fail(pending, DISPATCH_FAILED)
            return
        with self._lock:
            self._pending[envelope_id] = pending
        frame = {
            "envelope_id": envelope_id,
            "type": delivery.kind,
            "accepts_response_payload": errand.accepts_response,
            "payload": delivery.payload,
        }
        if delivery.kind == EVENTS:
            frame |= {"retry_attempt": attempt, "retry_reason": reason}
        connection.queue(frame)
        self._later(self.ack_timeout_s, lambda: self._expire(envelope_id))
        self._maybe_disturb(connection, frame)

    def _pick(self) -> Connection | None:
        with self._lock:
            return self._choice.choice(self._connections) if self._connections else None

    def _expire(self, envelope_id: str) -> None:
        with self._lock:
            pending = self._pending.pop(envelope_id, None)
        if pending is not None:
            self._fail(pending, OPERATION_TIMEOUT)

    def _fail(self, pending: _Pending, failure: str) -> None:
        errand = pending.errand
        delivery = errand.delivery
        self._call_log.settle_envelope(pending.log_number, failure=failure)
        if not delivery.done and errand.on_failure:
            errand.on_failure(delivery, failure)
        delivery.settle(failure=failure)
        self._feed.add("act.settled", envelope_id=delivery.id, failure=failure)
        if delivery.kind == EVENTS and pending.attempt < len(self.event_retry_delays_s):
            reason = "timeout" if failure == OPERATION_TIMEOUT else "connection_failed"
            self._retry(pending, self.event_retry_delays_s[pending.attempt], reason)

    def _retry(self, pending: _Pending, delay_s: float, reason: str) -> None:
        self._later(delay_s, lambda: self._attempt(pending.errand, pending.attempt + 1, reason))

    def _later(self, delay_s: float, action: Callable[[], None]) -> None:
        loop = self._loop
        if loop is None:
            return
        with suppress(RuntimeError):  # the server has stopped
            loop.call_soon_threadsafe(loop.call_later, delay_s, action)

    def _maybe_disturb(self, connection: Connection, frame: dict[str, Any]) -> None:
        fault = self._faults.take(frame["type"], frozenset({FaultKind.DROP_SOCKET, FaultKind.DUPLICATE}))
        if fault is None:
            return
        if fault.kind is FaultKind.DUPLICATE:
            connection.queue(frame | {"envelope_id": secrets.token_hex(16)})
        else:
            self.leave(connection)
            connection.run(connection.cut)

    def _maybe_retry_late(self, pending: _Pending) -> None:
        if pending.errand.delivery.kind != EVENTS:
            return
        fault = self._faults.take(EVENTS, frozenset({FaultKind.LATE_RETRY}))
        if fault is not None:
            self._retry(pending, fault.seconds, "timeout")


async def serve_socket(websocket: WebSocket, hub: SocketHub, app_id: str) -> None:
    """The WebSocket endpoint: hello, then envelopes out and acknowledgements in until either side closes."""
    if not hub.take_ticket(websocket.query_params.get("ticket", "")):
        await websocket.close(code=1008)
        return
    await websocket.accept()
    connection = Connection(secrets.token_hex(4), asyncio.get_running_loop())
    connection.cut = lambda: cut_connection(websocket.scope)
    count = hub.join(connection)
    if count is None:
        await websocket.send_json(
            {"type": "disconnect", "reason": "too_many_websockets", "debug_info": {"host": "sandbox"}}
        )
        await websocket.close()
        return
    lifetime_s = DEBUG_LIFETIME_S if websocket.query_params.get("debug_reconnects") == "true" else CONNECTION_LIFETIME_S
    connection.queue(_hello(app_id, count, lifetime_s))
    timers = _end_of_life(hub, connection, lifetime_s)
    sender = asyncio.create_task(_send_frames(websocket, connection))
    try:
        await _read_acks(websocket, hub)
    finally:
        hub.leave(connection)
        sender.cancel()
        for timer in timers:
            timer.cancel()


def _hello(app_id: str, connections: int, lifetime_s: float) -> dict[str, Any]:
    return {
        "type": "hello",
        "num_connections": connections,
        "connection_info": {"app_id": app_id},
        "debug_info": {"host": "sandbox", "approximate_connection_time": int(lifetime_s)},
    }


def _end_of_life(hub: SocketHub, connection: Connection, lifetime_s: float) -> list[asyncio.TimerHandle]:
    later = connection.loop.call_later
    return [
        later(lifetime_s - WARNING_AHEAD_S, lambda: hub.disconnect("warning", connection=connection)),
        later(lifetime_s, lambda: hub.disconnect("refresh_requested", connection=connection)),
    ]


async def _send_frames(websocket: WebSocket, connection: Connection) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):  # the peer closed while a frame was being sent
        while (frame := await connection.frames.get()) is not None:
            await websocket.send_text(json.dumps(frame))
        await websocket.close()


async def _read_acks(websocket: WebSocket, hub: SocketHub) -> None:
    with suppress(WebSocketDisconnect):
        while websocket.application_state is WebSocketState.CONNECTED:
            frame = json.loads(await websocket.receive_text())
            if "envelope_id" in frame:
                hub.acknowledge(frame["envelope_id"], frame.get("payload"))
