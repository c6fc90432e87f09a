"""Every table, with units in the names. Rows stay inside tracker; only reports leave it.

Money is whole microcents and tokens are counts, both BIGINT on both backends. Event time is integer milliseconds since
1970 UTC; all other instants go through `UtcDateTime`; days are UTC days.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from tracker.store.types import CLUSTERED, RowId, UtcDateTime, big

_USAGE_BASED = text("usage_based_requests > 0")


def _instant(*, nullable: bool = False, index: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcDateTime, nullable=nullable, index=index))


def _json(default: type) -> Any:
    return Field(default_factory=default, sa_column=Column(JSON, nullable=False))


# --- who -------------------------------------------------------------------------------------------------------------


class ActorRow(SQLModel, table=True):
    """Someone or something with usage or a seat. Never deleted: members who left keep their history.

    `key` is the lower-case e-mail; a service account's id if its events carry no e-mail; "" for usage without a name.
    `is_member` is whether the last roster listed them without the removed mark.
    """

    __tablename__ = "actor"
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    key: str = Field(unique=True)
    email: str | None = None  # as Cursor writes it
    name: str = ""
    kind: str = "person"  # person, service_account, unknown
    cursor_user_id: str | None = Field(default=None, index=True)
    role: str | None = None
    is_member: bool = False
    is_removed: bool = False
    first_seen_at: datetime = _instant()
    last_listed_at: datetime | None = _instant(nullable=True)  # in the roster


class BillingCycleRow(SQLModel, table=True):
    """A billing cycle [start, end) as instants; `is_end_known` is false while the end is start plus a month."""

    __tablename__ = "billing_cycle"
    start_ms: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    end_ms: int = big()
    is_end_known: bool = False
    seen_at: datetime = _instant()


# --- what was read ---------------------------------------------------------------------------------------------------


class UsageEventRow(SQLModel, table=True):
    """One request as Cursor bills it. Has no identity: ranges are replaced as a whole."""

    __tablename__ = "usage_event"
    __table_args__ = (Index("ix_usage_event_actor_time", "actor_id", "timestamp_ms"),)
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    timestamp_ms: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId)
    model: str
    kind: str  # as Cursor writes it
    billing: str  # on_demand, included, not_charged, own_key, unknown
    is_max_mode: bool = False
    is_headless: bool = False
    charged_microcents: int = big()
    cost_source: str = "charged"  # charged, estimated, unknown
    fee_microcents: int | None = big(None, nullable=True)
    input_tokens: int | None = big(None, nullable=True)
    output_tokens: int | None = big(None, nullable=True)
    cache_write_tokens: int | None = big(None, nullable=True)
    cache_read_tokens: int | None = big(None, nullable=True)
    service_account_id: str | None = None
    conversation_id: str | None = None


class DailyUsageRow(SQLModel, table=True):
    """Cursor's own counters of one member and UTC day; used for adoption and activity figures only."""

    __tablename__ = "daily_usage"
    __table_args__ = (
        Index(  # covers: how active an actor, or each member of a group, was
            "ix_daily_usage_actor_day",
            "actor_id",
            "day",
            "is_active",
            "agent_requests",
            "applies",
            "accepts",
            "accepted_lines_added",
        ),
        Index(  # covers: what became of the code on each actor's days with a model, in order
            "ix_daily_usage_model_actor_day",
            "most_used_model",
            "actor_id",
            "day",
            "lines_added",
            "accepted_lines_added",
            "accepts",
            "rejects",
        ),
        Index(  # when each person left the included plan: a small part of all rows
            "ix_daily_usage_usage_based",
            "day",
            "actor_id",
            sqlite_where=_USAGE_BASED,
            postgresql_where=_USAGE_BASED,
        ),
        CLUSTERED,
    )
    day: date = Field(primary_key=True)
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId, primary_key=True)
    is_active: bool | None = None
    lines_added: int = 0
    lines_deleted: int = 0
    accepted_lines_added: int = 0
    accepted_lines_deleted: int = 0
    applies: int = 0
    accepts: int = 0
    rejects: int = 0
    tabs_shown: int = 0
    tabs_accepted: int = 0
    composer_requests: int = 0
    chat_requests: int = 0
    agent_requests: int = 0
    cmdk_usages: int = 0
    included_requests: int = 0
    api_key_requests: int = 0
    usage_based_requests: int = 0
    bugbot_usages: int = 0
    most_used_model: str | None = None
    apply_extension: str | None = None
    tab_extension: str | None = None
    client_version: str | None = None


