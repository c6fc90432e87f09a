"""chat.*: posting, editing, deleting."""

from typing import Any

from sandbox.slack.content import Content, post_content, read_content
from sandbox.slack.errors import ApiError
from sandbox.slack.methods.call import Call, Family, Method
from sandbox.slack.rate_limits import Tier
from sandbox.slack.records import Channel, ChannelKind, Json, Message

LONGEST_UPDATE = 4_000


def post_message(call: Call) -> Json:
    """Post to a channel, to a conversation, or (by user id) to a person; there is no idempotency."""
    channel = _channel_to_post_in(call)
    call.workspace.limits.take_post(channel.id)
    content = read_content(call.args, call.workspace)
    message = post_content(
        call.workspace,
        channel,
        content,
        thread_ts=_thread_root(call, channel),
        reply_broadcast=call.flag("reply_broadcast"),
    )
    shape = call.workspace.message_shape(message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shape}


def post_ephemeral(call: Call) -> Json:
    """Show a message to one member of a channel; it cannot be edited later."""
    channel = _channel_to_post_in(call, ephemeral=True)
    user_id = call.required("user")
    if user_id not in channel.members:
        raise ApiError("user_not_in_channel")
    content = read_content(call.args, call.workspace)
    message = post_content(
        call.workspace, channel, content, thread_ts=call.text("thread_ts") or None, ephemeral_to=user_id
    )
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Edit one of the app's own messages."""
    channel, message = _own_message(call, "cant_update_message")
    content = read_content(call.args, call.workspace)
    if content.text is not None and len(content.text) > LONGEST_UPDATE:
        raise ApiError("msg_too_long")
    changes = _changes(message, content)
    changed = call.workspace.edit(message, **changes)
    shape = call.workspace.message_shape(changed, with_metadata=True)
    return {"channel": channel.id, "ts": changed.ts, "text": changed.text, "message": shape}


def _changes(message: Message, content: Content) -> Json:
    """The changed fields: text without blocks removes the blocks; other fields that are not given stay."""
    changes: dict[str, Any] = {}
    if content.text is not None:
        changes["text"] = content.text
    if content.blocks is not None or content.text is not None:
        changes["blocks"] = content.blocks or []
    if content.attachments is not None:
        changes["attachments"] = content.attachments
    if content.metadata is not None:
        changes["metadata"] = content.metadata or None
    if not changes:
        raise ApiError("no_text")
    kept = {"text": message.text, "blocks": message.blocks, "attachments": message.attachments} | changes
    if not any(kept[key] for key in ("text", "blocks", "attachments")):
        raise ApiError("no_text")
    return {**changes, "edited": not kept["blocks"]}


def delete(call: Call) -> Json:
    """Delete one of the app's own messages."""
    channel, message = _own_message(call, "cant_delete_message")
    call.workspace.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """The link to a message."""
    channel = call.channel()
    message = call.workspace.messages.get(channel.id, call.required("message_ts"))
    if message is None or message.ephemeral_to is not None:
        raise ApiError("message_not_found")
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    link = f"{call.workspace.base_url}archives/{channel.id}/p{message.ts.replace('.', '')}{thread}"
    return {"channel": channel.id, "permalink": link}


def _channel_to_post_in(call: Call, *, ephemeral: bool = False) -> Channel:
    workspace = call.workspace
    named = call.required("channel")
    user = workspace.directory.user(named)
    if user is not None and not ephemeral:
        return _conversation_with(call, user.id)
    by_name = workspace.directory.channel_by_name(named)
    channel = workspace.directory.channel(named) or by_name
    if channel is None or (channel.kind is not ChannelKind.PUBLIC and not workspace.is_member(channel)):
        raise ApiError("channel_not_found")
    if channel.is_archived:
        raise ApiError("is_archived")
    if channel.kind is ChannelKind.DIRECT and not workspace.manifest.messages_enabled:
        raise ApiError("messages_tab_disabled")
    everywhere = "chat:write.public" in workspace.manifest.scopes and not ephemeral
    if not workspace.is_member(channel) and not everywhere:
        raise ApiError("not_in_channel")
    return channel


def _conversation_with(call: Call, user_id: str) -> Channel:
    user = call.workspace.directory.user(user_id)
    if user is None or user.deleted or user.is_bot:
        raise ApiError("channel_not_found")
    if not call.workspace.manifest.messages_enabled:
        raise ApiError("messages_tab_disabled")
    return call.workspace.directory.direct_channel(user_id)


def _thread_root(call: Call, channel: Channel) -> str | None:
    """The root of the requested thread; the ts of a reply means the reply's thread."""
    wanted = call.text("thread_ts")
    if not wanted:
        return None
    root = call.workspace.messages.get(channel.id, wanted)
    if root is None or root.ephemeral_to is not None:
        raise ApiError("thread_not_found")
    return root.thread_ts or root.ts


def _own_message(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = call.channel()
    message = call.workspace.messages.get(channel.id, call.required("ts"))
    if message is None or message.ephemeral_to is not None:
        raise ApiError("message_not_found")
    if message.bot_id != call.workspace.installation.bot_id:
        raise ApiError(refusal)
    return channel, message


METHODS: Family = {
    "chat.postMessage": Method(post_message, Tier.SPECIAL, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, Tier.FOUR, ("chat:write",)),
    "chat.update": Method(update, Tier.THREE, ("chat:write",)),
    "chat.delete": Method(delete, Tier.THREE, ("chat:write",)),
    "chat.getPermalink": Method(get_permalink, Tier.SPECIAL),
}
