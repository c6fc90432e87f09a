"""What was probably meant by an unknown word."""

import difflib
from collections.abc import Iterable

MIN_SIMILARITY = 0.6  # as a difflib ratio: 1 means equal, 0 no letter in common


def nearest(word: str, known: Iterable[str], *, most: int = 1) -> list[str]:
    """Those of `known` that resemble the word, best match first; case-sensitive.

    >>> nearest("opne", ["open", "mine", "all"])
    ['open']
    """
    return difflib.get_close_matches(word, list(known), n=most, cutoff=MIN_SIMILARITY)
