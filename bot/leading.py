"""Leading in turns: of all processes over one database one runs the jobs and sends, the others stand by and answer."""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from tracker.store.engine import Store
from tracker.store.lease import LASTS, Lease, LeaseName, LockRefused
from tracker.store.trouble import UNREACHABLE, database_sentence

log = logging.getLogger(__name__)

LOOK_S = 2.0  # how soon a free lease is taken, and a lost one noticed by who does not write
STOP_HEARD_WITHIN_S = 0.2  # while the database is asked

Answer = TypeVar("Answer")

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
        except UNREACHABLE as error:
            log.error("work not begun or not ended, next try follows reason=%s", database_sentence(error))  # noqa: TRY400
            stop.wait(LOOK_S)
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
        stop.wait(LOOK_S)
    return False


def _unless_stopped(ask: Callable[[], Answer], stop: threading.Event) -> Answer | None:
    """What `ask` answers, asked in a thread of its own; None when `stop` is set first, as a database may hang."""
    answer: Future[Answer] = Future()
    threading.Thread(target=_answer, args=(ask, answer), name="standing by", daemon=True).start()
    while not wait([answer], timeout=STOP_HEARD_WITHIN_S).done and not stop.is_set():
        pass
    return answer.result() if answer.done() else None


def _answer(ask: Callable[[], Answer], answer: "Future[Answer]") -> None:
    try:
        answer.set_result(ask())
    except Exception as error:  # noqa: BLE001  # who waits for the answer raises it
        answer.set_exception(error)
