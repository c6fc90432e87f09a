"""How many rows are waiting to be sent, and what was given up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from tracker.store.engine import Store
from tracker.store.outbox_rows import DEAD, UNSENT, Channel, OutboxKind
from tracker.store.tables import OutboxRow


@dataclass(frozen=True)
class DeadItem:
    """Something that was given up."""

    channel: Channel
    kind: OutboxKind
    key: str
    attempts: int
    last_error: str | None
    created_at: datetime


@dataclass(frozen=True)
class OutboxHealth:
    """How many rows wait (including claimed ones), since when, and at most ten that were given up, newest first."""

    waiting: int
    oldest_waiting_at: datetime | None
    last_error: str | None
    dead: int
    dead_items: tuple[DeadItem, ...]


def find_outbox_health(store: Store) -> OutboxHealth:
    """What waits and what was given up."""
    with store.reading() as session:
        unsent = col(OutboxRow.state).in_(UNSENT)
        waiting, oldest = session.exec(
            select(func.count(col(OutboxRow.id)), func.min(OutboxRow.created_at)).where(unsent)
        ).one()
        newest = col(OutboxRow.id).desc()
        last_error = session.exec(
            select(OutboxRow.last_error).where(unsent, col(OutboxRow.last_error).is_not(None)).order_by(newest)
        ).first()
        is_dead = OutboxRow.state == DEAD
        dead = session.exec(select(func.count(col(OutboxRow.id))).where(is_dead)).one()
        rows = session.exec(select(OutboxRow).where(is_dead).order_by(newest).limit(10)).all()
        return OutboxHealth(waiting, oldest, last_error, dead, tuple(_dead_item(row) for row in rows))


def _dead_item(row: OutboxRow) -> DeadItem:
    return DeadItem(Channel(row.channel), OutboxKind(row.kind), row.key, row.attempts, row.last_error, row.created_at)
