"""Cuts a connection without an answer, like a network failure."""

from starlette.types import Receive, Scope, Send

RAW_SEND = "sandbox.raw_send"
"""Scope key of uvicorn's own `send`; ASGI itself has no word for dropping a connection."""


def remember_transport(scope: Scope, send: Send) -> None:
    """Remember the raw `send`, which gives access to the transport, before middleware wraps it."""
    scope[RAW_SEND] = send


def cut_connection(scope: Scope) -> None:
    """Abort the TCP connection of this request or WebSocket: the peer sees a reset or an early end."""
    protocol = scope[RAW_SEND].__self__
    protocol.transport.abort()


async def wait_until_gone(receive: Receive) -> None:
    """Return once the server has noticed that the peer is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
