"""Users, channels, messages, files and views as Slack's JSON for an app."""

from typing import Any
from urllib.parse import quote

from sandbox.slack.files import Files
from sandbox.slack.records import Channel, ChannelKind, File, Json, Message, User, View


def user_json(user: User, *, team_id: str, with_email: bool) -> Json:
    """A user object, with the e-mail only for apps that may see it."""
    profile: Json = {"real_name": user.real_name, "display_name": user.name}
    if with_email and user.email:
        profile["email"] = user.email
    return {
        "id": user.id,
        "team_id": team_id,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "tz": user.tz,
        "profile": profile,
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
    }


def channel_json(channel: Channel, *, bot_user_id: str) -> Json:
    """A conversation object."""
    shape: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_channel": channel.kind is ChannelKind.PUBLIC,
        "is_group": channel.kind is ChannelKind.PRIVATE,
        "is_im": channel.kind is ChannelKind.DIRECT,
        "is_mpim": False,
        "is_private": channel.kind is not ChannelKind.PUBLIC,
        "is_archived": channel.is_archived,
    }
    if channel.kind is ChannelKind.DIRECT:
        return shape | {"user": next(m for m in channel.members if m != bot_user_id), "is_open": True}
    return shape | {
        "name": channel.name,
        "is_member": bot_user_id in channel.members,
        "is_general": channel.name == "general",
        "num_members": len(channel.members),
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
    }


def message_json(message: Message, *, team_id: str, app_id: str, replies: list[Message], with_metadata: bool) -> Json:
    """A message object; a thread's root includes the number of replies."""
    shape: Json = {
        "type": "message",
        "user": message.user_id,
        "text": message.text,
        "ts": message.ts,
        "team": team_id,
    }
    if message.bot_id:
        shape |= {"bot_id": message.bot_id, "app_id": app_id}
    for key in ("blocks", "attachments"):
        if getattr(message, key):
            shape[key] = getattr(message, key)
    if message.file_ids:
        shape["files"] = [{"id": file_id} for file_id in message.file_ids]
    if message.thread_ts:
        shape["thread_ts"] = message.thread_ts
    if replies:
        shape |= {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len({reply.user_id for reply in replies}),
            "latest_reply": replies[-1].ts,
        }
    if message.edited_ts:
        shape["edited"] = {"user": message.user_id, "ts": message.edited_ts}
    if with_metadata and message.metadata:
        shape["metadata"] = message.metadata
    return shape


def file_json(file: File, files: Files, *, team_id: str, base_url: str) -> Json:
    """A file object; mimetype and filetype are empty until it has been scanned."""
    name = quote(file.name, safe="")
    private = f"{base_url}files-pri/{team_id}-{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": files.mimetype(file),
        "filetype": files.filetype(file),
        "size": file.length,
        "user": file.user_id,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": f"{private}/{name}",
        "url_private_download": f"{private}/download/{name}",
        "permalink": f"{base_url}files/{file.user_id}/{file.id}/{name}",
        "channels": [c for c in file.channel_ids if c.startswith("C")],
        "groups": [],
        "ims": [c for c in file.channel_ids if c.startswith("D")],
        "shares": {},
    }


def view_json(view: View, *, team_id: str, app_id: str, bot_id: str, state: dict[str, Any] | None = None) -> Json:
    """A view object for payloads and answers."""
    payload = view.payload
    return {
        "id": view.id,
        "team_id": team_id,
        "type": payload["type"],
        "blocks": view.blocks,
        "private_metadata": payload.get("private_metadata") or "",
        "callback_id": payload.get("callback_id") or "",
        "state": {"values": state or {}},
        "hash": view.hash,
        "title": payload.get("title"),
        "close": payload.get("close"),
        "submit": payload.get("submit"),
        "clear_on_close": bool(payload.get("clear_on_close", False)),
        "notify_on_close": bool(payload.get("notify_on_close", False)),
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id,
        "external_id": view.external_id,
        "app_id": app_id,
        "app_installed_team_id": team_id,
        "bot_id": bot_id,
    }
