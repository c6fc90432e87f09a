"""Figures of everyone as whole numbers in columns: they are read and added up without an object for each row."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from sqlmodel import Session

Sums = TypeVar("Sums")


def plain_rows(session: Session, statement: Any) -> Sequence[Any]:
    """The driver's own rows of a statement whose columns are whole numbers and texts alone.

    Those of SQLAlchemy take half as long again; they are needed where SQLite keeps something as something else, as
    dates and what is true or false.
    """
    with session.connection().execute(statement) as result:
        return result.cursor.fetchall()


def added_up(parts: Iterable[Sequence[Sequence[int]]], make: Callable[[list[int]], Sums]) -> dict[int, Sums]:
    """The sums of rows that begin with a row id, by that id, over several parts; exact, as no sum leaves 64 bits.

    >>> added_up([[(1, 10, 2), (2, 20, 3)], [], [(2, 5, 1)]], tuple)
    {1: (10, 2), 2: (25, 4)}
    """
    tables = [_table(rows) for rows in parts if rows]
    if not tables:
        return {}
    table = np.concatenate(tables)
    table = table[table[:, 0].argsort(kind="stable")]
    ids, first = np.unique(table[:, 0], return_index=True)
    sums = np.add.reduceat(table[:, 1:], first, axis=0)
    return dict(zip(ids.tolist(), map(make, sums.tolist()), strict=True))


def _table(rows: Sequence[Sequence[int]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    width = len(rows[0])
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=width * len(rows)).reshape(len(rows), width)
