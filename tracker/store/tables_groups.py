"""Tables of billing groups: what Cursor reports, what people decide here, and the combination of both."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, false
from sqlmodel import Field, SQLModel

from tracker.store.types import RowId, UtcDateTime

CURSOR, LOCAL = "cursor", "local"  # where a group comes from


class BillingGroupRow(SQLModel, table=True):
    """A billing group; `source` is "cursor" or "local". At most one is the unassigned one.

    A group deleted in Cursor has no stays any more, as Cursor counts its past as unassigned. One deleted here keeps its
    past, and its stays end at `deleted_at`. `created_by` and `deleted_by` are ids of the changes in the trail.
    """

    __tablename__ = "billing_group"
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    cursor_id: str | None = Field(default=None, unique=True)
    name: str
    source: str = CURSOR
    is_unassigned: bool = False
    is_deleted: bool = False
    seen_at: datetime = Field(default=None, sa_column=Column(UtcDateTime, nullable=False))
    deleted_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    created_by: int | None = Field(default=None, sa_type=RowId, nullable=True)
    deleted_by: int | None = Field(default=None, sa_type=RowId, nullable=True)


class CursorMembershipRow(SQLModel, table=True):
    """A stay as Cursor reports it: an actor in one of its groups, or in the unassigned one, over [joined_at, left_at).

    Only collections write it; decisions made here overlay it.
    """

    __tablename__ = "cursor_membership"
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    group_id: int = Field(foreign_key="billing_group.id", index=True, sa_type=RowId)
    actor_id: int = Field(foreign_key="actor.id", index=True, sa_type=RowId)
    joined_at: datetime = Field(default=None, sa_column=Column(UtcDateTime, nullable=False))
    left_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


class GroupAssignmentRow(SQLModel, table=True):
    """A decision made here about an actor's group from `starts_at` on; of those in force the last one made counts.

    It names a group, none (Unassigned), or with `is_as_cursor` whatever Cursor reports. Rows are only added, and are
    removed together when the change `change_id` of the trail is undone.
    """

    __tablename__ = "group_assignment"
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    actor_id: int = Field(foreign_key="actor.id", index=True, sa_type=RowId)
    group_id: int | None = Field(default=None, foreign_key="billing_group.id", index=True, sa_type=RowId)
    is_as_cursor: bool = False
    starts_at: datetime = Field(default=None, sa_column=Column(UtcDateTime, nullable=False))
    change_id: int = Field(foreign_key="audit.id", index=True, sa_type=RowId)


class GroupMembershipRow(SQLModel, table=True):
    """Where an actor's usage counts: in a group over [joined_at, left_at); `left_at` is empty while current.

    Recomputed from the two tables above whenever one of them changes (`tracker.store.effective_groups`), so that stays
    of one actor never overlap and every reader needs only this table. `is_local` marks what was decided here.
    """

    __tablename__ = "group_membership"
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    group_id: int = Field(foreign_key="billing_group.id", index=True, sa_type=RowId)
    actor_id: int = Field(foreign_key="actor.id", index=True, sa_type=RowId)
    joined_at: datetime = Field(default=None, sa_column=Column(UtcDateTime, nullable=False))
    left_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    is_local: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


class GroupImportRow(SQLModel, table=True):
    """A billing group file in preview: `kind` is hibob or mapping; `state` open, applied or cancelled.

    `refused` holds [lines, e-mail, reason] and `not_matched` e-mails; each lists only the first of those counted.
    """

    __tablename__ = "group_import"
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    created_at: datetime = Field(default=None, sa_column=Column(UtcDateTime, nullable=False))
    by: str
    source: str
    file_name: str
    kind: str
    state: str = "open"
    rows: int = 0
    repeated: int = 0
    matched: int = 0
    keeps: int = 0
    not_matched_count: int = 0
    not_matched: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    refused_count: int = 0
    refused: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    chosen_at: float = 0.0  # when the last choice was made on a page, in seconds
    change_id: int | None = Field(default=None, foreign_key="audit.id", sa_type=RowId, nullable=True)


class GroupImportMoveRow(SQLModel, table=True):
    """One move of an import. A group yet to be created has a name but no row id; no group has neither."""

    __tablename__ = "group_import_move"
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    import_id: int = Field(foreign_key="group_import.id", index=True, sa_type=RowId)
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId)
    old_group_id: int | None = Field(default=None, sa_type=RowId, nullable=True)
    new_group_id: int | None = Field(default=None, sa_type=RowId, nullable=True)
    new_name: str | None = None
    is_approved: bool = True
