"""Tables of sums over the stored events, rebuilt for every day that a range touches, and kept when events are purged.

Money is whole microcents and tokens are counts, both BIGINT on both backends; days are UTC days.
"""

from datetime import date

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from tracker.store.types import CLUSTERED, RowId, big


class DayMemberRow(SQLModel, table=True):
    """(UTC day, member). `requests` counts events that were charged or included, `not_charged` the rest."""

    __tablename__ = "day_member"
    __table_args__ = (
        Index(  # covers what reports ask about actors, in actor order
            "ix_day_member_actor_day",
            "actor_id",
            "day",
            "usage_value_microcents",
            "on_demand_microcents",
            "requests",
            "tokens",
            "max_mode_requests",
            "cache_read_tokens",
            "cache_read_events",
            "unknown_kind_microcents",
            "estimated_microcents",
        ),
        CLUSTERED,
    )
    day: date = Field(primary_key=True)
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId, primary_key=True)
    usage_value_microcents: int = big()
    on_demand_microcents: int = big()
    unknown_kind_microcents: int = big()
    estimated_microcents: int = big()
    requests: int = 0
    not_charged: int = 0
    tokens: int = big()
    input_tokens: int = big()
    output_tokens: int = big()
    cache_write_tokens: int = big()
    cache_read_tokens: int = big()
    cache_read_events: int = 0  # events that read from the cache
    max_mode_requests: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class WeekMemberRow(SQLModel, table=True):
    """(week, member): the sums of the member's days. `day` is the Monday."""

    __tablename__ = "week_member"
    __table_args__ = (
        Index(  # like the one of the days
            "ix_week_member_actor_day",
            "actor_id",
            "day",
            "usage_value_microcents",
            "on_demand_microcents",
            "requests",
            "tokens",
            "max_mode_requests",
            "cache_read_tokens",
            "cache_read_events",
        ),
        CLUSTERED,
    )
    day: date = Field(primary_key=True)
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId, primary_key=True)
    usage_value_microcents: int = big()
    on_demand_microcents: int = big()
    requests: int = 0
    tokens: int = big()
    max_mode_requests: int = 0
    cache_read_tokens: int = big()
    cache_read_events: int = 0


class WeekMemberModelRow(SQLModel, table=True):
    """(week, member, model); `day` is the Monday. Stored in the order in which one model is queried."""

    __tablename__ = "week_member_model"
    __table_args__ = CLUSTERED
    model: str = Field(primary_key=True)
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId, primary_key=True)
    day: date = Field(primary_key=True)
    requests: int = 0
    usage_value_microcents: int = big()


class WeekModelDaysRow(SQLModel, table=True):
    """(week, member, model): the member's days of the week on which the model was their most used one.

    Covers days with a request: how many, their requests and usage value of all models, and Cursor's code counters.
    """

    __tablename__ = "week_model_days"
    __table_args__ = CLUSTERED
    model: str = Field(primary_key=True)
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId, primary_key=True)
    day: date = Field(primary_key=True)  # the Monday of the week
    days: int = 0
    requests: int = 0
    usage_value_microcents: int = big()
    lines_added: int = 0
    accepted_lines_added: int = 0
    accepts: int = 0
    rejects: int = 0


class WeekActivityRow(SQLModel, table=True):
    """(week, member): sums of Cursor's own daily counters. `day` is the Monday."""

    __tablename__ = "week_activity"
    __table_args__ = (
        Index(
            "ix_week_activity_actor_day",
            "actor_id",
            "day",
            "agent_requests",
            "active_days",
            "applies",
            "accepts",
            "accepted_lines_added",
        ),
        CLUSTERED,
    )
    day: date = Field(primary_key=True)
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId, primary_key=True)
    agent_requests: int = 0
    active_days: int = 0
    applies: int = 0
    accepts: int = 0
    accepted_lines_added: int = 0


class DayMemberModelRow(SQLModel, table=True):
    """(UTC day, member, model, billing kind): the finest sums of a day; its other rollups are derived from them."""

    __tablename__ = "day_member_model"
    __table_args__ = (
        Index(  # covers: which models an actor used, and what each actor spent on a model, in order
            "ix_day_member_model_actor_model_day",
            "actor_id",
            "model",
            "day",
            "billing",
            "usage_value_microcents",
            "requests",
            "not_charged",
            "tokens",
        ),
        CLUSTERED,
    )
    day: date = Field(primary_key=True)
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId, primary_key=True)
    model: str = Field(primary_key=True)
    billing: str = Field(primary_key=True)
    usage_value_microcents: int = big()
    requests: int = 0
    not_charged: int = 0
    tokens: int = big()
    estimated_microcents: int = big()
    input_tokens: int = big()
    output_tokens: int = big()
    cache_write_tokens: int = big()
    cache_read_tokens: int = big()
    cache_read_events: int = 0
    max_mode_requests: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class DayPartRow(SQLModel, table=True):
    """(part of a UTC day, member, model, billing kind): the sums before and after a billing cycle turns on that day."""

    __tablename__ = "day_part"
    __table_args__ = CLUSTERED
    start_ms: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    end_ms: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId, primary_key=True)
    model: str = Field(primary_key=True)
    billing: str = Field(primary_key=True)
    usage_value_microcents: int = big()
    requests: int = 0
    not_charged: int = 0
    tokens: int = big()
    estimated_microcents: int = big()
    input_tokens: int = big()
    output_tokens: int = big()
    cache_write_tokens: int = big()
    cache_read_tokens: int = big()
    cache_read_events: int = 0
    max_mode_requests: int = 0


