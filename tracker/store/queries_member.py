"""What is stored about one actor: Cursor's own counters, and requests by hour."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import BigInteger, cast, func, select
from sqlmodel import Session, col

from tracker.store.measures import HOUR_MS, IS_REQUEST, full_periods
from tracker.store.tables import DailyUsageRow, UsageEventRow
from tracker.store.windows import Window, events_in


class Counters(NamedTuple):
    """Sums of Cursor's daily counters, named as they are stored."""

    agent_requests: int
    chat_requests: int
    composer_requests: int
    cmdk_usages: int
    tabs_shown: int
    tabs_accepted: int
    bugbot_usages: int
    applies: int
    accepts: int
    rejects: int
    lines_added: int
    lines_deleted: int
    accepted_lines_added: int
    accepted_lines_deleted: int


def counters_of(session: Session, actor_id: int, days: Sequence[date]) -> Counters | None:
    """Sums over these UTC days; None if Cursor has no row for the actor on any of them."""
    row = DailyUsageRow
    sums = (cast(func.sum(col(getattr(row, name))), BigInteger) for name in Counters._fields)
    statement = select(*sums).where(col(row.day).in_(days), col(row.actor_id) == actor_id)
    found = session.connection().execute(statement).one()
    return None if found[0] is None else Counters._make(found)


def requests_by_hour(session: Session, actor_id: int, window: Window) -> dict[int, int]:
    """Requests by UTC hour, keyed by the hour's start in milliseconds; only from events that have not been purged."""
    event = UsageEventRow
    hour = full_periods(event.timestamp_ms, HOUR_MS)
    statement = (
        select(hour, func.count()).where(col(event.actor_id) == actor_id, *events_in(window), IS_REQUEST).group_by(hour)
    )
    return {int(row[0]) * HOUR_MS: row[1] for row in session.connection().execute(statement)}
