"""The names that people type for badges and for the sections of /insights, /user and /models."""

from collections.abc import Collection, Mapping
from typing import TypeVar

from blocks import model_sections
from blocks.badges import BADGE_WORDS
from tracker.nearest import nearest
from tracker.reports.types import Badge, InsightsSection, UserSection

ALIASES = {
    **{section.value: section for section in InsightsSection},
    "active users": InsightsSection.DAU,
    "users": InsightsSection.DAU,
    "people": InsightsSection.DAU,
    "cli": InsightsSection.DAU,
    "bugbot": InsightsSection.DAU,
    "adoption": InsightsSection.MODELS,
    "model adoption": InsightsSection.MODELS,
    "model": InsightsSection.MODELS,
    "agent edits": InsightsSection.EDITS,
    "accepted edits": InsightsSection.EDITS,
    "tabs": InsightsSection.EDITS,
    "tab": InsightsSection.EDITS,
    "command": InsightsSection.COMMANDS,
    "mcp tools": InsightsSection.MCP,
    "tools": InsightsSection.MCP,
    "plan mode": InsightsSection.MODES,
    "plan": InsightsSection.MODES,
    "plans": InsightsSection.MODES,
    "ask mode": InsightsSection.MODES,
    "ask": InsightsSection.MODES,
    "plan and ask mode": InsightsSection.MODES,
    "skill": InsightsSection.SKILLS,
    "file extensions": InsightsSection.FILES,
    "extensions": InsightsSection.FILES,
    "client versions": InsightsSection.VERSIONS,
    "clients": InsightsSection.VERSIONS,
    "version": InsightsSection.VERSIONS,
    "code volume": InsightsSection.REPOSITORIES,
    "code": InsightsSection.REPOSITORIES,
    "repos": InsightsSection.REPOSITORIES,
    "repository": InsightsSection.REPOSITORIES,
    "plan exhaustion": InsightsSection.EXHAUSTION,
    "exhausted": InsightsSection.EXHAUSTION,
    "conversation": InsightsSection.CONVERSATIONS,
}
USER_ALIASES = {
    **{section.value: section for section in UserSection},
    "model": UserSection.MODELS,
    "hours": UserSection.ACTIVITY,
    "mcp tools": UserSection.TOOLS,
    "mcp": UserSection.TOOLS,
    "commands": UserSection.TOOLS,
    "repositories": UserSection.CODE,
    "repository": UserSection.CODE,
    "repos": UserSection.CODE,
}
MODEL_ALIASES = {
    "what if": model_sections.WHAT_IF,
    "savings": model_sections.WHAT_IF,
    "efficiency": model_sections.EFFICIENCY,
}
BADGES_BY_WORDS: dict[str, Badge] = {
    words.lower(): badge for badge, words in BADGE_WORDS.items() if not words.isalpha()
}
_LONGEST = max(len(alias.split()) for alias in ALIASES)


def take_section(text: str, groups: Collection[str] = ()) -> tuple[InsightsSection | None, str]:
    """The section named first or last in a text, or None, and the rest of the text: a group.

    A text that is exactly a group's name is a group, whatever words it consists of.

    >>> take_section("plan exhaustion Platform")
    (<InsightsSection.EXHAUSTION: 'exhaustion'>, 'Platform')
    """
    tokens, known = text.split(), {" ".join(group.casefold().split()) for group in groups}
    if text.lower() not in ALIASES and " ".join(tokens).casefold() in known:
        return None, text
    for length in range(min(_LONGEST, len(tokens)), 0, -1):
        if section := ALIASES.get(" ".join(tokens[:length]).lower()):
            return section, " ".join(tokens[length:])
        rest = " ".join(tokens[:-length])
        if rest.casefold() in known and (section := ALIASES.get(" ".join(tokens[-length:]).lower())):
            return section, rest
    return None, text


T = TypeVar("T")


def take_word(text: str, meanings: Mapping[str, T]) -> tuple[T | None, str]:
    """The meaning of the first or last words of a text, or None, and the rest of the text.

    >>> take_word("mia mcp tools", USER_ALIASES)
    (<UserSection.TOOLS: 'tools'>, 'mia')
    """
    tokens = text.split()
    for length in range(min(_LONGEST, len(tokens)), 0, -1):
        for taken, rest in ((tokens[:length], tokens[length:]), (tokens[-length:], tokens[:-length])):
            if (meaning := meanings.get(" ".join(taken).lower())) is not None:
                return meaning, " ".join(rest)
    return None, text


def nearest_section(text: str) -> InsightsSection | None:
    """The section whose name is closest to a text's first word or to all of it; None if none is close."""
    for asked in (text, *text.split()[:1]):
        if near := nearest(asked.lower(), ALIASES):
            return ALIASES[near[0]]
    return None
