"""Leading in turns: of all processes over one database one runs the jobs and sends, the others stand by and answer."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from tracker.store.engine import Store
from tracker.store.lease import LASTS, Lease, LeaseName, LockRefused

log = logging.getLogger(__name__)

LOOK_S = 2.0  # how soon a free lease is taken, and a lost one noticed by who does not write

Work = Callable[[Lease], AbstractContextManager[object]]


def lead_in_turns(store: Store, work: Work, *, stop: threading.Event, lasts: timedelta = LASTS) -> None:
    """Until `stop` is set, do `work` whenever no other process does.

    `work` is entered with a lease, whose store takes nothing more once another process leads, and left when that is so,
    or at the end; the lease is given back after it.
    """
    for lease in _leases(store, stop, lasts):
        try:
            with work(lease):
                while not stop.wait(LOOK_S) and not lease.lost.is_set():
                    pass
        except SQLAlchemyError:
            log.exception("work not begun or not ended, next try follows seconds=%g", LOOK_S)
            stop.wait(LOOK_S)


def _leases(store: Store, stop: threading.Event, lasts: timedelta) -> Iterator[Lease]:
    """One lease after the other, each acquired; it is given back when the next one is asked for."""
    while not stop.is_set():
        lease = Lease(store, LeaseName.LEAD, lasts=lasts)
        try:
            if _acquire(lease, stop):
                yield lease
        finally:
            lease.release()


def _acquire(lease: Lease, stop: threading.Event) -> bool:
    """Stand by until the lease is free; false when the process is to end before."""
    said = ""
    while not stop.is_set():
        try:
            if lease.try_acquire():
                log.info("leading, jobs and messages are this process's")
                return True
            held = lease.find_holder()
            words = f"standing by leader={held.holder}" if held else "standing by"
        except (SQLAlchemyError, LockRefused) as error:
            words = f"standing by, the database cannot be asked reason={type(error).__name__}"
        if words != said:
            log.info(words)
            said = words
        stop.wait(LOOK_S)
    return False
