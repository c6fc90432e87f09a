"""Imports of billing groups from a file: what they would change, and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.reports.types.groups import GroupMeanwhile


class ImportKind(StrEnum):
    """Which file it was."""

    HIBOB = "hibob"
    MAPPING = "mapping"


class ImportState(StrEnum):
    """Where an import stands; only an open one can be changed."""

    OPEN = "open"
    APPLIED = "applied"
    CANCELLED = "cancelled"
    UNDONE = "undone"


@dataclass(frozen=True)
class RefusedRow:
    """Somebody whom the file does not place clearly, with the lines that say so; nothing is done about them."""

    lines: tuple[int, ...]
    email: str
    reason: str


@dataclass(frozen=True)
class ImportMove:
    """One person's change of group, None for no group; `number` names it where it is approved or rejected."""

    number: int
    key: str
    display: str
    old_group: str | None
    new_group: str | None
    is_approved: bool


@dataclass(frozen=True)
class ImportGroup:
    """A group that people move into: how many would, how many of them are approved, and its seats afterwards."""

    name: str | None
    moves: int
    approved: int
    members_after: int
    is_created: bool


@dataclass(frozen=True)
class ImportReport:
    """An import with one page of its moves.

    `rows` counts the file's rows, `matched` members of the team in it, of whom `keeps` stay where they are; `repeated`
    rows say again what another says. `not_matched` are the first e-mails of `not_matched_count` that nobody on the team
    has. `shown_group` tells which target's moves are on the page: a name, "" for no group, None for all. `change_id`
    names the change in the trail once it is applied.
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
    """What came of applying an import: how many were moved, or what others changed meanwhile, and then nothing was."""

    change_id: int | None = None
    moved: int = 0
    created: tuple[str, ...] = ()
    meanwhile: tuple[GroupMeanwhile, ...] = ()
