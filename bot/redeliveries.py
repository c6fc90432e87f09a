"""Slack may tell of the same thing twice, as when it has not heard in time that it arrived; it is answered once."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

MOST_REMEMBERED = 1_000  # Slack gives up after three times within an hour


def delivery_id(body: Mapping[str, Any]) -> str | None:
    """What an event, a command or a click is known by; None for what may be answered as often as it comes.

    That is a form's submission: the answer decides whether the form stays, so that a second one has to be the same.
    """
    if body.get("type") in ("view_submission", "view_closed", "block_suggestion"):
        return None
    return body.get("event_id") or body.get("trigger_id")


class Redeliveries:
    """Remembers the newest deliveries by id; thread-safe."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def is_repeated(self, known_by: str | None) -> bool:
        """Whether this has come before; what has no id has not."""
        if known_by is None:
            return False
        with self._lock:
            if known_by in self._seen:
                return True
            self._seen[known_by] = None
            if len(self._seen) > MOST_REMEMBERED:
                self._seen.popitem(last=False)
            return False
