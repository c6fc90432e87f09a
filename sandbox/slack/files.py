"""Uploaded files, and the time Slack takes to scan them."""

import mimetypes
import secrets
import threading
from dataclasses import replace
from pathlib import PurePath

from sandbox.slack.feed import Feed
from sandbox.slack.ids import Clock, Ids
from sandbox.slack.records import File

PICTURE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif"})
SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"%PDF", "application/pdf"),
)


def sniff_mimetype(name: str, content: bytes) -> str:
    """The mimetype according to the first bytes, else to the name's extension."""
    for signature, mimetype in SIGNATURES:
        if content.startswith(signature):
            return mimetype
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


class Files:
    """Upload in three steps; a completed file is usable only after `scan_s` seconds."""

    def __init__(self, lock: threading.RLock, feed: Feed, ids: Ids, clock: Clock, *, scan_s: float) -> None:
        self.scan_s = scan_s
        self._lock = lock
        self._feed = feed
        self._ids = ids
        self._clock = clock
        self._files: dict[str, File] = {}

    def begin(self, name: str, length: int, *, user_id: str, alt_text: str = "") -> File:
        """Reserve an id and an upload address for `length` bytes."""
        with self._lock:
            key = secrets.token_hex(12)
            file = File(self._ids.next("F"), name, user_id, length, int(self._clock()), key, alt_text, name)
            self._files[file.id] = file
        return file

    def add(self, name: str, content: bytes, *, user_id: str) -> File:
        """Add a file that a person put into a form; it is scanned at once."""
        begun = self.begin(name, len(content), user_id=user_id)
        added = self._replace(begun, content=content, ready_at=self._clock())
        self._feed.add("file.added", file_id=added.id)
        return added

    def receive(self, upload_key: str, content: bytes) -> File | None:
        """Receive the bytes in step 2; None if there is no such upload or the length differs from the announced one."""
        with self._lock:
            waiting = (f for f in self._files.values() if f.upload_key == upload_key and f.content is None)
            file = next(waiting, None)
            if file is None or len(content) != file.length:
                return None
            return self._replace(file, content=content)

    def complete(self, file: File, *, title: str, channel_ids: tuple[str, ...]) -> File:
        """Complete the upload in step 3; the scan starts now."""
        ready_at = self._clock() + self.scan_s
        completed = self._replace(file, title=title or file.name, ready_at=ready_at, channel_ids=channel_ids)
        self._feed.add("file.completed", file_id=file.id, ready_at=ready_at)
        return completed

    def share(self, file: File, channel_id: str) -> File:
        """Record that a message in this channel shows the file."""
        return self._replace(file, channel_ids=tuple(dict.fromkeys((*file.channel_ids, channel_id))))

    def delete(self, file: File) -> None:
        """Delete the content; the id is kept and marked as deleted."""
        self._replace(file, deleted=True, content=b"")
        self._feed.add("file.deleted", file_id=file.id)

    def get(self, file_id: str) -> File | None:
        """The file with this id, deleted ones included."""
        return self._files.get(file_id)

    def all(self) -> list[File]:
        """Every file, oldest first, deleted ones included."""
        with self._lock:
            return list(self._files.values())

    def is_ready(self, file: File) -> bool:
        """Whether the scan is over and the file exists."""
        return not file.deleted and file.ready_at is not None and self._clock() >= file.ready_at

    def mimetype(self, file: File) -> str:
        """The mimetype; empty until the scan is over."""
        return sniff_mimetype(file.name, file.content or b"") if self.is_ready(file) else ""

    def is_picture(self, file: File) -> bool:
        """Whether an image block can show the file: ready, and a png, jpg or gif."""
        return self.mimetype(file) in PICTURE_TYPES

    def filetype(self, file: File) -> str:
        """Slack's short type (`png`); empty until the scan is over."""
        return PurePath(file.name).suffix.lstrip(".").lower() if self.is_ready(file) else ""

    def _replace(self, file: File, **changes: object) -> File:
        with self._lock:
            changed = replace(self._files[file.id], **changes)  # type: ignore[arg-type]
            self._files[file.id] = changed
        return changed
