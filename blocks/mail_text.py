"""Blocks as the text part of a mail: everything that the HTML part shows, as words and columns."""

from collections.abc import Callable, Mapping, Sequence

from blocks.elements import Block, Element
from blocks.mail_words import Run, runs_of_pieces, runs_of_text, unlinked
from blocks.tables import aligned, display_width, numeric_columns


def text_of(block: Block, people: Mapping[str, str]) -> str:
    """One block as lines; "" for one that only works in Slack. `people` maps Slack user ids to names."""
    render = _RENDERERS.get(block["type"])
    return render(block, people) if render else ""


def _heading(block: Block, _people: Mapping[str, str]) -> str:
    title = unlinked(block["text"]["text"])
    return f"{title}\n{'=' * min(72, display_width(title))}"


def _rich_text(block: Block, people: Mapping[str, str]) -> str:
    return "\n".join(_rich_part(part, people) for part in block["elements"])


def _rich_part(part: Element, people: Mapping[str, str]) -> str:
    if part["type"] == "rich_text_list":
        return "\n".join(f"* {_joined(runs_of_pieces(each['elements'], people))}" for each in part["elements"])
    text = _joined(runs_of_pieces(part["elements"], people))
    return "\n".join(f"> {line}" for line in text.splitlines()) if part["type"] == "rich_text_quote" else text


def _section(block: Block, people: Mapping[str, str]) -> str:
    return "\n".join(_field(runs_of_text(field, people)) for field in block.get("fields", ()))


def _field(runs: Sequence[Run]) -> str:
    """`Name: value` on one line."""
    name, _, value = _joined(runs).partition("\n")
    return f"{name}: {value.replace(chr(10), ', ')}"


def _table(block: Block, _people: Mapping[str, str]) -> str:
    grid = [[unlinked(cell["text"]) for cell in row] for row in block["rows"]]
    return "\n".join([unlinked(block.get("caption", "")), *aligned(grid, numeric_columns(block))])


def _joined(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def _picture(block: Block, _people: Mapping[str, str]) -> str:
    return f"[Picture: {unlinked(block['alt_text'])}]"


def _small_print(block: Block, people: Mapping[str, str]) -> str:
    return "\n".join(_joined(runs_of_text(element, people)) for element in block["elements"])


def _divider(_block: Block, _people: Mapping[str, str]) -> str:
    return "-" * 40


_RENDERERS: Mapping[str, Callable[[Block, Mapping[str, str]], str]] = {
    "header": _heading,
    "rich_text": _rich_text,
    "section": _section,
    "data_table": _table,
    "image": _picture,
    "context": _small_print,
    "divider": _divider,
}