class DayModelRow(SQLModel, table=True):
    """(UTC day, model, billing kind); `users` are distinct within the row only, so never add them up."""

    __tablename__ = "day_model"
    __table_args__ = CLUSTERED
    day: date = Field(primary_key=True)
    model: str = Field(primary_key=True)
    billing: str = Field(primary_key=True)
    usage_value_microcents: int = big()
    requests: int = 0
    not_charged: int = 0
    tokens: int = big()
    estimated_microcents: int = big()
    users: int = 0


class DayGroupModelRow(SQLModel, table=True):
    """(UTC day, billing group, model, billing kind): sums of those who were in the group at the end of the day.

    `group_id` 0 is no group, as in the other tables by group. Only days that `group_day` lists.
    """

    __tablename__ = "day_group_model"
    __table_args__ = CLUSTERED
    day: date = Field(primary_key=True)
    group_id: int = Field(sa_type=RowId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    model: str = Field(primary_key=True)
    billing: str = Field(primary_key=True)
    usage_value_microcents: int = big()
    requests: int = 0
    not_charged: int = 0
    tokens: int = big()
    estimated_microcents: int = big()


class GroupHourModelRow(SQLModel, table=True):
    """(UTC hour, billing group, model, billing kind): for the whole hours of days that a report on a group cuts."""

    __tablename__ = "group_hour_model"
    __table_args__ = CLUSTERED
    day: date = Field(primary_key=True)
    hour_ms: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    group_id: int = Field(sa_type=RowId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    model: str = Field(primary_key=True)
    billing: str = Field(primary_key=True)
    usage_value_microcents: int = big()
    requests: int = 0
    not_charged: int = 0
    tokens: int = big()
    estimated_microcents: int = big()


class GroupFeatureUseDayRow(SQLModel, table=True):
    """(feature, UTC day, billing group, name, server): uses, and how many members of the group used it."""

    __tablename__ = "group_feature_use_day"
    __table_args__ = CLUSTERED
    feature: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    group_id: int = Field(sa_type=RowId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str = Field(primary_key=True)
    server: str = Field(default="", primary_key=True)
    uses: int = 0
    users: int = 0


class GroupEditsDayRow(SQLModel, table=True):
    """("agent" or "tab", UTC day, billing group): suggested and accepted edits of the group's members."""

    __tablename__ = "group_edits_day"
    __table_args__ = CLUSTERED
    source: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    group_id: int = Field(sa_type=RowId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    suggested: int = 0
    accepted: int = 0
    rejected: int = 0
    lines_suggested: int = 0
    lines_accepted: int = 0


class GroupRepositoryDayRow(SQLModel, table=True):
    """(UTC day, billing group, repository): commits of the group's members."""

    __tablename__ = "group_repository_day"
    __table_args__ = CLUSTERED
    day: date = Field(primary_key=True)
    group_id: int = Field(sa_type=RowId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    repository: str = Field(primary_key=True)
    commits: int = 0
    lines_added: int = big()
    lines_deleted: int = big()
    attributed_added: int = big()
    attributed_deleted: int = big()


class GroupDayRow(SQLModel, table=True):
    """A UTC day that has been added up by billing group, for one kind of sums: see `tracker.store.group_days`."""

    __tablename__ = "group_day"
    __table_args__ = CLUSTERED
    kind: str = Field(primary_key=True)
    day: date = Field(primary_key=True)


class HourMemberRow(SQLModel, table=True):
    """(UTC hour, member) usage value, kept for 35 days."""

    __tablename__ = "hour_member"
    __table_args__ = CLUSTERED
    hour_ms: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    actor_id: int = Field(foreign_key="actor.id", sa_type=RowId, primary_key=True)
    usage_value_microcents: int = big()
    requests: int = 0


class HourModelRow(SQLModel, table=True):
    """(UTC hour, model, billing kind): for the whole hours of days that a report cuts."""

    __tablename__ = "hour_model"
    __table_args__ = CLUSTERED
    hour_ms: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    model: str = Field(primary_key=True)
    billing: str = Field(primary_key=True)
    usage_value_microcents: int = big()
    requests: int = 0
    not_charged: int = 0
    tokens: int = big()
    estimated_microcents: int = big()
