"""Allows one collection at a time, started by a timer, a person at a shell or a second machine."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from tracker.store.engine import Store
from tracker.store.lease import LEASE_DURATION, Lease, LeaseName

log = logging.getLogger(__name__)

POLL_S = 0.2
WAIT_S = 60.0


class CollectionBusy(RuntimeError):
    """Another collection is running and did not end in time."""

    def __init__(self, waited_s: float) -> None:
        super().__init__(
            f"another collection is running and did not finish within {waited_s:.0f} s: "
            "it continues, and what it reads is stored; try again when it is done"
        )
        self.waited_s = waited_s


def _say_nothing() -> None:
    """The default for `on_wait`."""


@contextmanager
def collection_lock(
    store: Store,
    *,
    wait_seconds: float = WAIT_S,
    lasts: timedelta = LEASE_DURATION,
    on_wait: Callable[[], None] = _say_nothing,
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Store]:
    """Hold the right to collect into this database; yields the store to collect into.

    `on_wait` is called once if another process holds it; raises CollectionBusy after `wait_seconds`. Writes to the
    yielded store raise LeaseLost if another process has meanwhile acquired the right, for example after a long pause of
    this one.
    """
    lease = Lease(store, LeaseName.COLLECT, lasts=lasts)
    try:
        started = monotonic()
        has_said = False
        while not lease.try_acquire():
            if monotonic() - started >= wait_seconds:
                raise CollectionBusy(wait_seconds)
            if not has_said:
                has_said = True
                log.info("collection waits for another one wait_s=%g", wait_seconds)
                on_wait()
            sleep(POLL_S)
        yield lease.store
    finally:
        lease.release()
