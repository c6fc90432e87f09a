"""Turns the bytes of an answer into plain JSON values that are safe for every later step."""

import json
from decimal import Decimal
from typing import Any

from tracker.cursor.errors import UnexpectedShape
from tracker.storable import storable_text


def parse_json(raw: bytes) -> dict[str, Any]:
    """Parse an answer. Numbers with a decimal point become Decimal; characters that databases refuse are removed.

    Raises UnexpectedShape unless `raw` is one JSON object. The message never quotes `raw`.
    """
    hook = _storable if may_hold_unstorable_text(raw) else None
    try:
        body = json.loads(raw, parse_float=Decimal, object_hook=hook)
    except (ValueError, RecursionError):
        raise UnexpectedShape(f"its {len(raw)} bytes are not valid JSON") from None  # the cause carries the document
    if not isinstance(body, dict):
        raise UnexpectedShape(f"expected a JSON object, got {type(body).__name__}")
    return body


def may_hold_unstorable_text(raw: bytes) -> bool:
    """Whether an escape may be NUL or half a surrogate pair: JSON allows them, databases refuse them."""
    return b"\\u" in raw and (b"\\u0000" in raw or b"\\ud" in raw or b"\\uD" in raw)


def _storable(row: dict[str, Any]) -> dict[str, Any]:
    return {storable_text(key): storable_text(value) if type(value) is str else value for key, value in row.items()}
