"""files.*: the upload in three steps, information, deletion."""

import re
from typing import Any

from sandbox.slack.content import invalid_arguments
from sandbox.slack.errors import ApiError
from sandbox.slack.methods.call import Call, Family, Method
from sandbox.slack.rate_limits import Tier
from sandbox.slack.records import Channel, File, Json

CHANNEL_ID = re.compile(r"[CGDZ][A-Z0-9]{8,}")
LONGEST_ALT_TEXT = 1_000
MAX_CHANNELS = 100


def get_upload_url(call: Call) -> Json:
    """Step 1: an id and an upload URL for exactly `length` bytes."""
    length = call.integer("length", 0)
    if length < 1:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    alt_text = call.text("alt_txt")
    if len(alt_text) > LONGEST_ALT_TEXT:
        raise ApiError("alt_txt_too_large")
    workspace = call.workspace
    file = workspace.files.begin(
        call.required("filename"), length, user_id=workspace.directory.bot.id, alt_text=alt_text
    )
    return {"upload_url": f"{workspace.base_url}upload/v1/{file.upload_key}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """Step 3: complete the files, and share them if a channel is given. The scan starts now."""
    entries = call.json("files")
    if not isinstance(entries, list) or not entries:
        raise invalid_arguments("missing required field: files")
    uploaded = [_uploaded_file(call, entry) for entry in entries]
    channels = [_channel_to_share_in(call, channel_id) for channel_id in _channel_ids(call)]
    if call.text("thread_ts") and len(channels) != 1:
        raise invalid_arguments("thread_ts needs exactly one channel [json-pointer:/thread_ts]")
    ids = tuple(channel.id for channel in channels)
    files = [
        call.workspace.files.complete(file, title=str(entry.get("title") or ""), channel_ids=ids)
        for file, entry in zip(uploaded, entries, strict=True)
    ]
    for channel in channels:
        call.workspace.post(
            channel,
            call.workspace.directory.bot,
            call.text("initial_comment"),
            thread_ts=call.text("thread_ts") or None,
            file_ids=tuple(file.id for file in files),
        )
    return {"files": [call.workspace.file_shape(file) for file in files]}


def _uploaded_file(call: Call, entry: Any) -> File:
    file = call.workspace.files.get(str(entry.get("id"))) if isinstance(entry, dict) else None
    if file is None or file.content is None or file.ready_at is not None:
        raise ApiError("file_not_found")
    return file


def _channel_ids(call: Call) -> list[str]:
    listed = call.args.get("channels") or []
    ids = listed.split(",") if isinstance(listed, str) else list(listed)
    if call.text("channel_id"):
        ids = [call.text("channel_id"), *ids]
    if len(ids) > MAX_CHANNELS:
        raise invalid_arguments(f"no more than {MAX_CHANNELS} items allowed [json-pointer:/channels]")
    return ids


def _channel_to_share_in(call: Call, channel_id: str) -> Channel:
    if not CHANNEL_ID.fullmatch(channel_id):
        raise invalid_arguments(f"input must match regex pattern: ^{CHANNEL_ID.pattern}$ [json-pointer:/channel_id]")
    channel = call.workspace.directory.channel(channel_id)
    if channel is None:
        raise ApiError("channel_not_found")
    if not call.workspace.is_member(channel):
        raise ApiError("not_in_channel")
    return channel


def info(call: Call) -> Json:
    """One file; its mimetype is empty until it has been scanned."""
    return {"file": call.workspace.file_shape(_existing_file(call)), "comments": []}


def delete(call: Call) -> Json:
    """Delete one of the bot's own files; messages no longer show it."""
    file = _existing_file(call)
    if file.user_id != call.workspace.directory.bot.id:
        raise ApiError("cant_delete_file")
    call.workspace.files.delete(file)
    return {}


def list_files(call: Call) -> Json:
    """The completed files, newest first, by `page` and `count`."""
    count, page = call.integer("count", 100), call.integer("page", 1)
    known = [f for f in reversed(call.workspace.files.all()) if f.ready_at is not None and not f.deleted]
    shown = known[(page - 1) * count : page * count]
    pages = max(1, -(-len(known) // count))
    paging = {"count": count, "total": len(known), "page": page, "pages": pages}
    return {"files": [call.workspace.file_shape(file) for file in shown], "paging": paging}


def _existing_file(call: Call) -> File:
    file = call.workspace.files.get(call.required("file"))
    if file is None or file.content is None:
        raise ApiError("file_not_found")
    if file.deleted:
        raise ApiError("file_deleted")
    return file


METHODS: Family = {
    "files.getUploadURLExternal": Method(get_upload_url, Tier.FOUR, ("files:write",)),
    "files.completeUploadExternal": Method(complete_upload, Tier.FOUR, ("files:write",)),
    "files.info": Method(info, Tier.FOUR, ("files:read",)),
    "files.list": Method(list_files, Tier.THREE, ("files:read",)),
    "files.delete": Method(delete, Tier.THREE, ("files:write",)),
}
