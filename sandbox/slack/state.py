"""The workspace: the state of the stand-in Slack, and its interface for page, tests and Web API.

Reading (every record is frozen, see `records`; safe from any thread)
---------------------------------------------------------------------
- `workspace.directory`: `people()` (whom one can act as), `users()`, `user(id)`, `user_by_email`, `user_by_name`,
  `bot`;
  `channels_seen_by(user_id)`, `channel(id)`, `channel_by_name("#ai-spend")`; `direct_channel(user_id)` (the person's
  conversation with the bot; opens it), `find_direct_channel(user_id)` (None until it was opened);
  `mark_read(user_id, channel_id, ts)`.
- `workspace.timeline(user_id, channel_id)`: the messages of a channel as this person sees them, oldest first, thread
  replies left out; `thread(user_id, channel_id, root_ts)`: root and replies; `reply_count(message)`;
  `unread_count(user_id, channel_id)`. A message with `ephemeral_to` is for that person's eyes alone;
  one by `directory.SLACKBOT_ID` is Slack's own word.
- `workspace.views`: `stack(user_id)` (open modals, the visible one last), `home(user_id)`. A `View` has `payload`
  (what the app sent, every block_id and action_id filled in) and `errors` (block_id -> text; "" is the whole view).
- `workspace.files`: `get(file_id)` -> `File` with `content`; `mimetype(file)`. `workspace.file_of(slack_file)` is the
  file of an image block.
- `workspace.manifest`: `commands` for the composer's completion, `home_enabled`, `messages_enabled`,
  `messages_read_only`.
- `workspace.call_log.entries(after=number)`: `ApiCall` and `EnvelopeRecord`, for an inspector.

The feed
--------
`workspace.feed` numbers every change: `feed.seq`, `feed.after(seq)`, `feed.wait(seq, timeout_s)`,
`await feed.wait_async(seq, timeout_s)`. A `Change` has `seq`, `at`, `kind`, `user_id` (the one person it concerns;
None: all who see the channel) and `data`:

==============================================  ==========================================
kind                                            data
==============================================  ==========================================
message.posted, message.changed,                channel_id, ts, thread_ts
message.deleted
view.opened, view.pushed, view.updated,         view_id
view.closed, home.published
view.errors                                     view_id, errors
channel.added, channel.changed, channel.read    channel_id
member.joined, member.left                      channel_id, member_id
user.added, user.changed                        target_id
file.completed, file.deleted                    file_id (and ready_at)
socket.opened, socket.closed                    connection, connections
act.settled                                     envelope_id, failure
call.logged                                     number (and method, status or envelope_type)
==============================================  ==========================================

Acting as a person
------------------
`acts.Acts(workspace)`: `type_command`, `send_message`, `click`, `submit_view`, `close_view`, `suggest_options`,
`open_home`, `join_channel`, `leave_channel`, `invite`. Each returns a `deliveries.Delivery` to `wait()` on, or raises
`errors.ActRefused` with a sentence for the person when Slack's client would not let them.
"""

import random
import threading
import time
from typing import Any

from sandbox.slack import payloads
from sandbox.slack.call_log import CallLog
from sandbox.slack.deliveries import Delivery
from sandbox.slack.directory import SLACKBOT_ID, Directory
from sandbox.slack.faults import Faults
from sandbox.slack.feed import Feed
from sandbox.slack.files import Files
from sandbox.slack.handles import ResponseUrls, Triggers
from sandbox.slack.ids import Clock, Ids
from sandbox.slack.manifest import Manifest
from sandbox.slack.messages import Messages
from sandbox.slack.payloads import Installation
from sandbox.slack.rate_limits import RateLimits
from sandbox.slack.records import Channel, ChannelKind, File, Json, Message, User, View
from sandbox.slack.shapes import channel_json, file_json, message_json, user_json, view_json
from sandbox.slack.socket_mode import ACK_TIMEOUT_S, EVENTS, SocketHub
from sandbox.slack.views import Views

