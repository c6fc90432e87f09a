"""Sums of days by billing group."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from tracker.store.types import RowId

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Days are added up after the next collection; until then they are read by their members, as before."""
    _create("group_day", [_name("kind"), _day()])
    _create(
        "day_group_model",
        [_day(), _group_id(), _name("model"), _name("billing")],
        _big("usage_value_microcents"),
        _count("requests"),
        _count("not_charged"),
        _big("tokens"),
        _big("estimated_microcents"),
    )
    _create(
        "group_hour_model",
        [_day(), _big("hour_ms"), _group_id(), _name("model"), _name("billing")],
        _big("usage_value_microcents"),
        _count("requests"),
        _count("not_charged"),
        _big("tokens"),
        _big("estimated_microcents"),
    )
    _create(
        "group_feature_use_day",
        [_name("feature"), _day(), _group_id(), _name("name"), _name("server")],
        _count("uses"),
        _count("users"),
    )
    edits = ("suggested", "accepted", "rejected", "lines_suggested", "lines_accepted")
    _create("group_edits_day", [_name("source"), _day(), _group_id()], *map(_count, edits))
    _create(
        "group_repository_day",
        [_day(), _group_id(), _name("repository")],
        _count("commits"),
        *map(_big, ("lines_added", "lines_deleted", "attributed_added", "attributed_deleted")),
    )


def _create(table: str, keys: list[sa.Column[Any]], *sums: sa.Column[Any]) -> None:
    primary_key = sa.PrimaryKeyConstraint(*(each.name for each in keys))
    op.create_table(table, *keys, *sums, primary_key, sqlite_with_rowid=False)


def _day() -> sa.Column[Any]:
    return sa.Column("day", sa.Date(), nullable=False)


def _group_id() -> sa.Column[Any]:
    return sa.Column("group_id", RowId, autoincrement=False, nullable=False)


def _name(column: str) -> sa.Column[Any]:
    return sa.Column(column, sa.String(), nullable=False)


def _count(column: str) -> sa.Column[Any]:
    return sa.Column(column, sa.Integer(), nullable=False)


def _big(column: str) -> sa.Column[Any]:
    return sa.Column(column, sa.BigInteger(), nullable=False)
