"""How fresh the data is, and which data the last detection saw."""

from datetime import datetime

from sqlmodel import Session, func, select

from tracker.clock import EPOCH, from_ms, is_ahead, iso, parse_instant
from tracker.store.checkpoints import Reading
from tracker.store.tables import BillingCycleRow, ReadStateRow, UsageEventRow

DETECTION = "detection"


def data_collected_at(session: Session) -> datetime | None:
    """The `now` of the last complete collection of events; None before the first."""
    row = session.get(ReadStateRow, Reading.EVENTS)
    return row.read_at if row else None


def counters_read_before_events(session: Session) -> datetime | None:
    """When Cursor's daily counters were read, if that is before the last reading of events; None otherwise.

    They are read once an hour; events may be read more often.
    """
    counters, events = (session.get(ReadStateRow, kind) for kind in (Reading.DAILY_USAGE, Reading.EVENTS))
    if counters is None or events is None or counters.read_at is None or events.read_at is None:
        return None
    return counters.read_at if counters.read_at < events.read_at else None


def newest_reported_moment(session: Session) -> datetime:
    """The newest moment that Cursor has reported, whatever our clock says: an event's, or the start of a cycle."""
    newest = (func.max(UsageEventRow.timestamp_ms), func.max(BillingCycleRow.start_ms))
    return max((from_ms(ms) for each in newest if (ms := session.exec(select(each)).one()) is not None), default=EPOCH)


def last_detection_data(session: Session, *, before: datetime) -> datetime | None:
    """When the data of the last detection before `before` was collected; None if there was none."""
    row = session.get(ReadStateRow, DETECTION)
    if row is None or row.read_at is None or row.read_at >= before:
        return None
    return parse_instant(row.detail["collected_at"])


def save_detection(session: Session, *, now: datetime, present: datetime, collected_at: datetime) -> None:
    """Remember a detection and the data it saw; one with an earlier `now` than the last changes nothing.

    A mark later than `present` comes from a clock that ran ahead and is replaced.
    """
    row = session.get(ReadStateRow, DETECTION) or ReadStateRow(kind=DETECTION)
    if row.read_at is None or row.read_at < now or is_ahead(row.read_at, present):
        row.read_at = now
        row.detail = {"collected_at": iso(collected_at)}
        session.add(row)
