"""One collection at a time, whoever starts it: a timer, a person at a shell, a second machine."""

import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.store.advisory import AdvisoryLock, ask
from tracker.store.engine import Store

log = logging.getLogger(__name__)

POLL_S = 0.2

TryLock = Callable[[], bool]


class CollectionBusy(RuntimeError):
    """Another collection is under way and did not end in time."""

    def __init__(self, waited_s: float) -> None:
        super().__init__(
            f"another collection is under way and did not end within {waited_s:.0f} s: "
            "it goes on, and what it reads is stored; try again when it is done"
        )
        self.waited_s = waited_s


def _say_nothing() -> None:
    """Wait in silence."""


@contextmanager
def collection_lock(
    store: Store,
    *,
    wait_seconds: float = 60.0,
    on_wait: Callable[[], None] = _say_nothing,
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """Hold the right to collect into this database.

    `on_wait` is called once when somebody else has it; raises CollectionBusy after `wait_seconds`. The lock is the
    operating system's (a file beside SQLite's) or PostgreSQL's own, so that a process that is killed gives it back.
    """
    with _contender(store) as try_lock:
        started = monotonic()
        has_said = False
        while not try_lock():
            if monotonic() - started >= wait_seconds:
                raise CollectionBusy(wait_seconds)
            if not has_said:
                has_said = True
                log.info("collection waits for another one wait_s=%g", wait_seconds)
                on_wait()
            sleep(POLL_S)
        yield


@contextmanager
def _contender(store: Store) -> Iterator[TryLock]:
    if store.path is not None:
        with _file_contender(store.path.with_name(store.path.name + ".collect.lock")) as try_lock:
            yield try_lock
    elif store.is_sqlite:
        yield lambda: True  # a database in memory has one process, and that one Store
    else:
        with _advisory_contender(store) as try_lock:
            yield try_lock


@contextmanager
def _file_contender(path: Path) -> Iterator[TryLock]:
    """The file stays when the lock goes: removing it would let two processes lock two files of one name."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def try_lock() -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    try:
        yield try_lock
    finally:
        os.close(descriptor)


@contextmanager
def _advisory_contender(store: Store) -> Iterator[TryLock]:
    """The lock belongs to one connection, which stays out of transactions while the collection runs."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_held = False

        def try_lock() -> bool:
            nonlocal is_held
            is_held = ask(connection, "pg_try_advisory_lock", AdvisoryLock.COLLECTION)
            return is_held

        try:
            yield try_lock
        finally:
            if is_held:
                ask(connection, "pg_advisory_unlock", AdvisoryLock.COLLECTION)
