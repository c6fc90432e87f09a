"""The markdown block: standard Markdown as HTML. Pictures become links, and HTML in it is shown as text."""

import re
from collections.abc import Callable, Iterator

from markupsafe import Markup, escape

from sandbox.slack.page.emoji import with_emoji
from sandbox.slack.page.reader import Reader

FENCE = re.compile(r"\s*```\s*([\w+-]*)\s*")
HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
RULE = re.compile(r"\s*([-*_])(\s*\1){2,}\s*")
ITEM = re.compile(r"(?P<indent>\s*)(?:[-*+]|(?P<number>\d{1,9})[.)])\s+(?:\[(?P<task>[ xX])\]\s+)?(?P<text>.*)")
QUOTE = re.compile(r"\s*>\s?(.*)")
DASHES = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
CELL_BORDER = re.compile(r"(?<!\\)\|")
INLINE = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|!?\[(?P<label>[^\[\]]*)\]\((?P<url>[^()\s]+)\)"
    r"|\*\*(?P<bold>\S(?:[^*]*\S)?)\*\*"
    r"|~~(?P<strike>\S(?:[^~]*\S)?)~~"
    r"|(?<!\w)(?P<mark>[*_])(?P<italic>\S(?:[^*_]*\S)?)(?P=mark)(?!\w)"
    r"|(?P<bare>https?://[^\s<>|]+[^\s<>|.,;:!?)])"
    r"|\\(?P<escaped>[\\`*_{}\[\]()#+.!|~>-])"
)
STYLE_TAGS = {"bold": "strong", "strike": "s", "italic": "em"}
INDENT = 2
DEEPEST_INDENT = 8


def markdown(text: str, reader: Reader) -> Markup:
    """A markdown block's text as HTML."""
    return Markup("").join(_parts(text.split("\n"), reader))


def _parts(lines: list[str], reader: Reader) -> Iterator[Markup]:
    start = 0
    while start < len(lines):
        part, start = _part(lines, start, reader)
        yield part


def _part(lines: list[str], start: int, reader: Reader) -> tuple[Markup, int]:
    """The HTML of the part that starts at a line, and the number of the line after it."""
    line = lines[start]
    if FENCE.fullmatch(line):
        end = next((i for i in range(start + 1, len(lines)) if FENCE.fullmatch(lines[i])), len(lines))
        return Markup('<pre tabindex="0">{}</pre>').format("\n".join(lines[start + 1 : end])), end + 1
    if "|" in line and start + 1 < len(lines) and DASHES.fullmatch(lines[start + 1]):
        end = _run(lines, start, lambda other: "|" in other)
        return _table([line, *lines[start + 2 : end]], reader), end
    if QUOTE.fullmatch(line):
        end = _run(lines, start, QUOTE.fullmatch)
        quoted = [QUOTE.sub(r"\1", other) for other in lines[start:end]]
        return Markup("<blockquote>{}</blockquote>").format(_broken(quoted, reader)), end
    if line.strip() and _is_plain(line):
        end = _run(lines, start, _is_plain)
        return Markup("<p>{}</p>").format(_broken(lines[start:end], reader)), end
    return _single(line, reader), start + 1


def _single(line: str, reader: Reader) -> Markup:
    """A single-line part: a heading, a rule, a list item, or an empty line."""
    if heading := HEADING.fullmatch(line):
        tag = f"h{min(len(heading[1]) + 2, 6)}"
        return Markup("<{0}>{1}</{0}>").format(tag, _inline(heading[2], reader))
    if RULE.fullmatch(line):
        return Markup("<hr>")
    return _item(line, reader) if line.strip() else Markup("")


def _run(lines: list[str], start: int, belongs: Callable[[str], object]) -> int:
    """The first line after `start` that does not belong to the part."""
    return next((i for i in range(start + 1, len(lines)) if not belongs(lines[i])), len(lines))


def _is_plain(line: str) -> bool:
    return bool(line.strip()) and not any(kind.fullmatch(line) for kind in (FENCE, HEADING, RULE, ITEM, QUOTE))


def _broken(lines: list[str], reader: Reader) -> Markup:
    return Markup("<br>").join(_inline(line, reader) for line in lines)


def _item(line: str, reader: Reader) -> Markup:
    """One list item as a list of its own, with its number and depth."""
    item = ITEM.fullmatch(line)
    assert item is not None
    indent = min(len(item["indent"]) // INDENT, DEEPEST_INDENT)
    done = {None: "", " ": "☐ "}.get(item["task"], "☑ ")
    inside = Markup("<li>{}{}</li>").format(done, _inline(item["text"], reader))
    if item["number"]:
        return Markup('<ol class="indent-{}" start="{}">{}</ol>').format(indent, int(item["number"]), inside)
    return Markup('<ul class="indent-{}">{}</ul>').format(indent, inside)


def _table(lines: list[str], reader: Reader) -> Markup:
    header, *rows = [[cell.strip() for cell in CELL_BORDER.split(line.strip().strip("|"))] for line in lines]
    top = Markup("").join(Markup('<th scope="col">{}</th>').format(_inline(cell, reader)) for cell in header)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format(_inline(cell, reader)) for cell in row[: len(header)])
        )
        for row in rows
    )
    return Markup(
        '<div class="table-scroll" tabindex="0"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(top, body)


def _inline(text: str, reader: Reader) -> Markup:
    """Styles, links and code within a line; styles can be nested."""
    pieces: list[Markup] = []
    position = 0
    for found in INLINE.finditer(text):
        pieces += [escape(with_emoji(text[position : found.start()])), _atom(found, reader)]
        position = found.end()
    return Markup("").join([*pieces, escape(with_emoji(text[position:]))])


def _atom(found: re.Match[str], reader: Reader) -> Markup:
    if found["code"] is not None:
        return Markup("<code>{}</code>").format(found["code"])
    if found["url"] is not None:
        return reader.link(found["url"], found["label"] or found["url"])
    if found["bare"] is not None:
        return reader.link(found["bare"], found["bare"])
    if found["escaped"] is not None:
        return escape(found["escaped"])
    for name, tag in STYLE_TAGS.items():
        if found[name] is not None:
            return Markup("<{0}>{1}</{0}>").format(tag, _inline(found[name], reader))
    return escape(found[0])
