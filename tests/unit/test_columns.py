"""Sums in columns equal those of adding up row by row."""

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tracker.store.columns import added_up

Row = tuple[int, int, int]
WHOLE = st.integers(min_value=-(10**17), max_value=10**17)  # microcents: beyond the precision of a float
ROWS = st.lists(st.tuples(st.integers(min_value=1, max_value=5), WHOLE, WHOLE), max_size=20)


PARTS = st.lists(ROWS, max_size=4)


@given(PARTS, PARTS)
def test_parts_are_added_up_to_the_last_microcent(parts: list[list[Row]], less: list[list[Row]]):
    expected: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for sign, some in ((1, parts), (-1, less)):
        for actor_id, *sums in (row for rows in some for row in rows):
            expected[actor_id] = [known + sign * each for known, each in zip(expected[actor_id], sums, strict=True)]
    figures = added_up(parts, ("first", "second"), less=less)
    found = figures.by_id(tuple)
    assert found == {actor_id: tuple(sums) for actor_id, sums in expected.items() if any(sums)}
    assert figures.ids.tolist() == sorted(found)
    assert figures["second"].tolist() == [sums[1] for _, sums in sorted(found.items())]
    assert all(type(each) is int for actor_id, sums in found.items() for each in (actor_id, *sums))


def test_figures_of_more_people_are_zero_for_those_who_have_none():
    figures = added_up([[(2, 7, 8)]], ("first", "second")).of(np.array([1, 2, 3]))
    assert figures.by_id(tuple) == {1: (0, 0), 2: (7, 8), 3: (0, 0)}
    assert figures.at(1) == [7, 8]


@given(PARTS, PARTS)
def test_columns_less_others_are_those_of_all_parts_less_the_others(parts: list[list[Row]], less: list[list[Row]]):
    names = ("first", "second")
    left = added_up(parts, names).less(added_up(less, names))
    assert left.by_id(tuple) == added_up(parts, names, less=less).by_id(tuple)
