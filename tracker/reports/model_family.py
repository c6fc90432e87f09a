"""Which models belong to one family, so that a cheaper one could be used instead."""

import re

# The lines that each maker sells separately, by price and ability, as spelled in model names.
_LINES = {
    "claude": {"haiku", "sonnet", "opus", "fable"},
    "gpt": {"codex", "mini", "nano", "sol", "terra", "luna"},
    "gemini": {"flash", "lite", "pro"},
    "grok": {"code", "mini"},
    "glm": {"flash", "air"},
    "composer": set[str](),
}
# Effort, speed and release stage: settings of a model, not a different line.
_SETTINGS = {
    *("none", "minimal", "low", "medium", "high", "xhigh", "max", "thinking", "reasoning", "fast"),
    *("latest", "preview", "beta", "exp"),
}
_VERSION = re.compile(r"v?\d+(\.\d+)*[a-z]?")  # 4, 4.6, 4o, 1m, 20250514
_SEPARATORS = re.compile(r"[-_\s:@()]+")


def model_family(name: str) -> str | None:
    """The maker and line of a model, regardless of version, effort and spelling; None if any word is unknown.

    Cursor's APIs spell the same model in several ways, and customers may name models freely. Every word has to be
    known, because a wrong family would promise a saving that is impossible.

    >>> model_family("claude-4.6-opus-high-thinking"), model_family("claude-opus-4-7-max")
    ('claude-opus', 'claude-opus')
    >>> model_family("default")
    """
    maker, *words = _SEPARATORS.split(name.strip().casefold())
    if maker not in _LINES:
        return None
    named = {word for word in words if word not in _SETTINGS and not _VERSION.fullmatch(word)}
    return "-".join([maker, *sorted(named)]) if named <= _LINES[maker] else None
