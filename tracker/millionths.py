"""Shares, ratios and counts as whole millionths, so that they can be compared and stored exactly."""

from fractions import Fraction

MILLION = 1_000_000


def millionths(part: Fraction | int, whole: Fraction | int) -> int | None:
    """`part` of `whole` in millionths, rounded half-even; None if `whole` is 0.

    >>> millionths(2, 3), millionths(2, 0)
    (666667, None)
    """
    return round(Fraction(MILLION * part) / whole) if whole else None
