"""How often a redraw has failed, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The same for both kinds of messages that are redrawn."""
    for table in ("incident", "digest"):
        op.add_column(table, sa.Column("redraw_attempts", sa.Integer(), nullable=False, server_default="0"))
        op.add_column(table, sa.Column("redraw_error", sa.Text(), nullable=True))
