"""Whether alerts are sent: a row of the setting table beside the thresholds. Each change leaves an audit row."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, func, select

from tracker.store.settings import ALERTING_KEY, lock_settings
from tracker.store.tables import AuditRow, IncidentRow, SettingRow

SET_ALERTING = "alerting.set"


class AlertingState(StrEnum):
    """Whether alerts are sent, or wait until somebody has looked at the trial and answered."""

    ASKING = "asking"
    ON = "on"


def find_alerting(session: Session) -> SettingRow | None:
    """What was decided, by whom and when; None if nobody was ever asked."""
    return session.get(SettingRow, ALERTING_KEY, populate_existing=True)


def alerts_are_on(session: Session) -> bool:
    """Whether alerts are sent; they are if nobody was ever asked."""
    row = find_alerting(session)
    return row is None or row.value != AlertingState.ASKING


def save_alerting(session: Session, value: AlertingState, *, by: str, source: str, now: datetime) -> bool:
    """Store the decision; return False if it is in force already."""
    lock_settings(session)
    row = find_alerting(session)
    if row is not None and row.value == value:
        return False
    old = row.value if row else None
    session.merge(SettingRow(key=ALERTING_KEY, value=value, changed_at=now, changed_by=by))
    session.add(
        AuditRow(at=now, by=by, source=source, action=SET_ALERTING, about="alerts", old_value=old, new_value=value)
    )
    session.flush()
    return True


def has_incidents(session: Session) -> bool:
    """Whether any incident was ever opened."""
    return session.exec(select(func.count()).select_from(IncidentRow)).one() > 0