class MemberSpendRow(SQLModel, table=True):
    """What Cursor itself says a member spent in a cycle, and the limits it enforces; the newest reading."""

    __tablename__ = "member_spend"
    cycle_start_ms: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId, primary_key=True)
    on_demand_microcents: int | None = big(None, nullable=True)
    overall_microcents: int | None = big(None, nullable=True)
    included_microcents: int | None = big(None, nullable=True)
    is_meaning_unknown: bool = False  # an answer without the overall figure: on-demand only, or everything
    effective_limit_dollars: int | None = None
    monthly_limit_dollars: int | None = None
    is_limited: bool = False  # the enforced limit is reached
    read_at: datetime = _instant()


# --- collecting ------------------------------------------------------------------------------------------------------


class ReadStateRow(SQLModel, table=True):
    """When a kind of reading was last complete: `read_at` is the `now` of that run."""

    __tablename__ = "read_state"
    kind: str = Field(primary_key=True)  # members, spending, daily_usage, groups, events, events_cycle, ...
    read_at: datetime | None = _instant(nullable=True)
    rows: int = 0
    last_error: str | None = None
    last_error_at: datetime | None = _instant(nullable=True)
    detail: dict[str, Any] = _json(dict)


class BackfillRow(SQLModel, table=True):
    """How far back the history has been read; one row per kind (events, daily_usage)."""

    __tablename__ = "backfill"
    kind: str = Field(primary_key=True)
    begun_ms: int = big()  # where the newest range ends: the `now` of the run that began it
    next_end_ms: int = big()  # the next range to read ends here
    empty_ranges: int = 0  # so many in a row so far
    oldest_event_ms: int | None = big(None, nullable=True)
    is_done: bool = False


class CollectionRunRow(SQLModel, table=True):
    """One run of the collector."""

    __tablename__ = "collection_run"
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    now: datetime = _instant(index=True)
    finished_at: datetime | None = _instant(nullable=True)
    is_complete: bool = False
    requests: dict[str, Any] = _json(dict)
    stored: dict[str, Any] = _json(dict)
    errors: list[Any] = _json(list)


class ReadRangeRow(SQLModel, table=True):
    """A range of events that was read completely; this checkpoint is written together with the events."""

    __tablename__ = "read_range"
    __table_args__ = (UniqueConstraint("start_ms", "end_ms"),)
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    start_ms: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    end_ms: int = big()
    rows: int = 0
    now: datetime = _instant()  # of the run that read it


# --- detecting and incidents -----------------------------------------------------------------------------------------


class SettingRow(SQLModel, table=True):
    """A threshold or preference that somebody has set."""

    __tablename__ = "setting"
    key: str = Field(primary_key=True)
    value: str
    changed_at: datetime = _instant()
    changed_by: str = ""


