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


@dataclass(frozen=True)
class SettingField:
    """One threshold as a form asks for it.

    `text` is the value in force as the form gives it back, `default` and `bounds` are in words; `minimum` is the
    smallest number that is taken, 0 where that means something.
    """

    key: str
    title: str
    unit: str
    text: str
    default: str
    bounds: str
    help: str
    minimum: int | float
    maximum: int | float
    is_switch: bool
    is_whole: bool
    zero_means: str = ""


@dataclass(frozen=True)
class SettingChange:
    """One change of a threshold; `old` and `new` in words, `by` a Slack user id or a name, empty where unknown."""

    key: str
    title: str
    old: str
    new: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class SettingsOutcome:
    """What came of a save or an undo: the changes made, or what others changed meanwhile, and then nothing was done.

    `ids` name the rows of the trail, by which the change can be undone.
    """

    changes: tuple[SettingChange, ...] = ()
    meanwhile: tuple[SettingChange, ...] = ()
    ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class AuditEntry:
    """One line of the audit trail; `what` is in words, `old` and `new` where something had a value before and after."""

    at: datetime
    by: str
    source: str
    what: str
    incident_id: int | None = None
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True)
class AuditReport:
    """One page of the trail, newest first."""

    entries: tuple[AuditEntry, ...]
    total: int
    page: int
    pages: int
    as_of: datetime
