"""The settings in force, and changes to them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tracker.reports.types.common import NOT_IN_JSON


@dataclass(frozen=True)
class SettingLine:
    """One setting; value and default in words, such as `$50.00 a day` or `off`."""

    key: str
    title: str
    value: str
    default: str
    help: str
    section: str
    environment: str = ""  # the environment's value, if any, which applies while nothing is set

    @property
    def is_changed(self) -> bool:
        """Whether somebody set it to a value other than the default."""
        return self.value != self.default


@dataclass(frozen=True)
class SettingsReport:
    """Everything that admins set; changes take effect at the next run."""

    settings: tuple[SettingLine, ...]
    as_of: datetime


class FieldKind(StrEnum):
    """The kind of form field."""

    NUMBER = "number"
    SWITCH = "switch"
    CHANNEL = "channel"
    PEOPLE = "people"
    ADDRESSES = "addresses"


@dataclass(frozen=True)
class SettingField:
    """One setting as a form field.

    `text` is the value in force in the form's own format, `default` and `bounds` are in words; `minimum` is the
    smallest number accepted, 0 if that has a meaning. `most` is the largest number of people or addresses;
    `environment` is the value, formatted like `text`, that applies while nothing is set, empty if there is none.
    """

    key: str
    title: str
    kind: FieldKind
    text: str
    default: str
    bounds: str
    help: str
    section: str
    unit: str = ""
    minimum: int | float = 0
    maximum: int | float = 0
    is_whole: bool = True
    zero_means: str = ""
    most: int = 1
    is_optional: bool = False
    environment: str = ""


@dataclass(frozen=True)
class SettingsForm:
    """Every setting for a form; `opened_at` is the id of the last setting change that it includes."""

    fields: tuple[SettingField, ...]
    opened_at: int


@dataclass(frozen=True)
class SettingChange:
    """One change of a setting; `old` and `new` in words, `by` a Slack user id or a name, empty if unknown."""

    key: str
    title: str
    old: str
    new: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class SettingsOutcome:
    """The outcome of a save or undo: the changes made, or what others changed meanwhile, and nothing was done.

    `ids` identify the rows of the trail, by which the change can be undone.
    """

    changes: tuple[SettingChange, ...] = ()
    meanwhile: tuple[SettingChange, ...] = ()
    ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class AuditEntry:
    """One line of the audit trail; `what` is in words, `old` and `new` if a value changed."""

    at: datetime
    by: str
    source: str
    what: str
    incident_id: int | None = None
    old: str | None = None
    new: str | None = None
    setting: str = ""  # the key of the setting that was changed
    channel: str = ""  # where a report was shared
    ends_in_place: bool = field(default=False, metadata=NOT_IN_JSON)  # both end in a chat id


@dataclass(frozen=True)
class AuditReport:
    """One page of the trail, newest first."""

    entries: tuple[AuditEntry, ...]
    total: int
    page: int
    pages: int
    as_of: datetime
