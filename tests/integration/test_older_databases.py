"""Filled databases of earlier versions, on both backends: every row is kept, and work continues.

`older_databases/NNNN.sql` is what the version with that schema made of two days of five people: collected, judged,
incidents acknowledged and resolved, settings changed, plus a row in every table that is otherwise empty.
"""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Date, DateTime, MetaData, Table, inspect, text
from sqlmodel import SQLModel

from tests.databases import Databases
from tests.integration.schemas import migrate_to
from tracker.clock import from_ms, iso
from tracker.incidents.detection import DetectionRun
from tracker.reports.service import ReportService
from tracker.store.engine import Store, open_store
from tracker.store.migrate import NewerDatabase, migrate
from tracker.store.settings import load_settings

ROOT = Path(__file__).parents[2]
DUMPS = sorted((Path(__file__).parent / "older_databases").glob("*.sql"))
NOW = datetime.fromisoformat("2026-11-12T10:20:31.500+00:00")
Rows = Counter[str]

# Kills its own process, like a power failure, at the Nth statement of the migration.
KILLED_AT_STATEMENT = """
import os, signal, sys
from sqlalchemy import event
from tracker.store.engine import open_store
from tracker.store.migrate import migrate

store, at, seen = open_store(sys.argv[1]), int(sys.argv[2]), 0

@event.listens_for(store.engine, "before_cursor_execute")
def count(*_):
    global seen
    seen += 1
    if seen == at:
        os.kill(os.getpid(), signal.SIGKILL)

migrate(store)
print(seen)
"""


class Older:
    """A dump: its rows as they were, and how to create a database from them."""

    def __init__(self, dump: Path) -> None:
        self.revision = dump.stem
        self.script = dump.read_text(encoding="utf-8")
        with sqlite3.connect(":memory:") as connection:
            connection.executescript(self.script)
            connection.row_factory = sqlite3.Row
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            self.rows = {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for (name,) in names}
        connection.close()
        del self.rows["alembic_version"]

    def columns(self, table: str) -> list[str]:
        return list(self.rows[table][0])

    def put_into(self, store: Store) -> None:
        """Create the schema as that version did, then insert its rows."""
        if store.path is not None:
            with sqlite3.connect(store.path) as connection:
                connection.executescript(self.script)
            connection.close()
            return
        migrate_to(store, self.revision)
        with store.writing() as session:
            schema = MetaData()
            schema.reflect(session.connection())
            for table in schema.sorted_tables:
                for row in self.rows.get(table.name, ()):
                    session.connection().execute(table.insert().values(_as_kept(table, row)))
                if table.name in self.rows and "id" in table.columns:
                    name = f"'{table.name}', 'id'"
                    highest = f"SELECT setval(pg_get_serial_sequence({name}), max(id)) FROM {table.name}"
                    session.connection().execute(text(highest))


