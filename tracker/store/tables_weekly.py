"""Table of weekly report subscriptions."""

from datetime import date, datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from tracker.store.types import RowId, UtcDateTime

WHOLE_TEAM = -1  # in place of a group's id


class WeeklySubscriptionRow(SQLModel, table=True):
    """A subscription of a channel or a person to a group's weekly report, running until `ended_at`.

    `group_id` is the billing group's, UNASSIGNED_ID for people in none, WHOLE_TEAM for everyone; `group_name` is its
    last known name. `decided_monday` is the Monday of the last week for which it was decided whether to send.
    """

    __tablename__ = "weekly_subscription"
    __table_args__ = (
        Index(
            "uq_weekly_subscription_running",
            "group_id",
            "destination",
            unique=True,
            sqlite_where=Column("ended_at").is_(None),
            postgresql_where=Column("ended_at").is_(None),
        ),
    )
    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    group_id: int = Field(sa_type=RowId)
    group_name: str | None = None
    destination: str  # Slack's id of a channel or a person
    is_person: bool
    created_by: str
    created_at: datetime = Field(default=None, sa_column=Column(UtcDateTime, nullable=False))
    decided_monday: date
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    ended_because: str | None = None  # stopped, rights, group
