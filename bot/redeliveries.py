"""Answers each delivery once: Slack sends it again if the acknowledgement does not arrive in time."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

MAX_REMEMBERED = 1_000  # Slack stops after three retries within an hour


def delivery_id(body: Mapping[str, Any]) -> str | None:
    """The id of an event, a command or a click; None for what may be answered repeatedly.

    That is a form's submission: the response decides whether the form stays open, so each delivery needs the same one.
    """
    if body.get("type") in ("view_submission", "view_closed", "block_suggestion"):
        return None
    return body.get("event_id") or body.get("trigger_id")


class Redeliveries:
    """Remembers the latest deliveries by id; thread-safe."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def is_repeated(self, known_by: str | None) -> bool:
        """Whether this delivery was seen before; always False without an id."""
        if known_by is None:
            return False
        with self._lock:
            if known_by in self._seen:
                return True
            self._seen[known_by] = None
            if len(self._seen) > MAX_REMEMBERED:
                self._seen.popitem(last=False)
            return False
