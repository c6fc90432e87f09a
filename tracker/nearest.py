"""What was likely meant by a word that is not known."""

import difflib
from collections.abc import Iterable

LIKENESS = 0.6  # of difflib's ratio: 1 is the same word, 0 has no letter in common


def nearest(word: str, known: Iterable[str], *, most: int = 1) -> list[str]:
    """Those of `known` that are like the word, the nearest first; case counts.

    >>> nearest("opne", ["open", "mine", "all"])
    ['open']
    """
    return difflib.get_close_matches(word, list(known), n=most, cutoff=LIKENESS)
