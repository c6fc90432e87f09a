"""NUL and half a surrogate pair, valid in JSON but refused by PostgreSQL and files: answered, stored as a mark."""

import pytest

from blocks import action_ids
from bot.commands import COMMANDS
from sandbox.slack.person import all_text
from tests.integration.bot.group_forms import BOB, asks_for_groups, chosen, opens, submits, where
from tests.integration.bot.people import LEAD

NUL, HALF, MARK = "\x00", "\ud83d", "\ufffd"


@pytest.fixture
def store(each_backend, databases):
    with databases.lend_open(each_backend) as opened:
        yield opened


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_every_command_answers_a_line_with_it(desk, team, command):
    team.person("Mara Lind", "mara@example.com")
    for odd in (NUL, HALF):
        answers = desk.asks("Mara Lind", f"{command} an{odd}n", in_="bot")
        assert answers
        assert not any("Something went wrong" in all_text(answer) for answer in answers)


def test_a_note_with_it_is_kept_and_shown(desk, root, team):
    desk.clicks(LEAD, "Resolve", root)
    desk.after(desk.person(LEAD).fills({"Cause": "A large, planned task", "Note": f"a{NUL}b{HALF}c"}).submits())
    (row,) = team.incidents()
    assert (row.state, row.note) == ("resolved", f"a{MARK}b{MARK}c")


def test_a_group_with_it_in_its_name_is_made(desk, groups):
    view = opens(desk, "Create group", asks_for_groups(desk))
    people = [chosen(desk, view, action_ids.GROUP_PEOPLE, "bob")]
    assert not submits(desk, view, {"Name": f"Da{NUL}ta", "People": people}).errors
    assert where(desk)[BOB] == f"Da{MARK}ta"
