"""Which billing cycle an instant belongs to."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from tracker.clock import from_ms, to_ms
from tracker.ranges import Cycle, calendar_month
from tracker.store.tables import BillingCycleRow


def find_cycle(session: Session, at: datetime) -> Cycle:
    """The billing cycle that holds `at`.

    When only an earlier one has been read, the cycle goes on by the calendar from where that one ended; before any is
    known the calendar month stands in for it.
    """
    statement = select(BillingCycleRow).where(BillingCycleRow.start_ms <= to_ms(at))
    row = session.exec(statement.order_by(col(BillingCycleRow.start_ms).desc()).limit(1)).first()
    if row is None:
        return calendar_month(at)
    cycle = Cycle(from_ms(row.start_ms), from_ms(row.end_ms))
    while cycle.end <= at:
        cycle = Cycle(cycle.end, _a_month_later(cycle.end))
    return cycle


def _a_month_later(instant: datetime) -> datetime:
    """The same day and time of the next month, or its last day."""
    first_of_next = (instant.replace(day=1) + timedelta(days=32)).replace(day=1)
    last_of_next = (first_of_next + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return last_of_next.replace(day=min(instant.day, last_of_next.day))
