"""Heartbeats of running bots, one row per process, for health checks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from tracker.store.engine import Store
from tracker.store.tables import BotProcessRow, ReadStateRow

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Heartbeat:
    """The last heartbeat of a process (host and process id)."""

    process: str
    started_at: datetime
    at: datetime
    is_link_alive: bool
    is_leading: bool

    @property
    def host(self) -> str:
        """The machine or container that the process runs on."""
        return self.process.rpartition(":")[0]


def beat(store: Store, heartbeat: Heartbeat) -> None:
    """Store a heartbeat, and delete those of processes that have been silent for a day."""
    with store.writing() as session:
        session.exec(delete(BotProcessRow).where(col(BotProcessRow.seen_at) < heartbeat.at - FORGOTTEN_AFTER))
        session.merge(
            BotProcessRow(
                process=heartbeat.process,
                started_at=heartbeat.started_at,
                seen_at=heartbeat.at,
                is_link_alive=heartbeat.is_link_alive,
                is_leading=heartbeat.is_leading,
            )
        )


def forget(store: Store, process: str) -> None:
    """Remove the heartbeat of a process that ends normally."""
    with store.writing() as session:
        session.exec(delete(BotProcessRow).where(col(BotProcessRow.process) == process))


def list_heartbeats(session: Session) -> tuple[Heartbeat, ...]:
    """The last heartbeat of each process that has not ended normally, in start order."""
    rows = session.exec(select(BotProcessRow).order_by(col(BotProcessRow.started_at), col(BotProcessRow.process)))
    return tuple(Heartbeat(row.process, row.started_at, row.seen_at, row.is_link_alive, row.is_leading) for row in rows)


def probe_write(store: Store) -> None:
    """Take the write lock, write a row and roll back; raises the database's error if it cannot be written."""
    with store.writing() as session:
        session.merge(ReadStateRow(kind="probe"))
        session.flush()
        session.delete(session.get_one(ReadStateRow, "probe"))
