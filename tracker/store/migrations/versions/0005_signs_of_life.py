"""A heartbeat for each process, in place of one for all."""

import sqlalchemy as sa
from alembic import op

from tracker.store.types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The old single heartbeat stays, because a process of the earlier version may still be running."""
    op.create_table(
        "bot_process",
        sa.Column("process", sa.String(), primary_key=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("is_link_alive", sa.Boolean(), nullable=False),
        sa.Column("is_leading", sa.Boolean(), nullable=False),
    )
