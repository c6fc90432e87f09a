"""Thresholds as people set them: only what differs from a default is stored, and each change leaves an audit row."""

import logging
from datetime import datetime

from sqlmodel import Session, select

from tracker.settings import SETTINGS, Settings, SettingValue, find_setting
from tracker.store.tables import AuditRow, SettingRow

log = logging.getLogger(__name__)

SET_SETTING = "setting.set"


def load_settings(session: Session) -> Settings:
    """The thresholds in force.

    A stored key that this version no longer has is left out, with a warning; raises SettingRefused for a stored value
    that is out of bounds, as no other could be put in its place without anyone's word.
    """
    rows = session.exec(select(SettingRow)).all()
    for row in rows:
        if row.key not in SETTINGS:
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
    value = spec.parse(text)
    row = session.get(SettingRow, spec.key)
    old, new = (row.value if row else spec.text(spec.default)), spec.text(value)
    if new == old:
        return value
    session.merge(SettingRow(key=spec.key, value=new, changed_at=now, changed_by=by))
    session.add(
        AuditRow(at=now, by=by, source=source, action=SET_SETTING, about=spec.key, old_value=old, new_value=new)
    )
    return value
