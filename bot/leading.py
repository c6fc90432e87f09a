"""Leader election: of all processes on a database one runs jobs and sends, the others stand by and answer."""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from tracker.store.engine import Store
from tracker.store.lease import LEASE_DURATION, Lease, LeaseName, LockRefused
from tracker.store.trouble import UNREACHABLE, database_sentence

log = logging.getLogger(__name__)

POLL_S = 2.0  # how often a free lease is tried, and a lost one checked for
CHECK_STOP_S = 0.2  # while waiting for the database

Answer = TypeVar("Answer")

Work = Callable[[Lease], AbstractContextManager[object]]


def lead_in_turns(store: Store, work: Work, *, stop: threading.Event, lasts: timedelta = LEASE_DURATION) -> None:
    """Until `stop` is set, run `work` whenever this process holds the lease.

    The context manager `work` is given the lease; the lease's store refuses writes once another process leads. It is
    exited when the lease is lost or `stop` is set, and the lease is released afterwards.
    """
    for lease in _leases(store, stop, lasts):
        try:
            with work(lease):
                while not stop.wait(POLL_S) and not lease.lost.is_set():
                    pass
        except UNREACHABLE as error:
            log.error("work not begun or not ended, next try follows reason=%s", database_sentence(error))  # noqa: TRY400
            stop.wait(POLL_S)
        except SQLAlchemyError:
            log.exception("work not begun or not ended, next try follows seconds=%g", POLL_S)
            stop.wait(POLL_S)


def _leases(store: Store, stop: threading.Event, lasts: timedelta) -> Iterator[Lease]:
    """Yield one acquired lease after the other; each is released when the next one is requested."""
    while not stop.is_set():
        lease = Lease(store, LeaseName.LEAD, lasts=lasts)
        try:
            if _acquire(lease, stop):
                yield lease
        finally:
            lease.release()


def _acquire(lease: Lease, stop: threading.Event) -> bool:
    """Stand by until the lease is acquired; return False if `stop` is set first."""
    said = ""
    while not stop.is_set():
        try:
            if _unless_stopped(lease.try_acquire, stop):
                log.info("leading, jobs and messages are this process's")
                return True
            held = _unless_stopped(lease.find_holder, stop)
            words = f"standing by leader={held.holder}" if held else "standing by"
        except (SQLAlchemyError, LockRefused) as error:
            words = f"standing by, the database cannot be asked reason={type(error).__name__}"
        if words != said:
            log.info(words)
            said = words
        stop.wait(POLL_S)
    return False


def _unless_stopped(ask: Callable[[], Answer], stop: threading.Event) -> Answer | None:
    """Call `ask` in its own thread, as a database may hang; return None if `stop` is set first."""
    answer: Future[Answer] = Future()
    threading.Thread(target=_answer, args=(ask, answer), name="standing by", daemon=True).start()
    while not wait([answer], timeout=CHECK_STOP_S).done and not stop.is_set():
        pass
    return answer.result() if answer.done() else None


def _answer(ask: Callable[[], Answer], answer: "Future[Answer]") -> None:
    try:
        answer.set_result(ask())
    except Exception as error:  # noqa: BLE001  # who waits for the answer raises it
        answer.set_exception(error)
