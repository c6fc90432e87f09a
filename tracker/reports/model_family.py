"""Which models are of one family, so that a cheaper one could have been asked instead."""

import re

# The lines that each maker sells apart, by price and ability; names as they stand in model strings.
_LINES = {
    "claude": {"haiku", "sonnet", "opus", "fable"},
    "gpt": {"codex", "mini", "nano", "sol", "terra", "luna"},
    "gemini": {"flash", "lite", "pro"},
    "grok": {"code", "mini"},
    "glm": {"flash", "air"},
    "composer": set[str](),
}
# How hard a model thinks, how fast it answers and how final it is: settings of a model, not another line.
_SETTINGS = {
    *("none", "minimal", "low", "medium", "high", "xhigh", "max", "thinking", "reasoning", "fast"),
    *("latest", "preview", "beta", "exp"),
}
_VERSION = re.compile(r"v?\d+(\.\d+)*[a-z]?")  # 4, 4.6, 4o, 1m, 20250514
_SEPARATORS = re.compile(r"[-_\s:@()]+")


def model_family(name: str) -> str | None:
    """The maker and line of a model, whatever its version, effort and spelling; None where any word is unknown.

    Cursor's APIs spell one model in several ways, and what somebody else calls a model may be anything. So every word
    has to be known: a wrong family would promise a saving that nobody can have.

    >>> model_family("claude-4.6-opus-high-thinking"), model_family("claude-opus-4-7-max")
    ('claude-opus', 'claude-opus')
    >>> model_family("default")
    """
    maker, *words = _SEPARATORS.split(name.strip().casefold())
    if maker not in _LINES:
        return None
    named = {word for word in words if word not in _SETTINGS and not _VERSION.fullmatch(word)}
    return "-".join([maker, *sorted(named)]) if named <= _LINES[maker] else None
