"""Everyone's figures as integer columns, read and added up without creating an object for each row."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
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
    """Sums of many actors: ascending row ids, and for each of the named measures a column in the same order."""

    ids: Ints
    names: Sequence[str]
    sums: Ints  # one row for each actor

    def __getitem__(self, name: str) -> Ints:
        return self.sums[:, self.names.index(name)]

    def ids_where(self, holds: NDArray[np.bool_]) -> set[int]:
        """Row ids of the actors for whom a condition on the columns holds."""
        return set(self.ids[holds].tolist())

    def at(self, place: int) -> list[int]:
        """The sums of the actor at an index of `ids`."""
        return [int(each) for each in self.sums[place]]

    def of(self, ids: Ints) -> "Columns":
        """The same for these ascending ids, which must include all present ones; zero for the others."""
        sums = np.zeros((len(ids), len(self.names)), dtype=np.int64)
        sums[np.searchsorted(ids, self.ids)] = self.sums
        return Columns(ids, self.names, sums)

    def among(self, ids: Collection[int]) -> "Columns":
        """The same for only these row ids."""
        is_among = np.isin(self.ids, np.fromiter(ids, dtype=np.int64))
        return Columns(self.ids[is_among], self.names, self.sums[is_among])

    def less(self, other: "Columns") -> "Columns":
        """These sums minus the other's of the same measures; actors left with only zeros are dropped."""
        ids = np.union1d(self.ids, other.ids)
        sums = self.of(ids).sums - other.of(ids).sums
        is_left = sums.any(axis=1)
        return Columns(ids[is_left], self.names, sums[is_left])

    def by_id(self, make: Callable[[list[int]], Sums]) -> dict[int, Sums]:
        """An object for each actor, by row id."""
        return dict(zip(self.ids.tolist(), map(make, self.sums.tolist()), strict=True))


def plain_rows(session: Session, statement: Any) -> Sequence[Any]:
    """The driver's own rows of a statement whose columns are only integers and texts.

    SQLAlchemy's rows take half as long again. They are needed for types that SQLite stores as something else, such as
    dates and booleans.
    """
    with session.connection().execute(statement) as result:
        return result.cursor.fetchall()


def rows_of(session: Session, statement: Any) -> Sequence[Any]:
    """The rows of a statement over integers, texts and days."""
    if any(isinstance(each.type, Date) for each in statement.selected_columns):
        return session.connection().execute(statement).all()
    return plain_rows(session, statement)


def negated(rows: Iterable[Sequence[Any]], keys: int) -> Iterator[Sequence[Any]]:
    """Rows of so many keys and then sums, with the sums below zero: adding them up subtracts them."""
    return ((*row[:keys], *(-each for each in row[keys:])) for row in rows)


def added_up(parts: Parts, names: Sequence[str], *, less: Parts = ()) -> Columns:
    """Sum the rows (row id, measures...) of several parts, minus those in `less`; exact within 64 bits.

    Actors left with only zeros are dropped.

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
