"""Shares in millionths, by hand."""

from fractions import Fraction

import pytest

from tracker.millionths import MILLION, millionths


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (1, 1, MILLION),
        (0, 5, 0),
        (2, 3, 666_667),
        (1, 2 * MILLION, 0),  # half a millionth rounds to even
        (3, 2 * MILLION, 2),
        (Fraction(1, 2), 2, 250_000),
        (5, 0, None),
    ],
)
def test_a_share_is_rounded_half_even_and_none_of_nothing(part, whole, expected):
    assert millionths(part, whole) == expected
