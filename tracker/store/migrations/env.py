"""Alembic's entry point: runs on the connection, inside the transaction, that `tracker.store.migrate` passes in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString, SQLModel

import tracker.store.tables
import tracker.store.tables_analytics
import tracker.store.tables_groups
import tracker.store.tables_rollups
import tracker.store.tables_weekly  # noqa: F401  # all fill the metadata
from tracker.store.types import UtcDateTime


def _render_type(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Render SQLModel's string type as a plain string, and our own types by name."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen.imports.add("from tracker.store.types import UtcDateTime")
        return "UtcDateTime()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=True,  # on SQLite too: the engine begins every transaction itself
    render_item=_render_type,
)
with context.begin_transaction():
    context.run_migrations()
