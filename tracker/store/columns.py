"""Figures of everyone as whole numbers in columns: they are read and added up without an object for each row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

Sums = TypeVar("Sums")
Ints = NDArray[np.int64]


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


def added_up(parts: Iterable[Sequence[Sequence[int]]], names: Sequence[str]) -> Columns:
    """The sums of rows of a row id and these measures over several parts; exact, as no sum leaves 64 bits.

    >>> added_up([[(1, 10, 2), (2, 20, 3)], [], [(2, 5, 1)]], ("tokens", "requests")).by_id(tuple)
    {1: (10, 2), 2: (25, 4)}
    """
    table = np.concatenate([_table(rows, 1 + len(names)) for rows in parts] or [_table((), 1 + len(names))])
    table = table[table[:, 0].argsort(kind="stable")]
    ids, first = np.unique(table[:, 0], return_index=True)
    sums = np.add.reduceat(table[:, 1:], first, axis=0) if first.size else table[:, 1:]
    return Columns(ids, names, sums)


def _table(rows: Sequence[Sequence[int]], width: int) -> Ints:
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=width * len(rows)).reshape(len(rows), width)
