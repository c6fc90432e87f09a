"""A full disk and a database that somebody else keeps locked: a clear word, nothing lost, the next run goes on."""

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest

from sandbox.cursor_api.team import SANDBOX_KEY
from tests.integration.collect.conftest import NOW, Company, usage
from tests.running import ROOT, Ran, clean_environment
from tracker.clock import iso

pytestmark = pytest.mark.sqlite("a file system's limit and another program's lock are a file's trouble")

IMPATIENT = (
    "import sys; from tracker.store import engine; engine.BUSY_TIMEOUT_MS = 300; from bot.cli.app import main; main()"
)


def collect(company: Company, *, before: Callable[[], None] | None = None) -> Ran:
    """One collection in a process of its own that waits 0.3 s for a lock; `before` runs in it first."""
    environment = clean_environment(
        DATABASE_URL=f"sqlite:///{company.store.path}",
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


def test_a_full_disk_is_told_and_the_next_collection_has_everything(company: Company):
    with_events(company, 3000)
    room = 400_000  # bytes a file, which 3,000 events and their sums do not fit in

    ran = collect(company, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)))
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "the database refused" in ran.err and "full" in ran.err, ran.err
    company.assert_rollups_follow_from_events()
    assert company.event_count() < 3000

    assert collect(company).code == 0
    assert company.totals() == company.expected(NOW)
    assert company.event_count() == 3000


def test_a_database_that_stays_locked_is_told_and_the_next_collection_has_everything(company: Company):
    with_events(company, 300)
    assert company.store.path is not None
    other = sqlite3.connect(company.store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    ran = collect(company)
    other.execute("ROLLBACK")
    other.close()
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "locked" in ran.err

    assert collect(company).code == 0
    assert company.totals() == company.expected(NOW)
    assert company.event_count() == 300
