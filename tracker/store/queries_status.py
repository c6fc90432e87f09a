"""The state of collection and outbox."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import Session, col

from tracker.store.checkpoints import Reading
from tracker.store.outbox_rows import DEAD, UNSENT
from tracker.store.tables import ActorRow, OutboxRow, ReadStateRow
from tracker.store.tables_rollups import DayModelRow


def list_readings(session: Session) -> Sequence[ReadStateRow]:
    """The state of every kind of reading; the table also keeps other marks, such as the bot's heartbeat."""
    statement = select(ReadStateRow).where(col(ReadStateRow.kind).in_([*Reading])).order_by(col(ReadStateRow.kind))
    return session.execute(statement).scalars().all()


def count_members(session: Session) -> int:
    """Seats on the team."""
    return int(session.execute(select(func.count()).where(col(ActorRow.is_member).is_(True))).scalar_one())


def count_events(session: Session) -> int:
    """Usage events read so far, including purged ones."""
    events = func.coalesce(func.sum(DayModelRow.requests + DayModelRow.not_charged), 0)
    return int(session.execute(select(events)).scalar_one())


def count_outbox(session: Session) -> dict[tuple[str, str], int]:
    """Outbox rows that wait or were given up, by channel and state; sent ones are too many to count each time."""
    columns = (col(OutboxRow.channel), col(OutboxRow.state))
    statement = select(*columns, func.count()).where(columns[1].in_((DEAD, *UNSENT))).group_by(*columns)
    return {(channel, state): int(count) for channel, state, count in session.execute(statement)}
