"""What an import would change, computed from a file, the seats and the existing groups."""

import pytest

from tracker.groups.csv_files import CsvRefused
from tracker.groups.people_file import read_people
from tracker.groups.plan import PlannedMove, Seat, build_plan
from tracker.reports.types import ImportKind, RefusedRow

NAMES = {1: "Platform", 2: "Ops > Ops", 3: "Big"}


def plan(text, **group_ids):
    seats = {f"{name}@example.com": Seat(n, group_id) for n, (name, group_id) in enumerate(group_ids.items(), 1)}
    return build_plan(read_people(text.encode()), seats, NAMES)


def test_a_mapping_moves_keeps_creates_and_unassigns():
    text = "email,name,group\n" + "".join(
        f"{name}@example.com,x,{group}\n"
        for name, group in [("a", "platform"), ("b", "Platform"), ("c", "New"), ("d", "Unassigned"), ("e", "")]
    )
    found = plan(text, a=None, b=1, c=1, d=3, e=None, f=2)
    assert (found.matched, found.keeps, found.not_matched, found.refused) == (5, 2, (), ())
    assert found.moves == (
        PlannedMove(4, 3, None, None),
        PlannedMove(3, 1, None, "New"),
        PlannedMove(1, None, 1, "Platform"),
    )


def test_hibob_groups_count_members_of_this_team_alone():
    rows = [("a", "Ops"), ("b", "Ops"), ("c", "Ops"), ("d", "Lab"), ("x", "Lab"), ("y", "Lab"), ("z", "Lab")]
    text = "Team,Group,Department,Email\n" + "".join(
        f",{group},R&D,{name.upper()}@example.com\n" for name, group in rows
    )
    found = plan(text, a=1, b=2, c=None, d=1)
    assert found.not_matched == ("x@example.com", "y@example.com", "z@example.com")
    assert [(move.actor_id, move.new_group_id, move.new_name) for move in found.moves] == [
        (4, None, "General > General"),
        (3, 2, "Ops > Ops"),
        (1, 2, "Ops > Ops"),
    ]


def test_a_row_twice_is_one_and_a_person_in_two_groups_is_nowhere():
    file = read_people(b"email,group\na@example.com,A\nA@example.com ,A\nb@example.com,A\nb@example.com,B\n,C\n")
    assert (file.kind, file.rows, file.repeated) == (ImportKind.MAPPING, 5, 1)
    assert file.wanted == {"a@example.com": "A"}
    assert file.refused == (
        RefusedRow((4, 5), "b@example.com", "is in “A” and “B”"),
        RefusedRow((6,), "", "has no e-mail"),
    )


def test_a_name_that_no_group_may_have_is_refused_for_its_people_alone():
    found = plan("email,group\na@example.com,A > B > C\nb@example.com,Big\n", a=1, b=1)
    assert [move.actor_id for move in found.moves] == [2]
    (row,) = found.refused
    assert row.email == "a@example.com"
    assert "at most one" in row.reason


@pytest.mark.parametrize("header", ["a,b,c", "Email,Name", "Email,Group,Team", "Department,Team"])
def test_a_csv_of_another_kind_says_what_was_found_and_what_is_needed(header):
    with pytest.raises(CsvRefused) as refused:
        read_people(f"{header}\nx,y,z\n".encode() if header.count(",") == 2 else f"{header}\nx,y\n".encode())
    assert f"“{header.split(',')[0]}”" in str(refused.value)
    assert "Email and Department" in str(refused.value)
