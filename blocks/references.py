"""References to names in the value of a button or of a menu's option.

Slack limits the length of values and may escape `&`, `<` and `>`, so a name that is long or not plain is sent as its
digest, and `resolve` finds it among the known names.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

ALL = "*"  # the value of the choice that removes a filter; never a reference to a name

_DIGEST = re.compile(r"sha256=[0-9a-f]{64}")
# Printable, without characters that Slack or JSON would escape; only single spaces inside.
_PLAIN = re.compile(r"(?! )(?!\*\Z)[^\x00-\x1f\x7f-\xa0\ud800-\udfff&<>\"\\]+(?<! )")


def packed(value: Any) -> str:
    """Plain data as compact JSON for a value, without &, < and >, which Slack may return as entities."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def refer(name: str, length: int) -> str:
    """`name` itself if it is plain and fits in `length` characters (80 or more), else its digest.

    The reference of a reference is itself, so an unresolved one can be passed on.
    """
    if _DIGEST.fullmatch(name) or (_PLAIN.fullmatch(name) and len(name.encode("utf-16-le")) // 2 <= length):
        return name
    return _digest(name)


def resolve(reference: str, names: Iterable[str]) -> str | None:
    """The name that `reference` stands for: itself, or the one of `names` with that digest; None if there is none."""
    if not _DIGEST.fullmatch(reference):
        return reference
    return next((name for name in names if reference in (name, _digest(name))), None)


def _digest(name: str) -> str:
    return "sha256=" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
