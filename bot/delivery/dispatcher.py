"""Posts the outbox's Slack messages and redraws those that changed, without ever waiting for a collection."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from blocks.elements import Chart
from bot.delivery.client import NO_ANSWER, Refusal, read_refusal
from bot.delivery.drawing import Drawing
from bot.delivery.files import ChartFiles
from bot.delivery.messages import MessageMaker
from bot.delivery.own_messages import OwnMessages, own_metadata
from bot.delivery.send import MessageRef, Sender, Sent
from bot.delivery.slack_reasons import CHANNEL_CLOSED, MESSAGE_GONE, MESSAGE_REFUSED, THREAD_GONE
from bot.delivery.stand_in_reader import StandInReader
from bot.delivery.worker import OutboxWorker, Receipt, WorkerParts
from tracker.store.lease import LeaseLost
from tracker.store.outbox import OutboxItem
from tracker.store.outbox_pauses import MAX_ATTEMPTS, MAX_RETRY_AFTER_S, next_attempt
from tracker.store.outbox_rows import Channel
from tracker.store.redraws import Redraw, Redraws

log = logging.getLogger(__name__)

CLOSED_FOR_S = 600.0  # before the next try to redraw a message in a closed channel


@dataclass(frozen=True)
class Target:
    """Where messages go: `channel` returns the current alert channel's id, `stand_in` finds an admin in its place."""

    slack: WebClient
    channel: Callable[[], str]
    stand_in: StandInReader


