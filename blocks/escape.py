"""Makes text from outside harmless: names, models, groups, e-mails and notes may contain anything.

There are two safe ways. Slack does not parse plain_text, raw_text and rich_text, so blocks put all text from outside
there, cleaned and cut. Slack does parse the top-level text of a message, so text is escaped there.
"""

import re
import unicodedata

from blocks import limits

ELLIPSIS = "…"
NAME_LENGTH = 60  # of a name in a sentence, a header or a cell
SHORT_NAME = 40  # of a name in a list of several

_SLACK_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{6,}")
_SLACK_USER_ID = re.compile(r"[UW][A-Z0-9]{6,}")
# Embeddings, overrides and isolates reorder the text around them, so all from outside are removed.
_BIDI_CONTROLS = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_JOINERS = "\u200d\ufe0e\ufe0f"
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001eeff"
_RIGHT_TO_LEFT_RUN = re.compile(rf"[{_RIGHT_TO_LEFT}](?:[{_RIGHT_TO_LEFT}\W\d]*[{_RIGHT_TO_LEFT}])?")
_WORD_JOINER = "\u2060"
_MARKUP_START = re.compile(r"<(?=[^\s\u2060])")
_HALF_TOKEN = re.compile(r"(&[a-z]*|<[^<>]*)\Z")


def slack_length(text: str) -> int:
    """Length in UTF-16 code units: Slack does not document how it counts, and this is the larger count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """One line without control characters; `(no name)` if nothing visible is left."""
    without_controls = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text)
    line = " ".join(_BIDI_CONTROLS.sub("", without_controls).split())
    return line if any(unicodedata.category(c)[0] not in "ZC" for c in line) else "(no name)"


def cut(text: str, length: int) -> str:
    """`text` in at most `length` UTF-16 units, with an ellipsis if it was cut."""
    if slack_length(text) <= length:
        return text
    kept = text[:length]
    while kept and (slack_length(kept) > length - 1 or kept[-1] in _JOINERS):
        kept = kept[:-1]
    while kept and unicodedata.combining(text[len(kept)]):  # keep a combining mark with its letter
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def cut_in_middle(text: str, length: int) -> str:
    """`text` in at most `length` units, with an ellipsis in the middle if it was cut.

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
    """Text from outside, cleaned and cut to at most `length` units, for a place where Slack parses nothing.

    It looks unchanged, but a word joiner after each `<` keeps even a client that parses too much from finding a mention
    or a link.
    """
    line = clean(text)
    budget = length
    while slack_length(shown := isolated(defused(cut(line, budget)))) > length and budget > 1:
        budget = max(1, budget - (slack_length(shown) - length))
    return shown


def defused(text: str) -> str:
    """`text` with invisible characters that break up anything that looks like Slack markup."""
    return _MARKUP_START.sub("<" + _WORD_JOINER, text)


def isolated(text: str) -> str:
    """`text` with right-to-left runs isolated, so that they do not reorder the sentence around them."""
    return _RIGHT_TO_LEFT_RUN.sub(rf"{_ISOLATE}\g<0>{_END_OF_ISOLATE}", text)


def sentence_case(text: str) -> str:
    """`text` with its first letter in upper case and the rest unchanged."""
    return text[:1].upper() + text[1:]


def escape(text: str) -> str:
    """`text` escaped for Slack: it cannot contain a mention, link or date."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(escaped: str) -> str:
    """The original of text that `escape`, or Slack itself, has escaped."""
    return escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def cut_escaped(escaped: str, length: int) -> str:
    """Escaped text in at most `length` units, without a partial entity or mention at its end."""
    if slack_length(escaped) <= length:
        return escaped
    kept = cut(escaped, length).removesuffix(ELLIPSIS)
    return _HALF_TOKEN.sub("", kept).rstrip() + ELLIPSIS


def message_text(*escaped_lines: str) -> str:
    """The top-level text of a message, for notifications and screen readers, from escaped lines."""
    return cut_escaped("\n".join(line for line in escaped_lines if line), limits.MESSAGE_TEXT)


def is_slack_user(by: str) -> bool:
    """Whether `by` is a Slack user id, so that it can be written as a mention."""
    return _SLACK_USER_ID.fullmatch(by) is not None


def is_slack_channel(text: str) -> bool:
    """Whether `text` is a Slack channel id, so that it can be written as a mention."""
    return _SLACK_CHANNEL_ID.fullmatch(text) is not None
