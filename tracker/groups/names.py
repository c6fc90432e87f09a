"""What a billing group may be called: `Team` or `Parent > Team`."""

import hashlib
import unicodedata

LONGEST_NAME = 80
SEPARATOR = " > "
RESERVED = "unassigned"

_JOINER = "\u200d"  # holds emoji together


class GroupNameRefused(ValueError):
    """A text that no group may have as its name; `reason` is a sentence without a full stop."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}. Nothing was changed.")
        self.reason = reason


def group_name(text: str) -> str:
    """A normalised group name: trimmed, single spaces, ` > ` between parent and team. Raises GroupNameRefused.

    >>> group_name("  Engineering>Back  end ")
    'Engineering > Back end'
    """
    parts = [" ".join(part.split()) for part in _visible(text).split(">")]
    if not any(parts):
        raise GroupNameRefused("A group needs a name")
    if len(parts) > 2:
        raise GroupNameRefused("A name has at most one “>”, as in “Engineering > Platform”")
    if not all(parts):
        raise GroupNameRefused("A name is missing next to the “>”; write it as in “Engineering > Platform”")
    name = SEPARATOR.join(parts)
    if len(name) > LONGEST_NAME:
        raise GroupNameRefused(f"A name has at most {LONGEST_NAME} characters; this one has {len(name)}")
    if name_key(name) == RESERVED:
        raise GroupNameRefused(f"“{name}” is what people in no group are called; choose another name")
    return name


def name_part(text: str) -> str:
    """External text as one part of a name; `>` is replaced, and "" means that nothing of it is visible.

    >>> name_part(" R&D  > Core ")
    'R&D / Core'
    """
    return " ".join(_visible(text).replace(">", " / ").split())


def shortened(part: str, longest: int) -> str:
    """A part of a name in at most `longest` characters; a hash of the full text keeps shortened names distinct.

    >>> shortened("Platform", 20), shortened("Customer Success North", 20), shortened("Customer Success South", 20)
    ('Platform', 'Customer Suc… f4682b', 'Customer Suc… cc2117')
    """
    if len(part) <= longest:
        return part
    mark = f"… {hashlib.sha256(name_key(part).encode()).hexdigest()[:6]}"
    return part[: longest - len(mark)].rstrip() + mark


def name_key(name: str) -> str:
    """A key that names share when they differ only in case, and so count as the same."""
    return unicodedata.normalize("NFC", name).casefold()


def _visible(text: str) -> str:
    """Remove invisible characters, so that two names that look the same are the same."""
    if text.isascii() and text.isprintable():
        return text
    kept = (c for c in unicodedata.normalize("NFC", text) if c.isspace() or c == _JOINER or not _is_hidden(c))
    return "".join(kept)


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Cn"}
