"""The migrated schema equals that of the tables, and a kill in the middle leaves nothing half done."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from tests.databases import Databases
from tests.integration.schemas import ROOT, migrate_to
from tracker.store.alerting import find_alerting
from tracker.store.engine import Store, open_store
from tracker.store.migrate import NewerDatabase, migrate
from tracker.store.tables import ReadStateRow

# Kills its own process, like a power failure, when the migration creates its Nth table.
KILLED_AT_TABLE = """
import os, signal, sys
from sqlalchemy import event
from tracker.store.engine import open_store
from tracker.store.migrate import migrate

store, tables = open_store(sys.argv[1]), int(sys.argv[2])
seen = 0

@event.listens_for(store.engine, "after_cursor_execute")
def count(connection, cursor, statement, *rest):
    global seen
    seen += statement.lstrip().upper().startswith("CREATE TABLE")
    if seen == tables:
        os.kill(os.getpid(), signal.SIGKILL)

migrate(store)
"""


@pytest.fixture
def store(each_backend: str, databases: Databases) -> Iterator[Store]:
    """An empty database without a schema, on each backend."""
    with databases.lend(each_backend, is_migrated=False) as url:
        opened = open_store(url)
        yield opened
        opened.close()


def tables_of(store: Store) -> set[str]:
    with store.reading() as session:
        return set(inspect(session.connection()).get_table_names())


def test_the_migrated_schema_is_that_of_the_tables(store):
    migrate(store)
    with store.reading() as session:
        context = MigrationContext.configure(session.connection())
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_second_migration_changes_nothing(store):
    first = migrate(store)
    assert first.before is None
    assert migrate(store).before == first.after


@pytest.mark.parametrize("tables", [1, 2, 10, 20])
def test_killed_while_it_makes_a_table_the_next_start_makes_them_all(store, tables):
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_AT_TABLE, store.engine.url.render_as_string(hide_password=False), str(tables)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert tables_of(store) == set()
    assert migrate(store).before is None
    assert set(SQLModel.metadata.tables) <= tables_of(store)


def test_a_database_of_a_newer_version_is_refused_and_left_alone(store):
    migrate(store)
    with store.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="newer one"):
        migrate(store)
    assert set(SQLModel.metadata.tables) <= tables_of(store)


@pytest.mark.parametrize(("filled", "kept"), [(False, None), (True, "on")])
def test_only_who_has_collected_before_goes_on_alerting_without_being_asked(store, filled, kept):
    migrate_to(store, "0002")
    with store.writing() as session:
        if filled:
            session.add(ReadStateRow(kind="usage_events", read_at=datetime(2026, 11, 1, tzinfo=UTC)))
    migrate(store)
    with store.reading() as session:
        row = find_alerting(session)
        assert (row and row.value) == kept
        assert row is None or row.changed_at.tzinfo is not None
