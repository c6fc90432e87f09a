"""The state of a browser tab, all of it in its address: person, channel and open thread."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from sandbox.slack.records import Channel, ChannelKind, User
from sandbox.slack.state import Workspace

APP = "app"
"""In addresses: one's own conversation with the app, whoever one is."""
SHOWN_MESSAGES = 60
MAX_MESSAGES = 2_000


@dataclass(frozen=True)
class Place:
    """One person in one channel. `thread_ts` is the open thread, `at` a message to show, `since` the first unread one.

    With `mail` the tab shows the mail with that id instead, or the list of mails.
    """

    user: User
    channel: Channel
    thread_ts: str | None = None
    is_home: bool = False
    at: str | None = None
    since: str | None = None
    shown: int = SHOWN_MESSAGES
    mail: str | None = None

    @property
    def is_app(self) -> bool:
        """Whether this is the person's conversation with the app."""
        return self.channel.kind is ChannelKind.DIRECT

    @property
    def can_write(self) -> bool:
        """Whether the person is in the channel."""
        return self.user.id in self.channel.members and not self.channel.is_archived

    def address(self, **changes: Any) -> str:
        """The address of this place with `user_id`, `channel_id` or other fields changed, outside of the mail view."""
        there = replace(
            self,
            **{"at": None, "mail": None} | {key: value for key, value in changes.items() if not key.endswith("_id")},
        )
        channel_id = changes.get("channel_id") or (APP if there.is_app else there.channel.id)
        query = {"as": changes.get("user_id", there.user.id), "channel": channel_id}
        if there.is_home and channel_id == APP:
            query["tab"] = "home"
        if there.thread_ts:
            query["thread"] = there.thread_ts
        if there.shown != SHOWN_MESSAGES:
            query["shown"] = str(there.shown)
        if there.mail:
            query["mail"] = there.mail
        return f"/?{urlencode(query)}"


def place_of(query: Mapping[str, str], workspace: Workspace, main_channel: Channel | None) -> Place | None:
    """The place of an address, with defaults for missing or wrong parts. None if the workspace has no people."""
    people = workspace.directory.people()
    if not people:
        return None
    user = next((person for person in people if person.id == query.get("as")), people[0])
    channel = _channel_of(query, user, workspace, main_channel)
    thread = query.get("thread")
    known = bool(thread) and workspace.messages.get(channel.id, str(thread)) is not None
    is_home = channel.kind is ChannelKind.DIRECT and query.get("tab") == "home" and workspace.manifest.home_enabled
    shown = query.get("shown", "")
    return Place(
        user,
        channel,
        thread if known else None,
        is_home,
        query.get("at"),
        query.get("since"),
        min(int(shown), MAX_MESSAGES) if shown.isascii() and shown.isdecimal() else SHOWN_MESSAGES,
        query.get("mail"),
    )


def _channel_of(query: Mapping[str, str], user: User, workspace: Workspace, main_channel: Channel | None) -> Channel:
    directory = workspace.directory
    wanted = query.get("channel")
    seen = directory.channels_seen_by(user.id)
    named = next((channel for channel in seen if channel.id == wanted), None)
    if named is not None:
        return named
    joined = [channel for channel in seen if channel.kind is not ChannelKind.DIRECT and user.id in channel.members]
    if wanted == APP or not joined:
        return directory.direct_channel(user.id)
    return next((channel for channel in joined if main_channel and channel.id == main_channel.id), joined[0])
