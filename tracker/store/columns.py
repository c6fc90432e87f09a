"""Figures of everyone as whole numbers in columns: they are read and added up without an object for each row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar

import numpy as np
from sqlmodel import Session

Row = TypeVar("Row")
Ints = np.ndarray[Any, np.dtype[np.int64]]
Parts = Iterable[Sequence[Sequence[int]]]


@dataclass(frozen=True)
class Figures(Generic[Row]):
    """The same figures of many people: `rows` has a row for each of the ascending `ids`, and a column for each name."""

    names: Sequence[str]
    make: Callable[[list[int]], Row]  # one person's figures from a row
    ids: Ints
    rows: Ints

    def __getitem__(self, name: str) -> Ints:
        return self.rows[:, self.names.index(name)]

    def by_id(self) -> dict[int, Row]:
        """Everyone's figures one by one."""
        return dict(zip(self.ids.tolist(), map(self.make, self.rows.tolist()), strict=True))

    def at(self, place: int) -> Row:
        """The figures of the person at a place of `ids`."""
        return self.make(self.rows[place].tolist())

    def of(self, ids: Ints) -> "Figures[Row]":
        """The same for these ascending ids, among them all that are here; zero for the others."""
        rows = np.zeros((len(ids), len(self.names)), dtype=np.int64)
        rows[np.searchsorted(ids, self.ids)] = self.rows
        return Figures(self.names, self.make, ids, rows)


def plain_rows(session: Session, statement: Any) -> Sequence[Any]:
    """The driver's own rows of a statement whose columns are whole numbers and texts alone.

    Those of SQLAlchemy take half as long again; they are needed where SQLite keeps something as something else, as
    dates and what is true or false.
    """
    with session.connection().execute(statement) as result:
        return result.cursor.fetchall()


def added_up(parts: Parts, names: Sequence[str], make: Callable[[list[int]], Row], *, less: Parts = ()) -> Figures[Row]:
    """The sums by row id of rows that begin with it, over several parts and `less` others; exact within 64 bits.

    Whoever is left with nothing but zeros is left out.

    >>> added_up([[(1, 10, 2), (2, 20, 3)], [(2, 5, 1)]], "ab", tuple, less=[[(1, 10, 2)]]).by_id()
    {2: (25, 4)}
    """
    width = 1 + len(names)
    added, taken = (_table(chain.from_iterable(each), width) for each in (parts, less))
    taken[:, 1:] *= -1
    table = np.concatenate([added, taken])
    table = table[table[:, 0].argsort(kind="stable")]
    ids, first = np.unique(table[:, 0], return_index=True)
    sums = np.add.reduceat(table[:, 1:], first, axis=0) if len(first) else table[:, 1:]
    is_left = sums.any(axis=1)
    return Figures(names, make, ids[is_left], sums[is_left])


def _table(rows: Iterable[Sequence[int]], width: int) -> Ints:
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, width)
