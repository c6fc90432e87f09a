"""The Socket Mode link to Slack, and the watch over it."""

import logging
import threading
import time
from collections.abc import Callable

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

log = logging.getLogger(__name__)

PING_INTERVAL_S = 10
SILENT_FOR_S = 60  # six pings without an answer: the link is dead, whatever it says of itself
UNACKNOWLEDGED_AT_ONCE = 20  # requests that may wait for their acknowledgement at the same time


class Link:
    """Holds the connection; Bolt's own `start()` would block for ever and not close cleanly.

    The SDK calls a link connected as long as its socket is open, and finds a stale one only after a first pong. A
    network cut can leave it open and deaf, so the age of the last pong is watched here too.
    """

    def __init__(self, app: App, app_token: str, *, wall_clock: Callable[[], float] = time.time) -> None:
        self._handler = SocketModeHandler(
            app, app_token, ping_interval=PING_INTERVAL_S, concurrency=UNACKNOWLEDGED_AT_ONCE
        )
        self._wall_clock = wall_clock
        self._connected_at = 0.0
        self._stop = threading.Event()
        self._watch = threading.Thread(target=self._watch_link, name="link-watch", daemon=True)

    def open(self) -> None:
        """Connect and begin to watch; raises what the SDK raises when Slack refuses."""
        self._handler.connect()  # type: ignore[no-untyped-call]
        self._connected_at = self._wall_clock()
        self._watch.start()

    def close(self) -> None:
        """Stop watching and close the connection."""
        self._stop.set()
        self._handler.close()  # type: ignore[no-untyped-call]

    def silent_seconds(self) -> float:
        """Seconds since Slack last answered a ping (or since connecting)."""
        session = self._handler.client.current_session
        last_pong = getattr(session, "last_ping_pong_time", None)
        return self._wall_clock() - max(last_pong or 0.0, self._connected_at)

    def is_alive(self) -> bool:
        """Whether the link is open and Slack has answered a ping lately."""
        return self._handler.client.is_connected() and self.silent_seconds() < SILENT_FOR_S

    def _watch_link(self) -> None:
        while not self._stop.wait(PING_INTERVAL_S):
            if self.silent_seconds() < SILENT_FOR_S:
                continue
            log.warning("link silent, connecting anew seconds=%d", self.silent_seconds())
            try:
                self._handler.client.connect_to_new_endpoint(force=True)
                self._connected_at = self._wall_clock()
            except Exception:
                log.exception("link not reopened, next try follows seconds=%d", PING_INTERVAL_S)
