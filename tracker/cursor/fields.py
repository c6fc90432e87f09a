"""Reads the fields of Cursor's answers: required ones, optional ones, and an account of what was left out.

An optional field that is missing, null or of an unexpected type counts as absent. What is left out is reported by name
and place, never with its value. Numbers are int or Decimal, as parsed by `tracker.cursor.body.parse_json`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from tracker.clock import parse_instant
from tracker.cursor.errors import UnexpectedShape
from tracker.money import cents_to_microcents

LARGEST_INTEGER = 2**63 - 1  # the maximum of a BigInteger column
LARGEST_SMALL_INTEGER = 2**31 - 1  # the maximum of an Integer column: daily counters, limits in dollars
LONGEST_NAME = 200  # characters; names are keys, and PostgreSQL limits index entries to 2,704 bytes
LARGEST_TIMESTAMP_MS = 253_402_300_799_999  # the last millisecond of the year 9999

Json = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that could not be read: its kind, its place, which field failed and why; no values."""

    kind: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class OddField:
    """A field that was ignored: unknown to us, or optional and of a type that we cannot read."""

    kind: str
    name: str
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """The rows of an answer that could be read, and an account of the rest."""

    rows: list[T]
    rejected: list[RejectedRow]
    odd_fields: frozenset[OddField]


class FieldUnreadable(Exception):
    """A required field is missing or unusable."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Account:
    """What was left out while reading one answer."""

    def __init__(self) -> None:
        self.rejected: list[RejectedRow] = []
        self._odd: set[OddField] = set()

    @property
    def odd_fields(self) -> frozenset[OddField]:
        """Every field that was ignored."""
        return frozenset(self._odd)

    def reject(self, kind: str, path: str, reason: str) -> None:
        """Note a row, or a part of one, that cannot be read."""
        self.rejected.append(RejectedRow(kind, path, reason))

    def ignore(self, kind: str, name: str) -> None:
        """Note an optional field of a type that we cannot read."""
        self._odd.add(OddField(kind, name, is_unknown=False))

    def ignore_unknown(self, kind: str, row: Json, known: frozenset[str]) -> None:
        """Note the fields of `row` that are not in `known`."""
        if not row.keys() <= known:
            self._odd.update(OddField(kind, name, is_unknown=True) for name in row.keys() - known)

    def read_rows(self, kind: str, path: str, rows: list[Any], read: "Callable[[Json, Account], T]") -> list[T]:
        """Read each row separately, so that a bad row costs only itself."""
        readable = []
        for index, row in enumerate(rows):
            if not isinstance(row, dict):
                self.reject(kind, f"{path}[{index}]", f"expected an object, got {type_name(row)}")
                continue
            try:
                readable.append(read(row, self))
            except FieldUnreadable as error:
                self.reject(kind, f"{path}[{index}].{error.field}", error.reason)
        return readable


def rows_of(body: Json, key: str) -> list[Any]:
    """The list of rows under `key`.

    Raises UnexpectedShape if there is none: an answer without its list is not the same as one without rows.
    """
    rows = body.get(key)
    if not isinstance(rows, list):
        raise UnexpectedShape(f"expected a list under {key}, got {type_name(rows)}")
    return rows


# Optional fields: absent when missing, null, empty or of a type we cannot read.


def read_text(row: Json, field: str, kind: str, account: Account) -> str | None:
    """Text, or a number as text."""
    value = row.get(field)
    if value is None or type(value) is str:
        return value or None
    if type(value) is int:  # older ids are numbers
        return str(value)
    account.ignore(kind, field)
    return None


def read_id(row: Json, field: str, kind: str, account: Account) -> str | None:
    """An id; Cursor has sent the word "null" for a missing one."""
    text = read_text(row, field, kind, account)
    return None if text == "null" else text


def lowered(email: str | None) -> str | None:
    """An e-mail in lower case, as a key."""
    return email.strip().lower() or None if email is not None else None


def read_flag(row: Json, field: str, kind: str, account: Account) -> bool | None:
    """True, false or nothing."""
    value = row.get(field)
    if value is None or type(value) is bool:
        return value
    account.ignore(kind, field)
    return None


def read_small_integer(row: Json, field: str, kind: str, account: Account) -> int | None:
    """A count that fits an Integer column."""
    return read_count(row, field, kind, account, most=LARGEST_SMALL_INTEGER)


def read_counters(row: Json, fields: Mapping[str, str], kind: str, account: Account) -> dict[str, Any]:
    """Read counters under our names; a missing one counts as 0."""
    return {name: read_small_integer(row, field, kind, account) or 0 for name, field in fields.items()}


def read_count(row: Json, field: str, kind: str, account: Account, *, most: int = LARGEST_INTEGER) -> int | None:
    """A count of at most `most`."""
    value = row.get(field)
    if value is None:
        return None
    number = value if type(value) is int else as_integer(value)
    if number is not None and 0 <= number <= most:
        return number
    account.ignore(kind, field)
    return None


def read_microcents(row: Json, field: str, kind: str, account: Account) -> int | None:
    """An optional amount of money."""
    try:
        return read_money(row, field)
    except FieldUnreadable:
        account.ignore(kind, field)
        return None


def read_instant(row: Json, field: str, kind: str, account: Account) -> datetime | None:
    """An instant with its zone."""
    value = row.get(field)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            return parse_instant(value)
        except ValueError:
            pass
    account.ignore(kind, field)
    return None


# Required fields.


def require_id(row: Json, field: str) -> str:
    """An id, as text."""
    value = row.get(field)
    if type(value) is str and value:
        return value
    if type(value) is int:
        return str(value)
    raise FieldUnreadable(field, f"expected an id, got {type_name(value)}")


def read_money(row: Json, field: str) -> int | None:
    """Money may be missing, but money that is present and unreadable must not become zero."""
    value = row.get(field)
    if value is None:
        return None
    if type(value) not in (Decimal, int, str):
        raise FieldUnreadable(field, f"expected a finite number of cents, got {type_name(value)}")
    try:
        microcents = cents_to_microcents(value)
    except ValueError:
        raise FieldUnreadable(field, f"expected a finite number of cents, got {type_name(value)}") from None
    if abs(microcents) > LARGEST_INTEGER:
        raise FieldUnreadable(field, "is too large to be an amount of money")
    return microcents


def as_integer(value: object) -> int | None:
    """An integer, which may come as text ("1793610931877") or with a decimal point (12.0)."""
    if type(value) is int:
        return value
    try:
        if type(value) is str:
            return int(value)
        if type(value) is Decimal and value == value.to_integral_value() and value.adjusted() < 20:
            return int(value)
    except (ValueError, ArithmeticError):
        return None
    return None


def type_name(value: object) -> str:
    """The JSON type of a value, for messages, which must not show the value itself."""
    names: dict[type, str] = {
        type(None): "nothing", bool: "true or false", int: "a number", float: "no finite number",
        Decimal: "a number", str: "text", list: "a list", dict: "an object",
    }  # fmt: skip
    return names.get(type(value), type(value).__name__)
