"""How many usage events per second the collector stores, compared with a bare bulk insert, and its memory.

python -m bench.ingest DATABASE_URL ANSWERS NOW     # one process of its own: collects recorded answers once
"""

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import httpx
import psycopg
from pydantic import SecretStr
from sqlalchemy import event, text
from sqlmodel import Session, SQLModel, select

from bench.embedded import embedded_postgresql
from bench.measuring import line, median_ratio, memory_mb, timed, title
from bench.replaying import Recording, Replay
from bench.stand_ins import cursor_stand_in, program, read_line
from tracker.clock import iso, parse_instant
from tracker.collect.collector import CollectionResult, Collector
from tracker.cursor.client import CursorClient
from tracker.cursor.pacing import Pacer
from tracker.store.engine import Store, open_store
from tracker.store.migrate import migrate
from tracker.store.tables import ReadRangeRow

MEMBERS, HISTORY_DAYS, REPEATS = 1_000, 60, 2
QUICK_MEMBERS, QUICK_HISTORY_DAYS, QUICK_REPEATS = 65, 20, 1
COLUMNS = (
    "timestamp_ms", "actor_id", "model", "kind", "billing", "is_max_mode", "is_headless", "charged_microcents",
    "cost_source", "fee_microcents", "input_tokens", "output_tokens", "cache_write_tokens", "cache_read_tokens",
    "service_account_id", "conversation_id",
)  # fmt: skip
FLAGS = tuple(COLUMNS.index(name) for name in ("is_max_mode", "is_headless"))

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Answers:
    """The recorded answers of a first collection at `now`, and the number of events it stored."""

    folder: Path
    now: datetime
    rows: Sequence[Row]


@dataclass(frozen=True)
class Ingest:
    """A collection in its own process: events stored, seconds, seconds in write transactions, MB above idle."""

    events: float
    seconds: float
    storing_s: float
    peak_mb: float


@dataclass(frozen=True)
class Backend:
    """A database: its bulk insert's name, the insert into a bare table, and the URL of an empty database."""

    name: str
    bulk_insert: str
    insert_bare: Callable[[Sequence[Row]], float]
    emptied: Callable[[], str]


def main(*, quick: bool) -> None:
    """For each backend, print events per second, their ratio to the bare insert, and memory."""
    members, days, repeats = (
        (QUICK_MEMBERS, QUICK_HISTORY_DAYS, QUICK_REPEATS) if quick else (MEMBERS, HISTORY_DAYS, REPEATS)
    )
    title(f"ingest: a first collection, {members:,} members, {days} days of history")
    with tempfile.TemporaryDirectory() as folder:
        answers, seconds = _record(Path(folder), members, days)
        line("events", f"{len(answers.rows):,}")
        line("over HTTP, from a stand-in that makes them meanwhile, events/s", f"{len(answers.rows) / seconds:,.0f}")
        for opened in (_sqlite, _postgresql):
            with opened(Path(folder)) as backend:
                _measure(backend, answers, repeats)


def _record(folder: Path, members: int, days: int) -> tuple[Answers, float]:
    """Collect over HTTP into a SQLite file and record every answer; also returns the seconds it took."""
    kept, database, now = folder / "answers", folder / "first.db", datetime.now(UTC)
    kept.mkdir()
    store = _migrated(f"sqlite:///{database}")
    with cursor_stand_in(members=members, history_days=days) as (url, key):
        seconds = timed(lambda: _collect(store, url, key, Recording(kept), now))
    store.close()
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM usage_event ORDER BY id").fetchall()
    return Answers(kept, now, rows), seconds


def _measure(backend: Backend, answers: Answers, repeats: int) -> None:
    """Measure the collector and the bare insert alternately, each collection in its own process."""
    bare: list[float] = []
    runs: list[Ingest] = []
    for _ in range(repeats):
        bare.append(backend.insert_bare(answers.rows))
        runs.append(_apart(backend, answers))
    collecting, storing = [run.seconds for run in runs], [run.storing_s for run in runs]
    events, name = len(answers.rows), backend.name
    line(f"{name}: a bare {backend.bulk_insert} of these rows, events/s", f"{events / median(bare):,.0f}")
    line(f"{name}: the collector, answers at hand, events/s", f"{events / median(collecting):,.0f}")
    line(f"{name}: its write transactions alone, events/s", f"{events / median(storing):,.0f}")
    line(f"{name}: ratio to the bare insert, the collector", f"{median_ratio(bare, collecting):.2f}", "0.5")
    line(f"{name}: ratio, its write transactions alone", f"{median_ratio(bare, storing):.2f}")
    line(f"{name}: most memory of that process above idle, MB", f"{max(run.peak_mb for run in runs):.0f}", "below 200")


