"""A prefix reaches every text that people read and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.elements import Message
from bot.commands import COMMANDS
from bot.config import Config, ConfigRefused
from bot.setup.setup import with_values
from bot.spelling import UNCHANGED, Spelling, base_name, incoming

NAMES = [command.name for command in COMMANDS]
SW = Spelling("sw-")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Type `/spend 7d`.", "Type `/sw-spend 7d`."),
        ("/spendwatch status shows it", "/sw-spendwatch status shows it"),
        ("(/user, /cycle)", "(/sw-user, /sw-cycle)"),
        ("POST /teams/spend", "POST /teams/spend"),
        ("https://example.com/user", "https://example.com/user"),
        ("github.com/acme/models", "github.com/acme/models"),
        ("/users and /spending", "/users and /spending"),
        ("/sw-spend already", "/sw-spend already"),
    ],
)
def test_only_names_of_commands_are_respelled(written, read):
    assert SW.text(written) == read
    assert UNCHANGED.text(written) == written


def test_what_a_button_carries_and_what_was_typed_stay_as_they_are():
    block = {
        "type": "actions",
        "elements": [{"text": {"type": "plain_text", "text": "/spend"}, "value": "/spend 7d", "action_id": "/user"}],
        "initial_value": "/cycle",
    }
    spelled = SW.payload([block])
    assert spelled[0]["elements"][0] == {
        "text": {"type": "plain_text", "text": "/sw-spend"},
        "value": "/spend 7d",
        "action_id": "/user",
    }
    assert spelled[0]["initial_value"] == "/cycle"
    assert SW.message(Message("/spend", [block])).text == "/sw-spend"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("prefix", ["", "sw-", "my_tool-", "a_"])
def test_a_command_is_known_with_any_prefix(name, prefix):
    typed = f"/{prefix}{name[1:]}"
    assert base_name(typed) == name
    assert [other for other in NAMES if incoming(other).match(typed)] == [name]


@given(st.text())
def test_what_is_none_of_ours_stays_as_it_is(typed):
    assert base_name(f"/{typed}x") == f"/{typed}x"


@pytest.mark.parametrize(("typed", "kept"), [("sw", "sw-"), ("sw-", "sw-"), ("/my_tool_", "my_tool-"), ("", "")])
def test_a_prefix_ends_in_a_hyphen(typed, kept):
    assert with_values(Config.model_construct(), {"command_prefix": typed}).command_prefix == kept


@pytest.mark.parametrize("typed", ["Ä", "two words", "way-too-long-a-prefix", "/", "-"])
def test_a_prefix_that_slack_would_refuse_is_refused(typed):
    with pytest.raises(ConfigRefused, match="COMMAND_PREFIX"):
        with_values(Config.model_construct(), {"command_prefix": typed})
