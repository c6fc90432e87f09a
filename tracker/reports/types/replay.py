"""What other settings would have meant."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.detect.types import Rule, Severity
from tracker.reports.types.settings import SettingChange


@dataclass(frozen=True)
class ReplayedIncident:
    """An incident that a detection at the end of a UTC day would have opened; `message` describes its worst finding."""

    day: date
    subject: str
    severity: Severity
    rules: tuple[Rule, ...]
    message: str


@dataclass(frozen=True)
class ReplayReport:
    """The incidents of the last `days` UTC days with the current settings (`before`) and with the others (`after`).

    `opened` are those of `after` that are not in `before`, `no_longer` the reverse; two are the same if their day and
    subject are. `known_from` is the first day with stored usage, None without any.
    """

    as_of: datetime
    days: int
    first_day: date
    known_from: date | None
    changes: tuple[SettingChange, ...]
    before: tuple[ReplayedIncident, ...]
    after: tuple[ReplayedIncident, ...]
    opened: tuple[ReplayedIncident, ...]
    no_longer: tuple[ReplayedIncident, ...]


@dataclass(frozen=True)
class SettingsPreview:
    """What a save would change; `replay` shows what thresholds would have meant, None if none of them changes.

    `meanwhile` is what others changed since the form was opened, in which case the save would change nothing.
    """

    changes: tuple[SettingChange, ...]
    replay: ReplayReport | None
    meanwhile: tuple[SettingChange, ...] = ()
