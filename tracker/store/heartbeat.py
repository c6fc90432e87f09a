"""The sign of life of a running bot, for health checks."""

from dataclasses import dataclass
from datetime import datetime

from tracker.store.engine import Store
from tracker.store.tables import ReadStateRow

BOT = "bot"


@dataclass(frozen=True)
class Heartbeat:
    """When the bot last said that it lives, and whether its link to Slack was alive then."""

    at: datetime
    is_link_alive: bool


def beat(store: Store, *, now: datetime, is_link_alive: bool) -> None:
    """Say that the bot lives."""
    with store.writing() as session:
        session.merge(ReadStateRow(kind=BOT, read_at=now, detail={"link": is_link_alive}))


def last_heartbeat(store: Store) -> Heartbeat | None:
    """The last sign of life, or None before the first."""
    with store.reading() as session:
        row = session.get(ReadStateRow, BOT)
        if row is None or row.read_at is None:
            return None
        return Heartbeat(row.read_at, bool(row.detail.get("link")))


def probe_write(store: Store) -> None:
    """Take the write lock, write a row and take it back; raises what the database raises when it cannot be written."""
    with store.writing() as session:
        session.merge(ReadStateRow(kind="probe"))
        session.flush()
        session.delete(session.get_one(ReadStateRow, "probe"))