def _apart(backend: Backend, answers: Answers) -> Ingest:
    """What a separate process needs to collect the answers into an empty database."""
    with program("bench.ingest", [backend.emptied(), answers.folder, iso(answers.now)]) as process:
        ingest = Ingest(*map(float, read_line(process).split()))
    assert ingest.events == len(answers.rows), f"{ingest.events} events stored, {len(answers.rows)} served"
    return ingest


# --- the two databases -----------------------------------------------------------------------------------------------


@contextmanager
def _sqlite(folder: Path) -> Iterator[Backend]:
    ddl = _tables_of_sqlite(folder / "first.db")

    def insert_bare(rows: Sequence[Row]) -> float:
        """One `executemany` in one transaction, with the store's settings."""
        with closing(sqlite3.connect(_anew(folder / "bare.db"))) as connection:
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536"):
                connection.execute(f"PRAGMA {pragma}")
            for statement in ddl:
                connection.execute(statement)
            connection.commit()
            statement = f"INSERT INTO usage_event ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"

            def insert() -> None:
                connection.executemany(statement, rows)
                connection.commit()

            return timed(insert)

    def emptied() -> str:
        url = f"sqlite:///{_anew(folder / 'again.db')}"
        _migrated(url).close()
        return url

    yield Backend("SQLite", "executemany", insert_bare, emptied)


@contextmanager
def _postgresql(folder: Path) -> Iterator[Backend]:
    with embedded_postgresql(folder) as url:
        store = _migrated(url)
        try:
            yield _on_postgresql(url, store)
        finally:
            store.close()


def _on_postgresql(url: str, store: Store) -> Backend:
    def insert_bare(rows: Sequence[Row]) -> float:
        """One COPY in one transaction."""
        typed = [tuple(bool(value) if at in FLAGS else value for at, value in enumerate(row)) for row in rows]
        with psycopg.connect(url) as connection:
            connection.execute("DROP TABLE IF EXISTS bare")
            connection.execute("CREATE TABLE bare (LIKE usage_event INCLUDING ALL)")
            connection.commit()

            def fill() -> None:
                with connection.cursor().copy(f"COPY bare ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                    for row in typed:
                        copy.write_row(row)
                connection.commit()

            return timed(fill)

    def emptied() -> str:
        tables = ", ".join(table.name for table in SQLModel.metadata.sorted_tables)
        with store.writing() as session:
            session.connection().execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
        return url

    return Backend("PostgreSQL", "COPY", insert_bare, emptied)


def _migrated(url: str) -> Store:
    store = open_store(url)
    migrate(store)
    return store


def _anew(file: Path) -> Path:
    for end in ("", "-wal", "-shm", ".lock"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    return file


def _tables_of_sqlite(database: Path) -> list[str]:
    """The statements that create the table of events and its indexes."""
    made = "SELECT sql FROM sqlite_master WHERE tbl_name = 'usage_event' AND sql IS NOT NULL ORDER BY type DESC"
    with closing(sqlite3.connect(database)) as connection:
        return [sql for (sql,) in connection.execute(made)]


# --- in a process of its own -----------------------------------------------------------------------------------------


def _ingest(url: str, folder: str, now: str) -> None:
    """Collect once; print an `Ingest`."""
    store = open_store(url)
    storing = _time_writes()
    with store.reading() as session:
        session.exec(select(ReadRangeRow)).all()
    idle_mb = memory_mb("VmRSS")
    results: list[CollectionResult] = []
    replay = Replay(Path(folder))
    seconds = timed(lambda: results.append(_collect(store, "http://127.0.0.1", "key", replay, parse_instant(now))))
    events = results[0].stored.usage_events
    print(events, seconds, sum(storing), memory_mb("VmHWM") - idle_mb, flush=True)
    store.close()


def _time_writes() -> list[float]:
    """The duration in seconds of each write transaction from now on, from its beginning to the commit."""
    seconds: list[float] = []

    def begun(session: Session, *_: object) -> None:
        session.info["begun"] = perf_counter()

    def committed(session: Session) -> None:
        seconds.append(perf_counter() - session.info["begun"])

    event.listen(Session, "after_begin", begun)
    event.listen(Session, "after_commit", committed)
    return seconds


def _collect(store: Store, url: str, key: str, transport: httpx.BaseTransport, now: datetime) -> CollectionResult:
    pacer = Pacer(lambda: 0.0, _never_wait, scale=1_000_000)
    with CursorClient(url, SecretStr(key), pacer=pacer, transport=transport) as client:
        result = Collector(store, client).run(now=now)
    assert result.is_complete, result.errors
    return result


def _never_wait(seconds: float) -> None:
    raise AssertionError(f"the collector wanted to wait {seconds} s, without any limit to wait for")


if __name__ == "__main__":
    _ingest(*sys.argv[1:])
