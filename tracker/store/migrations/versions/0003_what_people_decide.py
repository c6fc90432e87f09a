"""What people decide in Slack: groups, digests and preferences, and rollups that answer faster."""

import sqlalchemy as sa
from alembic import op

from tracker.store.types import RowId, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One function for each addition."""
    _keep_alerting()
    _add_decisions_about_groups()
    _add_imports_of_groups()
    _send_mail_too()
    _add_parts_of_days()
    _add_weeks_by_model()
    _add_weeks_of_model_days()
    _add_weekly_subscriptions()
    _find_usage_based_requests()
    op.add_column("lease", sa.Column("since", UtcDateTime(), nullable=True))


def _keep_alerting() -> None:
    """Installations that have already collected or alerted are not asked whether alerts should begin."""
    op.execute(
        "INSERT INTO setting (key, value, changed_at, changed_by) "
        "SELECT 'alerting', 'on', CURRENT_TIMESTAMP, 'system' "
        "WHERE EXISTS (SELECT 1 FROM incident) OR EXISTS (SELECT 1 FROM read_state)"
    )


def _add_decisions_about_groups() -> None:
    """Keep what Cursor reports apart from what is decided here; `group_membership` holds the combination."""
    for name, kind in (("deleted_at", UtcDateTime()), ("created_by", RowId), ("deleted_by", RowId)):
        op.add_column("billing_group", sa.Column(name, kind, nullable=True))
    op.add_column("group_membership", sa.Column("is_local", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "cursor_membership",
        sa.Column("id", RowId, primary_key=True),
        sa.Column("group_id", RowId, sa.ForeignKey("billing_group.id"), nullable=False, index=True),
        sa.Column("actor_id", RowId, sa.ForeignKey("actor.id"), nullable=False, index=True),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
    )
    op.execute(
        "INSERT INTO cursor_membership (group_id, actor_id, joined_at, left_at) "
        "SELECT group_id, actor_id, joined_at, left_at FROM group_membership ORDER BY id"
    )
    op.create_table(
        "group_assignment",
        sa.Column("id", RowId, primary_key=True),
        sa.Column("actor_id", RowId, sa.ForeignKey("actor.id"), nullable=False, index=True),
        sa.Column("group_id", RowId, sa.ForeignKey("billing_group.id"), nullable=True, index=True),
        sa.Column("is_as_cursor", sa.Boolean(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("change_id", RowId, sa.ForeignKey("audit.id"), nullable=False, index=True),
    )


def _add_weekly_subscriptions() -> None:
    """Who receives the weekly report of which group; at most one active subscription per pair."""
    op.create_table(
        "weekly_subscription",
        sa.Column("id", RowId, primary_key=True),
        sa.Column("group_id", RowId, nullable=False),
        *(sa.Column(name, sa.String(), nullable=name != "destination") for name in ("group_name", "destination")),
        sa.Column("is_person", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("decided_monday", sa.Date(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_because", sa.String(), nullable=True),
    )
    is_running = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_weekly_subscription_running",
        "weekly_subscription",
        ["group_id", "destination"],
        unique=True,
        sqlite_where=is_running,
        postgresql_where=is_running,
    )


def _find_usage_based_requests() -> None:
    """An index of the few rows that show when somebody left the included plan."""
    few = sa.text("usage_based_requests > 0")
    columns = ["day", "actor_id"]
    op.create_index("ix_daily_usage_usage_based", "daily_usage", columns, sqlite_where=few, postgresql_where=few)


def _send_mail_too() -> None:
    """Outbox rows name their channel; all earlier ones go to Slack."""
    op.add_column("outbox", sa.Column("channel", sa.String(), nullable=False, server_default="slack"))


def _add_imports_of_groups() -> None:
    """Previews of files, each with moves that somebody approves or rejects."""
    op.create_table(
        "group_import",
        sa.Column("id", RowId, primary_key=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("by", "source", "file_name", "kind", "state")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("rows", "repeated", "matched", "keeps")),
        sa.Column("not_matched_count", sa.Integer(), nullable=False),
        sa.Column("not_matched", sa.JSON(), nullable=False),
        sa.Column("refused_count", sa.Integer(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("chosen_at", sa.Float(), nullable=False),
        sa.Column("change_id", RowId, sa.ForeignKey("audit.id"), nullable=True),
    )
    op.create_table(
        "group_import_move",
        sa.Column("id", RowId, primary_key=True),
        sa.Column("import_id", RowId, sa.ForeignKey("group_import.id"), nullable=False, index=True),
        sa.Column("actor_id", RowId, sa.ForeignKey("actor.id"), nullable=False),
        sa.Column("old_group_id", RowId, nullable=True),
        sa.Column("new_group_id", RowId, nullable=True),
        sa.Column("new_name", sa.String(), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
    )


def _add_parts_of_days() -> None:
    """Sums before and after a cycle turns; the next collection adds up the turns already stored."""
    whole, count = ("start_ms", "end_ms"), ("requests", "not_charged", "cache_read_events", "max_mode_requests")
    large = ("usage_value_microcents", "tokens", "estimated_microcents", "input_tokens", "output_tokens")
    op.create_table(
        "day_part",
        *(sa.Column(name, sa.BigInteger(), autoincrement=False, primary_key=True) for name in whole),
        sa.Column("actor_id", RowId, sa.ForeignKey("actor.id"), primary_key=True),
        *(sa.Column(name, sa.String(), primary_key=True) for name in ("model", "billing")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in count),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in (*large, "cache_write_tokens", "cache_read_tokens")
        ),
        sqlite_with_rowid=False,
    )


def _add_weeks_of_model_days() -> None:
    """Sums of the days by a member's most used model; weeks are read by their days until they are added up."""
    op.create_table(
        "week_model_days",
        sa.Column("model", sa.String(), primary_key=True),
        sa.Column("actor_id", RowId, sa.ForeignKey("actor.id"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("usage_value_microcents", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("lines_added", "accepted_lines_added", "accepts", "rejects")
        ),
        sqlite_with_rowid=False,
    )


def _add_weeks_by_model() -> None:
    """Sums of weeks by member and model; weeks already stored are read by their days until they are added up."""
    op.create_table(
        "week_member_model",
        sa.Column("model", sa.String(), primary_key=True),
        sa.Column("actor_id", RowId, sa.ForeignKey("actor.id"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("usage_value_microcents", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
