"""Block Kit as plain dicts: the few parts that all messages are made of.

Parameters named `ours` take only our own text and figures. Anything from outside goes through `outside` into
plain_text, raw_text or rich_text, where Slack parses nothing.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal

from blocks import limits
from blocks.escape import cut, escape, is_slack_channel, is_slack_user, outside

Block = dict[str, Any]
Element = dict[str, Any]

_MOMENT = re.compile(r"<!date\^\d+\^[^|>]*\|([^>]*)>")  # as `moment` writes it; the last part is the fallback text

NAMED_LENGTH = 120  # of one value of a setting, at most an e-mail address
SYSTEM = "system"
SYSTEM_NAME = "Spendwatch"
UTC_FORMAT = "%-d %b %Y, %H:%M UTC"


class TableStyle(StrEnum):
    """Table styles, best first: each is the fallback if Slack refuses the one before."""

    DATA_TABLE = "data_table"
    TABLE = "table"
    TEXT = "text"


@dataclass(frozen=True)
class Look:
    """How to draw a report.

    `file_ids` maps a chart's name to its Slack file. A chart without a file is left out, so that a message can be
    posted first and get its pictures in an update. `remark` is a line below the report, such as why a picture is
    missing.
    """

    file_ids: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    tables: TableStyle = TableStyle.DATA_TABLE
    remark: str = ""


PLAIN_LOOK = Look()


@dataclass(frozen=True)
class Message:
    """A message to post: `blocks`, and `text`, which says the same in words, escaped for Slack."""

    text: str
    blocks: list[Block]


@dataclass(frozen=True)
class Chart:
    """A chart of a report. `draw` returns its PNG, always the same bytes; `alt_text` states its numbers."""

    name: str
    title: str
    alt_text: str
    draw: Callable[[], bytes] = field(compare=False, repr=False)


@dataclass(frozen=True)
class Summary:
    """A short version of a report: title, main sentence as rich_text pieces, and main figures."""

    title: str
    sentence: tuple[Element, ...]
    stats: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The summary as escaped lines."""
        figures = "; ".join(f"{name}: {value.replace(chr(10), ', ')}" for name, value in self.stats)
        parts = (escape(self.title), spoken(*self.sentence), escape(_MOMENT.sub(r"\1", figures)))
        return "\n".join(filter(None, parts))


def message(text: str, *blocks: Block | Iterable[Block] | None) -> Message:
    """A message from blocks and lists of blocks; None is skipped."""
    flat: list[Block] = []
    for block in blocks:
        if block is not None:
            flat.extend([block] if isinstance(block, dict) else block)
    return Message(text, flat)


# Text


def plain(text: str, length: int = limits.TEXT_OBJECT) -> Element:
    """A plain_text object, in which nothing is parsed, not even `:emoji:`."""
    return {"type": "plain_text", "text": cut(text, length), "emoji": False}


def mrkdwn(ours: str) -> Element:
    """A mrkdwn object for our own text only: it must not contain anything from outside."""
    return {"type": "mrkdwn", "text": ours}


def moment(instant: datetime, form: str = "{date_short_pretty}, {time}") -> str:
    """An instant for mrkdwn, shown in the reader's time zone, or in UTC as a fallback."""
    return f"<!date^{int(instant.timestamp())}^{form}|{utc(instant)}>"


def utc(instant: datetime) -> str:
    """An instant in words: `20 Nov 2026, 14:03 UTC`."""
    return instant.strftime(UTC_FORMAT)


def day_words(day: date) -> str:
    """A day in words: `3 Nov`."""
    return f"{day:%-d %b}"


# Rich text: the pieces of a line


def words(text: str, *, bold: bool = False, italic: bool = False) -> Element:
    """A rich_text piece of text, which is never parsed."""
    style = {name: True for name, is_set in (("bold", bold), ("italic", italic)) if is_set}
    element: Element = {"type": "text", "text": cut(text, limits.TEXT_OBJECT)}
    return element | ({"style": style} if style else {})


