"""What the steps of one collection share: the store, the client, `now`, and the counts they keep."""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tracker.collect.background import BackgroundReading
from tracker.collect.progress import Progress
from tracker.cursor.analytics import USERS_ON_PAGE
from tracker.cursor.client import EVENT_PAGE_SIZE, CursorClient
from tracker.cursor.endpoints import Endpoint
from tracker.cursor.fields import RejectedRow
from tracker.store.checkpoints import Reading, ReadState
from tracker.store.engine import Store

log = logging.getLogger(__name__)


class NotRead(Exception):
    """A reading failed although Cursor answered. The message says what stays stored and what happens next."""

    def __init__(self, endpoint: str, message: str) -> None:
        super().__init__(message)
        self.endpoint = endpoint


@dataclass
class Stored:
    """Rows stored so far, by kind."""

    members: int = 0
    daily_usage: int = 0
    spending: int = 0
    usage_events: int = 0
    groups: int = 0
    analytics: int = 0
    commits: int = 0


@dataclass(frozen=True)
class BatchSizes:
    """How much is read at once."""

    events_in_range: int = 50 * EVENT_PAGE_SIZE  # keeps each write transaction to about a second
    users_on_page: int = USERS_ON_PAGE


@dataclass
class Run:
    """One run at `now`, rounded to a millisecond. `states` is what was known before it began.

    `unavailable` lists the analytics paths that the plan does not include; `unchanged` counts analytics answers that
    had not changed. `background` is read whenever the others wait.
    """

    store: Store
    client: CursorClient
    progress: Progress
    now: datetime
    states: Mapping[str, ReadState]
    batch_sizes: BatchSizes = BatchSizes()
    stored: Stored = field(default_factory=Stored)
    rejected: Counter[str] = field(default_factory=Counter)
    unavailable: list[str] = field(default_factory=list)
    unchanged: int = 0
    background: BackgroundReading | None = None

    def work_while_waiting_for(self, endpoint: Endpoint) -> None:
        """Do other work for as long as a request to this endpoint would have to wait."""
        if self.background is not None:
            self.background.read_while_waiting_for(endpoint)

    def last_read(self, kind: Reading) -> datetime | None:
        """When a kind was last read completely, before this run."""
        state = self.states.get(kind)
        return state.read_at if state else None

    def note_rejected(self, rows: Iterable[RejectedRow]) -> None:
        """Count rows that could not be used."""
        self.rejected.update(row.kind for row in rows)

    def leave_out(self, kind: str, rows: int, reason: str) -> None:
        """Count and log rows that were read but cannot be assigned to anything."""
        if rows:
            log.warning("rows left out kind=%s rows=%d reason=%r", kind, rows, reason)
            self.rejected[kind] += rows
