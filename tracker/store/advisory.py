"""PostgreSQL's advisory locks of ours, all in one list, so that no two things wait for each other by mistake.

SQLite needs none of them: its write transactions are alone anyway.
"""

from enum import IntEnum, unique

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, cast, func, text
from sqlmodel import Session


@unique
class AdvisoryLock(IntEnum):
    """What only one process may do at a time; the numbers are any, but stay as they are."""

    MIGRATION = 7_366_001
    DETECTION = 7_366_002
    GROUPS = 7_366_004
    SETTINGS = 7_366_005
    WEEKLY = 7_366_007
    LEASE_TO_LEAD = 7_366_008
    LEASE_TO_COLLECT = 7_366_009


def hold_until_commit(session: Session, lock: AdvisoryLock) -> None:
    """Wait for a lock, which the end of the transaction frees; nothing on SQLite."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(lock)})


def shown_until_commit(lock: AdvisoryLock, number: SQLColumnExpression[int]) -> ColumnElement[str]:
    """To be selected: shows to others, on PostgreSQL and until the transaction ends, who writes under a number."""
    return func.pg_advisory_xact_lock_shared(int(lock), cast(number, Integer))


def end_those_who_show(session: Session, lock: AdvisoryLock, number: int) -> int:
    """End the connections whose transactions show a lock under a number; gives how many there were."""
    shown = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 "
        "AND classid = :lock AND objid = :number AND granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    ended: int = session.connection().execute(shown, {"lock": int(lock), "number": number}).scalar_one()
    return ended
