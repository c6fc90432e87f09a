"""Ends connections to PostgreSQL, as its server or an admin may do at any moment."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import event

from tests.running import PATIENCE_S
from tracker.store.engine import Store

OF_OTHERS = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"


class Cut:
    """How many statements there were, and whether the connection of one was ended."""

    def __init__(self, store: Store, at: int | None, only: str) -> None:
        self.statements = 0
        self.is_done = False
        self._url = str(store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False))
        self._at = at
        self._only = only

    def look(self, connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """Called before each statement."""
        if self._only not in statement:
            return
        self.statements += 1
        if self.statements == self._at:
            self.is_done = True
            end_connection(self._url, connection.connection.dbapi_connection.info.backend_pid)


@contextmanager
def cut_at(store: Store, at: int | None, *, only: str = "") -> Iterator[Cut]:
    """End the connection just before its `at`-th statement that contains `only` is sent."""
    cut = Cut(store, at, only)
    event.listen(store.engine, "before_cursor_execute", cut.look)
    try:
        yield cut
    finally:
        event.remove(store.engine, "before_cursor_execute", cut.look)


def end_connection(url: str, pid: int) -> None:
    """End one connection, and wait until the server has."""
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))


def wait_for_a_connection(url: str) -> None:
    """Wait until another connection exists, as of a process that has recovered."""
    with psycopg.connect(url, autocommit=True) as admin:
        give_up_at = time.monotonic() + PATIENCE_S
        while admin.execute(f"SELECT 1 {OF_OTHERS}").fetchone() is None:
            assert time.monotonic() < give_up_at, "nobody has connected again"
            time.sleep(0.01)


def end_every_connection(url: str) -> int:
    """End all other connections, as a server restart does; return their number."""
    with psycopg.connect(url, autocommit=True) as admin:
        ended = admin.execute(f"SELECT count(pg_terminate_backend(pid, 10000)) {OF_OTHERS}").fetchone()
    assert ended is not None
    return int(ended[0])
