"""Slack tells of an event again when it has not heard in time that it arrived; it is answered once."""

import threading
from collections import OrderedDict

MOST_REMEMBERED = 1_000  # Slack gives up after three times within an hour


class Redeliveries:
    """Remembers the newest events by id; thread-safe."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def is_repeated(self, event_id: str | None) -> bool:
        """Whether this event has come before; what has no id, such as a click, has not."""
        if event_id is None:
            return False
        with self._lock:
            if event_id in self._seen:
                return True
            self._seen[event_id] = None
            if len(self._seen) > MOST_REMEMBERED:
                self._seen.popitem(last=False)
            return False
