"""Which models belong to one family: spellings, versions and efforts do not matter, unknown words do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reports.model_family import model_family


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("claude-4.6-opus-high-thinking", "claude-opus"),
        ("claude-opus-4-7-high", "claude-opus"),
        ("claude-opus-4-7-max", "claude-opus"),
        ("claude-opus-4.5", "claude-opus"),
        ("claude-4-opus", "claude-opus"),
        ("claude-opus-max", "claude-opus"),
        ("Claude 4.5 Opus", "claude-opus"),
        (" CLAUDE_OPUS_4_7 ", "claude-opus"),
        ("claude-4.5-sonnet", "claude-sonnet"),
        ("claude-sonnet-4@20250514", "claude-sonnet"),
        ("claude-4-sonnet-1m-thinking", "claude-sonnet"),
        ("gpt-5", "gpt"),
        ("gpt-5.5-medium", "gpt"),
        ("gpt-4o", "gpt"),
        ("gpt-5-codex", "gpt-codex"),
        ("gpt-5.1-codex-max-xhigh", "gpt-codex"),
        ("gpt-5.1-codex-mini", "gpt-codex-mini"),
        ("gpt-5-mini", "gpt-mini"),
        ("gemini-3-pro-preview", "gemini-pro"),
        ("gemini-2.5-flash-lite", "gemini-flash-lite"),
        ("grok-code-fast-1", "grok-code"),
        ("grok-4.7-fast-reasoning", "grok"),
        ("composer-2.5", "composer"),
    ],
)
def test_a_family_is_the_maker_and_the_line_whatever_version_and_effort(name, family):
    assert model_family(name) == family


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "default", "auto", "code-supernova-1-million", "opus", "sonnet-4.5", "4.5", "max", "o3"),
        *("claude-opus-4-7-internal", "claude-codex", "gpt-opus", "my-claude-opus", "claude.opus", "<!channel>"),
        *("claude-opus 👩‍👩‍👧‍👦", "\u202eclaude-opus", "claude-opus\x00"),
    ],
)
def test_a_name_with_any_unknown_word_has_no_family(name):
    assert model_family(name) is None


@given(st.text(max_size=60))
def test_any_text_is_answered_and_a_family_is_its_own(name):
    family = model_family(name)
    assert family is None or model_family(family) == family


@given(st.permutations(["opus", "4", "7", "high", "thinking"]))
def test_the_order_of_the_words_after_the_maker_does_not_matter(words):
    assert model_family("-".join(["claude", *words])) == "claude-opus"
