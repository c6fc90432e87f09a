"""The rich_text block as HTML: styled pieces in sections, lists, quotes and code, without parsing."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

from sandbox.slack.page.emoji import emoji_of
from sandbox.slack.page.mrkdwn import broadcast_mention, channel_mention, user_mention
from sandbox.slack.page.reader import Reader

STYLE_TAGS = {"bold": "strong", "italic": "em", "strike": "s", "underline": "u", "code": "code"}
DEEPEST_INDENT = 8

Element = Mapping[str, Any]


def rich_text(block: Element, reader: Reader) -> Markup:
    """A whole rich_text block (or cell)."""
    return Markup("").join(_part(part, reader) for part in block.get("elements", []))


def _part(part: Element, reader: Reader) -> Markup:
    pieces = part.get("elements", [])
    match part.get("type"):
        case "rich_text_list":
            return _list(part, reader)
        case "rich_text_quote":
            return Markup("<blockquote>{}</blockquote>").format(_pieces(pieces, reader))
        case "rich_text_preformatted":
            text = "".join(str(piece.get("text") or piece.get("url") or "") for piece in pieces)
            return Markup('<pre tabindex="0">{}</pre>').format(text)
        case _:
            return Markup("<p>{}</p>").format(_pieces(pieces, reader))


def _list(part: Element, reader: Reader) -> Markup:
    items = Markup("").join(
        Markup("<li>{}</li>").format(_pieces(item.get("elements", []), reader)) for item in part.get("elements", [])
    )
    indent = min(int(part.get("indent", 0)), DEEPEST_INDENT)
    border = " bordered" if part.get("border") else ""
    if part.get("style") == "ordered":
        start = int(part.get("offset", 0)) + 1
        return Markup('<ol class="indent-{}{}" start="{}">{}</ol>').format(indent, border, start, items)
    return Markup('<ul class="indent-{}{}">{}</ul>').format(indent, border, items)


def _pieces(pieces: Iterable[Element], reader: Reader) -> Markup:
    return Markup("").join(_styled(piece, _piece(piece, reader)) for piece in pieces)


def _piece(piece: Element, reader: Reader) -> Markup:  # noqa: PLR0911 - one line a type
    match piece.get("type"):
        case "user":
            return user_mention(str(piece["user_id"]), reader)
        case "channel":
            return channel_mention(str(piece["channel_id"]), reader)
        case "usergroup":
            return Markup('<span class="mention">@{}</span>').format(piece["usergroup_id"])
        case "broadcast":
            return broadcast_mention(str(piece["range"]))
        case "emoji":
            return escape(emoji_of(str(piece["name"]), str(piece.get("unicode", ""))))
        case "link":
            return reader.link(str(piece["url"]), str(piece.get("text") or piece["url"]))
        case "date":
            fallback = str(piece.get("fallback") or piece["timestamp"])
            return reader.date(int(piece["timestamp"]), str(piece["format"]), fallback, piece.get("url"))
        case "color":
            return Markup("<code>{}</code>").format(piece["value"])
        case _:
            return Markup("<br>").join(escape(str(piece.get("text", ""))).split("\n"))


def _styled(piece: Element, shown: Markup) -> Markup:
    style = piece.get("style")
    for name, tag in STYLE_TAGS.items():
        if isinstance(style, Mapping) and style.get(name):
            shown = Markup("<{0}>{1}</{0}>").format(tag, shown)
    return shown
