"""What people hand on: reports shared in a channel and files downloaded, in the audit trail."""

from datetime import datetime
from enum import StrEnum

from tracker.store.engine import Store
from tracker.store.tables import AuditRow


class HandOut(StrEnum):
    """How figures left the conversation they were asked in."""

    SHARED = "report.share"  # `about` is the channel
    DOWNLOADED = "report.download"  # `about` is the file's name


class HandOuts:
    """Writes down who handed on what."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, how: HandOut, about: str, what: str, *, by: str, source: str, now: datetime) -> None:
        """One row of the trail; `what` says what it was: the report's title, how many lines."""
        row = AuditRow(at=now, by=by, source=source, action=how, about=about, new_value=what)
        with self._store.writing() as session:
            session.add(row)
