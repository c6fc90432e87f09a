"""How often Python looks for cycles of garbage: a report makes a hundred thousand tuples, and none is in a cycle."""

import gc

FEWEST_NEW_OBJECTS = 50_000  # before the youngest are looked through; by default 700
ROUNDS_BEFORE_THE_NEXT = 20  # of one generation, before the one older than it


def look_for_cycles_seldom() -> None:
    """To be called once everything that stays is there: it is left out, and the rest is looked through less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(FEWEST_NEW_OBJECTS, ROUNDS_BEFORE_THE_NEXT, ROUNDS_BEFORE_THE_NEXT)