def _as_kept(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """SQLite's texts and numbers, converted to the column types of another database."""
    return {name: None if value is None else _value(table.columns[name].type, value) for name, value in row.items()}


def _value(kind: Any, value: Any) -> Any:
    match kind:
        case Boolean():
            return bool(value)
        case DateTime():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case JSON():
            return json.loads(value)
    return value


def rows_of(store: Store, table: str, columns: list[str]) -> Rows:
    """The rows of a table, with only these columns, in the same form on both backends."""
    with store.reading() as session:
        schema = MetaData()
        found = Table(table, schema, autoload_with=session.connection())
        rows = session.connection().execute(found.select().with_only_columns(*(found.c[name] for name in columns)))
        return Counter(json.dumps([_plain(value) for value in row], sort_keys=True) for row in rows)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture(params=DUMPS, ids=lambda dump: f"schema-{dump.stem}")
def older(request: pytest.FixtureRequest) -> Older:
    return Older(request.param)


@pytest.fixture
def empty(each_backend: str, databases: Databases) -> Iterator[Store]:
    """A database without even a schema."""
    with databases.lend(each_backend, is_migrated=False) as url:
        store = open_store(url)
        yield store
        store.close()


@pytest.fixture
def filled(older: Older, empty: Store) -> Store:
    older.put_into(empty)
    return empty


def kept(older: Older, store: Store) -> dict[str, Rows]:
    return {table: rows_of(store, table, older.columns(table)) for table in older.rows}


def test_there_is_a_dump_of_every_released_schema_and_a_row_in_each_of_its_tables(older: Older):
    released = sorted((ROOT / "tracker/store/migrations/versions").glob("0*.py"))
    assert {dump.stem for dump in DUMPS} >= {path.name[:4] for path in released if path.name[:4] <= "0003"}
    assert f"'{older.revision}'" in older.script
    assert all(older.rows.values())


def test_a_migration_keeps_every_row_as_it_was(older: Older, filled: Store):
    before = kept(older, filled)
    assert {table: sum(rows.values()) for table, rows in before.items()} == {
        table: len(rows) for table, rows in older.rows.items()
    }
    done = migrate(filled)
    assert done.before == older.revision
    after = kept(older, filled)
    for table, rows in before.items():
        assert not rows - after[table], f"rows of {table} are lost or changed"
    with filled.reading() as session:
        assert set(SQLModel.metadata.tables) <= set(inspect(session.connection()).get_table_names())
    assert migrate(filled).before == done.after


def test_reports_of_it_come_to_the_sums_of_its_events(older: Older, filled: Store):
    migrate(filled)
    first = datetime.fromisoformat("2026-11-11T00:00:00+00:00")
    charged = [
        event
        for event in older.rows["usage_event"]
        if event["billing"] != "not_charged" and event["timestamp_ms"] >= first.timestamp() * 1000
    ]
    reports = ReportService(filled)
    overview = reports.overview(words="since 2026-11-11", now=NOW)
    assert overview.totals.usage_value_microcents == sum(event["charged_microcents"] for event in charged)
    assert overview.totals.requests == len(charged)
    assert sum(row.usage_value_microcents for row in overview.members) == overview.totals.usage_value_microcents
    assert reports.overview(words="90d", now=NOW).totals.requests >= len(charged)
    (cycle,) = older.rows["billing_cycle"]
    assert reports.overview(words="cycle", now=NOW).scope.range.start == from_ms(cycle["start_ms"])
    with filled.reading() as session:
        settings = load_settings(session)
    assert (settings.max_requests_per_day, settings.zscore_multiplier) == (3, 4.0)


def test_what_it_has_found_is_not_found_again_and_no_message_is_due_twice(older: Older, filled: Store):
    migrate(filled)
    incidents = len(older.rows["incident"])
    keys = {row["key"] for row in older.rows["outbox"]}
    outcome = DetectionRun(filled).run(now=NOW + timedelta(minutes=1))
    assert outcome.new == ()
    assert sum(rows_of(filled, "incident", ["id"]).values()) == incidents
    with filled.reading() as session:
        sent = session.connection().execute(text("SELECT key FROM outbox")).scalars().all()
    assert len(sent) == len(set(sent))
    assert keys <= set(sent)


@pytest.mark.parametrize("at", [3, 9, 25])
def test_killed_in_the_middle_it_is_as_it_was_and_the_next_start_goes_on(older: Older, filled: Store, at: int):
    before = kept(older, filled)
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED_AT_STATEMENT,
            filled.engine.url.set(drivername=filled.engine.dialect.name).render_as_string(hide_password=False),
            str(at),
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL or int(killed.stdout) < at, killed.stderr
    if killed.returncode:
        assert kept(older, filled) == before
        with filled.reading() as session:
            assert session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar_one() == (
                older.revision
            )
    migrate(filled)
    after = kept(older, filled)
    assert not any(rows - after[table] for table, rows in before.items())


def test_a_newer_database_is_refused_with_a_sentence_by_every_command(empty: Store, spendwatch):
    migrate(empty)
    with empty.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase):
        migrate(empty)
    url = empty.engine.url.set(drivername=empty.engine.dialect.name).render_as_string(hide_password=False)
    keys = {"CURSOR_ADMIN_API_KEY": "k", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    for words in ("migrate", f"collect --as-of {iso(NOW)}", "report overview --json", "run", "health"):
        ran = spendwatch(*words.split(), DATABASE_URL=url, **keys)
        assert (ran.code, ran.out) == (2, "")
        assert re.fullmatch(r"spendwatch: the database has schema '9999', .* made by a newer one\. .*", ran.complaint)
