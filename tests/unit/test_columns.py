"""Sums of everyone in columns are those of adding up row by row."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from tracker.store.columns import added_up

WHOLE = st.integers(min_value=-(10**17), max_value=10**17)  # microcents: beyond what a float tells apart
ROWS = st.lists(st.tuples(st.integers(min_value=1, max_value=5), WHOLE, WHOLE), max_size=20)


@given(st.lists(ROWS, max_size=4))
def test_parts_are_added_up_to_the_last_microcent(parts: list[list[tuple[int, int, int]]]):
    expected: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for actor_id, first, second in (row for rows in parts for row in rows):
        expected[actor_id][0] += first
        expected[actor_id][1] += second
    found = added_up(parts, ("first", "second")).by_id(tuple)
    assert found == {actor_id: tuple(sums) for actor_id, sums in expected.items()}
    assert all(type(each) is int for actor_id, sums in found.items() for each in (actor_id, *sums))
