"""External text stays text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import escape


def test_the_three_characters_of_markup_are_escaped_in_slacks_order():
    assert escape.escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_a_cut_marks_what_is_missing_and_keeps_a_mark_with_its_letter():
    assert escape.cut("abcdef", 6) == "abcdef"
    assert escape.cut("abcdefg", 6) == "abcde…"
    assert escape.cut("abcde\u0301f", 6) == "abcd…"


@given(st.text(max_size=300), st.integers(2, 200))
def test_a_cut_is_never_longer_than_asked_however_slack_counts(text, length):
    assert escape.slack_length(escape.cut(text, length)) <= length


@given(st.text(max_size=300), st.integers(8, 200))
def test_outside_text_is_one_visible_line_within_its_length(text, length):
    shown = escape.outside(text, length)
    assert 1 <= escape.slack_length(shown) <= max(length, len("(no name)"))
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "\u202e", "\x00\x07", "\u2066\u2069"])
def test_a_name_without_anything_to_see_is_said_to_be_none(text):
    assert escape.outside(text) == "(no name)"


def test_an_override_cannot_turn_its_surroundings_round():
    assert escape.outside("Eve\u202e live") == "Eve live"


def test_right_to_left_runs_are_kept_apart_from_the_sentence():
    assert escape.outside("דוד כהן (David) spent $3") == "\u2068דוד כהן\u2069 (David) spent $3"
    assert escape.outside("Mia Fox") == "Mia Fox"


def test_what_looks_like_markup_is_broken_where_nobody_sees_it():
    assert escape.outside("<!channel> < 3 <https://x|y>") == "<\u2060!channel> < 3 <\u2060https://x|y>"
    assert escape.outside(escape.outside("<@U0ONCALL01>")) == "<\u2060@U0ONCALL01>"


@given(st.lists(st.text(st.sampled_from("ab<>&;x "), max_size=40), max_size=8), st.integers(10, 120))
def test_cut_markup_never_ends_in_half_an_entity(parts, length):
    escaped = " ".join(escape.escape(part) for part in parts)
    kept = escape.cut_escaped(escaped, length)
    assert escape.slack_length(kept) <= length
    remains = kept.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    assert "&" not in remains
    assert "<" not in remains


def test_a_mention_is_cut_whole():
    assert escape.cut_escaped("resolved by <@U0ONCALL01> today", 20) == "resolved by…"


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("U0ONCALL01", True),
        ("W0ONCALL01", True),
        ("system", False),
        ("mia@example.com", False),
        ("U0ON", False),
        ("U0ONCALL01\n", False),
    ],
)
def test_only_a_slack_user_id_is_mentioned(by, expected):
    assert escape.is_slack_user(by) is expected
