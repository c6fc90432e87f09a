"""The Socket Mode link to Slack, and the watch over it."""

import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.error import BoltError

from bot.delivery.client import SLACK_TROUBLE, trouble_reason

log = logging.getLogger(__name__)

PING_INTERVAL_S = 5
WATCH_S = 1.0
SILENT_FOR_S = 30  # six unanswered pings: the link is dead, whatever the SDK reports
RETRY_S = 30
CLOSED_WITHIN_S = 2.5  # the SDK takes one second itself; opening a connection may take half a minute
UNACKNOWLEDGED_AT_ONCE = 20


class Link:
    """Opens the connection, keeps it open and closes it; Bolt's own `start()` would block forever.

    `build_app` checks the token with Slack. Until it succeeds, the link tries again every half minute, so that the rest
    of the bot runs without it.

    The SDK considers a link connected as long as its socket is open. It detects a stale link only after a first pong,
    and failing pings only after the fifth. A network cut can leave the socket open but deaf, so this class watches for
    both itself.
    """

    def __init__(
        self,
        build_app: Callable[[], App],
        app_token: str,
        *,
        wall_clock: Callable[[], float] = time.time,
        retry_s: float = RETRY_S,
    ) -> None:
        self._build_app = build_app
        self._app_token = app_token
        self._wall_clock = wall_clock
        self._retry_s = retry_s
        self._handler: SocketModeHandler | None = None
        self._connected_at = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep_open, name="link", daemon=True)

    def start(self) -> None:
        """Start connecting and watching, in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """Stop watching and close the connection; one that is just being opened ends with the process."""
        self._stop.set()
        self._thread.join(CLOSED_WITHIN_S)
        if self._thread.is_alive():
            log.warning("link not closed in time waited_s=%g", CLOSED_WITHIN_S)

    def is_alive(self) -> bool:
        """Whether the link is open and Slack has answered a ping lately."""
        handler = self._handler
        return handler is not None and handler.client.is_connected() and self._silent_seconds(handler) < SILENT_FOR_S

    def _keep_open(self) -> None:
        self._look_after()
        if self._handler is not None:
            _close(self._handler)

    def _look_after(self) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            try:
                pause = self._connect() if self._handler is None else self._watch(self._handler)
            except Exception:  # if this thread died, the link would stay down for good
                log.exception("link not looked after, next try seconds=%g", self._retry_s)
                pause = self._retry_s

    def _connect(self) -> float:
        """Try to connect; return the seconds until the next check."""
        handler = None
        try:
            handler = SocketModeHandler(
                self._build_app(), self._app_token, ping_interval=PING_INTERVAL_S, concurrency=UNACKNOWLEDGED_AT_ONCE
            )
            handler.connect()  # type: ignore[no-untyped-call]
        except (BoltError, *SLACK_TROUBLE) as error:
            log.error(  # noqa: TRY400  # the sentence says it all; a traceback every half minute would hide it
                "no link to slack reason=%s fix=run spendwatch doctor; next try in %g s", _reason(error), self._retry_s
            )
            if handler is not None:
                handler.close()  # type: ignore[no-untyped-call]
            return self._retry_s
        self._connected_at = self._wall_clock()
        self._handler = handler
        log.info("link to slack open")
        return WATCH_S

    def _watch(self, handler: SocketModeHandler) -> float:
        """Reconnect if the link is cut or deaf; return the seconds until the next check."""
        silent = self._silent_seconds(handler)
        if silent < SILENT_FOR_S and not _is_cut(handler):
            return WATCH_S
        log.warning("link cut or silent, reconnecting silent_seconds=%d", silent)
        try:
            handler.client.connect_to_new_endpoint(force=True)
            self._connected_at = self._wall_clock()
        except SLACK_TROUBLE as error:
            log.warning("link not reopened reason=%s", _reason(error))
            return PING_INTERVAL_S
        return WATCH_S

    def _silent_seconds(self, handler: SocketModeHandler) -> float:
        """Seconds since Slack last answered a ping (or since connecting)."""
        last_pong = getattr(handler.client.current_session, "last_ping_pong_time", None)
        return self._wall_clock() - max(last_pong or 0.0, self._connected_at)


def _close(handler: SocketModeHandler) -> None:
    """Close a connection at once: the SDK itself would first wait up to 3 s for another frame."""
    handler.client.auto_reconnect_enabled = False
    sock = getattr(handler.client.current_session, "sock", None)
    if sock is not None:
        with suppress(OSError):  # already cut
            sock.shutdown(socket.SHUT_RDWR)
    handler.close()  # type: ignore[no-untyped-call]


def _is_cut(handler: SocketModeHandler) -> bool:
    """Whether the last ping could not be sent."""
    return getattr(handler.client.current_session, "consecutive_check_state_error_count", 0) > 0


def _reason(error: Exception) -> str:
    if isinstance(error, BoltError) and str(error):
        return str(error).splitlines()[0]
    return trouble_reason(error)
