"""What people decide in Slack: groups, digests and preferences, and rollups that answer faster."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One function for each thing that is added."""
    _keep_alerting()


def _keep_alerting() -> None:
    """Who has collected or alerted before goes on without being asked whether alerts should begin."""
    op.execute(
        "INSERT INTO setting (key, value, changed_at, changed_by) "
        "SELECT 'alerting', 'on', CURRENT_TIMESTAMP, 'system' "
        "WHERE EXISTS (SELECT 1 FROM incident) OR EXISTS (SELECT 1 FROM read_state)"
    )
