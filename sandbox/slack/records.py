"""The records of a workspace. They are frozen: a change replaces the record, so readers never see a partial one.

Nested JSON (blocks, views, metadata) consists of plain dicts and lists, and is never changed in place.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
Blocks = list[Json]


class ChannelKind(StrEnum):
    """The kind of a conversation; scopes and message events are named after it."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"


@dataclass(frozen=True)
class User:
    """A person or a bot of the workspace."""

    id: str
    name: str
    real_name: str
    email: str = ""
    tz: str = "Etc/UTC"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    deleted: bool = False


@dataclass(frozen=True)
class Channel:
    """A channel, or the conversation of one person with the bot (`DIRECT`, two members, no name)."""

    id: str
    name: str
    kind: ChannelKind
    members: tuple[str, ...]
    created: int
    topic: str = ""
    is_archived: bool = False


@dataclass(frozen=True)
class Message:
    """A message; `ts` is its id within the channel.

    `ephemeral_to` is the only person who sees it (None: everyone in the channel).
    """

    channel_id: str
    ts: str
    user_id: str
    text: str
    bot_id: str | None = None
    blocks: Blocks = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    reply_broadcast: bool = False
    edited_ts: str | None = None
    ephemeral_to: str | None = None
    file_ids: tuple[str, ...] = ()

    @property
    def is_reply(self) -> bool:
        """Whether it is in a thread and not the thread's root."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True)
class File:
    """An uploaded file. Usable in blocks from `ready_at` on (seconds since the epoch; None: not completed)."""

    id: str
    name: str
    user_id: str
    length: int
    created: int
    upload_key: str
    alt_text: str = ""
    title: str = ""
    content: bytes | None = None
    ready_at: float | None = None
    channel_ids: tuple[str, ...] = ()
    deleted: bool = False


@dataclass(frozen=True)
class View:
    """A modal or a Home tab of one person. `payload` is what the app sent, with ids of blocks and actions."""

    id: str
    user_id: str
    payload: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    channel_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> Blocks:
        """The view's blocks."""
        return list(self.payload.get("blocks", []))

    @property
    def external_id(self) -> str:
        """The app's own id for the view; "" if it has none."""
        return str(self.payload.get("external_id") or "")