def instant_piece(instant: datetime, form: str = "{date_short_pretty}, {time}") -> Element:
    """An instant in rich_text, shown in the reader's time zone."""
    return {"type": "date", "timestamp": int(instant.timestamp()), "format": form, "fallback": utc(instant)}


def person_piece(by: str) -> Element:
    """Who did something: a mention for a Slack user id, "Spendwatch" for the system, else the text itself."""
    if is_slack_user(by):
        return {"type": "user", "user_id": by}
    return words(person_in_words(by), bold=True)


def named_pieces(text: str, *, bold: bool = False) -> list[Element]:
    """A setting's value in words, with Slack ids of people and channels as mentions."""
    pieces: list[Element] = []
    for number, word in enumerate(text.split(", ")):
        if number:
            pieces.append(words(", "))
        if is_slack_channel(word):
            pieces.append({"type": "channel", "channel_id": word})
        elif is_slack_user(word):
            pieces.append({"type": "user", "user_id": word})
        else:
            pieces.append(words(outside(word, NAMED_LENGTH), bold=bold))
    return pieces


def change_of(title: str, old: str, new: str) -> list[Element]:
    """`Distance from the team: 2.5 sigma → 3 sigma`, with mentions of the people and channels in it."""
    before = [words(f"{title}: "), *named_pieces(old), words(" → ")]
    merged: list[Element] = []
    for piece in before:
        if merged and piece["type"] == merged[-1]["type"] == "text":
            merged[-1] = words(merged[-1]["text"] + piece["text"])
        else:
            merged.append(piece)
    return [*merged, *named_pieces(new, bold=True)]


def person_in_words(by: str) -> str:
    """Who did something, for places without mentions; a Slack user id is shown as it is."""
    return SYSTEM_NAME if by == SYSTEM else outside(by)


def spoken(*pieces: Element) -> str:
    """Rich text pieces as one escaped line for the top-level text, with mentions."""
    return "".join(_spoken(piece) for piece in pieces)


def _spoken(piece: Element) -> str:
    match piece["type"]:
        case "user":
            return f"<@{piece['user_id']}>"
        case "channel":
            return f"<#{piece['channel_id']}>"
        case _:
            return escape(piece.get("text") or piece["fallback"])


def line(*pieces: Element) -> Element:
    """One line or paragraph of a rich_text block."""
    return {"type": "rich_text_section", "elements": list(pieces)}


def lines(*each: Sequence[Element]) -> Element:
    """Several lines in one paragraph."""
    broken = ([*of_line, words("\n")] for of_line in each)
    return line(*[piece for of_line in broken for piece in of_line][:-1])


