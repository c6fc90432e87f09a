"""Thresholds as people set them: only what differs from a default is stored, and each change leaves an audit row."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from tracker.settings import SETTINGS, Settings, SettingValue, find_setting
from tracker.store.tables import AuditRow, SettingRow

log = logging.getLogger(__name__)

SET_SETTING = "setting.set"
ALERTING_KEY = "alerting"  # no threshold: see tracker.store.alerting
SETTINGS_LOCK = 7_366_003  # any number that no other lock of ours has


def load_settings(session: Session) -> Settings:
    """The thresholds in force.

    A stored key that this version no longer has is left out, with a warning; raises SettingRefused for a stored value
    that is out of bounds, as no other could be put in its place without anyone's word.
    """
    rows = session.exec(select(SettingRow)).all()
    for row in rows:
        if row.key not in SETTINGS and row.key != ALERTING_KEY:
            log.warning("stored setting is unknown key=%s", row.key)
    return Settings().with_values({row.key: row.value for row in rows if row.key in SETTINGS})


def save_setting(session: Session, key: str, text: str, *, by: str, source: str, now: datetime) -> SettingValue:
    """Set a threshold from what a person typed; gives the value. Setting the same value again changes nothing.

    Raises
    ------
    UnknownSetting
        If there is no setting `key`.
    SettingRefused
        If `text` is no value of it; the message names the bounds.
    """
    spec = find_setting(key)
    save_settings(session, {spec.key: text}, by=by, source=source, now=now)
    return spec.parse(text)


def save_settings(
    session: Session, values: Mapping[str, str], *, by: str, source: str, now: datetime
) -> tuple[AuditRow, ...]:
    """Set several thresholds or none: everything is read before anything is written; gives the rows of the trail.

    A value that is in force already leaves none. Raises UnknownSetting and SettingRefused.
    """
    lock_settings(session)
    parsed = {spec.key: spec.text(spec.parse(text)) for key, text in values.items() for spec in (find_setting(key),)}
    in_force = load_texts(session)
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
    """Every threshold in force as the database keeps it: `5000`, `2.5`, `yes`."""
    settings = load_settings(session)
    return {key: spec.text(getattr(settings, key)) for key, spec in SETTINGS.items()}


def lock_settings(session: Session) -> None:
    """Let one person change settings at a time; SQLite's write transactions are alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(sql("SELECT pg_advisory_xact_lock(:key)"), {"key": SETTINGS_LOCK})


def find_changes(session: Session, ids: Collection[int]) -> Sequence[AuditRow]:
    """The changes of settings of these ids, oldest first."""
    statement = select(AuditRow).where(col(AuditRow.id).in_(ids), AuditRow.action == SET_SETTING)
    return session.exec(statement.order_by(col(AuditRow.id))).all()


def find_changes_after(session: Session, last_id: int) -> Sequence[AuditRow]:
    """The changes of settings made after that one, oldest first."""
    statement = select(AuditRow).where(col(AuditRow.id) > last_id, AuditRow.action == SET_SETTING)
    return session.exec(statement.order_by(col(AuditRow.id))).all()


def find_last_change(session: Session, key: str) -> AuditRow | None:
    """The newest change of a setting."""
    statement = select(AuditRow).where(AuditRow.action == SET_SETTING, AuditRow.about == key)
    return session.exec(statement.order_by(col(AuditRow.id).desc()).limit(1)).first()
