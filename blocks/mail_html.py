"""Blocks as the HTML part of a mail, with tables and inline styles for all mail clients, and a dark mode.

It loads nothing from the network: pictures are attachments, shown by content id.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from blocks.elements import Block, Element
from blocks.mail_words import Run, runs_of_pieces, runs_of_text, unlinked

WIDTH = 640
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_INK, _SOFT, _LINE, _GROUND, _CARD, _LINK = "#1b2028", "#5b6472", "#e3e6ea", "#f4f5f7", "#ffffff", "#0b6e8f"
_DARK = """
@media (prefers-color-scheme: dark) {
  .ground { background: #12151a !important; }
  .card { background: #1d2129 !important; border-color: #2c323c !important; }
  .ink { color: #e4e7ec !important; }
  .soft { color: #a0a9b7 !important; }
  .cell { border-color: #2c323c !important; }
  .link { background: #0e7fa6 !important; color: #ffffff !important; }
}
@media (max-width: 480px) {
  .pad { padding-left: 16px !important; padding-right: 16px !important; }
  .data { font-size: 12px !important; }
  .data .cell { padding-left: 5px !important; padding-right: 5px !important; }
}
"""


def html_page(title: str, body: str, *, preheader: str) -> str:
    """The whole HTML part; `preheader` is what mailboxes show next to the subject."""
    hidden = "display:none;max-height:0;overflow:hidden;mso-hide:all"
    table = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
        f"<title>{escape(title)}</title><style>:root {{ color-scheme: light dark; }}{_DARK}</style></head>"
        f'<body class="ground" style="margin:0;padding:0;background:{_GROUND}">'
        f'<div style="{hidden}">{escape(preheader)}</div>'
        f'{table} class="ground" style="background:{_GROUND}"><tr><td align="center" style="padding:20px 8px">'
        f'{table} class="card" style="max-width:{WIDTH}px;background:{_CARD};border:1px solid {_LINE};'
        f'border-radius:12px;border-collapse:separate"><tr><td class="pad ink" style="padding:22px 26px;{_FONT};'
        f'font-size:15px;line-height:1.5;color:{_INK};text-align:left;overflow-wrap:anywhere">'
        f"{body}</td></tr></table></td></tr></table></body></html>"
    )


def html_of(block: Block, people: Mapping[str, str]) -> str:
    """One block; "" for one that only works in Slack. `people` maps Slack user ids to names."""
    draw = _RENDERERS.get(block["type"])
    return draw(block, people) if draw else ""


def link(text: str, url: str) -> str:
    """A link in the form of a button, to one of our own addresses."""
    return (
        f'<p style="margin:18px 0 4px"><a class="link" href="{escape(url)}" style="display:inline-block;'
        f"padding:9px 16px;border-radius:8px;background:{_LINK};color:#ffffff;font-weight:600;text-decoration:none"
        f'">{escape(text)}</a></p>'
    )


def _heading(block: Block, _people: Mapping[str, str]) -> str:
    text = unlinked(block["text"]["text"])
    return f'<h1 class="ink" style="margin:0 0 10px;font-size:20px;line-height:1.3;color:{_INK}">{escape(text)}</h1>'


def _rich_text(block: Block, people: Mapping[str, str]) -> str:
    return "".join(_rich_part(part, people) for part in block["elements"])


def _rich_part(part: Element, people: Mapping[str, str]) -> str:
    match part["type"]:
        case "rich_text_section":
            return f'<p style="margin:0 0 12px">{_inline(runs_of_pieces(part["elements"], people))}</p>'
        case "rich_text_list":
            items = (_inline(runs_of_pieces(each["elements"], people)) for each in part["elements"])
            listed = "".join(f'<li style="margin:0 0 6px">{item}</li>' for item in items)
            return f'<ul style="margin:0 0 12px;padding-left:20px">{listed}</ul>'
        case "rich_text_quote":
            style = f"margin:0 0 12px;padding:2px 0 2px 12px;border-left:3px solid {_LINE};color:{_SOFT}"
            runs = _inline(runs_of_pieces(part["elements"], people))
            return f'<blockquote class="soft cell" style="{style}">{runs}</blockquote>'
    runs = _inline(runs_of_pieces(part["elements"], people))
    return f'<pre style="margin:0 0 12px;font-size:12px;overflow:auto">{runs}</pre>'


def _section(block: Block, people: Mapping[str, str]) -> str:
    """Name and figure pairs, two in a row."""
    fields = [runs_of_text(field, people) for field in block.get("fields", ())]
    rows = [fields[at : at + 2] for at in range(0, len(fields), 2)]
    drawn = "".join(f"<tr>{''.join(_field(field) for field in row)}</tr>" for row in rows)
    return _grid(drawn) if drawn else ""


def _field(runs: Sequence[Run]) -> str:
    return f'<td width="50%" valign="top" style="padding:0 12px 10px 0">{_inline(runs)}</td>'


def _grid(rows: str) -> str:
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        f'style="margin:0 0 6px;font-size:14px">{rows}</table>'
    )


def _table(block: Block, _people: Mapping[str, str]) -> str:
    head, *rows = block["rows"]
    is_number = [all(row[index]["type"] == "raw_number" for row in rows) for index in range(len(head))]
    names = "".join(_cell(cell, "th", right) for cell, right in zip(head, is_number, strict=True))
    lines = ("".join(_cell(cell, "td", right) for cell, right in zip(row, is_number, strict=True)) for row in rows)
    body = "".join(f"<tr>{each}</tr>" for each in lines)
    caption = escape(unlinked(block.get("caption", "")))
    return (
        f'<p style="margin:10px 0 4px;font-weight:600">{caption}</p>'
        '<table class="data" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 14px;'
        f'border-collapse:collapse;font-size:13px"><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>'
    )


def _cell(cell: Element, tag: str, right: bool) -> str:
    side, is_name = "right" if right else "left", tag == "th"
    style = f"padding:6px 8px;border-bottom:1px solid {_LINE};text-align:{side};" + (
        f"color:{_SOFT};font-weight:600;overflow-wrap:break-word" if is_name else "vertical-align:top"
    )
    look = "cell soft" if is_name else "cell"
    scope = ' scope="col"' if is_name else ""
    return f'<{tag}{scope} class="{look}" align="{side}" style="{style}">{escape(unlinked(cell["text"]))}</{tag}>'


def _picture(block: Block, _people: Mapping[str, str]) -> str:
    content_id, alt = escape(block["slack_file"]["id"]), escape(block["alt_text"])
    return (
        f'<img src="cid:{content_id}" alt="{alt}" width="{WIDTH - 56}" style="display:block;width:100%;'
        f'max-width:{WIDTH - 56}px;height:auto;border-radius:8px;margin:6px 0 14px">'
    )


def _small_print(block: Block, people: Mapping[str, str]) -> str:
    text = " &middot; ".join(_inline(runs_of_text(element, people)) for element in block["elements"])
    return f'<p class="soft" style="margin:12px 0 0;font-size:12px;color:{_SOFT}">{text}</p>'


def _divider(_block: Block, _people: Mapping[str, str]) -> str:
    return f'<hr class="cell" style="border:0;border-top:1px solid {_LINE};margin:16px 0">'


def _inline(runs: Sequence[Run]) -> str:
    return "".join(_styled(run) for run in runs)


def _styled(run: Run) -> str:
    text = escape(run.text).replace("\n", "<br>")
    if run.bold and text:
        text = f"<strong>{text}</strong>"
    return f"<em>{text}</em>" if run.italic and text else text


_RENDERERS: Mapping[str, Callable[[Block, Mapping[str, str]], str]] = {
    "header": _heading,
    "rich_text": _rich_text,
    "section": _section,
    "data_table": _table,
    "image": _picture,
    "context": _small_print,
    "divider": _divider,
}
