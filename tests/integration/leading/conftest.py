"""One database, opened by several: a SQLite file, and a PostgreSQL server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.databases import Databases
from tests.neighbours import Neighbours
from tests.running import Running, run_process, starting
from tracker.store.engine import Store, open_store

Open = Callable[[], Store]


@pytest.fixture
def database_url(each_backend: str, databases: Databases) -> Iterator[str]:
    """An empty database of each kind."""
    with databases.lend(each_backend) as url:
        yield url


@pytest.fixture
def open_as() -> Iterator[Callable[[str], Store]]:
    """Opens a database as another process would, and closes it at the end."""
    opened: list[Store] = []

    def open_it(url: str) -> Store:
        opened.append(open_store(url))
        return opened[-1]

    yield open_it
    for store in opened:
        store.close()


@pytest.fixture
def begin(tmp_path: Path, neighbours: Neighbours, postgresql_url: str) -> Iterator[Callable[..., Running]]:
    """Starts another bot, by default with a short lease; two rounds start in a little more than a second."""
    assert run_process("start-alerts", folder=tmp_path, DATABASE_URL=postgresql_url).code == 0
    env = neighbours.env | {"DATABASE_URL": postgresql_url, "COLLECT_INTERVAL_MINUTES": "0.02"}
    with starting(tmp_path, **env) as start:
        yield lambda module="tests.integration.leading.short_lease", **more: start(module=module, **more)
