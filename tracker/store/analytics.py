"""What Cursor's analytics say, replaced days at a time; and whether a kind of them is there at all."""

from sqlmodel import Session

from tracker.clock import from_ms, utc_day
from tracker.reports.types.analytics import AnalyticsState, Availability
from tracker.store.checkpoints import UNAVAILABLE, Reading
from tracker.store.tables import BackfillRow, ReadStateRow


def analytics_state(session: Session, kind: Reading, *more: Reading) -> Availability:
    """Say whether a kind of analytics can be shown; of several, what holds for a figure that needs them all."""
    return max((_state(session, one) for one in (kind, *more)), key=_weakness)


def _weakness(found: Availability) -> tuple[int, float]:
    """Refused, then never read, then the oldest reading."""
    order = (AnalyticsState.AVAILABLE, AnalyticsState.NOT_YET, AnalyticsState.UNAVAILABLE)
    return order.index(found.state), -found.read_at.timestamp() if found.read_at else 0.0


def _state(session: Session, kind: Reading) -> Availability:
    row = session.get(ReadStateRow, kind)
    history = session.get(BackfillRow, kind)
    first_day = utc_day(from_ms(history.next_end_ms)) if history else None
    if row is None:
        return Availability(AnalyticsState.NOT_YET, first_day=first_day)
    if row.detail.get(UNAVAILABLE):
        state = AnalyticsState.UNAVAILABLE
    else:
        state = AnalyticsState.NOT_YET if row.read_at is None else AnalyticsState.AVAILABLE
    return Availability(state, row.read_at, first_day)
