"""Stored settings: only what differs from a default is kept, and each change leaves an audit row."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from tracker.preferences import EVERY_SETTING, PREFERENCES, Preferences, canonical, find_any
from tracker.settings import SETTINGS, Settings
from tracker.store.advisory import AdvisoryLock, hold_until_commit
from tracker.store.tables import AuditRow, SettingRow

log = logging.getLogger(__name__)

SET_SETTING = "setting.set"
ALERTING_KEY = "alerting"  # not a threshold: see tracker.store.alerting


def load_settings(session: Session) -> Settings:
    """The thresholds in force.

    A stored key that this version does not have is ignored with a warning. Raises SettingRefused for a stored value out
    of bounds: nothing may silently replace it.
    """
    stored = _stored(session)
    return Settings().with_values({key: text for key, text in stored.items() if key in SETTINGS})


def load_preferences(session: Session) -> Preferences:
    """The preferences in force; raises SettingRefused for a stored value out of bounds."""
    stored = _stored(session)
    return Preferences(**{key: spec.parse(stored[key]) for key, spec in PREFERENCES.items() if key in stored})


def _stored(session: Session) -> dict[str, str]:
    rows = session.exec(select(SettingRow.key, SettingRow.value)).all()
    for key, _ in rows:
        if key not in EVERY_SETTING and key != ALERTING_KEY:
            log.warning("stored setting is unknown key=%s", key)
    return {key: value for key, value in rows if key in EVERY_SETTING}


def save_settings(
    session: Session, values: Mapping[str, str], *, by: str, source: str, now: datetime
) -> tuple[AuditRow, ...]:
    """Set several settings, or none: everything is validated before anything is written. Returns the rows of the trail.

    A value that is already in force leaves no row; a stored value that is now out of bounds can be replaced. Raises
    UnknownSetting and SettingRefused.
    """
    lock_settings(session)
    parsed = {find_any(key).key: canonical(key, text) for key, text in values.items()}
    in_force = {key: spec.text(spec.default) for key, spec in EVERY_SETTING.items()} | _stored(session)
    rows = [
        AuditRow(at=now, by=by, source=source, action=SET_SETTING, about=key, old_value=in_force[key], new_value=new)
        for key, new in parsed.items()
        if new != in_force[key]
    ]
    for row in rows:
        session.merge(SettingRow(key=row.about, value=parsed[row.about], changed_at=now, changed_by=by))
        session.add(row)
    session.flush()
    return tuple(rows)


def load_texts(session: Session) -> dict[str, str]:
    """Everything in force in its stored form: `5000`, `2.5`, `yes`, `U0AAAAAAA,U0BBBBBBB`."""
    stored = _stored(session)
    return {
        key: canonical(key, stored[key]) if key in stored else spec.text(spec.default)
        for key, spec in EVERY_SETTING.items()
    }


def lock_settings(session: Session) -> None:
    """Let one person change settings at a time; SQLite allows only one write transaction anyway."""
    hold_until_commit(session, AdvisoryLock.SETTINGS)


def find_changes(session: Session, ids: Collection[int]) -> Sequence[AuditRow]:
    """The setting changes with these ids, oldest first."""
    statement = select(AuditRow).where(col(AuditRow.id).in_(ids), AuditRow.action == SET_SETTING)
    return session.exec(statement.order_by(col(AuditRow.id))).all()


def find_changes_after(session: Session, last_id: int) -> Sequence[AuditRow]:
    """The setting changes made after that one, oldest first."""
    statement = select(AuditRow).where(col(AuditRow.id) > last_id, AuditRow.action == SET_SETTING)
    return session.exec(statement.order_by(col(AuditRow.id))).all()


def last_change_id(session: Session) -> int:
    """The id of the newest setting change, 0 before the first."""
    statement = select(func.max(AuditRow.id)).where(AuditRow.action == SET_SETTING)
    return session.exec(statement).one() or 0
