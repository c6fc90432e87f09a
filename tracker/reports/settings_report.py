"""The thresholds in force, in words."""

from datetime import datetime

from sqlmodel import Session

from tracker.reports.types import SettingLine, SettingsReport
from tracker.settings import SETTINGS
from tracker.store.settings import load_settings


def load_settings_report(session: Session, *, now: datetime) -> SettingsReport:
    """Every threshold with its value and default. Raises SettingRefused for a stored value that is out of bounds."""
    settings = load_settings(session)
    lines = (
        SettingLine(key, spec.title, spec.describe(getattr(settings, key)), spec.describe(spec.default), spec.help)
        for key, spec in SETTINGS.items()
    )
    return SettingsReport(tuple(lines), as_of=now)
