"""Cutting a connection without an answer, as a broken network does."""

from starlette.types import Receive, Scope, Send

RAW_SEND = "sandbox.raw_send"
"""Scope key of uvicorn's own `send`; ASGI itself has no word for dropping a connection."""


def remember_transport(scope: Scope, send: Send) -> None:
    """Keep the way to the transport before any middleware wraps it."""
    scope[RAW_SEND] = send


def cut_connection(scope: Scope) -> None:
    """Abort the TCP connection behind this request or WebSocket: the peer reads a reset or an early end."""
    protocol = scope[RAW_SEND].__self__
    protocol.transport.abort()


async def wait_until_gone(receive: Receive) -> None:
    """Return once the server has noticed that the peer is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
