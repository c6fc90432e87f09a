"""Imports of billing groups from a file: what they would change, and their outcome."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.reports.types.groups import GroupMeanwhile


class ImportKind(StrEnum):
    """The kind of file."""

    HIBOB = "hibob"
    MAPPING = "mapping"


class ImportState(StrEnum):
    """The state of an import; only an open one can be changed."""

    OPEN = "open"
    APPLIED = "applied"
    CANCELLED = "cancelled"
    UNDONE = "undone"


@dataclass(frozen=True)
class RefusedRow:
    """Somebody whom the file does not place clearly, with the lines responsible; they are left alone."""

    lines: tuple[int, ...]
    email: str
    reason: str


@dataclass(frozen=True)
class ImportMove:
    """One person's change of group, None for no group; `number` identifies it for approval or rejection."""

    number: int
    key: str
    display: str
    old_group: str | None
    new_group: str | None
    is_approved: bool


@dataclass(frozen=True)
class ImportGroup:
    """A group that people move into: how many would, how many are approved, and its seats afterwards."""

    name: str | None
    moves: int
    approved: int
    members_after: int
    is_created: bool


@dataclass(frozen=True)
class ImportReport:
    """An import with one page of its moves.

    `rows` counts the file's rows, `matched` the team members in it, of whom `keeps` stay where they are; `repeated`
    rows duplicate others. `not_matched` are the first of `not_matched_count` e-mails that nobody on the team has.
    `shown_group` tells which target's moves are on the page: a name, "" for no group, None for all. `change_id`
    identifies the change in the trail once it is applied.
    """

    id: int
    kind: ImportKind
    state: ImportState
    file_name: str
    by: str
    created_at: datetime
    rows: int
    repeated: int
    matched: int
    keeps: int
    moves_total: int
    approved: int
    not_matched: tuple[str, ...]
    not_matched_count: int
    refused: tuple[RefusedRow, ...]
    refused_count: int
    groups: tuple[ImportGroup, ...]
    moves: tuple[ImportMove, ...]
    page: int
    pages: int
    shown_group: str | None
    change_id: int | None
    as_of: datetime


@dataclass(frozen=True)
class ImportOutcome:
    """The outcome of applying an import: how many were moved, or what others changed, and then nobody was."""

    change_id: int | None = None
    moved: int = 0
    created: tuple[str, ...] = ()
    meanwhile: tuple[GroupMeanwhile, ...] = ()
