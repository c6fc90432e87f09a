"""Billing groups side by side, and what is changed in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.reports.types.common import Actor, MemberRow, Scope, Totals

AS_CURSOR_HAS_IT = "as Cursor has it"
"""What the trail says people were moved to where a decision of ours was taken back."""


@dataclass(frozen=True)
class GroupRow:
    """One billing group in a range, or everyone who was in none; usage is that of whoever was in it on the day.

    `members` counts seats in it at the end of the range, `active_members` actors with a request while they were in it.
    `id` names it where it is changed; `is_cursors` says that it can be changed in Cursor alone, `is_deleted` that only
    its past is left.
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
        """Usage value a request, or None without requests."""
        return round(self.usage_value_microcents / self.requests) if self.requests else None


@dataclass(frozen=True)
class GroupsReport:
    """Every billing group, most usage value first, Unassigned last. Money, requests, tokens and members add up to the
    team's totals; who was active in two groups counts in both, and once in the totals."""

    scope: Scope
    totals: Totals
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True)
class GroupMemberRow:
    """Somebody of a billing group: what they used while in it, and whether they are in it now.

    `joined_at` is when that stay began, None where it is not known or there is none; `is_local` says that it was
    decided here and not in Cursor.
    """

    member: MemberRow
    is_in: bool
    joined_at: datetime | None = None
    is_local: bool = False


@dataclass(frozen=True)
class GroupReport:
    """One page of a billing group's people, most usage value first; `scope.group` is its name.

    Those with a seat in it at the end of the range, and those who used something while they were in it. `totals` are
    the group's. A group that `is_cursors` is changed in Cursor alone; of one that `is_deleted` only its past is left.
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
    """Somebody who can be put into a group, and the one they are in now."""

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
    """What somebody did; the value is the action in the audit trail."""

    CREATED = "group.create"
    RENAMED = "group.rename"
    DELETED = "group.delete"
    MOVED = "group.assign"
    IMPORTED = "group.import"
    UNDONE = "group.undo"
    EXPORTED = "group.export"


@dataclass(frozen=True)
class GroupTarget:
    """Where people are put: into a group by its row id, into none, or with `is_as_cursor` wherever Cursor has them."""

    group_id: int | None = None
    is_as_cursor: bool = False


UNASSIGNED_TARGET = GroupTarget()
AS_CURSOR_TARGET = GroupTarget(is_as_cursor=True)


@dataclass(frozen=True)
class GroupMove:
    """Somebody whose group of now changed; a group's name, or None for no group."""

    key: str
    display: str
    old_group: str | None
    new_group: str | None


@dataclass(frozen=True)
class GroupMeanwhile:
    """What somebody else changed in groups; `by` is a Slack user id or a name, empty where unknown."""

    what: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class GroupOutcome:
    """What came of a change: what was done, or what others changed meanwhile, and then nothing was done.

    `change_id` names it in the trail and lets it be undone; it is None where there was nothing to do. `name` is the
    group's, of a move the target's (None: no group, or with `is_as_cursor` wherever Cursor has them). `moved` counts
    people whose group of now is another, `moves` are the first of them; `unchanged` those who were there already.
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
