"""All our PostgreSQL advisory locks in one list, so that no two share a number by mistake.

SQLite needs none: it runs one write transaction at a time anyway.
"""

from enum import IntEnum, unique

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, cast, func, text
from sqlmodel import Session


@unique
class AdvisoryLock(IntEnum):
    """What only one process may do at a time. The numbers are arbitrary, but must not change."""

    MIGRATION = 7_366_001
    DETECTION = 7_366_002
    GROUPS = 7_366_004
    SETTINGS = 7_366_005
    WEEKLY = 7_366_007
    LEASE_TO_LEAD = 7_366_008
    LEASE_TO_COLLECT = 7_366_009


def hold_until_commit(session: Session, lock: AdvisoryLock) -> None:
    """Wait for a lock and hold it until the transaction ends; does nothing on SQLite."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(lock)})


def shown_until_commit(lock: AdvisoryLock, number: SQLColumnExpression[int]) -> ColumnElement[str]:
    """A column to select: it shows other connections who writes under a number, until the transaction ends.

    It takes a shared advisory lock; PostgreSQL only.
    """
    return func.pg_advisory_xact_lock_shared(int(lock), cast(number, Integer))


def end_showing_connections(session: Session, lock: AdvisoryLock, number: int) -> int:
    """End the connections whose transactions hold the shared lock of a number; return how many there were."""
    shown = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 "
        "AND classid = :lock AND objid = :number AND granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    ended: int = session.connection().execute(shown, {"lock": int(lock), "number": number}).scalar_one()
    return ended
