"""Invariants of every message: Slack accepts it, and no external text becomes markup."""

import json
import re
from collections.abc import Iterator
from typing import Any

from blocks import limits
from blocks.elements import Message
from sandbox.slack.validation.payloads import check_message

INTENDED = "U0ONCALL01"
DATE_TOKEN = re.compile(r"<!date\^\d+\^[^|<>]+\|[^<>|]+>")


def walk(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a payload."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from walk(part)
    elif isinstance(value, list):
        for part in value:
            yield from walk(part)


def assert_sound(message: Message) -> None:
    assert check_message(message.blocks, [], can_show=lambda _: True) == []
    assert 1 <= len(message.text.encode("utf-16-le", "surrogatepass")) // 2 <= 4_000
    assert_within_our_own_limits(message.blocks, limits.BLOCKS_PER_MESSAGE)
    for tag in re.findall(r"<[^>]*>?", message.text):
        assert tag in {f"<@{INTENDED}>", "<#C0SPEND0001>"}
    assert not re.search(r"&(?!amp;|lt;|gt;)", message.text)
    payload = json.dumps(message.blocks, allow_nan=False, ensure_ascii=False)
    assert not re.search(r"<[!@#\w]", DATE_TOKEN.sub("", payload))
    for part in walk(message.blocks):
        if part.get("type") == "mrkdwn":
            assert not set("<>") & set(DATE_TOKEN.sub("", part["text"]))
        if part.get("type") == "user":
            assert part["user_id"] == INTENDED


def assert_within_our_own_limits(blocks: list[dict[str, Any]], most_blocks: int) -> None:
    """The limits checked again with our own table of them."""
    assert 1 <= len(blocks) <= most_blocks
    for part in walk(blocks):
        assert len(part.get("action_id", "")) <= limits.IDENTIFIER
        assert len(part.get("url", "")) <= limits.BUTTON_URL
        assert len(part.get("elements", ())) <= (limits.ACTION_ELEMENTS if part.get("type") == "actions" else 10**6)
        assert all(len(field["text"]) <= limits.SECTION_FIELD_TEXT for field in part.get("fields", ()))
        for row in part.get("rows", ()):
            most = limits.TABLE_COLUMNS if part["type"] == "table" else limits.DATA_TABLE_COLUMNS
            assert len(row) == len(part["rows"][0]) <= most
