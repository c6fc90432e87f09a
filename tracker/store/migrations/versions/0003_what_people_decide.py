"""What people decide in Slack: groups, digests and preferences, and rollups that answer faster."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One function for each thing that is added."""