class AuditRow(SQLModel, table=True):
    """Who changed what, when and from where (incidents have their own trail)."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    at: datetime = _instant(index=True)
    by: str
    source: str  # slack, cli, system
    action: str
    about: str
    old_value: str | None = None
    new_value: str | None = None


class IncidentRow(SQLModel, table=True):
    """What people handle. At most one unresolved incident per subject (enforced by a partial unique index)."""

    __tablename__ = "incident"
    __table_args__ = (
        Index(
            "uq_incident_unresolved_subject",
            "subject",
            unique=True,
            sqlite_where=Column("resolved_at").is_(None),
            postgresql_where=Column("resolved_at").is_(None),
        ),
    )
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    subject: str = Field(index=True)
    state: str = Field(default="open", index=True)
    severity: str
    onset_at: datetime = _instant()
    missed_at: datetime | None = _instant(nullable=True)  # the last collection after the onset that did not show it
    collected_at: datetime = _instant()  # when the data that showed it was collected
    detected_at: datetime = _instant(index=True)
    alerted_at: datetime | None = _instant(nullable=True)
    acknowledged_at: datetime | None = _instant(nullable=True)
    acknowledged_by: str | None = None
    resolved_at: datetime | None = _instant(nullable=True)
    resolved_by: str | None = None
    cause: str | None = None
    note: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    is_cleared: bool = False
    version: int = 1
    drawn_version: int = 0
    redraw_not_before: datetime | None = _instant(nullable=True)
    redraw_attempts: int = 0  # failures since it was last drawn
    redraw_error: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    digest_id: int | None = Field(default=None, foreign_key="digest.id", sa_type=RowId)
    message_ref: str | None = None


class DigestRow(SQLModel, table=True):
    """One message that is the root of several incidents of one run."""

    __tablename__ = "digest"
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    created_at: datetime = _instant()
    version: int = 1
    drawn_version: int = 0
    redraw_not_before: datetime | None = _instant(nullable=True)
    redraw_attempts: int = 0  # failures since it was last drawn
    redraw_error: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    page: int = 1
    message_ref: str | None = None


class AnomalyRow(SQLModel, table=True):
    """A finding, stored once per key; value, line and baseline are in millionths of `unit`."""

    __tablename__ = "anomaly"
    __table_args__ = (UniqueConstraint("subject", "rule", "metric", "period_key"),)
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    incident_id: int | None = Field(default=None, foreign_key="incident.id", index=True, sa_type=RowId)
    subject: str = Field(index=True)
    rule: str
    metric: str
    period_key: str
    severity: str
    unit: str
    value_millionths: int = big()
    line_millionths: int = big()
    baseline_millionths: int | None = big(None, nullable=True)
    models: list[Any] = _json(list)  # [[model, microcents], ...]
    onset_at: datetime = _instant()
    detected_at: datetime = _instant(index=True)
    judged_at: datetime = _instant()
    cleared_at: datetime | None = _instant(nullable=True)
    data_age_seconds: int = 0
    message: str = Field(sa_column=Column(Text, nullable=False))


class IncidentMoveRow(SQLModel, table=True):
    """The audit trail of an incident: who, when, from where."""

    __tablename__ = "incident_move"
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    incident_id: int = Field(foreign_key="incident.id", index=True, sa_type=RowId)
    at: datetime = _instant()
    move: str
    by: str
    source: str
    note: str | None = Field(default=None, sa_column=Column(Text, nullable=True))


class OutboxRow(SQLModel, table=True):
    """Something to send: its kind, its subject and a unique key, but no payload; it is drawn when it is sent."""

    __tablename__ = "outbox"
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    kind: str  # incident, worse, digest, thread_line, notice
    channel: str = Field(default="slack", sa_column_kwargs={"server_default": "slack"})  # slack, mail
    about: str  # an incident's, digest's or move's id, or a notice's subject
    key: str = Field(unique=True)
    root_key: str | None = Field(
        default=None, index=True
    )  # the row whose message this one is a thread reply to; sent after it
    state: str = Field(default="waiting", index=True)  # waiting, claimed, sent, dead, dropped
    attempts: int = 0
    not_before: datetime = _instant()
    claimed_at: datetime | None = _instant(nullable=True)
    claim: str | None = None  # the claimer's token
    created_at: datetime = _instant()
    sent_at: datetime | None = _instant(nullable=True)
    message_ref: str | None = None
    last_error: str | None = Field(default=None, sa_column=Column(Text, nullable=True))


# --- what the bot remembers ------------------------------------------------------------------------------------------


class UploadedFileRow(SQLModel, table=True):
    """A picture that was uploaded once: content hash -> file id."""

    __tablename__ = "uploaded_file"
    content_hash: str = Field(primary_key=True)
    file_id: str
    uploaded_at: datetime = _instant()


class IdentityRow(SQLModel, table=True):
    """Which chat account an e-mail belongs to; empty if it has none."""

    __tablename__ = "identity"
    email: str = Field(primary_key=True)
    chat_user_id: str | None = Field(default=None, index=True)
    looked_up_at: datetime = _instant()


class HomeViewRow(SQLModel, table=True):
    """What a person's Home tab shows, kept between visits; `query` is the bot's own encoding."""

    __tablename__ = "home_view"
    user_id: str = Field(primary_key=True)
    query: str
    looked_at: datetime = _instant(index=True)


class LeaseRow(SQLModel, table=True):
    """Who holds what only one process may do; `token` grows with each holder, which locks out earlier ones."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    holder: str
    token: int = big(1)
    expires_at: datetime = _instant()
    since: datetime | None = _instant(nullable=True)


class BotProcessRow(SQLModel, table=True):
    """The last heartbeat of a running bot, by host and process id."""

    __tablename__ = "bot_process"
    process: str = Field(primary_key=True)
    started_at: datetime = _instant()
    seen_at: datetime = _instant()
    is_link_alive: bool
    is_leading: bool
