"""Heartbeats: each process, leader or not, records in the database that it is alive."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from tracker.store.engine import Store
from tracker.store.heartbeat import Heartbeat, beat, forget
from tracker.store.lease import this_process

log = logging.getLogger(__name__)

HEARTBEAT_S = 30
FORGET_TIMEOUT_S = 0.5  # at shutdown; a row that stays behind is dropped after a day


@contextmanager
def sending_heartbeats(
    store: Store, *, clock: Callable[[], datetime], is_link_alive: Callable[[], bool], is_leading: Callable[[], bool]
) -> Iterator[None]:
    """Record a heartbeat twice a minute until the end of the block, then remove it."""
    over = threading.Event()
    started_at = clock()

    def show() -> None:
        beat(store, Heartbeat(this_process(), started_at, clock(), is_link_alive(), is_leading()))

    thread = threading.Thread(target=_keep_showing, args=(store, show, over), name="signs of life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(FORGET_TIMEOUT_S)


def _keep_showing(store: Store, show: Callable[[], None], over: threading.Event) -> None:
    pause = 0.0
    while not over.wait(pause):
        _try(show, "sign of life not written")
        pause = HEARTBEAT_S
    _try(lambda: forget(store, this_process()), "sign of life not taken back")


def _try(write: Callable[[], None], otherwise: str) -> None:
    try:
        write()
    except SQLAlchemyError as error:
        log.warning("%s reason=%s", otherwise, type(error).__name__)
