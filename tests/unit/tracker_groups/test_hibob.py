"""HiBob's people in billing groups: a person's key, and where teams of fewer than three go."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.groups.hibob import Placed, build_groups, group_of
from tracker.groups.names import group_name


def groups_of(*sizes):
    """Sizes of the groups that result from (group, team, people)."""
    people = {}
    for group, team, number in sizes:
        for each in range(number):
            people[f"{group}/{team}/{each}"] = Placed("Dept", group, team)
    return dict(Counter(build_groups(people).values()))


@pytest.mark.parametrize(
    ("placed", "path"),
    [
        (Placed("R&D", "Engineering", "Platform"), ("Engineering", "Platform")),
        (Placed("R&D", "Engineering", "Engineering"), ("Engineering", "Engineering")),
        (Placed("R&D", "Engineering"), ("Engineering", "Engineering")),
        (Placed("R&D", "", "Platform"), ("R&D", "Platform")),
        (Placed("R&D"), ("R&D", "General")),
        (Placed(" ", "\u200b", "\t"), ("General", "General")),
        (Placed("A > B", "", "C>D"), ("A / B", "C / D")),
    ],
)
def test_the_group_of_a_person(placed, path):
    assert group_of(placed) == path


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        # The only sibling takes the rest while that has fewer than three.
        ([("Eng", "A", 5), ("Eng", "B", 2)], {"Eng > A": 7}),
        ([("Eng", "A", 5), ("Eng", "B", 1), ("Eng", "C", 1)], {"Eng > A": 7}),
        # Otherwise the parent's General does.
        ([("Eng", "A", 5), ("Eng", "B", 2), ("Eng", "C", 1)], {"Eng > A": 5, "Eng > General": 3}),
        ([("Eng", "A", 2), ("Eng", "B", 1)], {"Eng > General": 3}),
        # A General of fewer than three goes to the largest sibling; ties go to the first by name.
        ([("Eng", "A", 3), ("Eng", "B", 4), ("Eng", "C", 1)], {"Eng > A": 3, "Eng > B": 5}),
        ([("Eng", "B", 4), ("Eng", "A", 4), ("Eng", "General", 2)], {"Eng > A": 6, "Eng > B": 4}),
        # Without siblings, to General > General.
        ([("Eng", "A", 1), ("Ops", "X", 2), ("Ops", "Y", 0)], {"General > General": 3}),
        ([("Eng", "A", 2), ("Ops", "X", 3)], {"General > General": 2, "Ops > X": 3}),
        ([("Eng", "A", 2), ("General", "X", 3)], {"General > X": 5}),
        ([("Eng", "A", 2), ("General", "X", 1)], {"General > General": 3}),
    ],
)
def test_teams_under_three_merge(sizes, groups):
    assert groups_of(*sizes) == groups


def test_spellings_that_differ_in_case_are_one_group():
    people = {str(n): Placed("x", "Engineering", team) for n, team in enumerate(["platform", "Platform", "Platform"])}
    assert set(build_groups(people).values()) == {"Engineering > Platform"}


def test_a_name_is_kept_whole_where_it_fits():
    people = {
        str(n): Placed("x", "Engineering", "Customer facing platform and data services (North)") for n in range(3)
    }
    assert set(build_groups(people).values()) == {"Engineering > Customer facing platform and data services (North)"}


def test_long_names_that_begin_alike_stay_two_groups_under_one_parent():
    parent, team = "Department of " + "very " * 10 + "long names", "Team for " + "quite " * 10
    people = {f"{side}{n}": Placed("x", parent, team + side) for side in ("North", "South") for n in range(3)}
    people |= {f"short{n}": Placed("x", parent, "Web") for n in range(3)}
    names = sorted(set(build_groups(people).values()))
    assert len(names) == 3 and all(len(name) <= 80 for name in names)
    assert len({name.split(" > ")[0] for name in names}) == 1
    assert names[-1].endswith(" > Web")
    assert build_groups({"a": Placed("x", parent, team + "North")} | people)["a"] in names


words = st.sampled_from(["", "A", "a", "B", "General", "general", "C > D", "x" * 100, "x" * 99 + "y", "\u200b", "=1+1"])
places = st.dictionaries(st.integers(0, 60).map(str), st.builds(Placed, words, words, words), max_size=40)


@given(places, st.randoms())
def test_everyone_is_in_one_group_and_none_is_small_without_need(people, random):
    groups = build_groups(people)
    assert groups.keys() == people.keys()
    assert all(group_name(name) == name for name in groups.values())
    sizes = Counter(groups.values())
    small = {name for name, size in sizes.items() if size < 3}
    assert small <= {"General > General"} | {"general > general", "General > general", "general > General"}
    if small:  # then nobody else is below that parent
        assert [name for name in sizes if name.casefold().startswith("general > ")] == list(small)
    shuffled = list(people.items())
    random.shuffle(shuffled)
    assert build_groups(dict(shuffled)) == groups


@given(places)
def test_a_team_that_is_large_enough_stays_itself(people):
    groups = build_groups(people)
    paths = {person: tuple(part.casefold() for part in group_of(placed)) for person, placed in people.items()}
    sizes = Counter(paths.values())
    for person, path in paths.items():
        if sizes[path] >= 3:
            written = groups[person].casefold().split(" > ")
            assert all(
                part == shown or (part[:20] == shown[:20] and "…" in shown)
                for part, shown in zip(path, written, strict=True)
            )
            assert [other for other, group in groups.items() if group == groups[person] and paths[other] != path] == [
                other for other, group in groups.items() if group == groups[person] and sizes[paths[other]] < 3
            ], "only small teams join"
