"""A message as plain text, for terminals."""

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from blocks.elements import Message
from blocks.escape import unescape
from blocks.tables import aligned, column_widths, display_width, numeric_columns

WIDTH = 100
_DATE = re.compile(r"<!date\^\d+\^[^|>]*\|([^>]*)>")
_MENTION = re.compile(r"<[@#]([A-Z0-9]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(https?://[^|>]+)\|([^>]*)>")
_STYLE = re.compile(r"(?<!\w)[*_~]([^*_~\n]+)[*_~](?!\w)")

Json = Mapping[str, Any]


def in_plain_words(message: Message, *, people: Mapping[str, str] | None = None, shows_buttons: bool = False) -> str:
    """The blocks of a message as text; `people` names Slack user ids.

    Buttons and menus do not work in a terminal, so they are only shown with `shows_buttons`.
    """
    names = people or {}
    blocks = (block for block in message.blocks if shows_buttons or block["type"] != "actions")
    parts = (_RENDERERS.get(block["type"], _nothing)(block, names) for block in blocks)
    return "\n".join(part for part in parts if part)


def _nothing(_block: Json, _names: Mapping[str, str]) -> str:
    return ""


def _header(block: Json, names: Mapping[str, str]) -> str:
    title = _text(block["text"], names)
    return f"{title}\n{'─' * min(WIDTH, display_width(title))}"


def _section(block: Json, names: Mapping[str, str]) -> str:
    lines = [_text(block["text"], names)] if "text" in block else []
    for field in block.get("fields", ()):
        name, _, value = _text(field, names).partition("\n")
        lines.append(f"  {name + ':':<26} {value}" if value else f"  {name}")
    return "\n".join(lines)


def _context(block: Json, names: Mapping[str, str]) -> str:
    return "\n".join(f"  {_text(element, names)}" for element in block["elements"] if "text" in element)


def _actions(block: Json, names: Mapping[str, str]) -> str:
    labels = (_text(element.get("text") or element["placeholder"], names) for element in block["elements"])
    return "  " + " ".join(f"[ {label} ]" for label in labels)


def _image(block: Json, _names: Mapping[str, str]) -> str:
    return textwrap.fill(f"(chart) {block['alt_text']}", WIDTH, initial_indent="  ", subsequent_indent="  ")


def _rich_text(block: Json, names: Mapping[str, str]) -> str:
    return "\n".join(_rich_part(part, names) for part in block["elements"])


def _rich_part(part: Json, names: Mapping[str, str]) -> str:
    match part["type"]:
        case "rich_text_list":
            return "\n".join(f"  • {_pieces(item['elements'], names)}" for item in part["elements"])
        case "rich_text_quote":
            return textwrap.indent(_pieces(part["elements"], names), "  > ")
        case "rich_text_preformatted":
            return _pieces(part["elements"], names)
        case _:
            return textwrap.fill(_pieces(part["elements"], names), WIDTH)


def _pieces(pieces: Iterable[Json], names: Mapping[str, str]) -> str:
    return "".join(_piece(piece, names) for piece in pieces)


def _piece(piece: Json, names: Mapping[str, str]) -> str:
    match piece["type"]:
        case "user":
            return "@" + names.get(piece["user_id"], piece["user_id"])
        case "channel":
            return "#" + names.get(piece["channel_id"], piece["channel_id"])
        case "date":
            return piece.get("fallback") or f"{datetime.fromtimestamp(piece['timestamp'], UTC):%-d %b %Y, %H:%M UTC}"
        case "link":
            return str(piece.get("text") or piece["url"])
        case _:
            return str(piece.get("text", ""))


def _table(block: Json, names: Mapping[str, str]) -> str:
    rows = [[_cell(cell, names) for cell in row] for row in block["rows"]]
    names_line, *lines = (f"  {line}" for line in aligned(rows, numeric_columns(block)))
    return "\n".join([names_line, "  " + "  ".join("─" * width for width in column_widths(rows)), *lines])


def _cell(cell: Json, names: Mapping[str, str]) -> str:
    if cell["type"] == "rich_text":
        return _rich_text(cell, names)
    return str(cell.get("text", cell.get("value", "")))


def _text(element: Json, names: Mapping[str, str]) -> str:
    text = str(element["text"])
    if element["type"] != "mrkdwn":
        return text
    text = _MENTION.sub(lambda match: "@" + names.get(match[1], match[1]), _DATE.sub(r"\1", text))
    return unescape(_STYLE.sub(r"\1", _LINK.sub(r"\2 (\1)", text)))


_RENDERERS: dict[str, Callable[[Json, Mapping[str, str]], str]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "rich_text": _rich_text,
    "table": _table,
    "data_table": _table,
}
