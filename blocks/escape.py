"""Text from outside, made harmless: names, models, groups, e-mails and notes may hold anything.

Two roads are safe. In plain_text, raw_text and rich_text nothing is parsed, so cleaned and cut text goes there as it
is; that is where blocks put all text from outside. The top-level text of a message is parsed: there it is escaped.
"""

import re
import unicodedata

from blocks import limits

ELLIPSIS = "…"
NAME_LENGTH = 60  # what a name may take in a sentence, a header or a cell before it is cut
SHORT_NAME = 40  # and where several stand in a row

_SLACK_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{6,}")
_SLACK_USER_ID = re.compile(r"[UW][A-Z0-9]{6,}")
# Embeddings, overrides and isolates reorder what stands around them, so none that comes from outside is kept.
_BIDI_CONTROLS = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_JOINERS = "\u200d\ufe0e\ufe0f"
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001eeff"
_RIGHT_TO_LEFT_RUN = re.compile(rf"[{_RIGHT_TO_LEFT}](?:[{_RIGHT_TO_LEFT}\W\d]*[{_RIGHT_TO_LEFT}])?")
_WORD_JOINER = "\u2060"
_MARKUP_START = re.compile(r"<(?=[^\s\u2060])")
_HALF_TOKEN = re.compile(r"(&[a-z]*|<[^<>]*)\Z")


def slack_length(text: str) -> int:
    """Length as UTF-16 code units: Slack does not say how it counts, and this is the larger count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """One line without control characters; `(no name)` where nothing visible is left."""
    without_controls = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text)
    line = " ".join(_BIDI_CONTROLS.sub("", without_controls).split())
    return line if any(unicodedata.category(c)[0] not in "ZC" for c in line) else "(no name)"


def cut(text: str, length: int) -> str:
    """`text` in at most `length` units as Slack may count them, with an ellipsis where something was cut off."""
    if slack_length(text) <= length:
        return text
    kept = text[:length]
    while kept and (slack_length(kept) > length - 1 or kept[-1] in _JOINERS):
        kept = kept[:-1]
    while kept and unicodedata.combining(text[len(kept)]):  # a mark stays with its letter
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def cut_in_middle(text: str, length: int) -> str:
    """`text` in at most `length` units, what was cut off between its beginning and its end.

    >>> cut_in_middle("Hohenstein-Wallersdorf 12", 11)
    'Hohen…rf 12'
    """
    if slack_length(text) <= length:
        return text
    most = (length - 1) // 2
    tail = text[max(0, len(text) - most) :] if most > 0 else ""
    while tail and (slack_length(tail) > most or unicodedata.combining(tail[0]) or tail[0] in _JOINERS):
        tail = tail[1:]
    tail = tail.lstrip()
    return cut(text, length - slack_length(tail)) + tail


def outside(text: str, length: int = NAME_LENGTH) -> str:
    """Text from outside for a place where nothing is parsed: cleaned, made harmless, in at most `length` units.

    It looks like what came in; a word joiner after each `<` keeps even a client that parses too much from finding a
    mention or a link in it.
    """
    line = clean(text)
    budget = length
    while slack_length(shown := isolated(defused(cut(line, budget)))) > length and budget > 1:
        budget = max(1, budget - (slack_length(shown) - length))
    return shown


def defused(text: str) -> str:
    """`text` with nothing that begins like Slack markup, and no difference to be seen."""
    return _MARKUP_START.sub("<" + _WORD_JOINER, text)


def isolated(text: str) -> str:
    """`text` with its right-to-left runs in isolation, so that they leave the order of the sentence alone."""
    return _RIGHT_TO_LEFT_RUN.sub(rf"{_ISOLATE}\g<0>{_END_OF_ISOLATE}", text)


def sentence_case(text: str) -> str:
    """`text` with its first letter large and the rest as it is."""
    return text[:1].upper() + text[1:]


def escape(text: str) -> str:
    """`text` without meaning as Slack markup: no mention, link or date can be in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(escaped: str) -> str:
    """What `escape`, or Slack in the same way, has written, as it was."""
    return escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def cut_escaped(escaped: str, length: int) -> str:
    """Escaped text in at most `length` units, without half an entity or half a mention at its end."""
    if slack_length(escaped) <= length:
        return escaped
    kept = cut(escaped, length).removesuffix(ELLIPSIS)
    return _HALF_TOKEN.sub("", kept).rstrip() + ELLIPSIS


def message_text(*escaped_lines: str) -> str:
    """The top-level text of a message from escaped lines: what notifications show and screen readers say."""
    return cut_escaped("\n".join(line for line in escaped_lines if line), limits.MESSAGE_TEXT)


def is_slack_user(by: str) -> bool:
    """Whether `by` is a Slack user id, so that it can be written as a mention."""
    return _SLACK_USER_ID.fullmatch(by) is not None


def is_slack_channel(text: str) -> bool:
    """Whether `text` is a Slack channel id, so that it can be written as a mention."""
    return _SLACK_CHANNEL_ID.fullmatch(text) is not None
