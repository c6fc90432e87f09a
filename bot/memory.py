"""Tuning of the garbage collector: a report makes a hundred thousand tuples, none of them in a cycle."""

import gc

FEWEST_NEW_OBJECTS = 50_000  # before a collection of the youngest generation; Python's default is 700
ROUNDS_BEFORE_THE_NEXT = 20  # collections of one generation before one of the next older


def look_for_cycles_seldom() -> None:
    """Exclude everything allocated so far from collection, and collect the rest less often. Call after start-up."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(FEWEST_NEW_OBJECTS, ROUNDS_BEFORE_THE_NEXT, ROUNDS_BEFORE_THE_NEXT)
