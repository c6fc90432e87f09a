"""Parses a mail's JSON as strictly as Resend documents it; refusals use Resend's error names."""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from email.utils import parseaddr
from typing import Any

from sandbox.resend.mailbox import Attachment

MAX_RECIPIENTS = 50
LARGEST_BYTES = 40 * 1024 * 1024
LONGEST_KEY = 256
LONGEST_SUBJECT = 998  # a header line: RFC 5322, 2.1.1

FIELDS = frozenset(
    {
        "from",
        "to",
        "subject",
        "html",
        "text",
        "cc",
        "bcc",
        "reply_to",
        "headers",
        "attachments",
        "tags",
        "scheduled_at",
        "topic_id",
        "template",
    }
)
ATTACHMENT_FIELDS = frozenset({"filename", "content", "content_type", "content_id", "path"})
_ADDRESS = re.compile(r"[^@\s<>,;:\"()]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")
_HEADER_NAME = re.compile(r"[!-9;-~]+")
_CONTENT_ID = re.compile(r"[^\s<>]{1,127}")


class Refused(Exception):
    """A refusal, with Resend's status and error name."""

    def __init__(self, status: int, name: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.name = name
        self.message = message
        self.headers = dict(headers or {})


def read_mail(body: Any, *, verified: Iterable[str]) -> dict[str, Any]:
    """The fields of a mail; raises Refused."""
    if not isinstance(body, dict):
        raise _invalid("The request body must be a JSON object.")
    if unknown := sorted(set(body) - FIELDS):
        raise _invalid(f"Unknown field `{unknown[0]}`.")
    for name in ("from", "to", "subject"):
        if not body.get(name):
            raise Refused(422, "missing_required_field", f"Missing `{name}` field.")
    if not body.get("html") and not body.get("text"):
        raise Refused(422, "missing_required_field", "Missing `html` or `text` field.")
    attachments = tuple(_attachment(each) for each in _list(body, "attachments"))
    _check_size(body, attachments)
    return {
        "sender": _sender(body["from"], verified),
        "to": _recipients(body["to"]),
        "subject": _subject(body["subject"]),
        "html": _text(body, "html"),
        "text": _text(body, "text"),
        "headers": _headers(body.get("headers", {})),
        "tags": dict(map(_tag, _list(body, "tags"))),
        "attachments": attachments,
    }


def check_key(key: str | None) -> None:
    """An idempotency key has 1 to 256 characters."""
    if key is not None and not 1 <= len(key) <= LONGEST_KEY:
        raise Refused(400, "invalid_idempotency_key", "The key must be between 1-256 chars.")


def _invalid(message: str) -> Refused:
    return Refused(422, "validation_error", message)


def _list(body: Mapping[str, Any], name: str) -> list[Any]:
    value = body.get(name, [])
    if not isinstance(value, list):
        raise _invalid(f"`{name}` must be an array.")
    return value


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise _invalid(f"`{name}` must be a string.")
    return value


def _sender(value: Any, verified: Iterable[str]) -> str:
    address = parseaddr(value)[1] if isinstance(value, str) else ""
    if not _ADDRESS.fullmatch(address) or any(ord(character) < 32 for character in value):
        form = "`email@example.com` or `Name <email@example.com>`"
        raise Refused(422, "invalid_from_address", f"Invalid `from` field. The email address needs to follow {form}.")
    domain = address.rpartition("@")[2].lower()
    if domain not in set(verified):
        raise Refused(403, "validation_error", f"The {domain} domain is not verified.")
    return str(value)


def _recipients(value: Any) -> tuple[str, ...]:
    addresses = [value] if isinstance(value, str) else value
    if not isinstance(addresses, list) or not all(isinstance(each, str) for each in addresses):
        raise _invalid("`to` must be a string or an array of strings.")
    if len(addresses) > MAX_RECIPIENTS:
        raise _invalid(f"`to` may hold at most {MAX_RECIPIENTS} addresses.")
    for each in addresses:
        if not _ADDRESS.fullmatch(parseaddr(each)[1]):
            raise _invalid("Invalid `to` field.")
    return tuple(addresses)


def _subject(value: Any) -> str:
    if not isinstance(value, str) or any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise _invalid("The `subject` must be one line.")
    if len(value) > LONGEST_SUBJECT:
        raise _invalid("The `subject` is too long.")
    return value


def _headers(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _invalid("`headers` must be an object.")
    for name, text in value.items():
        is_line = isinstance(text, str) and text.isprintable() and len(text) <= LONGEST_SUBJECT
        if not _HEADER_NAME.fullmatch(name) or not is_line:
            raise _invalid(f"Invalid header `{name[:40]}`.")
    return dict(value)


def _tag(value: Any) -> tuple[str, str]:
    pair = (value.get("name"), value.get("value")) if isinstance(value, dict) else (None, None)
    if not all(isinstance(each, str) and _TAG.fullmatch(each) for each in pair):
        raise _invalid("Tags should only contain ASCII letters, numbers, underscores, or dashes.")
    return str(pair[0]), str(pair[1])


def _attachment(value: Any) -> Attachment:
    if not isinstance(value, dict) or not (value.get("content") or value.get("path")):
        raise Refused(422, "invalid_attachment", "Attachment must have either a `content` or `path`.")
    if unknown := sorted(set(value) - ATTACHMENT_FIELDS):
        raise _invalid(f"Unknown field `{unknown[0]}` of an attachment.")
    if not isinstance(value.get("filename"), str) or not value["filename"]:
        raise Refused(422, "invalid_attachment", "Attachment must have a `filename`.")
    content_id = value.get("content_id")
    if content_id is not None and not (isinstance(content_id, str) and _CONTENT_ID.fullmatch(content_id)):
        raise Refused(422, "invalid_attachment", "The `content_id` must be shorter than 128 characters.")
    try:
        content = base64.b64decode(str(value.get("content", "")), validate=True)
    except binascii.Error as error:
        raise Refused(422, "invalid_attachment", "The `content` must be Base64.") from error
    return Attachment(value["filename"], content, str(value.get("content_type") or ""), content_id)


def _check_size(body: Mapping[str, Any], attachments: Iterable[Attachment]) -> None:
    encoded = sum(len(each.content) * 4 // 3 for each in attachments)
    if encoded + len(str(body.get("html", ""))) + len(str(body.get("text", ""))) > LARGEST_BYTES:
        raise Refused(413, "validation_error", "The email is larger than 40MB.")
