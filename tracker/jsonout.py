"""JSON as this project prints it: money as exact numbers, instants and days in one format."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tracker import clock

# Reused: json.dumps would create an encoder for each value.
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def dumps(value: Any) -> str:
    """Serialise plain data to one line of JSON.

    Decimals are printed digit for digit, as numbers: the standard encoder would turn them into floats. Instants are
    printed in UTC with milliseconds (`2026-11-01T00:00:00.000Z`), days as `2026-11-01`.

    Raises TypeError for anything that has no JSON form here, ValueError for NaN, infinity and naive instants.
    """
    match value:
        case Decimal():
            return _number(value)
        case datetime():
            return _encode(clock.iso(value))
        case date():
            return _encode(value.isoformat())
        case Mapping():
            members = (f"{_encode(_key(key))}: {dumps(item)}" for key, item in value.items())
            return "{" + ", ".join(members) + "}"
        case list() | tuple():
            return "[" + ", ".join(dumps(item) for item in value) + "]"
        case _:
            return _encode(value)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"expected text as the key of a JSON object, got {type(key).__name__}")
    return key


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"expected a finite number, got {value}")
    return f"{value:f}"
