"""A full disk, a deleted file, a stuck lock: clearly reported, nothing lost, the next run recovers."""

import resource
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from sandbox.cursor_api.team import SANDBOX_KEY
from tests.integration.collect.conftest import NOW, Company, usage
from tests.neighbours import Neighbours
from tests.running import ROOT, Ran, clean_environment, run_process, starting
from tracker.clock import iso
from tracker.store import engine
from tracker.store.engine import Store, open_store
from tracker.store.migrate import migrate
from tracker.store.trouble import database_sentence

IMPATIENT = (
    "from tracker.store import engine; engine.BUSY_TIMEOUT_MS = engine.LOCK_TIMEOUT_MS = 300; "
    "from bot.cli.app import main; main()"
)


def collect(company: Company, *, before: Callable[[], None] | None = None) -> Ran:
    """One collection in its own process that waits 0.3 s for a lock; runs `before` in it first."""
    environment = clean_environment(
        DATABASE_URL=company.store.engine.url.render_as_string(hide_password=False),
        CURSOR_API_URL=company.cursor.url,
        CURSOR_ADMIN_API_KEY=SANDBOX_KEY,
        CURSOR_RATE_LIMIT_SCALE="100",
    )
    done = subprocess.run(
        [sys.executable, "-c", IMPATIENT, "collect", "--json", "--as-of", iso(company.cursor.now)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        preexec_fn=before,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def with_events(company: Company, count: int) -> None:
    for number in range(count):
        company.team.add_event(usage(NOW - number * timedelta(minutes=10) - timedelta(hours=1), cents=number / 7))


@pytest.mark.sqlite("a file system's limit is a file's trouble")
def test_a_full_disk_is_told_and_the_next_collection_has_everything(company: Company):
    with_events(company, 3000)
    room = 400_000  # bytes per file, too few for 3,000 events and their sums

    ran = collect(company, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)))
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "the database refused" in ran.err and "full" in ran.err, ran.err
    company.assert_rollups_follow_from_events()
    assert company.event_count() < 3000

    assert collect(company).code == 0
    assert company.totals() == company.expected(NOW)
    assert company.event_count() == 3000


@pytest.mark.sqlite("a file system's limit is a file's trouble")
def test_a_running_bot_says_in_a_line_that_the_disk_is_full_and_goes_on_once_it_is_not(
    tmp_path, neighbours: Neighbours, database_url
):
    assert run_process("start-alerts", folder=tmp_path, DATABASE_URL=database_url).code == 0
    with starting(tmp_path, **neighbours.env, DATABASE_URL=database_url, COLLECT_INTERVAL_MINUTES="0.02") as start:
        bot = start()
        bot.waits_for("message sent key=incident:1")
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        neighbours.run_wild("otto@example.com")
        assert "full" in bot.waits_for("round failed, the next one comes at its time reason=the database refused: ")
        bot.waits_for("round failed", times=3)
        no_limit = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, no_limit)
        bot.waits_for("message sent key=incident:2")
        assert bot.end() == 0
    assert "Traceback" not in "\n".join(bot.lines)
    told = Counter(message.metadata["event_payload"]["key"] for message in neighbours.alerts)
    assert (told["incident:1"], told["incident:2"]) == (1, 1)
    assert set(told.values()) == {1}  # stale figures are reported too if the rounds are slow


@pytest.mark.sqlite("a file can be taken away")
def test_a_running_bot_says_that_its_file_was_taken_away_and_goes_on_once_it_is_back(
    tmp_path, neighbours: Neighbours, database_url
):
    assert run_process("start-alerts", folder=tmp_path, DATABASE_URL=database_url).code == 0
    file = Path(str(make_url(database_url).database))
    with starting(tmp_path, **neighbours.env, DATABASE_URL=database_url, COLLECT_INTERVAL_MINUTES="0.02") as start:
        bot = start()
        bot.waits_for("message sent key=incident:1")
        file.rename(file.with_suffix(".away"))
        neighbours.run_wild("otto@example.com")
        assert "put the file back" in bot.waits_for("round failed, the next one comes at its time")
        assert not file.exists()
        file.with_suffix(".away").rename(file)
        bot.waits_for("message sent key=incident:2")
        assert bot.end() == 0
    assert "Traceback" not in "\n".join(bot.lines)
    told = Counter(message.metadata["event_payload"]["key"] for message in neighbours.alerts)
    assert (told["incident:1"], told["incident:2"]) == (1, 1)