FILE_SCAN_S = 0.7
BOT_TOKEN = "xoxb-sandbox"  # noqa: S105 - opens nothing but the sandbox
APP_TOKEN = "xapp-sandbox"  # noqa: S105 - opens nothing but the sandbox
MESSAGE_EVENTS = {
    ChannelKind.PUBLIC: "message.channels",
    ChannelKind.PRIVATE: "message.groups",
    ChannelKind.DIRECT: "message.im",
}
SCOPE_STEMS = {ChannelKind.PUBLIC: "channels", ChannelKind.PRIVATE: "groups", ChannelKind.DIRECT: "im"}


class Workspace:
    """A Slack workspace with one installed app, described by `manifest`. Thread-safe.

    `clock` returns seconds since the epoch and determines when things expire; an uploaded file is usable `scan_s` after
    its completion.
    """

    def __init__(
        self,
        manifest: Manifest,
        *,
        clock: Clock = time.time,
        choice: random.Random | None = None,
        scan_s: float = FILE_SCAN_S,
        ack_timeout_s: float = ACK_TIMEOUT_S,
        rate_limited: bool = True,
        bot_token: str = BOT_TOKEN,
        app_token: str = APP_TOKEN,
    ) -> None:
        self.manifest = manifest
        self.bot_token = bot_token
        self.app_token = app_token
        self.base_url = "http://127.0.0.1/"
        self.clock = clock
        self.lock = threading.RLock()
        ids = Ids()
        self.feed = Feed(clock)
        self.call_log = CallLog(self.feed, clock)
        self.faults = Faults()
        self.limits = RateLimits(clock, enabled=rate_limited)
        self.directory = Directory(self.lock, self.feed, ids, clock, bot_name=manifest.bot_name)
        self.messages = Messages(self.lock, self.feed, clock)
        self.files = Files(self.lock, self.feed, ids, clock, scan_s=scan_s)
        self.views = Views(self.lock, self.feed, ids, clock)
        self.triggers = Triggers(self.lock, clock)
        self.response_urls = ResponseUrls(self.lock, clock)
        self.hub = SocketHub(
            call_log=self.call_log,
            feed=self.feed,
            faults=self.faults,
            clock=clock,
            choice=choice or random.Random(),  # noqa: S311 - spreads envelopes, guards nothing
            ack_timeout_s=ack_timeout_s,
        )
        self.installation = Installation(
            ids.next("T"), "Sandbox", "sandbox", ids.next("A"), ids.next("B"), self.directory.bot.id
        )

    # what a person reads

    def timeline(self, user_id: str, channel_id: str) -> list[Message]:
        """The channel as this person sees it, oldest first; replies only if they were also sent to the channel."""
        seen = self.messages.visible_to(user_id, channel_id)
        return [m for m in seen if not m.is_reply or m.reply_broadcast]

    def thread(self, user_id: str, channel_id: str, root_ts: str) -> list[Message]:
        """A thread as this person sees it: the root, then the replies, oldest first."""
        seen = self.messages.visible_to(user_id, channel_id)
        return [m for m in seen if m.ts == root_ts or (m.is_reply and m.thread_ts == root_ts)]

    def reply_count(self, message: Message) -> int:
        """The number of a message's replies, without ephemeral ones."""
        return len(self.messages.replies(message.channel_id, message.ts))

    def unread_count(self, user_id: str, channel_id: str) -> int:
        """The number of others' messages in the timeline that this person has not read."""
        last_read = self.directory.last_read(user_id, channel_id)
        return sum(1 for m in self.timeline(user_id, channel_id) if m.ts > last_read and m.user_id != user_id)

    def file_of(self, slack_file: Json) -> File | None:
        """The file of a `slack_file` object (`id` or `url`); None if there is none or it was deleted."""
        wanted = slack_file.get("id")
        url = str(slack_file.get("url") or "")
        found = (f for f in self.files.all() if f.id == wanted or (url and f.id in url.replace("-", "/").split("/")))
        return next((f for f in found if not f.deleted), None)

    def can_show(self, slack_file: Json) -> bool:
        """Whether an image block may show this file now."""
        file = self.file_of(slack_file)
        return file is not None and self.files.is_picture(file)

    # what the app and people write

    def post(self, channel: Channel, author: User, text: str, **parts: Any) -> Message:
        """Add a message, and send the app an event if subscribed; `parts` as in `Messages.add`."""
        if author.id == self.directory.bot.id:
            parts["bot_id"] = self.installation.bot_id
        message = self.messages.add(channel.id, user_id=author.id, text=text, **parts)
        if message.ephemeral_to is None:
            self.announce(channel, message)
        return message

    def announce(self, channel: Channel, message: Message) -> Delivery:
        """Send the app an event for a new message if it is subscribed and in the channel."""
        return self._send_message_event(channel, self.message_shape(message) | {"event_ts": message.ts})

    def edit(self, message: Message, **changes: Any) -> Message:
        """Change a message, and send the app an event if subscribed."""
        changed = self.messages.change(message, **changes)
        if changed.ephemeral_to is None:
            body = {"subtype": "message_changed", "message": self.message_shape(changed), "hidden": True}
            self._send_change_event(changed, body | {"previous_message": self.message_shape(message)})
        return changed

    def remove(self, message: Message) -> None:
        """Delete a message, and send the app an event if subscribed."""
        self.messages.delete(message)
        if message.ephemeral_to is None:
            self._send_change_event(message, {"subtype": "message_deleted", "deleted_ts": message.ts, "hidden": True})

    def notice(self, user_id: str, channel: Channel, text: str) -> Message:
        """Post a notice from Slack itself to one person."""
        return self.messages.add(channel.id, user_id=SLACKBOT_ID, text=text, ephemeral_to=user_id)

    def send_event(self, event_name: str, body: Json) -> Delivery:
        """Send the app an event if the manifest subscribes to it (`event_name` as in bot_events)."""
        payload = payloads.event(self.installation, body, at=self.clock())
        if event_name not in self.manifest.events:
            return self.nothing_sent("not_subscribed", payload)
        return self.hub.send(EVENTS, payload)

    def nothing_sent(self, reason: str | None = None, payload: Json | None = None) -> Delivery:
        """A settled delivery for an act about which nothing is sent to the app."""
        delivery = Delivery("none", payload or {}, self.clock)
        delivery.settle(failure=reason)
        return delivery

    def is_member(self, channel: Channel) -> bool:
        """Whether the bot is in the channel."""
        return self.directory.bot.id in channel.members

    def may_see_events_of(self, channel: Channel) -> bool:
        """Whether the app's scopes cover events of this kind of channel, and the bot is in it."""
        stem = SCOPE_STEMS[channel.kind]
        return self.is_member(channel) and f"{stem}:read" in self.manifest.scopes

    # shapes

    def user_shape(self, user: User) -> Json:
        """The user object for the app."""
        with_email = "users:read.email" in self.manifest.scopes
        return user_json(user, team_id=self.installation.team_id, with_email=with_email)

    def channel_shape(self, channel: Channel) -> Json:
        """The conversation object for the app."""
        return channel_json(channel, bot_user_id=self.directory.bot.id)

    def message_shape(self, message: Message, *, with_metadata: bool = False) -> Json:
        """The message object for the app."""
        installed = self.installation
        replies = [] if message.is_reply else self.messages.replies(message.channel_id, message.ts)
        return message_json(
            message, team_id=installed.team_id, app_id=installed.app_id, replies=replies, with_metadata=with_metadata
        )

    def file_shape(self, file: File) -> Json:
        """The file object for the app."""
        return file_json(file, self.files, team_id=self.installation.team_id, base_url=self.base_url)

    def view_shape(self, view: View, state: dict[str, Any] | None = None) -> Json:
        """The view object for the app."""
        installed = self.installation
        return view_json(view, team_id=installed.team_id, app_id=installed.app_id, bot_id=installed.bot_id, state=state)

    def response_url(self, user_id: str, channel_id: str, message_ts: str | None = None) -> str:
        """A new response URL for an act of this person."""
        return f"{self.base_url}response/{self.response_urls.issue(user_id, channel_id, message_ts)}"

    def _send_message_event(self, channel: Channel, body: Json) -> Delivery:
        if not self.is_member(channel):
            return self.nothing_sent("not_in_channel")
        place = {"channel": channel.id, "channel_type": channel.kind.value}
        return self.send_event(MESSAGE_EVENTS[channel.kind], body | place)

    def _send_change_event(self, message: Message, body: Json) -> None:
        channel = self.directory.channel(message.channel_id)
        if channel is not None:
            self._send_message_event(channel, {"type": "message", "ts": message.ts, "event_ts": message.ts, **body})
