"""Makes external text safe for every database."""

from typing import Any

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def storable_text(text: str) -> str:
    r"""Replace what JSON can carry but databases refuse: NUL, and half a surrogate pair.

    >>> storable_text("a\x00b\ud800c")
    'a\ufffdb\ufffdc'
    """
    if text.isascii():
        return text.replace("\x00", _REPLACEMENT)
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", _REPLACEMENT)


def storable(value: Any) -> Any:
    """The same for every text in a JSON value; returns a copy."""
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, dict):
        return {storable_text(key): storable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [storable(each) for each in value]
    return value
