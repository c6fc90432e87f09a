"""The ids that the database gives to rows: None until a row is flushed, and known from then on."""

from typing import Protocol

from sqlmodel import Session


class Numbered(Protocol):
    """A row of a table with an id."""

    id: int | None


def id_of(row: Numbered) -> int:
    """The id of a row that was read or flushed."""
    assert row.id is not None
    return row.id


def insert_row(session: Session, row: Numbered) -> int:
    """Store one row; return its id."""
    session.add(row)
    session.flush()
    return id_of(row)
