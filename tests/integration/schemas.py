"""Schemas as earlier versions left them."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from tracker.store.engine import Store

ROOT = Path(__file__).parents[2]


def migrate_to(store: Store, revision: str) -> None:
    """The schema as an earlier version left it."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "tracker/store/migrations"))
    with store.writing() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, revision)
