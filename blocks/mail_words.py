"""The text of blocks as plain runs for mail: Slack's markup is removed, HTML's is not added yet."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from blocks.elements import Element
from blocks.escape import clean, unescape

SOMEONE = "someone in Slack"

_MARKUP = re.compile(r"<!date\^\d+\^[^|>]*\|(?P<moment>[^>]*)>|<@(?P<user>[^>]*)>|\*(?P<bold>[^*\n]+)\*")
_WORD_JOINER = "\u2060"
_LINK_START = re.compile(r"(?i)(https?:)(?=//)|(www)(?=\.)")


@dataclass(frozen=True)
class Run:
    """Text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


def runs_of_pieces(pieces: Sequence[Element], people: Mapping[str, str]) -> list[Run]:
    """Runs of rich_text pieces; `people` maps Slack user ids to names."""
    return [_run_of_piece(piece, people) for piece in pieces]


def _run_of_piece(piece: Element, people: Mapping[str, str]) -> Run:
    style = piece.get("style", {})
    if piece["type"] == "user":
        return Run(_name_of(piece["user_id"], people), bold=True)
    text = piece["fallback"] if piece["type"] == "date" else piece["text"]
    return Run(unlinked(text), bold=bool(style.get("bold")), italic=bool(style.get("italic")))


def runs_of_text(element: Element, people: Mapping[str, str]) -> list[Run]:
    """Runs of a text object: plain_text as it is; of our own mrkdwn, instants, people and bold text."""
    if element["type"] == "plain_text":
        return [Run(unlinked(element["text"]))]
    return list(_runs_of_mrkdwn(element["text"], people))


def _runs_of_mrkdwn(text: str, people: Mapping[str, str]) -> Iterator[Run]:
    at = 0
    for found in _MARKUP.finditer(text):
        yield Run(unlinked(unescape(text[at : found.start()])))
        at = found.end()
        if found["moment"] is not None:
            yield Run(unlinked(unescape(found["moment"])))
        elif found["user"] is not None:
            yield Run(_name_of(found["user"], people), bold=True)
        else:
            yield Run(unlinked(unescape(found["bold"])), bold=True)
    yield Run(unlinked(unescape(text[at:])))


def _name_of(user_id: str, people: Mapping[str, str]) -> str:
    return unlinked(clean(people.get(user_id, SOMEONE)))


def unlinked(text: str) -> str:
    """`text` with invisible characters that keep mail clients from turning names into links.

    The characters that keep Slack from parsing markup are removed: in a mail they would only get into copied text.
    """
    return _LINK_START.sub(rf"\g<0>{_WORD_JOINER}", text.replace("<" + _WORD_JOINER, "<"))
