"""How the process of a bot ends: asked to by a signal, and in time whatever hangs."""

import logging
import os
import signal
import threading
import time

log = logging.getLogger(__name__)

ENDED_WITHIN_S = 8.5  # of the ten seconds that container engines usually wait


def stop_on_signals(*, afterwards: signal.Handlers = signal.SIG_DFL) -> threading.Event:
    """Set by the first Ctrl-C or SIGTERM; by default the second ends the process at once, as if nobody listened.

    The handler sets nothing itself: it runs in the middle of whatever the main thread does, which may be to look at the
    event, whose lock it would wait for for ever.
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
    """See to it that the process ends soon after `stop`, should a database or Slack hold up its shutdown.

    Nothing is half written then: transactions that are not committed never happened.
    """
    threading.Thread(target=_watch, args=(stop,), name="end in time", daemon=True).start()


def end_now(code: int) -> None:
    """End the process though a thread may still wait for an answer of Cursor's, which nothing can interrupt.

    What it would do with the answer is read again at the next start; Python itself would wait for it.
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
