"""A command line over an empty database, or over one that holds a collection."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.databases import backend_of
from tests.neighbours import open_neighbours
from tests.running import Ran, run_process


@pytest.fixture(scope="session")
def collected(request, databases, tmp_path_factory) -> Iterator[tuple[str, Ran]]:
    """A database after one collection, and the output of `collect --json`, from a separate process."""
    folder = tmp_path_factory.mktemp("collected")
    with databases.lend(backend_of(request), is_migrated=False) as url:
        with ExitStack() as stack:
            cursor = {k: v for k, v in open_neighbours(stack).env.items() if k.startswith("CURSOR")}
            ran = run_process("collect", "--json", folder=folder, DATABASE_URL=url, **cursor)
        yield url, ran


@pytest.fixture
def database_url(request, databases) -> Iterator[str]:
    """An empty database, or one with a collection if the test uses the fixture `filled`."""
    like = request.getfixturevalue("collected")[0] if "filled" in request.fixturenames else None
    with databases.lend(backend_of(request), like=like) as url:
        yield url


@pytest.fixture
def filled(spendwatch):
    """The same over a database with a collection."""
    return spendwatch
