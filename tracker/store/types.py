"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

# SQLite generates row ids only for a column declared INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")

CLUSTERED = {"sqlite_with_rowid": False}  # the primary key is the table, so ranges of days are read in one scan


def big(default: int | None = 0, *, nullable: bool = False) -> Any:
    """A column of integers that may exceed 32 bits, such as money, tokens and milliseconds."""
    return Field(default=default, sa_type=BigInteger, nullable=nullable)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC. SQLite stores the UTC wall time; the zone is restored on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants: their meaning would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected an aware instant, got the naive {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Restore the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