def bullets(*lines: Element) -> Element:
    """A list of lines."""
    return {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": list(lines)}


def quote(text: str) -> Element:
    """A quotation."""
    return {"type": "rich_text_quote", "elements": [words(text)]}


def preformatted(text: str) -> Element:
    """Text in columns."""
    return {"type": "rich_text_preformatted", "elements": [words(text)]}


def rich_text(*parts: Element) -> Block:
    """A block of lines, lists and quotes."""
    return {"type": "rich_text", "elements": list(parts)}


def paragraph(*pieces: Element) -> Block:
    """A rich_text block of a single line."""
    return rich_text(line(*pieces))


# Blocks


def header(text: str, level: Literal[1, 2, 3, 4] | None = None) -> Block:
    """A heading; text from outside has to go through `outside` first."""
    block: Block = {"type": "header", "text": plain(text, limits.HEADER_TEXT)}
    return block | ({"level": level} if level else {})


def stat_fields(figures: Iterable[tuple[str, str]]) -> Block | None:
    """Up to ten (name, figure) pairs, two in a row, or nothing without figures; both are our own text."""
    fields = [mrkdwn(f"*{name}*\n{value}") for name, value in figures]
    return {"type": "section", "fields": fields[: limits.SECTION_FIELDS]} if fields else None


def context(*elements: Element) -> Block:
    """Small print below a report."""
    return {"type": "context", "elements": list(elements[: limits.CONTEXT_ELEMENTS])}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def actions(*elements: Element | None) -> Block | None:
    """A row of buttons and menus, or None without any."""
    present = [element for element in elements if element is not None]
    return {"type": "actions", "elements": present[: limits.ACTION_ELEMENTS]} if present else None


def image(look: Look, chart: Chart) -> Block | None:
    """A chart, or None if it has no file."""
    file_id = look.file_ids.get(chart.name)
    if file_id is None:
        return None
    return {
        "type": "image",
        "slack_file": {"id": file_id},
        "alt_text": cut(chart.alt_text, limits.IMAGE_ALT_TEXT),
        "title": plain(chart.title, limits.IMAGE_TITLE),
    }


def images(look: Look, charts: Iterable[Chart]) -> list[Block]:
    """Every chart that has a file."""
    return [block for chart in charts if (block := image(look, chart))]


def remark(look: Look) -> Block | None:
    """The look's remark as small print, if any."""
    return context(plain(look.remark)) if look.remark else None


# Elements


def button(
    text: str,
    action_id: str,
    value: str,
    *,
    style: Literal["primary", "danger"] | None = None,
    label: str | None = None,
) -> Element:
    """A button; `label` is for screen readers if the text alone is not enough."""
    element: Element = {
        "type": "button",
        "text": plain(text, limits.BUTTON_TEXT),
        "action_id": action_id,
        "value": value,
    }
    if style:
        element["style"] = style
    if label:
        element["accessibility_label"] = cut(label, limits.ACCESSIBILITY_LABEL)
    return element


def confirmed(element: Element, *, title: str, text: str, yes: str) -> Element:
    """A button with a confirmation dialog, for actions that are hard to undo."""
    return element | {
        "confirm": {
            "title": plain(title, limits.CONFIRM_TITLE),
            "text": plain(text, limits.CONFIRM_TEXT),
            "confirm": plain(yes, limits.CONFIRM_BUTTON),
            "deny": plain("Cancel", limits.CONFIRM_BUTTON),
            "style": "danger",
        }
    }


def link_button(text: str, action_id: str, url: str) -> Element:
    """A button that opens an address."""
    return {"type": "button", "text": plain(text, limits.BUTTON_TEXT), "action_id": action_id, "url": url}


def option(text: str, value: str) -> Element:
    """One choice of a menu."""
    return {"text": plain(text, limits.OPTION_TEXT), "value": value}


def select(
    action_id: str, placeholder: str, options: Sequence[Element], *, chosen: str | None = None
) -> Element | None:
    """A menu of at most a hundred choices with distinct values, or None without choices."""
    shown = list(options[: limits.SELECT_OPTIONS])
    if not shown:
        return None
    element: Element = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, limits.PLACEHOLDER),
        "options": shown,
    }
    initial = next((choice for choice in shown if choice["value"] == chosen), None)
    return element | ({"initial_option": initial} if initial else {})


# Forms


def input_block(block_id: str, label: str, element: Element, *, hint: str = "", optional: bool = False) -> Block:
    """A form field with its label and a hint below."""
    block: Block = {"type": "input", "block_id": block_id, "label": plain(label), "element": element}
    if hint:
        block["hint"] = plain(hint, limits.INPUT_HINT)
    return block | ({"optional": True} if optional else {})


def form_view(
    callback_id: str, title: str, *blocks: Block, submit: str, close: str = "Cancel", metadata: str = ""
) -> Block:
    """A form for views.open; `metadata` is sent back with the submission."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": metadata,
        "title": plain(title, limits.VIEW_TITLE),
        "submit": plain(submit, limits.VIEW_BUTTON),
        "close": plain(close, limits.VIEW_BUTTON),
        "blocks": list(blocks),
    }
