"""Fixtures and settings for every test."""

import logging
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from hypothesis import settings

from bot.cli.app import main
from bot.config import Config
from tests.databases import BACKENDS, POSTGRESQL, SQLITE, Databases, backend_of
from tests.neighbours import Neighbours, open_neighbours
from tests.running import Ran
from tracker.store.engine import Store

# No deadline: an example that is slow on a busy machine is not a bug.
settings.register_profile("spendwatch", deadline=None)
settings.load_profile("spendwatch")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=BACKENDS,
        default=SQLITE,
        help="where tests keep what they store, but for those that run on both or are marked as being about SQLite",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests of what both databases must do on each; with `--database postgresql`, only there."""
    if "each_backend" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        metafunc.parametrize("each_backend", BACKENDS if chosen == SQLITE else (chosen,), scope="module")


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The databases of this process."""
    lent = Databases()
    yield lent
    lent.close()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """An empty, migrated database."""
    with databases.lend(backend_of(request)) as url:
        yield url


@pytest.fixture(scope="module")
def shared_database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """One for a whole test module."""
    with databases.lend(backend_of(request)) as url:
        yield url


@pytest.fixture
def store(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Store]:
    """An empty, migrated database, opened."""
    with databases.lend_open(backend_of(request)) as opened:
        yield opened


@pytest.fixture
def postgresql_url(databases: Databases) -> Iterator[str]:
    """An empty, migrated PostgreSQL database, for what only PostgreSQL does."""
    with databases.lend(POSTGRESQL) as url:
        yield url


@pytest.fixture
def postgres(databases: Databases) -> Iterator[Store]:
    """The same, opened."""
    with databases.lend_open(POSTGRESQL) as opened:
        yield opened


@pytest.fixture
def neighbours() -> Iterator[Neighbours]:
    """Cursor with a team of five, one of whose agents runs wild, and Slack with its people."""
    with ExitStack() as stack:
        yield open_neighbours(stack)


@pytest.fixture(scope="module")
def shared_neighbours() -> Iterator[Neighbours]:
    """The same for a whole test module."""
    with ExitStack() as stack:
        yield open_neighbours(stack)


@pytest.fixture
def spendwatch(monkeypatch, tmp_path, capsys, database_url):
    """Runs a command in this process, in an empty folder, with only the environment it is given."""
    monkeypatch.chdir(tmp_path)
    for name in Config.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers, root.level

    def run(*args: str, **env: str) -> Ran:
        with monkeypatch.context() as patch:
            patch.setenv("DATABASE_URL", database_url)
            for name, value in env.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["spendwatch", *args])
            capsys.readouterr()
            try:
                main()
                code = 0
            except SystemExit as end:
                code = end.code or 0
        return Ran(code, *capsys.readouterr())

    yield run
    root.handlers, root.level = handlers, level
