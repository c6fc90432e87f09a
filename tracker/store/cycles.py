"""Which billing cycle an instant belongs to, and storing what Cursor reports about cycles."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from tracker.clock import from_ms, to_ms
from tracker.ranges import Cycle, calendar_month, previous_cycle
from tracker.store.tables import BillingCycleRow

SAME_START = timedelta(minutes=1)
TURNS_BEFORE = 2


def find_cycle(session: Session, at: datetime) -> Cycle:
    """The billing cycle that contains `at`.

    If only an earlier or a later cycle has been read, further ones follow from it by the calendar; before any is
    known, the calendar month stands in.
    """
    start = col(BillingCycleRow.start_ms)
    begun = select(BillingCycleRow).where(start <= to_ms(at)).order_by(start.desc()).limit(1)
    row = session.exec(begun).first() or session.exec(select(BillingCycleRow).order_by(start).limit(1)).first()
    if row is None:
        return calendar_month(at)
    cycle = Cycle(from_ms(row.start_ms), from_ms(row.end_ms))
    while cycle.end <= at:
        cycle = Cycle(cycle.end, _a_month_later(cycle.end))
    while cycle.start > at:
        cycle = previous_cycle(cycle)
    return cycle


def cycle_before(session: Session, cycle: Cycle) -> Cycle:
    """The cycle that ends where `cycle` starts: as read, else by the calendar."""
    found = find_cycle(session, cycle.start - timedelta(milliseconds=1))
    return Cycle(found.start, cycle.start, is_known=found.is_known)


def list_turns(session: Session) -> set[datetime]:
    """The instants at which known cycles begin and end, plus earlier ones by the calendar.

    Reports go back to the cycle before the last, which is two before the first one that Cursor reported.
    """
    cycles = [
        Cycle(from_ms(row.start_ms), from_ms(row.end_ms))
        for row in session.exec(select(BillingCycleRow).order_by(col(BillingCycleRow.start_ms)))
    ]
    for _ in range(TURNS_BEFORE if cycles else 0):
        cycles.insert(0, previous_cycle(cycles[0]))
    return {turn for cycle in cycles for turn in (cycle.start, cycle.end)}


def save_cycle(session: Session, start: datetime, end: datetime | None, *, now: datetime) -> datetime:
    """Store the cycle that Cursor says is running at `now`, and return its start.

    Without a stated end, it ends by the calendar. Endpoints may report the same start with a difference of
    milliseconds; the first one stored is kept, as spend is stored under it. The previous cycle ends where this one
    begins.
    """
    row = _cycle_near(session, start) or BillingCycleRow(start_ms=to_ms(start), is_end_known=False, seen_at=now)
    if end is not None and end > start:
        row.end_ms, row.is_end_known = to_ms(end), True
    elif not row.is_end_known:
        row.end_ms = to_ms(_end_by_calendar(from_ms(row.start_ms), now))
    row.seen_at = now
    session.add(row)
    for before in session.exec(select(BillingCycleRow).where(BillingCycleRow.start_ms < row.start_ms)):
        if before.end_ms > row.start_ms:
            before.end_ms, before.is_end_known = row.start_ms, True
    session.flush()
    return from_ms(row.start_ms)


def _cycle_near(session: Session, start: datetime) -> BillingCycleRow | None:
    statement = select(BillingCycleRow).where(
        BillingCycleRow.start_ms > to_ms(start - SAME_START), BillingCycleRow.start_ms < to_ms(start + SAME_START)
    )
    return session.exec(statement).first()


def _end_by_calendar(start: datetime, now: datetime) -> datetime:
    end = _a_month_later(start)
    while end <= now:
        end = _a_month_later(end)
    return end


def _a_month_later(instant: datetime) -> datetime:
    """The same day and time in the next month, or that month's last day."""
    first_of_next = (instant.replace(day=1) + timedelta(days=32)).replace(day=1)
    last_of_next = (first_of_next + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return last_of_next.replace(day=min(instant.day, last_of_next.day))
