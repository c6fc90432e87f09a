"""PostgreSQL's advisory locks of ours, all in one list, so that no two things wait for each other by mistake.

SQLite needs none of them: its write transactions are alone anyway.
"""

from enum import IntEnum, unique

from sqlalchemy import text
from sqlmodel import Session


@unique
class AdvisoryLock(IntEnum):
    """What only one process may do at a time; the numbers are any, but stay as they are."""

    MIGRATION = 7_366_001
    DETECTION = 7_366_002
    GROUPS = 7_366_004
    SETTINGS = 7_366_005
    WEEKLY = 7_366_007


def hold_until_commit(session: Session, lock: AdvisoryLock) -> None:
    """Wait for a lock, which the end of the transaction frees; nothing on SQLite."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(lock)})
