"""The only way to post and redraw messages: with tables that the workspace accepts, with or without pictures.

Slack may refuse a block in one workspace and accept it in another (tables during their rollout), or a picture that it
has not scanned yet. A refused call has no effect, so the next simpler drawing of the message is tried; all other errors
are raised.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from blocks.elements import Look, Message, TableStyle
from bot.delivery.client import AnswerUnreadable, read_refusal
from bot.delivery.slack_reasons import BLOCKS_REFUSED

log = logging.getLogger(__name__)

PICTURE_WAITS_S = (0.5, 1.0, 2.0, 4.0)
WITHOUT_PICTURE = "Slack did not accept the chart, so it is left out here."
Draw = Callable[[Look], Message]
NO_FILES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class MessageRef:
    """The location of a message. As text, `channel:ts`, it is the opaque receipt that the tracker stores."""

    channel: str
    ts: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.ts}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `channel:ts`."""
        channel, _, ts = text.partition(":")
        return cls(channel, ts)


@dataclass(frozen=True)
class Sent:
    """A sent message, and whether it shows its pictures."""

    ref: MessageRef
    with_pictures: bool


class Sender:
    """Posts and updates messages; remembers which table styles this workspace has refused."""

    def __init__(self, slack: WebClient, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._slack = slack
        self._sleep = sleep
        self._styles = list(TableStyle)

    def post(
        self,
        channel: str,
        draw: Draw,
        *,
        file_ids: Mapping[str, str] = NO_FILES,
        thread_ts: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> Sent:
        """Post a new message; raises SlackApiError if Slack refuses even the simplest drawing."""

        def send(message: Message) -> Any:
            return self._slack.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=message.blocks,
                thread_ts=thread_ts,
                metadata=metadata,
                unfurl_links=False,
                unfurl_media=False,
            )

        answer, with_pictures = self._send_simplest_needed(draw, file_ids, send)
        if not (answer["channel"] and answer["ts"]):
            raise AnswerUnreadable("chat.postMessage was answered without the place of the message")
        return Sent(MessageRef(answer["channel"], answer["ts"]), with_pictures)

    def update(self, ref: MessageRef, draw: Draw, *, file_ids: Mapping[str, str] = NO_FILES) -> Sent:
        """Redraw a message in place."""

        def send(message: Message) -> Any:
            return self._slack.chat_update(channel=ref.channel, ts=ref.ts, text=message.text, blocks=message.blocks)

        _, with_pictures = self._send_simplest_needed(draw, file_ids, send)
        return Sent(ref, with_pictures)

    def publish(self, user_id: str, draw: Draw, *, file_ids: Mapping[str, str] = NO_FILES) -> bool:
        """Set a person's Home tab; return whether it shows its pictures. A Home tab has blocks but no text."""

        def send(message: Message) -> Any:
            return self._slack.views_publish(user_id=user_id, view={"type": "home", "blocks": message.blocks})

        _, with_pictures = self._send_simplest_needed(draw, file_ids, send)
        return with_pictures

    def _send_simplest_needed(
        self, draw: Draw, file_ids: Mapping[str, str], send: Callable[[Message], Any]
    ) -> tuple[Any, bool]:
        looks = list(self._looks(file_ids))
        for look in looks:
            try:
                answer = self._send_once_scanned(draw(look), send)
            except SlackApiError as error:
                if not _refuses_blocks(error) or look is looks[-1]:
                    raise
                log.warning("slack refused blocks tables=%s reason=%s", look.tables, _reasons(error))
            else:
                self._forget_styles_before(look.tables)
                return answer, bool(look.file_ids)
        raise AssertionError("the simplest drawing was either taken or raised")

    def _looks(self, file_ids: Mapping[str, str]) -> Iterator[Look]:
        """From the best drawing to the simplest: pictures are dropped before tables, which say more."""
        for style in self._styles:
            if file_ids:
                yield Look(file_ids=file_ids, tables=style)
            yield Look(tables=style, remark=WITHOUT_PICTURE if file_ids else "")

    def _send_once_scanned(self, message: Message, send: Callable[[Message], Any]) -> Any:
        """Send, and try again while Slack is still scanning a picture."""
        for wait in PICTURE_WAITS_S:
            try:
                return send(message)
            except SlackApiError as error:
                if not _waits_for_picture(error):
                    raise
                self._sleep(wait)
        return send(message)

    def _forget_styles_before(self, taken: TableStyle) -> None:
        """Stop trying the table styles before the accepted one, as they have just been refused."""
        styles = self._styles  # another thread may replace the list meanwhile
        self._styles = styles[styles.index(taken) :] if taken in styles else styles


def _refuses_blocks(error: SlackApiError) -> bool:
    """Whether blocks were refused. For a view Slack says `invalid_arguments`, with a pointer to the block."""
    refusal = read_refusal(error)
    is_view = refusal.reason == "invalid_arguments" and any("view/blocks/" in detail for detail in refusal.details)
    return is_view or refusal.reason in BLOCKS_REFUSED


def _waits_for_picture(error: SlackApiError) -> bool:
    reasons = _reasons(error)
    return _refuses_blocks(error) and ("invalid slack file" in reasons or "downloading image failed" in reasons)


def _reasons(error: SlackApiError) -> str:
    refusal = read_refusal(error)
    return "; ".join(refusal.details) or refusal.reason
