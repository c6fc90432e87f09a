"""Slack's mrkdwn and plain text as HTML. Everything but Slack's own markup is text, whatever it looks like.

A text is parsed once, from outside in: code fences, then lines and quotes, then the atoms of a line (code, `<...>`,
addresses, emoji), then *bold*, _italic_ and ~struck~ around them, in linear time.
"""

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from sandbox.slack.page.emoji import UNICODE_BY_NAME, with_emoji
from sandbox.slack.page.reader import Reader

FENCE = re.compile(r"```\n?(.*?)\n?```\n?", re.DOTALL)
QUOTED_LINE = re.compile(r"(?:&gt;|>)[ ]?(.*)")
ATOM_START, ATOM_END = "\ue000", "\ue001"
ATOM = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|<(?P<control>[^<>\n]+)>"
    r"|:(?P<emoji>[a-z0-9_+-]{1,60}):"
    r"|(?<![\w/])(?P<url>https?://[^\s<>|`*]+[^\s<>|`*.,;:!?)\]}'\"])"
    r"|(?<![\w@])@(?P<broadcast>here|channel|everyone)\b"
    r"|(?P<reserved>[\ue000\ue001])"
)
MARKED = re.compile(rf"{ATOM_START}(\d+){ATOM_END}")
EMPHASIS = re.compile(r"[*_~]")
TAGS = {"*": "strong", "_": "em", "~": "s"}
ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
BROADCASTS = frozenset({"here", "channel", "everyone"})


def text_object(text: Mapping[str, Any] | str | None, reader: Reader) -> Markup:
    """A text object (plain_text or mrkdwn), or a bare string as mrkdwn; nothing for None."""
    if not text:
        return Markup("")
    if isinstance(text, str):
        return mrkdwn(text, reader)
    if text.get("type") == "mrkdwn":
        return mrkdwn(str(text.get("text", "")), reader, verbatim=bool(text.get("verbatim")))
    return plain_text(text)


def plain_text(text: Mapping[str, Any]) -> Markup:
    """A plain_text object: only `:name:` is parsed, unless `emoji` is off."""
    written = str(text.get("text", ""))
    return _lines(escape(written if text.get("emoji") is False else with_emoji(written)))


def mrkdwn(text: str, reader: Reader, *, verbatim: bool = False) -> Markup:
    """mrkdwn as HTML; with `verbatim`, bare addresses and @here stay text."""
    parts: list[Markup] = []
    position = 0
    for fence in FENCE.finditer(text):
        parts.append(_paragraph(text[position : fence.start()].removesuffix("\n"), reader, verbatim))
        parts.append(Markup("<pre>{}</pre>").format(_decode(fence[1])))
        position = fence.end()
    parts.append(_paragraph(text[position:], reader, verbatim))
    return Markup("").join(parts)


def _paragraph(text: str, reader: Reader, verbatim: bool) -> Markup:
    """Lines without fences; adjacent quoted lines form one quote."""
    out: list[Markup] = []
    quoted: list[Markup] = []
    plain: list[Markup] = []

    def end_plain() -> None:
        if plain:
            out.append(Markup("<br>").join(plain))
            plain.clear()

    def end_quote() -> None:
        if quoted:
            out.append(Markup("<blockquote>{}</blockquote>").format(Markup("<br>").join(quoted)))
            quoted.clear()

    for line in text.split("\n") if text else []:
        quote = QUOTED_LINE.fullmatch(line)
        if quote:
            end_plain()
            quoted.append(_inline(quote[1], reader, verbatim))
        else:
            end_quote()
            plain.append(_inline(line, reader, verbatim))
    end_plain()
    end_quote()
    return Markup("").join(out)


def _inline(line: str, reader: Reader, verbatim: bool) -> Markup:
    atoms: list[Markup] = []

    def keep(match: re.Match[str]) -> str:
        atom = _atom(match, reader, verbatim)
        if atom is None:
            return match[0]
        atoms.append(atom)
        return f"{ATOM_START}{len(atoms) - 1}{ATOM_END}"

    marked = _emphasised(ATOM.sub(keep, line))
    # atom marks in the text itself cannot be confused: `reserved` turned them into atoms
    return Markup(MARKED.sub(lambda match: str(atoms[int(match[1])]), str(marked)))  # noqa: S704 - escaped parts alone


