"""Ends the bot's process on a signal, and on time even if something hangs."""

import logging
import os
import signal
import threading
import time

log = logging.getLogger(__name__)

ENDED_WITHIN_S = 8.5  # container engines usually kill after ten


def stop_on_signals(*, afterwards: signal.Handlers = signal.SIG_DFL) -> threading.Event:
    """An event that is set by the first Ctrl-C or SIGTERM; by default a second signal ends the process at once.

    The handler does not set the event itself: it interrupts the main thread, which may hold the event's lock just then,
    and would deadlock.
    """
    stop, numbers = threading.Event(), (signal.SIGINT, signal.SIGTERM)
    asked, ask = os.pipe()

    def ask_to_stop(*_: object) -> None:
        for number in numbers:
            signal.signal(number, afterwards)
        os.write(ask, b".")

    def set_when_asked() -> None:
        os.read(asked, 1)
        stop.set()

    threading.Thread(target=set_when_asked, name="signals", daemon=True).start()
    for number in numbers:
        signal.signal(number, ask_to_stop)
    return stop


def end_in_time(stop: threading.Event) -> None:
    """Make sure that the process ends soon after `stop`, even if a database or Slack holds up the shutdown.

    Nothing is left half written: uncommitted transactions are rolled back.
    """
    threading.Thread(target=_watch, args=(stop,), name="end in time", daemon=True).start()


def end_now(code: int) -> None:
    """End the process even if a thread still waits for Cursor, which nothing can interrupt.

    A normal exit would wait for that thread. What it was reading is read again at the next start.
    """
    others = [each.name for each in threading.enumerate() if each is not threading.current_thread()]
    log.debug("ended without waiting for threads=%s", others)
    logging.shutdown()
    os._exit(code)


def _watch(stop: threading.Event) -> None:
    stop.wait()
    time.sleep(ENDED_WITHIN_S)
    log.error("shutdown hangs, ended all the same after_s=%g", ENDED_WITHIN_S)
    end_now(1)
