"""Figures of everyone as whole numbers in columns: they are read and added up without an object for each row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Date
from sqlmodel import Session

Sums = TypeVar("Sums")
Ints = NDArray[np.int64]
Parts = Iterable[Sequence[Sequence[int]]]


@dataclass(frozen=True, eq=False)
class Columns:
    """Sums of many actors: row ids, ascending, and in the same order a column for each of the named measures."""

    ids: Ints
    names: Sequence[str]
    sums: Ints  # a row an actor

    def __getitem__(self, name: str) -> Ints:
        return self.sums[:, self.names.index(name)]

    def ids_where(self, holds: NDArray[np.bool_]) -> set[int]:
        """Row ids of the actors for whom a condition on the columns holds."""
        return set(self.ids[holds].tolist())

    def at(self, place: int) -> list[int]:
        """The sums of the actor at a place of `ids`."""
        return [int(each) for each in self.sums[place]]

    def of(self, ids: Ints) -> "Columns":
        """The same for these ascending ids, among them all that are here; zero for the others."""
        sums = np.zeros((len(ids), len(self.names)), dtype=np.int64)
        sums[np.searchsorted(ids, self.ids)] = self.sums
        return Columns(ids, self.names, sums)

    def less(self, other: "Columns") -> "Columns":
        """What is left of these sums without the other's of the same measures; who is left with zeros is left out."""
        ids = np.union1d(self.ids, other.ids)
        sums = self.of(ids).sums - other.of(ids).sums
        is_left = sums.any(axis=1)
        return Columns(ids[is_left], self.names, sums[is_left])

    def by_id(self, make: Callable[[list[int]], Sums]) -> dict[int, Sums]:
        """An object for each actor, by row id."""
        return dict(zip(self.ids.tolist(), map(make, self.sums.tolist()), strict=True))


def plain_rows(session: Session, statement: Any) -> Sequence[Any]:
    """The driver's own rows of a statement whose columns are whole numbers and texts alone.

    Those of SQLAlchemy take half as long again; they are needed where SQLite keeps something as something else, as
    dates and what is true or false.
    """
    with session.connection().execute(statement) as result:
        return result.cursor.fetchall()


def rows_of(session: Session, statement: Any) -> Sequence[Any]:
    """The rows of a statement over whole numbers, texts and days."""
    if any(isinstance(each.type, Date) for each in statement.selected_columns):
        return session.connection().execute(statement).all()
    return plain_rows(session, statement)


def added_up(parts: Parts, names: Sequence[str], *, less: Parts = ()) -> Columns:
    """The sums of rows of a row id and these measures over several parts, less others; exact within 64 bits.

    Whoever is left with nothing but zeros is left out.

    >>> added_up([[(1, 10, 2), (2, 20, 3)], [(2, 5, 1)]], ("tokens", "requests"), less=[[(1, 10, 2)]]).by_id(tuple)
    {2: (25, 4)}
    """
    width = 1 + len(names)
    added, taken = (_table(chain.from_iterable(each), width) for each in (parts, less))
    taken[:, 1:] *= -1
    table = np.concatenate([added, taken])
    table = table[table[:, 0].argsort(kind="stable")]
    ids, first = np.unique(table[:, 0], return_index=True)
    sums = np.add.reduceat(table[:, 1:], first, axis=0) if first.size else table[:, 1:]
    is_left = sums.any(axis=1)
    return Columns(ids[is_left], names, sums[is_left])


def _table(rows: Iterable[Sequence[int]], width: int) -> Ints:
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, width)
