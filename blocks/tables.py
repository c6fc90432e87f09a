"""Tables, drawn in the best style that a workspace accepts: data_table, table, or text in columns."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blocks import limits
from blocks.elements import Block, Element, TableStyle, context, plain, preformatted, rich_text
from blocks.escape import outside, slack_length
from blocks.numbers import NONE, dollars_or_none, dollars_value, percent

_TEXT_WIDTH = 70  # characters per line of preformatted text
_TEXT_CELL = 22  # characters per column, if there is room for all
_TEXT_CELL_LEAST = 8
_TEXT_ROWS = 25


@dataclass(frozen=True)
class Number:
    """A cell that sorts by `value` and shows `text`."""

    value: float
    text: str


Cell = str | Number


def price(microcents: int | None) -> Number:
    """A sortable cell of money, with a dash for None."""
    return Number(dollars_value(microcents or 0), dollars_or_none(microcents))


def share(part: int, whole: int) -> Number:
    """A sortable cell with a percentage."""
    return Number(round(100 * part / whole, 3) if whole > 0 else 0, percent(part, whole))


@dataclass(frozen=True)
class Table:
    """Rows, worst or largest first. Text from outside in cells has to go through `outside` first.

    `row_header` is the column that names a row. A column whose cells are all numbers sorts as numbers.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_header: int = 0
    page_size: int = 10


def table_blocks(table: Table, style: TableStyle) -> list[Block]:
    """The table's block and, if not all rows fit, a line that says how many do; nothing without rows."""
    if not table.rows:
        return []
    rows = table.rows[: _rows_that_fit(table, style)]
    draw = {TableStyle.DATA_TABLE: _data_table, TableStyle.TABLE: _table, TableStyle.TEXT: _text}[style]
    blocks = [draw(table, rows)]
    if style is not TableStyle.DATA_TABLE:  # the only style with a caption of its own
        blocks.insert(0, context(plain(table.caption)))
    if len(rows) < len(table.rows):
        note = f"The first {len(rows):,} of {len(table.rows):,} rows; the rest do not fit in one message."
        blocks.append(context(plain(note)))
    return blocks


def _rows_that_fit(table: Table, style: TableStyle) -> int:
    """How many rows fit within the style's limits on rows and on characters in all cells."""
    most_rows, budget = {
        TableStyle.DATA_TABLE: (limits.DATA_TABLE_ROWS - 1, limits.DATA_TABLE_CHARACTERS),
        TableStyle.TABLE: (limits.TABLE_ROWS - 1, limits.TABLE_CHARACTERS),
        TableStyle.TEXT: (_TEXT_ROWS, limits.TEXT_OBJECT),
    }[style]
    wide = style is TableStyle.TEXT
    used = (len(table.columns) * (_TEXT_CELL + 2)) if wide else _characters(table.columns) + slack_length(table.caption)
    for count, row in enumerate(table.rows[:most_rows]):
        used += sum(_TEXT_CELL + 2 for _ in row) if wide else _characters(row)
        if used > budget:
            return count
    return min(most_rows, len(table.rows))


def _characters(row: Sequence[Cell]) -> int:
    return sum(slack_length(_text_of(cell)) for cell in row)


def _text_of(cell: Cell) -> str:
    return (cell.text if isinstance(cell, Number) else cell) or NONE


def _raw(cell: Cell) -> Element:
    if isinstance(cell, Number):
        return {"type": "raw_number", "value": cell.value, "text": _text_of(cell)}
    return {"type": "raw_text", "text": _text_of(cell)}


def _data_table(table: Table, rows: Sequence[Sequence[Cell]]) -> Block:
    return {
        "type": "data_table",
        "caption": table.caption,
        "row_header_column_index": table.row_header,
        "page_size": min(table.page_size, limits.DATA_TABLE_PAGE_SIZE),
        "rows": [[_raw(name) for name in table.columns], *([_raw(cell) for cell in row] for row in rows)],
    }


def _table(table: Table, rows: Sequence[Sequence[Cell]]) -> Block:
    """A table block, which has no header row: column names are in bold."""
    names = [
        rich_text({"type": "rich_text_section", "elements": [{"type": "text", "text": name, "style": {"bold": True}}]})
        for name in table.columns
    ]
    return {
        "type": "table",
        "column_settings": [
            {"align": "right" if all(isinstance(row[index], Number) for row in rows) else "left"}
            for index in range(len(table.columns))
        ],
        "rows": [names, *([_raw(cell) for cell in row] for row in rows)],
    }


def _text(table: Table, rows: Sequence[Sequence[Cell]]) -> Block:
    """Text in columns, cut as far as needed to keep each row on one line."""
    grid = [table.columns, *([_text_of(cell) for cell in row] for row in rows)]
    right = [all(isinstance(row[index], Number) for row in rows) for index in range(len(table.columns))]
    for longest in range(_TEXT_CELL, _TEXT_CELL_LEAST - 1, -1):
        lines = [
            [cell if to_right else outside(cell, longest) for cell, to_right in zip(row, right, strict=True)]
            for row in grid
        ]
        widths = column_widths(lines)
        if sum(widths) + 2 * (len(widths) - 1) <= _TEXT_WIDTH:
            break
    return rich_text(preformatted("\n".join(aligned(lines, right))))


def numeric_columns(block: Mapping[str, Any]) -> list[bool]:
    """For each column of a table block, whether all cells below its name are numbers."""
    names, *rows = block["rows"]
    return [all(row[index]["type"] == "raw_number" for row in rows) for index in range(len(names))]


def aligned(rows: Sequence[Sequence[str]], to_right: Sequence[bool]) -> list[str]:
    """Rows as lines of text in columns, with numbers aligned to the right."""
    widths = column_widths(rows)
    return ["  ".join(map(_padded, row, widths, to_right)).rstrip() for row in rows]


def column_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """The display width of the widest cell of each column."""
    return [max(map(display_width, column)) for column in zip(*rows, strict=True)]


def _padded(text: str, width: int, to_right: bool) -> str:
    space = " " * (width - display_width(text))
    return space + text if to_right else text + space


def display_width(text: str) -> int:
    """Width in terminal columns: East Asian characters and emoji take two, marks and controls none."""
    return sum(
        0 if unicodedata.category(c) in {"Mn", "Me", "Cf"} else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
