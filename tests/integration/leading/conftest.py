"""One database, opened by several: a SQLite file, and a PostgreSQL server."""

from collections.abc import Callable, Iterator

import pytest

from tests.databases import Databases
from tracker.store.engine import Store, open_store

Open = Callable[[], Store]


@pytest.fixture
def database_url(each_backend: str, databases: Databases) -> Iterator[str]:
    """An empty database of each kind."""
    with databases.lend(each_backend) as url:
        yield url


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
