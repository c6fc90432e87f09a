"""Runs a stand-in on a loopback port, in a thread of this process."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

START_TIMEOUT_S = 10.0
STOP_TIMEOUT_S = 5
IS_STOPPING = "sandbox.is_stopping"
"""Scope key of a function: whether the server is about to stop, for responses that have no end of their own."""


class PortInUse(OSError):
    """The port is in use by another program."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} on 127.0.0.1 is in use: stop the program that has it, or choose another port")
        self.port = port


def bind_loopback(port: int = 0) -> socket.socket:
    """Bind 127.0.0.1:`port` (0: any free port); the address is thus known before the server starts.

    Raises PortInUse if another program listens there.
    """
    # asyncio disables Nagle's algorithm only if the protocol is given; otherwise each answer takes 40 ms longer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        raise PortInUse(port) from error
    return listener


@contextmanager
def serve(app: ASGIApp, *, listener: socket.socket | None = None) -> Iterator[str]:
    """Serve `app` until the block ends; yields its base URL without a trailing slash."""
    listener = listener or bind_loopback()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    async def app_with_stop_flag(scope: Scope, receive: Receive, send: Send) -> None:
        scope[IS_STOPPING] = lambda: server.should_exit
        await app(scope, receive, send)

    config = uvicorn.Config(
        app_with_stop_flag,
        log_level="warning",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=STOP_TIMEOUT_S,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="stand-in", daemon=True)
    thread.start()
    try:
        _wait_until_started(server, thread)
        yield url
    finally:
        server.should_exit = True
        thread.join(STOP_TIMEOUT_S + START_TIMEOUT_S)
        listener.close()
        if thread.is_alive():
            logging.getLogger(__name__).error("stand-in did not stop url=%s", url)


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    waiting = threading.Event()
    for _ in range(int(START_TIMEOUT_S / 0.01)):
        if server.started:
            return
        if not thread.is_alive():
            break
        waiting.wait(0.01)
    raise RuntimeError("the stand-in did not start: see the log above")
