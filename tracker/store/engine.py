"""Opens the database: SQLite by default, PostgreSQL through its URL."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

BUSY_TIMEOUT_MS = 30_000
IDLE_IN_TRANSACTION_MS = 30_000
LOCK_TIMEOUT_MS = 30_000  # as patient as with SQLite
STATEMENT_TIMEOUT_MS = 300_000  # our longest statement takes seconds

Check = Callable[[Session], None]


EXAMPLES = "use sqlite:///data/spendwatch.db or postgresql://user:password@host/name"
LAST_PORT = 65_535
POSTGRESQL_OPTIONS = {
    "connect_timeout": 10,
    # A server that silently disappeared is noticed within half a minute.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


class DatabaseRefused(ValueError):
    """A DATABASE_URL that cannot be used. The message shows valid examples and repeats nothing of the given URL."""


class FileGone(RuntimeError):
    """The SQLite file was removed, or another one put in its place, while this process had it open."""


class Store:
    """The database, with one way to read and one way to write.

    A read is one snapshot. A write takes SQLite's write lock at its first statement (`BEGIN IMMEDIATE`), so that it
    never fails half-way because another writer came first; it is committed when the block ends without an error.
    `checks` run at the start of each write transaction; one that raises prevents the write.
    """

    def __init__(self, engine: Engine, *checks: Check) -> None:
        self.engine = engine
        self._checks = checks
        is_sqlite = engine.dialect.name == "sqlite"
        self._reader = engine if is_sqlite else engine.execution_options(isolation_level="REPEATABLE READ")
        self._writer = engine.execution_options(begin="BEGIN IMMEDIATE") if is_sqlite else engine

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """The SQLite file; None for another backend."""
        name = self.engine.url.database
        return Path(name) if self.is_sqlite and name else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One read snapshot; nothing can be committed."""
        with Session(self._reader, autoflush=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One write transaction, committed at the end of the block and rolled back on any error."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            for check in self._checks:
                check(session)
            yield session

    @contextmanager
    def writing_for_long(self) -> Iterator[Session]:
        """One write transaction like `writing`, without the time limit; on PostgreSQL others can write meanwhile."""
        with self.writing() as session:
            if not self.is_sqlite:
                session.execute(text("SET LOCAL lock_timeout = 0"))
                session.execute(text("SET LOCAL statement_timeout = 0"))
            yield session

    def fenced(self, check: Check) -> "Store":
        """The same database with one more check before each write."""
        return Store(self.engine, *self._checks, check)

    def unfenced(self) -> "Store":
        """The same database without any checks, for facts that are true whichever process writes them."""
        return Store(self.engine)

    def close(self) -> None:
        """Close every connection; those in use are closed when they are returned."""
        event.listen(self.engine.pool, "checkin", lambda _, record: record.invalidate())
        self.engine.dispose()


def open_store(database_url: str) -> Store:
    """Open `sqlite:///path`, `postgresql://…` or `postgresql+psycopg://…`; creates the folder of a SQLite file.

    Raises DatabaseRefused for any other URL.
    """
    url = _checked_url(database_url)
    if url.get_backend_name() == "sqlite":
        return Store(_sqlite_engine(url))
    return Store(_postgresql_engine(url))


def _checked_url(database_url: str) -> URL:
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        # The URL is not repeated, not even as the cause: part of a password may be where the port should be.
        raise DatabaseRefused(f"DATABASE_URL is not a database URL: {EXAMPLES}") from None
    match url.get_backend_name():
        case "postgresql":
            if "@" in (url.host or ""):
                raise DatabaseRefused("DATABASE_URL contains an @ in the user or password: write it as %40")
            _check_numbers(url)
            return url.set(drivername="postgresql+psycopg")
        case "sqlite":
            _check_file(url)
            return url
        case other:
            raise DatabaseRefused(f"DATABASE_URL names {other!r}, which Spendwatch does not support: {EXAMPLES}")


def _check_numbers(url: URL) -> None:
    if url.port is not None and not 0 < url.port <= LAST_PORT:
        raise DatabaseRefused(f"DATABASE_URL names the port {url.port}: a port is a number from 1 to {LAST_PORT}")
    for name in POSTGRESQL_OPTIONS:
        value = url.query.get(name, "0")
        if not (isinstance(value, str) and value.isdecimal()):
            raise DatabaseRefused(f"DATABASE_URL gives {name} a value that is not a whole number: write {name}=10")


def _check_file(url: URL) -> None:
    """Check that the file exists or can be created; its folder is created."""
    name = url.database
    if url.host or url.username or "\0" in (name or ""):
        raise DatabaseRefused(f"DATABASE_URL names no file: {EXAMPLES} (three slashes, four before a whole path)")
    if not name or name == ":memory:":
        raise DatabaseRefused(f"DATABASE_URL names an in-memory database, which keeps nothing: {EXAMPLES}")
    if url.query:
        options = ", ".join(sorted(url.query))
        raise DatabaseRefused(
            f"DATABASE_URL gives options ({options}), but a SQLite file takes none: it has to be writable"
        )
    try:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseRefused(f"cannot create the folder of {name}: {error.strerror}") from error
    if Path(name).is_dir():
        raise DatabaseRefused(f"DATABASE_URL names the folder {name}: name a file in it, such as {name}/spendwatch.db")


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
        hide_parameters=True,  # a failing statement is logged, and must not reveal whom it was about
    )
    file = _TheFile(Path(url.database or ""))
    event.listen(engine, "do_connect", file.require)
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "connect", file.remember)
    event.listen(engine, "begin", file.require)
    event.listen(engine, "begin", _begin)
    return engine


class _TheFile:
    """The file that was opened first, known by its inode, as SQLite itself checks outside of WAL mode.

    A file that is deleted while it is open still accepts every write, and all of it is lost when the process ends.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inode: int | None = None

    def remember(self, *_: object) -> None:
        """Store the inode of the first file opened."""
        if self._inode is None:
            self._inode = self._found()

    def require(self, *_: object) -> None:
        """Raise OperationalError with FileGone if that file is no longer at its path."""
        if self._inode is not None and self._found() != self._inode:
            gone = FileGone(f"the file {self._path} was removed or replaced while it was in use")
            raise OperationalError(None, None, gone)

    def _found(self) -> int | None:
        try:
            return self._path.stat().st_ino
        except OSError:
            return None


def _postgresql_engine(url: URL) -> Engine:
    options = {name: value for name, value in POSTGRESQL_OPTIONS.items() if name not in url.query}
    try:
        engine = create_engine(url, pool_pre_ping=True, connect_args=options, hide_parameters=True)
    except ImportError as error:
        raise DatabaseRefused(
            "DATABASE_URL names PostgreSQL, but its library is not installed: "
            'run pip install ".[postgres]" in the folder of Spendwatch'
        ) from error
    event.listen(engine, "connect", _set_time_limits)
    return engine


def _set_time_limits(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Have the server end statements and lock waits that take too long, and idle transactions.

    A paused process must not hold a lock for long, and nobody should wait for one silently.
    """
    connection.execute(f"SET idle_in_transaction_session_timeout = {IDLE_IN_TRANSACTION_MS}")
    connection.execute(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
    connection.execute(f"SET statement_timeout = {STATEMENT_TIMEOUT_MS}")
    connection.commit()


def _prepare_connection(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we issue BEGIN ourselves: the driver does it too late, and not for DDL
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",  # in WAL mode a crashed process loses nothing
        "foreign_keys=ON",
        "cache_size=-65536",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