@pytest.mark.sqlite("a file can be replaced")
def test_nothing_is_read_from_or_written_to_a_file_that_another_took_the_place_of(store: Store):
    assert store.path is not None
    migrate(store)
    store.path.rename(store.path.with_suffix(".away"))
    other = open_store(store.engine.url.render_as_string())
    migrate(other)
    for look in (store.reading, store.writing):
        with pytest.raises(OperationalError) as refused, look() as session:
            session.execute(text("SELECT count(*) FROM usage_event"))
        assert "was removed or replaced" in database_sentence(refused.value)
    with other.reading() as session:
        assert session.execute(text("SELECT count(*) FROM usage_event")).scalar_one() == 0
    other.close()


def test_a_database_that_stays_locked_is_told_and_the_next_collection_has_everything(either: Company):
    with_events(either, 300)
    with locked(either.store):
        ran = collect(either)
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "lock" in ran.err and "Another process holds it" in ran.err

    assert collect(either).code == 0
    assert either.totals() == either.expected(NOW)
    assert either.event_count() == 300


def test_a_running_bot_says_in_a_line_that_its_server_takes_no_writes_and_goes_on_once_it_does(
    tmp_path, neighbours: Neighbours, postgresql_url
):
    assert run_process("start-alerts", folder=tmp_path, DATABASE_URL=postgresql_url).code == 0
    with starting(tmp_path, **neighbours.env, DATABASE_URL=postgresql_url, COLLECT_INTERVAL_MINUTES="0.02") as start:
        bot = start()
        bot.waits_for("message sent key=incident:1")
        become(postgresql_url, read_only=True)
        neighbours.run_wild("otto@example.com")
        assert "name the primary one in DATABASE_URL" in bot.waits_for("in a read-only transaction")
        become(postgresql_url, read_only=False)
        bot.waits_for("message sent key=incident:2")
        assert bot.end() == 0
    assert "Traceback" not in "\n".join(bot.lines)
    told = Counter(message.metadata["event_payload"]["key"] for message in neighbours.alerts)
    assert (told["incident:1"], told["incident:2"]) == (1, 1)


def become(url: str, *, read_only: bool) -> None:
    """What is left of a server that another has taken over from, or its return; every connection is ended."""
    with psycopg.connect(url, autocommit=True, options="-c default_transaction_read_only=off") as admin:
        name, value = make_url(url).database, "on" if read_only else "off"
        admin.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {value}")
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_statement_without_end_is_told(postgres: Store):
    with pytest.raises(OperationalError) as refused, postgres.reading() as session:
        session.execute(text("SET LOCAL statement_timeout = 100"))
        session.execute(text("SELECT pg_sleep(60)"))
    assert "overloaded" in database_sentence(refused.value)


def test_a_migration_has_no_limit_of_time_and_everything_else_has(postgresql_url: str, monkeypatch):
    monkeypatch.setattr(engine, "LOCK_TIMEOUT_MS", 100)
    monkeypatch.setattr(engine, "STATEMENT_TIMEOUT_MS", 100)
    store = open_store(postgresql_url)
    with store.writing_for_long() as session:
        limits = [session.execute(text(f"SHOW {name}")).scalar_one() for name in ("lock_timeout", "statement_timeout")]
    with store.writing() as session:
        bound = [session.execute(text(f"SHOW {name}")).scalar_one() for name in ("lock_timeout", "statement_timeout")]
    store.close()
    assert (limits, bound) == (["0", "0"], ["100ms", "100ms"])


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Another transaction holds what a collection writes."""
    if store.path is not None:
        other = sqlite3.connect(store.path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    with store.writing() as session:
        session.execute(text("LOCK TABLE usage_event IN EXCLUSIVE MODE"))
        # The server ends this transaction after half a minute, and a test may take that long on a busy machine.
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield
