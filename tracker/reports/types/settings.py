"""The settings in force, and changes of them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tracker.reports.types.common import NOT_IN_JSON


@dataclass(frozen=True)
class SettingLine:
    """One setting; value and default in words, `$50.00 a day` or `off`."""

    key: str
    title: str
    value: str
    default: str
    help: str
    section: str
    environment: str = ""  # what counts while nothing is set, where the environment says anything

    @property
    def is_changed(self) -> bool:
        """Whether somebody set it to something else than its default."""
        return self.value != self.default


@dataclass(frozen=True)
class SettingsReport:
    """Everything that admins set; it takes effect at the next run."""

    settings: tuple[SettingLine, ...]
    as_of: datetime


class FieldKind(StrEnum):
    """What a form asks for."""

    NUMBER = "number"
    SWITCH = "switch"
    CHANNEL = "channel"
    PEOPLE = "people"
    ADDRESSES = "addresses"


@dataclass(frozen=True)
class SettingField:
    """One setting as a form asks for it.

    `text` is the value in force as the form gives it back, `default` and `bounds` are in words; `minimum` is the
    smallest number that is taken, 0 where that means something. `most` is how many people or addresses there may be;
    `environment` is the value, as `text` has it, that counts while nothing is set, empty where there is none.
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
    """Every setting as a form asks for it; `opened_at` is the id of the last change of settings that it knows of."""

    fields: tuple[SettingField, ...]
    opened_at: int


@dataclass(frozen=True)
class SettingChange:
    """One change of a setting; `old` and `new` in words, `by` a Slack user id or a name, empty where unknown."""

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
    setting: str = ""  # the key of the setting that was changed
    channel: str = ""  # where a report was shared
    ends_in_place: bool = field(default=False, metadata=NOT_IN_JSON)  # `old` and `new` end in the chat's id of a place


@dataclass(frozen=True)
class AuditReport:
    """One page of the trail, newest first."""

    entries: tuple[AuditEntry, ...]
    total: int
    page: int
    pages: int
    as_of: datetime
