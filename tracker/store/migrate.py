"""Brings the database to this version's schema in one transaction: killed anywhere, the next start migrates again."""

import logging
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tracker.store.advisory import AdvisoryLock, hold_until_commit
from tracker.store.engine import Store

log = logging.getLogger(__name__)


class NewerDatabase(RuntimeError):
    """The database was made by a later version of Spendwatch."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the database has schema {revision!r}, which this version of Spendwatch does not know: "
            "it was made by a newer one. Install that version again, or restore a backup."
        )
        self.revision = revision


@dataclass(frozen=True)
class Migration:
    """The schema before and after; they are equal when there was nothing to do."""

    before: str | None
    after: str


def migrate(store: Store) -> Migration:
    """Apply missing migrations; concurrent callers wait for one another. Raises NewerDatabase."""
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head()
    if head is None:
        raise RuntimeError("this installation has no migrations: reinstall Spendwatch")
    with store.reading() as session:
        before = _revision(session.connection())
    if before == head:
        return Migration(before, head)
    with store.writing_for_long() as session:
        connection = session.connection()
        hold_until_commit(session, AdvisoryLock.MIGRATION)
        before = _revision(connection)
        if before is not None and before not in {script.revision for script in scripts.walk_revisions()}:
            raise NewerDatabase(before)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    log.info("database migrated from=%s to=%s", before, head)
    return Migration(before, head)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
