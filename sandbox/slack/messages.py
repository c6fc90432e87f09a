"""The messages of every channel, ephemeral ones included."""

import threading
from dataclasses import replace
from typing import Any

from sandbox.slack.feed import Feed
from sandbox.slack.ids import Clock, Timestamps
from sandbox.slack.records import Blocks, Json, Message


class Messages:
    """Stores messages by channel in the order of their ts; does not check permissions."""

    def __init__(self, lock: threading.RLock, feed: Feed, clock: Clock) -> None:
        self._lock = lock
        self._feed = feed
        self._timestamps = Timestamps(clock)
        self._by_channel: dict[str, dict[str, Message]] = {}

    def add(
        self,
        channel_id: str,
        *,
        user_id: str,
        text: str,
        bot_id: str | None = None,
        blocks: Blocks | None = None,
        attachments: list[Json] | None = None,
        metadata: Json | None = None,
        thread_ts: str | None = None,
        reply_broadcast: bool = False,
        ephemeral_to: str | None = None,
        file_ids: tuple[str, ...] = (),
    ) -> Message:
        """Add a message and give it its ts."""
        with self._lock:
            message = Message(
                channel_id,
                self._timestamps.next(),
                user_id,
                text,
                bot_id=bot_id,
                blocks=blocks or [],
                attachments=attachments or [],
                metadata=metadata,
                thread_ts=thread_ts,
                reply_broadcast=reply_broadcast,
                ephemeral_to=ephemeral_to,
                file_ids=file_ids,
            )
            self._by_channel.setdefault(channel_id, {})[message.ts] = message
        self._announce("message.posted", message)
        return message

    def change(self, message: Message, **changes: Any) -> Message:
        """Replace fields of a message; `edited=True` marks it as edited."""
        with self._lock:
            if changes.pop("edited", False):
                changes["edited_ts"] = self._timestamps.next()
            changed = replace(message, **changes)
            self._by_channel[message.channel_id][message.ts] = changed
        self._announce("message.changed", changed)
        return changed

    def delete(self, message: Message) -> None:
        """Remove a message."""
        with self._lock:
            self._by_channel.get(message.channel_id, {}).pop(message.ts, None)
        self._announce("message.deleted", message)

    def get(self, channel_id: str, ts: str) -> Message | None:
        """The message with this ts, ephemeral or not."""
        return self._by_channel.get(channel_id, {}).get(ts)

    def in_channel(self, channel_id: str) -> list[Message]:
        """Every message of the channel, oldest first, replies and ephemeral ones included."""
        with self._lock:
            return list(self._by_channel.get(channel_id, {}).values())

    def visible_to(self, user_id: str, channel_id: str) -> list[Message]:
        """The messages that this person sees in the channel, including threads, without others' ephemeral ones."""
        return [m for m in self.in_channel(channel_id) if m.ephemeral_to in (None, user_id)]

    def replies(self, channel_id: str, root_ts: str) -> list[Message]:
        """The replies of a thread, oldest first, without the root and ephemeral ones."""
        return [
            m for m in self.in_channel(channel_id) if m.is_reply and m.thread_ts == root_ts and m.ephemeral_to is None
        ]

    def _announce(self, kind: str, message: Message) -> None:
        self._feed.add(
            kind,
            user_id=message.ephemeral_to,
            channel_id=message.channel_id,
            ts=message.ts,
            thread_ts=message.thread_ts,
        )
