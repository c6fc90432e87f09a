"""Looks for a message of the bot's own whose receipt was lost: a post whose answer never came may stand there."""

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
MOST_PAGES = 25  # of a channel: what is said there in days without an answer of Slack's
CLOCKS_DIFFER = timedelta(minutes=1)

Places = Callable[[OutboxItem], Iterable[str | None]]


def own_metadata(item: OutboxItem) -> dict[str, Any]:
    """What a message carries so that it is known again."""
    return {"event_type": EVENT_TYPE, "event_payload": {"kind": item.kind.value, "key": item.key}}


class OwnMessages:
    """`places` gives the channels, and people, to whom a row may have been posted, likeliest first."""

    def __init__(self, slack: WebClient, *, places: Places) -> None:
        self._slack = slack
        self._places = places

    def find(self, item: OutboxItem) -> MessageRef | None:
        """Where the message of a row stands; None where it does not."""
        for channel, root in self._searched(item):
            try:
                found = self._find_in(channel, root, item)
            except SlackApiError as error:
                if read_refusal(error).reason not in THREAD_GONE | CHANNEL_CLOSED:
                    raise
                continue
            if found is not None:
                return found
        return None

    def _searched(self, item: OutboxItem) -> Iterator[tuple[str, MessageRef | None]]:
        """A channel, and the message above it in a thread."""
        if item.root_ref:
            root = MessageRef.parse(item.root_ref)
            yield root.channel, root
        for place in self._places(item):
            if place and (channel := self._conversation(place)):
                yield channel, None

    def _conversation(self, channel: str) -> str | None:
        """The conversation that was posted to, by its own id; None where the person has none with the bot yet."""
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
        said = self._said_since(channel, item.created_at - CLOCKS_DIFFER) if root is None else self._said_under(root)
        for message in said:
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == EVENT_TYPE and payload.get("key") == item.key:
                return MessageRef(channel, message["ts"])
        return None

    def _said_since(self, channel: str, since: datetime) -> Iterator[dict[str, Any]]:
        """What was said in a channel, newest first; a whole page at least, as this clock may be ahead of Slack's."""
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = self._slack.conversations_history(
                channel=channel, limit=PAGE_MESSAGES, cursor=cursor, include_all_metadata=True
            )
            messages = page["messages"]
            yield from messages
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor or not messages or float(messages[-1]["ts"]) < since.timestamp():
                return
        log.warning(
            "own message looked for no further back channel=%s messages=%d", channel, MOST_PAGES * PAGE_MESSAGES
        )

    def _said_under(self, root: MessageRef) -> Iterator[dict[str, Any]]:
        """All of a thread, which Slack gives oldest first."""
        for page in self._slack.conversations_replies(
            channel=root.channel, ts=root.ts, limit=PAGE_MESSAGES, include_all_metadata=True
        ):
            yield from page["messages"]
