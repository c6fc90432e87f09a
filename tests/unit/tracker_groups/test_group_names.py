"""What a billing group may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.groups.names import LONGEST_NAME, GroupNameRefused, group_name, name_key


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Platform", "Platform"),
        ("  Back   end ", "Back end"),
        ("Engineering>Platform", "Engineering > Platform"),
        (" Engineering\t >\n Platform ", "Engineering > Platform"),
        ("Plat\u200bform", "Platform"),  # an invisible space
        ("Cafe\u0301", "Café"),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
    ],
)
def test_a_name_is_kept_trimmed_with_single_spaces(typed, kept):
    assert group_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "needs a name"),
        ("   ", "needs a name"),
        ("\u200b", "needs a name"),
        (">", "needs a name"),
        ("A > B > C", "at most one"),
        ("A >", "missing"),
        ("> B", "missing"),
        ("x" * (LONGEST_NAME + 1), "at most 80 characters; this one has 81"),
        ("unASSigned", "in no group"),
    ],
)
def test_what_is_no_name_is_refused_with_the_reason(typed, reason):
    with pytest.raises(GroupNameRefused, match=reason):
        group_name(typed)


def test_names_that_differ_in_case_alone_are_the_same():
    assert name_key("PLATFORM") == name_key("platform")
    assert name_key("Straße") == name_key("STRASSE")


@given(st.text(max_size=200))
def test_whatever_is_typed_is_refused_or_kept_as_it_will_be_kept_again(typed):
    try:
        name = group_name(typed)
    except GroupNameRefused as refused:
        assert refused.reason
        return
    assert group_name(name) == name
    assert 0 < len(name) <= LONGEST_NAME
    assert name.count(">") <= 1
