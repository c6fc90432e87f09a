"""Tuning of the garbage collector: a report makes a hundred thousand tuples, none of them in a cycle."""

import gc

YOUNGEST_THRESHOLD = 50_000  # before a collection of the youngest generation; Python's default is 700
OLDER_THRESHOLD = 20  # collections of one generation before one of the next older


def tune_garbage_collector() -> None:
    """Exclude everything allocated so far from collection, and collect the rest less often. Call after start-up."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST_THRESHOLD, OLDER_THRESHOLD, OLDER_THRESHOLD)
