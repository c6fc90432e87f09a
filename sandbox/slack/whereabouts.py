"""Looks up who acts and where; raises ActRefused where Slack's client would refuse."""

from dataclasses import dataclass

from sandbox.slack.elements import find_element
from sandbox.slack.errors import ActRefused
from sandbox.slack.records import Blocks, Channel, ChannelKind, Json, Message, User, View
from sandbox.slack.state import Workspace


@dataclass(frozen=True)
class MessageRef:
    """A message by channel and timestamp."""

    channel_id: str
    ts: str


def require_person(workspace: Workspace, user_id: str) -> User:
    """A person who can act in the workspace."""
    user = workspace.directory.user(user_id)
    if user is None or user.is_bot or user.deleted:
        raise ActRefused(f"there is nobody with the id {user_id} to act as")
    return user


def require_channel(workspace: Workspace, channel_id: str) -> Channel:
    """A channel of the workspace."""
    channel = workspace.directory.channel(channel_id)
    if channel is None:
        raise ActRefused(f"there is no channel {channel_id}")
    return channel


def require_member(workspace: Workspace, user_id: str, channel_id: str) -> tuple[User, Channel]:
    """A person, and a channel that they are in."""
    user, channel = require_person(workspace, user_id), require_channel(workspace, channel_id)
    if user_id not in channel.members:
        raise ActRefused(f"{user.real_name} is not in #{channel.name}: join it first")
    return user, channel


def require_writer(workspace: Workspace, user_id: str, channel_id: str) -> tuple[User, Channel]:
    """A person, and a channel that they may write to."""
    user, channel = require_member(workspace, user_id, channel_id)
    manifest = workspace.manifest
    if channel.kind is ChannelKind.DIRECT and (manifest.messages_read_only or not manifest.messages_enabled):
        raise ActRefused("sending messages to this app is turned off")
    if channel.is_archived:
        raise ActRefused("this channel is archived")
    return user, channel


def require_open_modal(workspace: Workspace, user_id: str, view_id: str) -> tuple[User, View]:
    """A person, and a modal that they have open."""
    user = require_person(workspace, user_id)
    for view in workspace.views.stack(user_id):
        if view.id == view_id:
            return user, view
    raise ActRefused("this modal is no longer open")


def find_place(workspace: Workspace, user: User, place: MessageRef | str) -> tuple[Message | None, View | None]:
    """The message at `place` that the user can see, or the user's view with the id `place`."""
    if isinstance(place, str):
        view = workspace.views.get(place)
        if view is None or view.user_id != user.id:
            raise ActRefused("this view is no longer open")
        return None, view
    message = workspace.messages.get(place.channel_id, place.ts)
    seen = {channel.id for channel in workspace.directory.channels_seen_by(user.id)}
    if message is None or place.channel_id not in seen or message.ephemeral_to not in (None, user.id):
        raise ActRefused("this message is not there")
    return message, None


def blocks_of(message: Message) -> Blocks:
    """A message's blocks, including those of its attachments."""
    attached = [block for attachment in message.attachments for block in attachment.get("blocks", [])]
    return [*message.blocks, *attached]


def require_element(blocks: Blocks, action_id: str, block_id: str | None) -> tuple[Json, Json]:
    """An interactive element with the block that holds it."""
    found = find_element(blocks, action_id, block_id)
    if found is None:
        raise ActRefused(f"there is nothing called {action_id} here")
    return found
