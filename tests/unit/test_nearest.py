"""Suggestions for an unknown word."""

import pytest

from tracker.nearest import nearest


@pytest.mark.parametrize(
    ("word", "most", "found"),
    [
        ("opne", 1, ["open"]),
        ("platforms", 3, ["platform", "platform 2"]),
        ("platforms", 1, ["platform"]),
        ("cafeteria", 3, []),
        ("", 3, []),
    ],
)
def test_what_is_like_a_word_is_offered_nearest_first(word, most, found):
    assert nearest(word, ("open", "platform 2", "platform", "mine"), most=most) == found
