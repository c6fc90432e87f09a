"""Tables of analytics, and what each Home tab shows."""

import sqlalchemy as sa
from alembic import op

from tracker.store.types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables of analytics, what each Home tab shows, and what each actor spent on a model in the order of an index."""
    op.create_index(
        "ix_daily_usage_model_actor_day",
        "daily_usage",
        ["most_used_model", "actor_id", "day", "lines_added", "accepted_lines_added", "accepts", "rejects"],
        unique=False,
    )
    op.drop_index("ix_day_member_model_actor_day", "day_member_model")
    op.create_index(
        "ix_day_member_model_actor_model_day",
        "day_member_model",
        ["actor_id", "model", "day", "billing", "usage_value_microcents", "requests", "not_charged", "tokens"],
        unique=False,
    )
    op.create_table(
        "repository_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("repository", sa.String(), nullable=False),
        sa.Column("commits", sa.Integer(), nullable=False),
        sa.Column("lines_added", sa.BigInteger(), nullable=False),
        sa.Column("lines_deleted", sa.BigInteger(), nullable=False),
        sa.Column("attributed_added", sa.BigInteger(), nullable=False),
        sa.Column("attributed_deleted", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "repository"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "client_version_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("users", sa.Integer(), nullable=False),
        sa.Column("share_millionths", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "conversation_day",
        sa.Column("slice", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slice", "day", "label"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "edits_day",
        sa.Column("suggested", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("lines_suggested", sa.Integer(), nullable=False),
        sa.Column("lines_accepted", sa.Integer(), nullable=False),
        sa.Column("added_suggested", sa.Integer(), nullable=False),
        sa.Column("added_accepted", sa.Integer(), nullable=False),
        sa.Column("added_rejected", sa.Integer(), nullable=False),
        sa.Column("deleted_suggested", sa.Integer(), nullable=False),
        sa.Column("deleted_accepted", sa.Integer(), nullable=False),
        sa.Column("deleted_rejected", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", "source"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entity_tag",
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("has_more", sa.Boolean(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("url"),
    )
    op.create_index(op.f("ix_entity_tag_read_at"), "entity_tag", ["read_at"], unique=False)
    op.create_table(
        "feature_use_day",
        sa.Column("feature", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("server", sa.String(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("users", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("feature", "day", "name", "server"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "file_extension_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("accepts", sa.Integer(), nullable=False),
        sa.Column("rejects", sa.Integer(), nullable=False),
        sa.Column("lines_suggested", sa.Integer(), nullable=False),
        sa.Column("lines_accepted", sa.Integer(), nullable=False),
        sa.Column("lines_rejected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "extension"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "home_view",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_index(op.f("ix_home_view_looked_at"), "home_view", ["looked_at"], unique=False)
    op.create_table(
        "team_activity_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("active_users", sa.Integer(), nullable=False),
        sa.Column("cli_users", sa.Integer(), nullable=False),
        sa.Column("cloud_agent_users", sa.Integer(), nullable=False),
        sa.Column("bugbot_users", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "ai_commit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("commit_hash", sa.String(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("committed_ms", sa.BigInteger(), nullable=False),
        sa.Column("repository", sa.String(), nullable=False),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("is_primary_branch", sa.Boolean(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("lines_added", sa.Integer(), nullable=False),
        sa.Column("lines_deleted", sa.Integer(), nullable=False),
        sa.Column("tab_added", sa.Integer(), nullable=False),
        sa.Column("tab_deleted", sa.Integer(), nullable=False),
        sa.Column("agent_added", sa.Integer(), nullable=False),
        sa.Column("agent_deleted", sa.Integer(), nullable=False),
        sa.Column("unattributed_added", sa.Integer(), nullable=True),
        sa.Column("unattributed_deleted", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["actor.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("commit_hash", "actor_id", "committed_ms"),
    )
    op.create_index("ix_ai_commit_actor_time", "ai_commit", ["actor_id", "committed_ms"], unique=False)
    op.create_index(op.f("ix_ai_commit_committed_ms"), "ai_commit", ["committed_ms"], unique=False)
    op.create_table(
        "member_edits_day",
        sa.Column("suggested", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("lines_suggested", sa.Integer(), nullable=False),
        sa.Column("lines_accepted", sa.Integer(), nullable=False),
        sa.Column("added_suggested", sa.Integer(), nullable=False),
        sa.Column("added_accepted", sa.Integer(), nullable=False),
        sa.Column("added_rejected", sa.Integer(), nullable=False),
        sa.Column("deleted_suggested", sa.Integer(), nullable=False),
        sa.Column("deleted_accepted", sa.Integer(), nullable=False),
        sa.Column("deleted_rejected", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["actor.id"],
        ),
        sa.PrimaryKeyConstraint("actor_id", "day", "source"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "member_feature_use_day",
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("feature", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("server", sa.String(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["actor.id"],
        ),
        sa.PrimaryKeyConstraint("actor_id", "feature", "day", "name", "server"),
        sqlite_with_rowid=False,
    )
    _widen_rollups()
    _add_weeks()


def _widen_rollups() -> None:
    """What figures by person need: max mode requests, and covering indexes for sums by actor."""
    for table in ("day_member", "day_member_model"):
        op.add_column(table, sa.Column("max_mode_requests", sa.Integer(), nullable=False, server_default="0"))
    op.drop_index("ix_day_member_actor_day", table_name="day_member")
    op.create_index(
        "ix_day_member_actor_day",
        "day_member",
        [
            "actor_id",
            "day",
            "usage_value_microcents",
            "on_demand_microcents",
            "requests",
            "tokens",
            "max_mode_requests",
            "cache_read_tokens",
            "cache_read_events",
        ],
        unique=False,
    )
    op.create_index(
        "ix_daily_usage_actor_day",
        "daily_usage",
        ["actor_id", "day", "is_active", "agent_requests", "applies", "accepts", "accepted_lines_added"],
        unique=False,
    )


def _add_weeks() -> None:
    """Sums of weeks by member; weeks already stored are read by their days until they are re-read."""
    row_id, big = sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.BigInteger()
    columns = {
        "week_member": {
            "usage_value_microcents": big,
            "on_demand_microcents": big,
            "requests": sa.Integer(),
            "tokens": big,
            "max_mode_requests": sa.Integer(),
            "cache_read_tokens": big,
            "cache_read_events": sa.Integer(),
        },
        "week_activity": dict.fromkeys(
            ("agent_requests", "active_days", "applies", "accepts", "accepted_lines_added"), sa.Integer()
        ),
    }
    for table, sums in columns.items():
        op.create_table(
            table,
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("actor_id", row_id, nullable=False),
            *(sa.Column(name, kind, nullable=False) for name, kind in sums.items()),
            sa.ForeignKeyConstraint(["actor_id"], ["actor.id"]),
            sa.PrimaryKeyConstraint("day", "actor_id"),
            sqlite_with_rowid=False,
        )
        op.create_index(f"ix_{table}_actor_day", table, ["actor_id", "day", *sums], unique=False)
