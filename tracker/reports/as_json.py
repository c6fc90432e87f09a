"""A report as plain data for JSON: the same fields, money in cents, instants and days as text."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, overload

from tracker.clock import iso
from tracker.money import cents
from tracker.reports.types import MemberDay, MemberDays, MemberRow, Scope

_MICROCENTS = "_microcents"
_MILLIONTHS = "_millionths"


def to_json(value: Any) -> Any:
    """Turn a report, or anything made of dataclasses, into what `jsonout.dumps` prints.

    `..._microcents` become `..._cents`, exact to six places; `..._millionths` lose the suffix and become plain numbers
    in the adjacent `unit`. Instants are `2026-11-01T00:00:00.000Z`, days `2026-11-01`, enums their value. A report's
    scope is merged into its own fields, and so is the actor of a member's row.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return _object(value)
    match value:
        case Mapping():
            return {str(key): to_json(item) for key, item in value.items()}
        case tuple() | list():
            return [to_json(item) for item in value]
        case _:
            return _scalar(value)


def _scalar(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case datetime():
            return iso(value)
        case date():
            return value.isoformat()
        case _:
            return value


@overload
def in_unit(millionths: int) -> Decimal: ...
@overload
def in_unit(millionths: None) -> None: ...
@overload
def in_unit(millionths: int | None) -> Decimal | None: ...
def in_unit(millionths: int | None) -> Decimal | None:
    """Millionths of a unit as an exact plain number; microcents are millionths of a cent.

    >>> in_unit(8_464_000)
    Decimal('8.464')
    """
    return None if millionths is None else cents(millionths)


def _object(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    kind: Any = type(value)
    for name in _names(kind):
        part = getattr(value, name)
        if isinstance(part, Scope) or (isinstance(value, MemberRow | MemberDays) and name == "actor"):
            found |= _object(part)
        elif isinstance(value, MemberDay) and name == "models":
            found[name] = [{"model": model, "usage_value_cents": in_unit(spent)} for model, spent in part]
        elif name.endswith(_MICROCENTS):
            found[name.removesuffix(_MICROCENTS) + "_cents"] = in_unit(part)
        elif name.endswith(_MILLIONTHS):
            found[name.removesuffix(_MILLIONTHS)] = in_unit(part)
        else:
            found[name] = to_json(part)
    return found


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """Fields, and properties for derived money and shares."""
    ends = (_MICROCENTS, _MILLIONTHS)
    derived = (name for name in dir(kind) if name.endswith(ends) and isinstance(getattr(kind, name), property))
    stored = (field.name for field in fields(kind) if field.metadata.get("in_json", True))
    return tuple(dict.fromkeys([*stored, *derived]))
