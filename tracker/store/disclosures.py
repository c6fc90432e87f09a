"""Audit rows for reports shared in a channel and files downloaded."""

from datetime import datetime
from enum import StrEnum

from tracker.store.engine import Store
from tracker.store.tables import AuditRow


class Disclosure(StrEnum):
    """How figures left the conversation in which they were requested."""

    SHARED = "report.share"  # `about` is the channel
    DOWNLOADED = "report.download"  # `about` is the file name


class Disclosures:
    """Records who passed on what."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, how: Disclosure, about: str, what: str, *, by: str, source: str, now: datetime) -> None:
        """Add an audit row; `what` describes it: the report's title, the number of lines."""
        row = AuditRow(at=now, by=by, source=source, action=how, about=about, new_value=what)
        with self._store.writing() as session:
            session.add(row)
