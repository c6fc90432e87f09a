"""Inserts that each backend does differently, including many rows at once: `executemany` or COPY."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session


def insert_into(session: Session, table: Any) -> sqlite.Insert | postgresql.Insert:
    """An insert that supports ON CONFLICT, which each backend's dialect provides."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert: sqlite.Insert | postgresql.Insert = dialect.insert(table)
    return insert


def insert_rows(session: Session, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of numbers and texts; pass booleans as 1 or 0 and days as ISO 8601.

    This bypasses SQLAlchemy's per-row processing. Both backends take these values as they are; other types would need
    an adapter for each value. Driver errors are raised as SQLAlchemy's, as for any other statement.
    """
    connection, names = session.connection(), ", ".join(columns)
    if connection.dialect.name == "sqlite":
        statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our own names
    else:
        statement = f"COPY {table} ({names}) FROM STDIN"
    driver = connection.dialect.loaded_dbapi
    try:
        _send(connection, statement, rows)
    except driver.Error as error:
        raise _translated(connection, statement, error) from error


def _send(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    raw: Any = connection.connection
    if connection.dialect.name == "sqlite":
        raw.cursor().executemany(statement, rows)
        return
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _translated(connection: Connection, statement: str, error: Exception) -> BaseException:
    dialect, raw = connection.dialect, connection.connection
    is_lost = dialect.is_disconnect(error, raw.driver_connection, None)  # type: ignore[arg-type]
    if is_lost:
        connection.invalidate(error)
    driver = dialect.loaded_dbapi
    return DBAPIError.instance(statement, None, error, driver.Error, connection_invalidated=is_lost, dialect=dialect)
