"""What people decide in Slack: groups, digests and preferences, and rollups that answer faster."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One function for each thing that is added."""
    _send_mail_too()


def _send_mail_too() -> None:
    """Rows of the outbox name their channel; all that was written before goes to Slack."""
    op.add_column("outbox", sa.Column("channel", sa.String(), nullable=False, server_default="slack"))
