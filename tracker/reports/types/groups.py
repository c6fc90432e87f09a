"""Billing groups side by side, and changes to them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.reports.types.common import Actor, MemberRow, Scope, Totals

AS_CURSOR_HAS_IT = "as Cursor has it"
"""In the trail, the target of people for whom a decision made here was withdrawn."""


@dataclass(frozen=True)
class GroupRow:
    """One billing group in a range, or everyone in none; usage counts on the days people were members.

    `members` counts seats in it at the end of the range, `active_members` actors with a request while members. `id`
    identifies it for changes; `is_cursors` means that it can only be changed in Cursor, `is_deleted` that only its past
    is left.
    """

    name: str
    is_unassigned: bool
    members: int
    active_members: int
    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    tokens: int
    id: int | None = None
    is_cursors: bool = False
    is_deleted: bool = False

    @property
    def cost_per_request_microcents(self) -> int | None:
        """Usage value per request, or None without requests."""
        return round(self.usage_value_microcents / self.requests) if self.requests else None


@dataclass(frozen=True)
class GroupsReport:
    """Every billing group, highest usage value first, Unassigned last.

    Money, requests, tokens and members add up to the team's totals. Someone active in two groups counts in both, but
    once in the totals.
    """

    scope: Scope
    totals: Totals
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True)
class GroupMemberRow:
    """Somebody in a billing group: what they used while a member, and whether they are one now.

    `joined_at` is when the current stay began, None if unknown or if there is none; `is_local` means that it was
    decided here and not in Cursor.
    """

    member: MemberRow
    is_in: bool
    joined_at: datetime | None = None
    is_local: bool = False


@dataclass(frozen=True)
class GroupReport:
    """One page of a billing group's people, highest usage value first; `scope.group` is its name.

    Includes those with a seat in it at the end of the range, and those with usage while members. `totals` are the
    group's. A group that `is_cursors` is changed only in Cursor; of one that `is_deleted` only its past is left.
    """

    scope: Scope
    totals: Totals
    id: int | None
    is_unassigned: bool
    is_cursors: bool
    is_deleted: bool
    rows: tuple[GroupMemberRow, ...]
    page: int
    pages: int
    listed: int  # on all pages


@dataclass(frozen=True)
class PersonOption:
    """Somebody who can be put into a group, and their current one."""

    actor: Actor
    group: str | None


@dataclass(frozen=True)
class GroupOption:
    """A group that people can be put into."""

    id: int
    name: str
    is_cursors: bool


# --- changes ---------------------------------------------------------------------------------------------------------


class GroupChange(StrEnum):
    """A change that somebody made; the value is the action in the audit trail."""

    CREATED = "group.create"
    RENAMED = "group.rename"
    DELETED = "group.delete"
    MOVED = "group.assign"
    IMPORTED = "group.import"
    UNDONE = "group.undo"
    EXPORTED = "group.export"


@dataclass(frozen=True)
class GroupTarget:
    """Where people are put: into a group by row id, into none, or with `is_as_cursor` wherever Cursor has them."""

    group_id: int | None = None
    is_as_cursor: bool = False


UNASSIGNED_TARGET = GroupTarget()
AS_CURSOR_TARGET = GroupTarget(is_as_cursor=True)


@dataclass(frozen=True)
class GroupMove:
    """Somebody whose current group changed; a group's name, or None for no group."""

    key: str
    display: str
    old_group: str | None
    new_group: str | None


@dataclass(frozen=True)
class GroupMeanwhile:
    """What somebody else changed in groups; `by` is a Slack user id or a name, empty if unknown."""

    what: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class GroupOutcome:
    """The outcome of a change: what was done, or what others changed meanwhile, in which case nothing was done.

    `change_id` identifies it in the trail for an undo; None if there was nothing to do. `name` is the group's, or for a
    move the target's (None: no group, or with `is_as_cursor` wherever Cursor has them). `moved` counts people whose
    current group is now different, `moves` are the first few of them; `unchanged` counts those who were there already.
    `kept` are groups that an undo left because others were put into them since.
    """

    kind: GroupChange
    change_id: int | None = None
    group_id: int | None = None
    name: str | None = None
    old_name: str | None = None
    is_as_cursor: bool = False
    moved: int = 0
    unchanged: int = 0
    moves: tuple[GroupMove, ...] = ()
    meanwhile: tuple[GroupMeanwhile, ...] = ()
    kept: tuple[str, ...] = ()
    undone: GroupChange | None = None
