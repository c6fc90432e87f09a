"""What holds for every test."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.databases import BACKENDS, POSTGRESQL, SQLITE, Databases, backend_of
from tracker.store.engine import Store

# An example that takes long on a busy machine has found nothing out: no test here judges by the clock.
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
    """Tests of what both databases must do run on each; on PostgreSQL alone where it was asked for."""
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
    """One for a whole file of tests."""
    with databases.lend(backend_of(request)) as url:
        yield url


@pytest.fixture
def store(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Store]:
    """An empty, migrated database, opened."""
    with databases.lend_open(backend_of(request)) as opened:
        yield opened


@pytest.fixture
def postgresql_url(databases: Databases) -> Iterator[str]:
    """An empty, migrated database on PostgreSQL, for what only that does."""
    with databases.lend(POSTGRESQL) as url:
        yield url


@pytest.fixture
def postgres(databases: Databases) -> Iterator[Store]:
    """The same, opened."""
    with databases.lend_open(POSTGRESQL) as opened:
        yield opened
