"""An index by member that has every sum of a group's totals."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Totals of a group read the index alone; the two parts of spend at the end of it had to be looked up row by row."""
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
            "unknown_kind_microcents",
            "estimated_microcents",
        ],
        unique=False,
    )