class Dispatcher(OutboxWorker):
    """Posts waiting messages, and redraws posted ones that have changed."""

    channel = Channel.SLACK
    pause_s = 1.0  # Slack: one message a second in a channel
    trouble = (SlackApiError, *NO_ANSWER, SQLAlchemyError)

    def __init__(
        self,
        parts: WorkerParts,
        *,
        redraws: Redraws,
        messages: MessageMaker,
        sender: Sender,
        files: ChartFiles,
        target: Target,
    ) -> None:
        super().__init__(parts)
        self._redraws = redraws
        self._messages = messages
        self._sender = sender
        self._files = files
        self._target = target
        self._redraws_paused_until = 0.0
        self._own_messages = OwnMessages(target.slack, places=self._places)

    def drain(self) -> int:
        """Send and redraw everything that is due now; return the number of messages sent or redrawn."""
        done = super().drain()
        for redraw in self._redraws.list_due(now=self._clock()):
            if self._monotonic() < self._redraws_paused_until:
                break
            done += self._redraw(redraw)
        return done

    # Sending

    def _deliver(self, item: OutboxItem) -> Receipt:
        if item.was_claimed and (found := self._own_messages.find(item)):
            log.info("message found again key=%s", item.key)
            return Receipt(str(found))
        drawing = self._messages.draw(item, now=self._clock())
        return Receipt(str(self._post(item, drawing).ref), drawing.version)

    def _on_trouble(self, item: OutboxItem, error: Exception) -> bool:
        if isinstance(error, SlackApiError):
            self._put_back(item, error)
        else:  # the message may have been posted
            self._retry(item, type(error).__name__, may_have_arrived=True)
        return False

    def _places(self, item: OutboxItem) -> tuple[str | None, ...]:
        own_place = self._messages.destination(item)
        return (own_place,) if own_place else (self._target.channel(), self._target.stand_in.find())

    def _post(self, item: OutboxItem, drawing: Drawing) -> Sent:
        root = MessageRef.parse(item.root_ref) if item.root_ref else None
        file_ids = self._upload(drawing.charts)
        self._wait_for_turn()
        self._outbox.require_claim(item)
        sent = self._post_below(root, item, drawing) if root else self._post_at_top(item, drawing, file_ids)
        self._forget_refused(file_ids, sent)
        return sent

    def _post_below(self, root: MessageRef, item: OutboxItem, drawing: Drawing) -> Sent:
        """Post a line into a thread, or on its own if the thread can no longer be posted to."""
        try:
            return self._post_to(root.channel, item, drawing, thread_ts=root.ts)
        except SlackApiError as error:
            if read_refusal(error).reason not in THREAD_GONE | CHANNEL_CLOSED:
                raise
        log.info("nothing can be said under the message above, the line is said alone key=%s", item.key)
        return self._post_at_top(item, self._messages.draw_alone(item, now=self._clock()))

    def _post_at_top(
        self, item: OutboxItem, drawing: Drawing, file_ids: Mapping[str, str] = MappingProxyType({})
    ) -> Sent:
        """Post a message outside of threads; to an admin if the alert channel accepts none."""
        own_place = self._messages.destination(item)
        if own_place:
            return self._post_to(own_place, item, drawing, file_ids=file_ids)
        channel = self._target.channel()
        try:
            sent = self._post_to(channel, item, drawing, file_ids=file_ids)
        except SlackApiError as error:
            reason = read_refusal(error).reason
            admin = self._target.stand_in.find() if reason in CHANNEL_CLOSED else None
            if admin is None:
                raise
            sent = self._post_to(admin, item, drawing, file_ids=file_ids)
            self._target.stand_in.channel_is_closed(channel, reason, now=self._clock())
        else:
            self._target.stand_in.channel_is_open(now=self._clock())
        return sent

    def _post_to(
        self,
        channel: str,
        item: OutboxItem,
        drawing: Drawing,
        *,
        file_ids: Mapping[str, str] = MappingProxyType({}),
        thread_ts: str | None = None,
    ) -> Sent:
        return self._sender.post(
            channel,
            drawing.draw,
            file_ids=dict(file_ids),
            thread_ts=thread_ts,
            metadata=own_metadata(item),
        )

    def _put_back(self, item: OutboxItem, error: SlackApiError) -> None:
        refusal = read_refusal(error)
        if refusal.reason in MESSAGE_REFUSED:
            why = "; ".join((refusal.reason, *refusal.details))
            self._outbox.give_up(item, f"Slack rejected it: {why}", now=self._clock())
            return
        if refusal.retry_after_s is not None:
            self._pause(refusal.retry_after_s)
        self._retry(
            item,
            f"Slack answered {refusal.reason}",
            may_have_arrived=refusal.may_have_been_done,
            pause=refusal.retry_after_s,
        )

    # Redrawing

    def _redraw(self, redraw: Redraw) -> bool:
        try:
            drawing = self._messages.draw_root(redraw.kind, redraw.id, now=self._clock())
            file_ids = self._upload(drawing.charts)
            if not self._redraws.is_due(redraw):
                return False
            sent = self._sender.update(MessageRef.parse(redraw.message_ref), drawing.draw, file_ids=file_ids)
        except SlackApiError as error:
            self._redraw_refused(redraw, read_refusal(error))
            return False
        except NO_ANSWER as error:
            self._redraw_failed(redraw, type(error).__name__)
            return False
        except LeaseLost:
            raise
        except Exception as error:  # the others still have to be redrawn
            log.exception("message cannot be redrawn kind=%s id=%d", redraw.kind, redraw.id)
            self._redraw_failed(redraw, type(error).__name__)
            return False
        self._forget_refused(file_ids, sent)
        self._redraws.store_drawn(_at_version(redraw, drawing.version), now=self._clock())
        return True

    def _redraw_refused(self, redraw: Redraw, refusal: Refusal) -> None:
        if refusal.reason in MESSAGE_GONE:
            log.warning("message not redrawn kind=%s id=%d reason=%s", redraw.kind, redraw.id, refusal.reason)
            self._redraws.store_drawn(redraw, now=self._clock())  # the message is gone
            return
        if refusal.reason in MESSAGE_REFUSED:
            self._redraws.give_up(redraw, f"Slack rejected it: {refusal.reason}")
            return
        if refusal.retry_after_s is not None:
            self._redraws_paused_until = self._monotonic() + min(refusal.retry_after_s, MAX_RETRY_AFTER_S)
        pause = CLOSED_FOR_S if refusal.reason in CHANNEL_CLOSED else refusal.retry_after_s
        self._redraw_failed(redraw, f"Slack answered {refusal.reason}", pause)

    def _redraw_failed(self, redraw: Redraw, reason: str, pause: float | None = None) -> None:
        log.warning("message not redrawn kind=%s id=%d reason=%s", redraw.kind, redraw.id, reason)
        not_before = next_attempt(min(redraw.attempts + 1, MAX_ATTEMPTS - 1), self._clock(), self._rng, pause)
        assert not_before is not None  # redraws are retried without limit
        self._redraws.put_off(redraw, reason, not_before=not_before)

    def _upload(self, charts: tuple[Chart, ...]) -> dict[str, str]:
        return self._files.upload(charts) if charts else {}

    def _forget_refused(self, file_ids: dict[str, str], sent: Sent) -> None:
        if file_ids and not sent.with_pictures:
            self._files.forget(list(file_ids.values()))


def _at_version(redraw: Redraw, version: int | None) -> Redraw:
    """The redraw with the version that was drawn, which may be newer than the one that was due."""
    return Redraw(redraw.kind, redraw.id, redraw.message_ref, version or redraw.version)