def _atom(match: re.Match[str], reader: Reader, verbatim: bool) -> Markup | None:
    """The HTML of a match, or None if it is only text."""
    kind = match.lastgroup
    written = match[kind or 0]
    match kind:
        case "code":
            return Markup("<code>{}</code>").format(_decode(written))
        case "control":
            return _control(written, reader)
        case "emoji":
            known = UNICODE_BY_NAME.get(written)
            return escape(known) if known else None
        case "url":
            return None if verbatim else reader.link(_decode(written), _decode(written))
        case "broadcast":
            return None if verbatim else _mention(f"@{written}", of_all=True)
        case _:
            return escape(written)


def _control(inside: str, reader: Reader) -> Markup:
    """Content of angle brackets: a mention, a date, a link; anything else is shown as written."""
    target, _, label = inside.partition("|")
    label = _decode(label)
    match target[0], target[1:]:
        case "@", user_id:
            return user_mention(user_id, reader)
        case "#", channel_id:
            return channel_mention(channel_id, reader, label)
        case "!", command:
            return _command(command, label, reader) or escape(f"<{_decode(inside)}>")
        case _:
            url = _decode(target)
            if reader.href(url) is None:
                return escape(f"<{_decode(inside)}>")
            return reader.link(url, label or url.removeprefix("mailto:"))


def _command(command: str, label: str, reader: Reader) -> Markup | None:
    name, *rest = command.split("^")
    if name in BROADCASTS:
        return _mention(f"@{name}", of_all=True)
    if name == "subteam" and rest:
        return _mention(label or f"@{rest[0]}")
    if name == "date" and len(rest) in (2, 3) and rest[0].isdecimal():
        return reader.date(int(rest[0]), _decode(rest[1]), label, _decode(rest[2]) if len(rest) == 3 else None)
    return escape(label) if label else None


def user_mention(user_id: str, reader: Reader) -> Markup:
    """A mention of a person, highlighted if it is the reader."""
    return _mention(f"@{reader.user_name(user_id)}", of_me=user_id == reader.user_id)


def channel_mention(channel_id: str, reader: Reader, label: str = "") -> Markup:
    """A channel's name as a link; without the name if the reader may not see the channel."""
    channel = reader.channel(channel_id)
    if channel is None:
        return _mention(f"#{label}" if label else "#private-channel")
    return Markup('<a class="mention" href="/?as={}&channel={}" data-go>#{}</a>').format(
        reader.user_id, channel.id, channel.name
    )


def broadcast_mention(name: str) -> Markup:
    """A mention of everyone."""
    return _mention(f"@{name}", of_all=True)


def _mention(words: str, *, of_me: bool = False, of_all: bool = False) -> Markup:
    kind = " mention-me" if of_me else " mention-all" if of_all else ""
    return Markup('<span class="mention{}">{}</span>').format(kind, words)


def _emphasised(line: str) -> Markup:
    """*bold*, _italic_ and ~struck~ by Slack's rules: outside of words, around something other than space."""
    pieces: list[Markup] = []
    opened: dict[str, int] = {}
    position = 0
    for found in EMPHASIS.finditer(line):
        sign, at = found[0], found.start()
        pieces.append(escape(_decode(line[position:at])))
        position = at + 1
        before, after = line[at - 1 : at], line[at + 1 : at + 2]
        start = opened.get(sign)
        if start is not None and before not in ("", " ", sign) and not after.isalnum():
            inside = Markup("").join(pieces[start + 1 :])
            pieces[start:] = [Markup("<{0}>{1}</{0}>").format(TAGS[sign], inside)]
            opened = {other: index for other, index in opened.items() if index < start}
            continue
        if after not in ("", " ", sign) and not before.isalnum():
            opened[sign] = len(pieces)
        pieces.append(escape(sign))
    pieces.append(escape(_decode(line[position:])))
    return Markup("").join(pieces)


def _decode(text: str) -> str:
    """Decode Slack's three entities, each once, so that `&amp;lt;` shows as `&lt;`."""
    return re.sub("&(?:lt|gt|amp);", lambda match: ENTITIES[match[0]], text)


def _lines(text: Markup) -> Markup:
    return Markup("<br>").join(text.split("\n"))
