"""Tables of Cursor's analytics: counters of features and lines, never money. Days are UTC days.

Each newest answer replaces whole days. A day without a row is one that Cursor said nothing about; it is not filled with
zeros.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tracker.store.types import CLUSTERED, RowId, UtcDateTime


class EntityTagRow(SQLModel, table=True):
    """The ETag of the newest answer from a URL: sent back, it lets Cursor answer "not changed" instead of the rows."""

    __tablename__ = "entity_tag"
    url: str = Field(primary_key=True)  # path and query, without the host
    tag: str
    rows: int = 0  # rows stored from that answer
    has_more: bool = False  # whether there was a further page
    read_at: datetime = Field(default=None, sa_column=Column(UtcDateTime, nullable=False, index=True))


class TeamActivityDayRow(SQLModel, table=True):
    """How many people used the tool, and each part of it, on a day; the parts overlap."""

    __tablename__ = "team_activity_day"
    day: date = Field(primary_key=True)
    active_users: int = 0
    cli_users: int = 0
    cloud_agent_users: int = 0
    bugbot_users: int = 0


class _Edits(SQLModel):
    """Suggestions and what became of them, as numbers of suggestions and of lines (added, deleted, both)."""

    suggested: int = 0
    accepted: int = 0
    rejected: int = 0
    lines_suggested: int = 0
    lines_accepted: int = 0
    added_suggested: int = 0
    added_accepted: int = 0
    added_rejected: int = 0
    deleted_suggested: int = 0
    deleted_accepted: int = 0
    deleted_rejected: int = 0


class EditsDayRow(_Edits, table=True):
    """The team's edits of a day; `source` is "agent" (diffs) or "tab" (completions)."""

    __tablename__ = "edits_day"
    __table_args__ = CLUSTERED
    day: date = Field(primary_key=True)
    source: str = Field(primary_key=True)


class MemberEditsDayRow(_Edits, table=True):
    """The edits of one actor on a day."""

    __tablename__ = "member_edits_day"
    __table_args__ = CLUSTERED
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId, primary_key=True)
    day: date = Field(primary_key=True)
    source: str = Field(primary_key=True)


class FeatureUseDayRow(SQLModel, table=True):
    """The team's uses of one named thing on a day.

    `feature` is mcp_tool, command, plan_mode, ask_mode, skill or model; `name` the tool, command, skill or model;
    `server` the MCP server, else "". `users` is given for models only; users of several models count for each.
    """

    __tablename__ = "feature_use_day"
    __table_args__ = CLUSTERED
    feature: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    name: str = Field(primary_key=True)
    server: str = Field(default="", primary_key=True)
    uses: int = 0
    users: int | None = None


class MemberFeatureUseDayRow(SQLModel, table=True):
    """One actor's uses on a day: MCP tools, commands and models."""

    __tablename__ = "member_feature_use_day"
    __table_args__ = CLUSTERED
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId, primary_key=True)
    feature: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    name: str = Field(primary_key=True)
    server: str = Field(default="", primary_key=True)
    uses: int = 0


class FileExtensionDayRow(SQLModel, table=True):
    """One of the five most edited file extensions of a day, so never a total. `extension` has no leading dot."""

    __tablename__ = "file_extension_day"
    __table_args__ = CLUSTERED
    day: date = Field(primary_key=True)
    extension: str = Field(primary_key=True)
    files: int = 0
    accepts: int = 0
    rejects: int = 0
    lines_suggested: int = 0
    lines_accepted: int = 0
    lines_rejected: int = 0


class ClientVersionDayRow(SQLModel, table=True):
    """How many people used a client version on a day, each counted at their newest; `share` is in millionths of all."""

    __tablename__ = "client_version_day"
    __table_args__ = CLUSTERED
    day: date = Field(primary_key=True)
    version: str = Field(primary_key=True)
    users: int = 0
    share_millionths: int = 0


class ConversationDayRow(SQLModel, table=True):
    """How many conversations of a day had a label, in one classification.

    `slice` is intents, complexity, categories, guidanceLevels or workTypes, as Cursor names them.
    """

    __tablename__ = "conversation_day"
    __table_args__ = CLUSTERED
    slice: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    label: str = Field(primary_key=True)
    conversations: int = 0


class AiCommitRow(SQLModel, table=True):
    """One commit with the lines that Cursor attributes; an amended one may come again under another hash.

    `repository` and `branch` are "" where privacy mode hides them; `unattributed_*` are lines of unknown origin, None
    if not stated. `committed_ms` is the ingest time if the commit's own is unknown.
    """

    __tablename__ = "ai_commit"
    __table_args__ = (
        UniqueConstraint("commit_hash", "actor_id", "committed_ms"),
        Index("ix_ai_commit_actor_time", "actor_id", "committed_ms"),
    )
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    commit_hash: str
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId)
    committed_ms: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    repository: str = ""
    branch: str = ""
    is_primary_branch: bool | None = None
    source: str = ""  # ide, cli, cloud
    lines_added: int = 0
    lines_deleted: int = 0
    tab_added: int = 0
    tab_deleted: int = 0
    agent_added: int = 0
    agent_deleted: int = 0
    unattributed_added: int | None = None
    unattributed_deleted: int | None = None


class RepositoryDayRow(SQLModel, table=True):
    """The commits of a UTC day to one repository, summed from `ai_commit` in the transaction that writes those."""

    __tablename__ = "repository_day"
    __table_args__ = CLUSTERED
    day: date = Field(primary_key=True)
    repository: str = Field(primary_key=True)
    commits: int = 0
    lines_added: int = Field(default=0, sa_type=BigInteger)
    lines_deleted: int = Field(default=0, sa_type=BigInteger)
    attributed_added: int = Field(default=0, sa_type=BigInteger)
    attributed_deleted: int = Field(default=0, sa_type=BigInteger)
