"""Typed text, form states and the checks of Slack's own client."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.slack.elements import find_element, interactive_elements, with_ids
from sandbox.slack.errors import ActRefused
from sandbox.slack.forms import build_state, form_errors
from sandbox.slack.typed_text import encode, escape


def encoded(text):
    return encode(text, user_id={"ada": "U1", "ada.b": "U2"}.get, channel_id={"general": "C1"}.get)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("7d", "7d"),
        ("@ada 7d", "<@U1> 7d"),
        ("@ada.b", "<@U2>"),
        ("@nobody", "@nobody"),
        ("#general #other", "<#C1|general> #other"),
        ("ada@example.com", "<mailto:ada@example.com|ada@example.com>"),
        ("see https://example.com/a?b=1", "see <https://example.com/a?b=1>"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
    ],
)
def test_typed_text_is_escaped_and_names_become_ids(typed, sent):
    assert encoded(typed) == sent


@given(st.text(alphabet=st.characters(exclude_characters="@#:")))
def test_text_without_names_or_links_is_only_escaped(text):
    assert encoded(text) == escape(text)


OPTIONS = [{"text": {"type": "plain_text", "text": text}, "value": text.lower()} for text in ("Loop", "Model")]
FORM = [
    {
        "type": "input",
        "block_id": "note",
        "label": {"type": "plain_text", "text": "Note"},
        "element": {"type": "plain_text_input", "action_id": "text", "max_length": 10, "initial_value": "old"},
    },
    {
        "type": "input",
        "block_id": "cause",
        "optional": True,
        "label": {"type": "plain_text", "text": "Cause"},
        "element": {"type": "static_select", "action_id": "pick", "options": OPTIONS},
    },
    {
        "type": "input",
        "block_id": "limit",
        "optional": True,
        "label": {"type": "plain_text", "text": "Limit"},
        "element": {
            "type": "number_input",
            "action_id": "n",
            "is_decimal_allowed": False,
            "min_value": "0",
            "max_value": "9",
        },
    },
    {
        "type": "actions",
        "block_id": "tags",
        "elements": [{"type": "checkboxes", "action_id": "boxes", "options": OPTIONS}],
    },
]


def test_a_state_says_what_was_chosen_and_keeps_initial_values():
    state = build_state(FORM, {"cause": {"pick": "Loop"}, "tags": {"boxes": ["model"]}, "limit": {"n": 5}})
    assert state == {
        "note": {"text": {"type": "plain_text_input", "value": "old"}},
        "cause": {"pick": {"type": "static_select", "selected_option": OPTIONS[0]}},
        "limit": {"n": {"type": "number_input", "value": "5"}},
        "tags": {"boxes": {"type": "checkboxes", "selected_options": [OPTIONS[1]]}},
    }


@pytest.mark.parametrize(
    ("given_values", "refusal"),
    [({"cause": {"pick": "Weather"}}, "does not offer 'Weather'"), ({"gone": {"x": "1"}}, "no such field")],
)
def test_what_is_not_offered_cannot_be_chosen(given_values, refusal):
    with pytest.raises(ActRefused, match=refusal):
        build_state(FORM, given_values)


@pytest.mark.parametrize(
    ("values", "block_id", "text"),
    [
        ({"note": {"text": ""}}, "note", "Please fill in"),
        ({"note": {"text": "x" * 11}}, "note", "at most 10"),
        ({"limit": {"n": "many"}}, "limit", "a number"),
        ({"limit": {"n": "NaN"}}, "limit", "a number"),
        ({"limit": {"n": "Infinity"}}, "limit", "a number"),
        ({"limit": {"n": "1.5"}}, "limit", "whole number"),
        ({"limit": {"n": "10"}}, "limit", "9 or less"),
        ({"limit": {"n": "-1"}}, "limit", "0 or more"),
    ],
)
def test_the_client_complains_before_it_sends(values, block_id, text):
    errors = form_errors(FORM, build_state(FORM, values))
    assert list(errors) == [block_id]
    assert text in errors[block_id]


def test_a_form_that_is_complete_has_no_errors():
    assert form_errors(FORM, build_state(FORM, {})) == {}


def one_input(kind, **parts):
    return [{"type": "input", "block_id": "b", "element": {"type": kind, "action_id": "a", **parts}}]


@pytest.mark.parametrize(
    ("blocks", "chosen", "error"),
    [
        (one_input("file_input", filetypes=["csv"]), [{"name": "March.CSV"}], None),
        (one_input("file_input", filetypes=["csv"]), [{"name": "a.xlsx"}], "a.xlsx is none of these: csv."),
        (one_input("file_input", max_files=1), [{"name": "a"}, {"name": "b"}], "Choose at most 1 file."),
        (one_input("file_input"), [{"name": "a"}] * 11, "Choose at most 10 files."),
        (one_input("multi_users_select", max_selected_items=2), ["U1", "U2", "U3"], "Choose at most 2 options."),
        (one_input("multi_users_select"), ["U1", "U2", "U3"], None),
        (one_input("rich_text_input"), None, "Please fill in this field."),
    ],
)
def test_the_client_counts_what_was_picked_and_looks_at_file_names(blocks, chosen, error):
    errors = form_errors(blocks, build_state(blocks, {"b": {"a": chosen}}))
    assert errors == ({} if error is None else {"b": error})


def test_words_in_a_rich_text_input_are_a_rich_text_block():
    state = build_state(one_input("rich_text_input"), {"b": {"a": "so"}})
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "so"}]}
    assert state["b"]["a"]["rich_text_value"] == {"type": "rich_text", "elements": [section]}


def test_missing_ids_are_filled_in_and_given_ones_kept():
    blocks = with_ids(
        [
            {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": {"type": "button"}},
            {
                "type": "container",
                "child_blocks": [{"type": "actions", "elements": [{"type": "button", "action_id": "a"}]}],
            },
        ]
    )
    assert all(block["block_id"] for block in blocks)
    assert [element["action_id"] for _, element in interactive_elements(blocks)][1:] == ["a"]
    assert blocks[0]["accessory"]["action_id"]
    found = find_element(blocks, "a")
    assert found is not None
    assert found[0]["type"] == "actions"


def test_a_block_that_is_drawn_anew_as_it_was_is_found_by_the_id_it_had():
    buttons = {"type": "actions", "elements": [{"type": "button", "action_id": "a", "value": "1"}]}
    other = {"type": "actions", "elements": [{"type": "button", "action_id": "a", "value": "2"}]}
    field = {"type": "input", "element": {"type": "plain_text_input", "action_id": "b"}}
    before = with_ids([buttons, {"type": "divider"}, {"type": "divider"}, field])
    after = with_ids([{"type": "divider"}, other, buttons, field])
    found = find_element(after, "a", before[0]["block_id"])
    assert found is not None
    assert found[1]["value"] == "1"
    assert len({block["block_id"] for block in before}) == 4
    assert find_element(after, "b", before[3]["block_id"]) is None
