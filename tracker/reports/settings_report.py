"""The thresholds in force, in words."""

from datetime import datetime

from sqlmodel import Session

from tracker.reports.types import SettingField, SettingLine, SettingsReport
from tracker.settings import SETTINGS, Kind
from tracker.store.settings import load_settings, load_texts


def load_settings_report(session: Session, *, now: datetime) -> SettingsReport:
    """Every threshold with its value and default. Raises SettingRefused for a stored value that is out of bounds."""
    settings = load_settings(session)
    lines = (
        SettingLine(key, spec.title, spec.describe(getattr(settings, key)), spec.describe(spec.default), spec.help)
        for key, spec in SETTINGS.items()
    )
    return SettingsReport(tuple(lines), as_of=now)


def load_settings_form(session: Session) -> tuple[SettingField, ...]:
    """Every threshold as a form asks for it. Raises SettingRefused for a stored value that is out of bounds."""
    texts = load_texts(session)
    return tuple(
        SettingField(
            key=key,
            title=spec.title,
            unit=f"{spec.unit} {spec.per}".strip(),
            text=texts[key],
            default=spec.describe(spec.default),
            bounds=spec.bounds,
            help=spec.help,
            minimum=0 if spec.zero else spec.minimum,
            maximum=spec.maximum,
            is_switch=spec.kind is Kind.BOOL,
            is_whole=spec.kind is Kind.INT,
            zero_means=str(spec.zero or ""),
        )
        for key, spec in SETTINGS.items()
    )
