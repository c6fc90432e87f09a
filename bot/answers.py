"""The only way onto the answer pool, and the only error reply.

Slack waits three seconds for an acknowledgement, however many people click at once. So a listener acknowledges and
hands its work to our own pool. Bolt's error handlers do not see what fails there: this module turns each error into a
log record and a private reply with a reference.
"""

import logging
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from blocks.notices import database_notice, error_notice, private_notice
from bot.counts import Outcome, ProcessCounts
from bot.delivery.client import SLACK_TROUBLE
from bot.delivery.private import reply_privately
from bot.logs import log_run
from bot.refusals import MEANT_FOR_PEOPLE
from bot.requests import Asker, Reply
from bot.services import Services
from tracker.store.trouble import UNREACHABLE

log = logging.getLogger(__name__)

WORKERS = 2  # reports hold the GIL: more workers would only delay acknowledgements
URGENT_WORKERS = 1
PICTURE_WORKERS = 1  # pictures can wait; drawing two at once would delay the text of other answers
NOTIFY_DROPPED_FOR_S = 2.0  # after closing, during which people are told that their request was dropped
RESTARTING = "I am restarting and did not get to this. Please ask again in a minute."

AnyAsker = TypeVar("AnyAsker", bound=Asker)


class Answers:
    """Runs the work of listeners on thread pools; each piece of work is given `services`."""

    def __init__(self, services: Services, *, workers: int = WORKERS, counts: ProcessCounts | None = None) -> None:
        self._services = services
        self._counts = counts or ProcessCounts()
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="answer")
        self._urgent_pool = ThreadPoolExecutor(max_workers=URGENT_WORKERS, thread_name_prefix="urgent-answer")
        self._picture_pool = ThreadPoolExecutor(max_workers=PICTURE_WORKERS, thread_name_prefix="picture")
        self._idle = threading.Condition()
        self._running = 0
        self._notify_dropped_until = math.inf

    def later(self, asker: AnyAsker, work: Callable[[AnyAsker, Services], Reply]) -> None:
        """Queue `work`, and send its reply, or an explanation if it fails, to the person who asked."""
        self._submit(self._pool, asker, work.__name__, partial(self._answer, asker, work, time.monotonic()))

    def soon(self, asker: AnyAsker, work: Callable[[AnyAsker, Services], Reply]) -> None:
        """The same ahead of reports and charts, for short work: a modal must be opened within three seconds."""
        self._submit(self._urgent_pool, asker, work.__name__, partial(self._answer, asker, work, time.monotonic()))

    def wait_until_idle(self, timeout: float) -> bool:
        """Wait until no work is queued or running; return False on timeout."""
        with self._idle:
            return self._idle.wait_for(lambda: self._running == 0, timeout)

    def close(self, *, timeout: float) -> None:
        """Give running work `timeout` seconds to finish; drop and log what has not started by then.

        People whose requests were dropped are told so, but only for two more seconds: there may be any number of them.
        """
        self.wait_until_idle(timeout)
        self._notify_dropped_until = time.monotonic() + NOTIFY_DROPPED_FOR_S
        for pool in (self._pool, self._urgent_pool, self._picture_pool):
            pool.shutdown(wait=False, cancel_futures=True)

    def _submit(self, pool: ThreadPoolExecutor, asker: Asker, work_name: str, task: Callable[[], None]) -> None:
        try:
            with self._idle:
                future = pool.submit(task)
                self._running += 1
        except RuntimeError:  # closed: one more request came in while the bot was stopping
            self._drop(pool, asker, work_name)
            return
        future.add_done_callback(partial(self._on_done, pool, asker, work_name))

    def _on_done(self, pool: ThreadPoolExecutor, asker: Asker, work_name: str, future: "Future[None]") -> None:
        if future.cancelled():
            self._drop(pool, asker, work_name)
        with self._idle:
            self._running -= 1
            self._idle.notify_all()

    def _drop(self, pool: ThreadPoolExecutor, asker: Asker, work_name: str) -> None:
        log.error("answer dropped at shutdown work=%s user=%s", work_name, asker.user_id)
        self._counts.dropped(asker)
        has_text = pool is self._picture_pool
        if not has_text and time.monotonic() < self._notify_dropped_until:
            self._send_reply(asker, Reply.private(private_notice(RESTARTING)))

    def _answer(self, asker: AnyAsker, work: Callable[[AnyAsker, Services], Reply], asked_at: float) -> None:
        with log_run() as run_id:
            reply, outcome = self._reply(asker, work, run_id)
            if reply.message is not None:
                self._send_reply(asker, reply)
            self._counts.answered(asker, outcome, time.monotonic() - asked_at)
        if reply.then is not None:
            rest = partial(_finish, asker, work.__name__, reply.then, run_id)
            self._submit(self._picture_pool, asker, work.__name__, rest)

    def _reply(
        self, asker: AnyAsker, work: Callable[[AnyAsker, Services], Reply], run_id: str
    ) -> tuple[Reply, Outcome]:
        """The answer, or an explanation; the reference shown to people is the run id of the log records."""
        try:
            return work(asker, self._services), Outcome.ANSWERED
        except MEANT_FOR_PEOPLE as refusal:
            log.info("answer refused work=%s user=%s reason=%s", work.__name__, asker.user_id, type(refusal).__name__)
            offers = [(each.words, each.query) for each in getattr(refusal, "offers", ())]
            notice = private_notice(str(refusal), ask=getattr(refusal, "ask", None), offers=offers)
            return Reply.private(notice), Outcome.REFUSED
        except Exception as error:
            log.exception("answer failed work=%s user=%s reference=%s", work.__name__, asker.user_id, run_id)
            sorry = database_notice(run_id) if isinstance(error, UNREACHABLE) else error_notice(run_id)
            return Reply.private(sorry), Outcome.FAILED

    def _send_reply(self, asker: Asker, reply: Reply) -> None:
        assert reply.message is not None
        try:
            reply_privately(self._services.slack, asker, reply.message)
        except SLACK_TROUBLE:
            log.exception("private reply lost user=%s", asker.user_id)


def _finish(asker: Asker, work_name: str, rest: Callable[[], None], run_id: str) -> None:
    """Do what is left after an answer was sent; a failure is only logged, as the person has the answer."""
    with log_run(run_id):
        try:
            rest()
        except Exception:
            log.exception("answer left without its pictures work=%s user=%s", work_name, asker.user_id)
