"""conversations.*: channels, members and messages."""

from decimal import Decimal, InvalidOperation

from sandbox.slack.errors import ApiError
from sandbox.slack.methods.call import Call, Family, Method
from sandbox.slack.rate_limits import Tier
from sandbox.slack.records import Channel, ChannelKind, Json, Message
from sandbox.slack.state import SCOPE_STEMS

KINDS = {
    "public_channel": ChannelKind.PUBLIC,
    "private_channel": ChannelKind.PRIVATE,
    "im": ChannelKind.DIRECT,
    "mpim": None,
}


def info(call: Call) -> Json:
    """One conversation."""
    return {"channel": call.workspace.channel_shape(call.channel_to_read("read"))}


def members(call: Call) -> Json:
    """One page of a conversation's member ids."""
    page, metadata = call.page(list(call.channel_to_read("read").members))
    return {"members": page, "response_metadata": metadata}


def list_conversations(call: Call) -> Json:
    """One page of the conversations of the requested `types` that are visible to the bot."""
    workspace = call.workspace
    wanted = _wanted_kinds(call)
    for kind in wanted:
        call.require_scope(f"{SCOPE_STEMS[kind]}:read")
    known = [
        channel
        for channel in workspace.directory.channels()
        if channel.kind in wanted
        and (channel.kind is ChannelKind.PUBLIC or workspace.is_member(channel))
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    page, metadata = call.page(known)
    return {"channels": [workspace.channel_shape(channel) for channel in page], "response_metadata": metadata}


def _wanted_kinds(call: Call) -> list[ChannelKind]:
    names = call.text("types", "public_channel").split(",")
    if unknown := [name for name in names if name.strip() not in KINDS]:
        raise ApiError("invalid_types", details=unknown)
    return [kind for name in names if (kind := KINDS[name.strip()]) is not None]


def open_direct(call: Call) -> Json:
    """The conversation of the bot with one person."""
    if not call.text("users") and call.text("channel"):
        return {"channel": {"id": call.channel().id}}
    ids = call.required("users").split(",")
    if len(ids) != 1:
        call.require_scope("mpim:write")
        raise ApiError("not_supported")
    user = call.workspace.directory.user(ids[0].strip())
    if user is None or user.deleted:
        raise ApiError("user_not_found" if user is None else "user_disabled")
    if user.is_bot:
        raise ApiError("cannot_dm_bot")
    before = call.workspace.directory.find_direct_channel(user.id)
    channel = call.workspace.directory.direct_channel(user.id)
    already = {"no_op": True, "already_open": True} if before else {}
    return {**already, "channel": {"id": channel.id}}


def join(call: Call) -> Json:
    """Let the bot join a public channel."""
    channel = call.channel()
    if channel.kind is not ChannelKind.PUBLIC:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    workspace = call.workspace
    already = workspace.is_member(channel)
    if not already:
        bot_id = workspace.directory.bot.id
        channel = workspace.directory.set_members(channel.id, [*channel.members, bot_id])
        workspace.feed.add("member.joined", channel_id=channel.id, member_id=bot_id)
    return {"channel": workspace.channel_shape(channel), **({"warning": "already_in_channel"} if already else {})}


def history(call: Call) -> Json:
    """The messages of a conversation, newest first; replies only if they were also sent to the channel."""
    channel = _channel_with_history(call)
    lasting = [m for m in call.workspace.messages.in_channel(channel.id) if m.ephemeral_to is None]
    shown = [m for m in reversed(lasting) if not m.is_reply or m.reply_broadcast]
    return _page_of_messages(call, [m for m in shown if _is_wanted(call, m)])


def replies(call: Call) -> Json:
    """A thread, starting with its root."""
    channel = _channel_with_history(call)
    messages = call.workspace.messages
    named = messages.get(channel.id, call.required("ts"))
    if named is None or named.ephemeral_to is not None:
        raise ApiError("thread_not_found")
    root = messages.get(channel.id, named.thread_ts or named.ts) or named
    thread = messages.replies(channel.id, root.ts)
    return _page_of_messages(call, [root, *(m for m in thread if _is_wanted(call, m))])


def _channel_with_history(call: Call) -> Channel:
    channel = call.channel_to_read("history")
    if not call.workspace.is_member(channel):
        raise ApiError("not_in_channel")
    return channel


def _is_wanted(call: Call, message: Message) -> bool:
    at = Decimal(message.ts)
    oldest, latest = _bound(call, "oldest", Decimal(0)), _bound(call, "latest", Decimal("Infinity"))
    return oldest <= at <= latest if call.flag("inclusive") else oldest < at < latest


def _bound(call: Call, name: str, default: Decimal) -> Decimal:
    try:
        return Decimal(call.text(name) or default)
    except InvalidOperation:
        raise ApiError(f"invalid_ts_{name}") from None


def _page_of_messages(call: Call, messages: list[Message]) -> Json:
    page, metadata = call.page(messages)
    with_metadata = call.flag("include_all_metadata")
    shapes = [call.workspace.message_shape(message, with_metadata=with_metadata) for message in page]
    return {"messages": shapes, "has_more": bool(metadata["next_cursor"]), "response_metadata": metadata}


METHODS: Family = {
    "conversations.info": Method(info, Tier.THREE),
    "conversations.members": Method(members, Tier.FOUR),
    "conversations.list": Method(list_conversations, Tier.TWO),
    "conversations.open": Method(open_direct, Tier.THREE, ("im:write",)),
    "conversations.join": Method(join, Tier.THREE, ("channels:join",)),
    "conversations.history": Method(history, Tier.THREE),
    "conversations.replies": Method(replies, Tier.THREE),
}
