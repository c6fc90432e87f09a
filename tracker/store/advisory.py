"""PostgreSQL's advisory locks of ours, all in one list, so that no two things wait for each other by mistake.

SQLite needs none of them: its write transactions are alone anyway, and a collection holds a lock file.
"""

from enum import IntEnum, unique

from sqlalchemy import Connection, text
from sqlmodel import Session


@unique
class AdvisoryLock(IntEnum):
    """What only one process may do at a time; the numbers are any, but stay as they are."""

    MIGRATION = 7_366_001
    DETECTION = 7_366_002
    COLLECTION = 7_366_003
    GROUPS = 7_366_004
    SETTINGS = 7_366_005
    WEEKLY = 7_366_007


def hold_until_commit(session: Session, lock: AdvisoryLock) -> None:
    """Wait for a lock, which the end of the transaction frees; nothing on SQLite."""
    if session.get_bind().dialect.name == "postgresql":
        ask(session.connection(), "pg_advisory_xact_lock", lock)


def ask(connection: Connection, function: str, lock: AdvisoryLock) -> bool:
    """Call one of PostgreSQL's functions of advisory locks; its answer, where it has one."""
    return bool(connection.execute(text(f"SELECT {function}(:key)"), {"key": int(lock)}).scalar())
