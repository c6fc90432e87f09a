"""The thresholds in force."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SettingLine:
    """One threshold; value and default in words, `$50.00 a day` or `off`."""

    key: str
    title: str
    value: str
    default: str
    help: str

    @property
    def is_changed(self) -> bool:
        """Whether somebody set it to something else than its default."""
        return self.value != self.default


@dataclass(frozen=True)
class SettingsReport:
    """Every threshold; they take effect at the next run."""

    settings: tuple[SettingLine, ...]
    as_of: datetime
