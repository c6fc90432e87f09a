"""The people and channels of the workspace, and who is in which channel."""

import itertools
import threading
from collections.abc import Sequence
from dataclasses import replace

from sandbox.slack.feed import Feed
from sandbox.slack.ids import Clock, Ids
from sandbox.slack.records import Channel, ChannelKind, User

SLACKBOT_ID = "USLACKBOT"


class Directory:
    """Users and channels. `bot` is the app's own user; Slackbot speaks for Slack itself."""

    def __init__(self, lock: threading.RLock, feed: Feed, ids: Ids, clock: Clock, *, bot_name: str) -> None:
        self._lock = lock
        self._feed = feed
        self._ids = ids
        self._clock = clock
        self._users: dict[str, User] = {}
        self._channels: dict[str, Channel] = {}
        self._last_read: dict[tuple[str, str], str] = {}
        self._users[SLACKBOT_ID] = User(SLACKBOT_ID, "slackbot", "Slackbot", is_bot=True)
        handle = bot_name.lower().replace(" ", "")
        self.bot = User(ids.next("U"), handle, bot_name, is_bot=True)
        self._users[self.bot.id] = self.bot

    # people

    def add_user(
        self, name: str, *, email: str, is_admin: bool = False, is_owner: bool = False, tz: str = "Etc/UTC"
    ) -> User:
        """Add a person by real name; the handle is the e-mail's local part, made unique."""
        with self._lock:
            handle = self._free_handle(email.partition("@")[0].lower())
            user = User(self._ids.next("U"), handle, name, email, tz, is_admin or is_owner, is_owner)
            self._users[user.id] = user
        self._feed.add("user.added", target_id=user.id)
        return user

    def _free_handle(self, wanted: str) -> str:
        taken = {user.name for user in self._users.values()}
        numbered = (f"{wanted}{number}" for number in itertools.count(2))
        return next(handle for handle in itertools.chain([wanted], numbered) if handle not in taken)

    def change_user(self, user_id: str, **changes: object) -> User:
        """Replace fields of a user (`deleted=True`, `is_admin=True`, ...)."""
        with self._lock:
            user = replace(self._users[user_id], **changes)  # type: ignore[arg-type]
            self._users[user_id] = user
        self._feed.add("user.changed", target_id=user_id)
        return user

    def users(self) -> list[User]:
        """Everyone, bots and deactivated people included."""
        with self._lock:
            return list(self._users.values())

    def people(self) -> list[User]:
        """The people whom one can act as: neither bots nor deactivated users."""
        return [user for user in self.users() if not (user.is_bot or user.deleted)]

    def user(self, user_id: str) -> User | None:
        """The user with this id."""
        return self._users.get(user_id)

    def user_by_email(self, email: str) -> User | None:
        """The active person with this e-mail, in any case."""
        wanted = email.strip().lower()
        return next((u for u in self.people() if u.email.lower() == wanted), None)

    def user_by_name(self, name: str) -> User | None:
        """The active user with this handle, real name or e-mail, in any case."""
        wanted = name.removeprefix("@").lower()
        active = (user for user in self.users() if not user.deleted)
        return next((u for u in active if wanted in (u.name.lower(), u.real_name.lower(), u.email.lower())), None)

    # channels

    def add_channel(
        self, name: str, *, is_private: bool = False, members: Sequence[str] = (), topic: str = ""
    ) -> Channel:
        """Add a channel; `members` are user ids."""
        kind = ChannelKind.PRIVATE if is_private else ChannelKind.PUBLIC
        with self._lock:
            channel = Channel(self._ids.next("C"), name, kind, tuple(members), int(self._clock()), topic)
            self._channels[channel.id] = channel
        self._feed.add("channel.added", channel_id=channel.id)
        return channel

    def change_channel(self, channel_id: str, **changes: object) -> Channel:
        """Replace fields of a channel (`is_archived=True`, ...)."""
        with self._lock:
            channel = replace(self._channels[channel_id], **changes)  # type: ignore[arg-type]
            self._channels[channel_id] = channel
        self._feed.add("channel.changed", channel_id=channel_id)
        return channel

    def direct_channel(self, user_id: str) -> Channel:
        """The conversation of this person with the bot, opened if necessary."""
        with self._lock:
            found = self.find_direct_channel(user_id)
            if found is not None:
                return found
            members = (user_id, self.bot.id)
            channel = Channel(self._ids.next("D"), "", ChannelKind.DIRECT, members, int(self._clock()))
            self._channels[channel.id] = channel
        self._feed.add("channel.added", user_id=user_id, channel_id=channel.id)
        return channel

    def find_direct_channel(self, user_id: str) -> Channel | None:
        """The conversation of this person with the bot, if it was ever opened."""
        direct = (c for c in self.channels() if c.kind is ChannelKind.DIRECT)
        return next((c for c in direct if user_id in c.members), None)

    def channels(self) -> list[Channel]:
        """All channels and conversations."""
        with self._lock:
            return list(self._channels.values())

    def channel(self, channel_id: str) -> Channel | None:
        """The channel with this id."""
        return self._channels.get(channel_id)

    def channel_by_name(self, name: str) -> Channel | None:
        """The channel with this name, given with or without #."""
        wanted = name.removeprefix("#")
        return next((c for c in self.channels() if c.name == wanted and c.kind is not ChannelKind.DIRECT), None)

    def title_of(self, channel: Channel) -> str:
        """A channel's name as people see it: `#name`, or the app's for a conversation with it."""
        return self.bot.real_name if channel.kind is ChannelKind.DIRECT else f"#{channel.name}"

    def channels_seen_by(self, user_id: str) -> list[Channel]:
        """A person's channel list: public channels and everything they are in."""
        return [c for c in self.channels() if c.kind is ChannelKind.PUBLIC or user_id in c.members]

    def set_members(self, channel_id: str, members: Sequence[str]) -> Channel:
        """Replace the members of a channel."""
        return self.change_channel(channel_id, members=tuple(dict.fromkeys(members)))

    # reading marks

    def mark_read(self, user_id: str, channel_id: str, ts: str) -> None:
        """Mark the channel as read by this person up to `ts`."""
        with self._lock:
            key = (user_id, channel_id)
            self._last_read[key] = max(ts, self._last_read.get(key, ""))
        self._feed.add("channel.read", user_id=user_id, channel_id=channel_id)

    def last_read(self, user_id: str, channel_id: str) -> str:
        """The ts up to which this person has read the channel; "" if they never opened it."""
        return self._last_read.get((user_id, channel_id), "")
