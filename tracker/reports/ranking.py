"""Where a value stands among others."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import TypeVar

Number = TypeVar("Number", int, float)


def quantile(ascending: Sequence[Number], share: float) -> Number:
    """The value at index floor(share x n) of a non-empty sorted list.

    >>> quantile([1, 2, 3, 4, 5], 0.8), quantile([7], 0.9)
    (5, 7)
    """
    return ascending[int(share * len(ascending))]


def rank_among(ascending: Sequence[Number], value: Number) -> int:
    """The competition rank of a value among sorted ones: 1 + how many are larger.

    >>> [rank_among([1, 5, 5, 9], value) for value in (9, 5, 1, 7)]
    [1, 2, 4, 2]
    """
    return 1 + len(ascending) - bisect_right(ascending, value)
