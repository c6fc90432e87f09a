"""Rows of weekly subscriptions."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from tracker.store.advisory import AdvisoryLock, hold_until_commit
from tracker.store.tables_weekly import WeeklySubscriptionRow


def lock_weekly(session: Session) -> None:
    """Let one person change subscriptions at a time; SQLite allows only one write transaction anyway."""
    hold_until_commit(session, AdvisoryLock.WEEKLY)


def list_running(session: Session) -> Sequence[WeeklySubscriptionRow]:
    """The running subscriptions, oldest first."""
    row = WeeklySubscriptionRow
    return session.exec(select(row).where(col(row.ended_at).is_(None)).order_by(col(row.id))).all()


def find_subscription(session: Session, subscription_id: int) -> WeeklySubscriptionRow | None:
    """A subscription, running or ended, freshly read from the database."""
    return session.get(WeeklySubscriptionRow, subscription_id, populate_existing=True)


def decide_week(session: Session, subscription_id: int, monday: date) -> bool:
    """Claim a week for a running subscription; return False if another process was faster."""
    row = WeeklySubscriptionRow
    undecided = (col(row.id) == subscription_id, col(row.ended_at).is_(None), col(row.decided_monday) < monday)
    return session.exec(update(row).where(*undecided).values(decided_monday=monday)).rowcount == 1


def end_subscription(session: Session, subscription_id: int, because: str, *, now: datetime) -> bool:
    """End a running subscription; return False if it had already ended."""
    row = WeeklySubscriptionRow
    running = (col(row.id) == subscription_id, col(row.ended_at).is_(None))
    return session.exec(update(row).where(*running).values(ended_at=now, ended_because=because)).rowcount == 1
