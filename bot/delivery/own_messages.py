"""Finds the bot's own messages whose receipt was lost: Slack may have posted one although no answer came."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from blocks.escape import is_slack_user
from bot.delivery.client import read_refusal
from bot.delivery.send import MessageRef
from bot.delivery.slack_reasons import CHANNEL_CLOSED, THREAD_GONE
from tracker.store.outbox import OutboxItem

log = logging.getLogger(__name__)

EVENT_TYPE = "spendwatch_message"
PAGE_MESSAGES = 200
MAX_PAGES = 25  # enough for the messages of several days
MAX_CLOCK_SKEW = timedelta(minutes=1)

Places = Callable[[OutboxItem], Iterable[str | None]]


def own_metadata(item: OutboxItem) -> dict[str, Any]:
    """The metadata by which a message is recognised."""
    return {"event_type": EVENT_TYPE, "event_payload": {"kind": item.kind.value, "key": item.key}}


class OwnMessages:
    """Finds posted messages; `places` returns where a row may have been posted, likeliest first."""

    def __init__(self, slack: WebClient, *, places: Places) -> None:
        self._slack = slack
        self._places = places

    def find(self, item: OutboxItem) -> MessageRef | None:
        """The message of a row, or None if it was not posted."""
        for channel, root in self._places_to_search(item):
            try:
                found = self._find_in(channel, root, item)
            except SlackApiError as error:
                if read_refusal(error).reason not in THREAD_GONE | CHANNEL_CLOSED:
                    raise
                continue
            if found is not None:
                return found
        return None

    def _places_to_search(self, item: OutboxItem) -> Iterator[tuple[str, MessageRef | None]]:
        """Where to search: channels, each with the root of a thread or None."""
        if item.root_ref:
            root = MessageRef.parse(item.root_ref)
            yield root.channel, root
        for place in self._places(item):
            if place and (channel := self._conversation(place)):
                yield channel, None

    def _conversation(self, channel: str) -> str | None:
        """The id of the channel, or of a person's conversation with the bot; None if there is none yet."""
        cursor: str | None = None
        while is_slack_user(channel):
            page = self._slack.conversations_list(types="im", limit=PAGE_MESSAGES, cursor=cursor)
            if found := next((each["id"] for each in page["channels"] if each.get("user") == channel), None):
                return str(found)
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
        return channel

    def _find_in(self, channel: str, root: MessageRef | None, item: OutboxItem) -> MessageRef | None:
        messages = (
            self._messages_since(channel, item.created_at - MAX_CLOCK_SKEW)
            if root is None
            else self._messages_in_thread(root)
        )
        for message in messages:
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == EVENT_TYPE and payload.get("key") == item.key:
                return MessageRef(channel, message["ts"])
        return None

    def _messages_since(self, channel: str, since: datetime) -> Iterator[dict[str, Any]]:
        """The messages of a channel, newest first; at least a whole page, as our clock may be ahead of Slack's."""
        cursor: str | None = None
        for _ in range(MAX_PAGES):
            page = self._slack.conversations_history(
                channel=channel, limit=PAGE_MESSAGES, cursor=cursor, include_all_metadata=True
            )
            messages = page["messages"]
            yield from messages
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor or not messages or float(messages[-1]["ts"]) < since.timestamp():
                return
        log.warning("own message looked for no further back channel=%s messages=%d", channel, MAX_PAGES * PAGE_MESSAGES)

    def _messages_in_thread(self, root: MessageRef) -> Iterator[dict[str, Any]]:
        """All messages of a thread, oldest first as Slack returns them."""
        for page in self._slack.conversations_replies(
            channel=root.channel, ts=root.ts, limit=PAGE_MESSAGES, include_all_metadata=True
        ):
            yield from page["messages"]
