"""Typed text as Slack passes it on: mentions by id, links marked, markup characters escaped."""

import re
from collections.abc import Callable

MENTION = re.compile(r"(?<![\w<])@([\w][\w.'-]*)")
CHANNEL = re.compile(r"(?<![\w<&])#([a-z0-9][a-z0-9_-]*)")
LINK = re.compile(r"(?<![\w<|])https?://[^\s<>|]+")
EMAIL = re.compile(r"(?<![\w<:|@.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

Lookup = Callable[[str], str | None]


def escape(text: str) -> str:
    """`&`, `<` and `>` as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def encode(text: str, *, user_id: Lookup, channel_id: Lookup) -> str:
    """`text` in its stored form: escaped, with `@name`, `#name`, addresses and links in angle brackets.

    `user_id` and `channel_id` look up a name; an unknown name stays as typed.
    """
    encoded = escape(text)
    encoded = EMAIL.sub(lambda m: f"<mailto:{m[0]}|{m[0]}>", encoded)
    encoded = LINK.sub(lambda m: f"<{m[0]}>", encoded)
    encoded = MENTION.sub(lambda m: _reference("@", m, user_id), encoded)
    return CHANNEL.sub(lambda m: _channel_reference(m, channel_id), encoded)


def _reference(sign: str, match: re.Match[str], lookup: Lookup) -> str:
    found = lookup(match[1])
    return f"<{sign}{found}>" if found else match[0]


def _channel_reference(match: re.Match[str], lookup: Lookup) -> str:
    found = lookup(match[1])
    return f"<#{found}|{match[1]}>" if found else match[0]
