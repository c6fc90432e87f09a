"""table and data_table blocks as rows of cells, with header and numeric columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from sandbox.slack.page.reader import Reader
from sandbox.slack.page.rich_text import rich_text

DEFAULT_PAGE_SIZE = 5

Block = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """A cell to show. `sort_key` is a number's value; `button` is the element of an action cell."""

    shown: Markup
    sort_key: float | None = None
    button: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Column:
    """A column: its alignment (left, center, right), and whether every cell below the header is a number."""

    align: str
    is_numeric: bool
    is_wrapped: bool = False


@dataclass(frozen=True)
class ShownTable:
    """A table ready to be drawn. `header` is empty for a plain table, whose rows are all alike."""

    caption: str
    columns: tuple[Column, ...]
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    page_size: int | None = None
    row_header: int | None = None


def plain_table(block: Block, reader: Reader) -> ShownTable:
    """A `table` block, without a header; alignment is from its column settings."""
    rows = _rows(block, reader)
    settings = [setting or {} for setting in block.get("column_settings", [])]
    columns = []
    for index in range(max(map(len, rows), default=0)):
        setting = settings[index] if index < len(settings) else {}
        columns.append(Column(str(setting.get("align", "left")), False, bool(setting.get("is_wrapped"))))
    return ShownTable("", tuple(columns), (), rows)


def data_table(block: Block, reader: Reader) -> ShownTable:
    """A `data_table` block: the first row is the header, and numeric columns are aligned right."""
    header, *rows = _rows(block, reader)
    columns = []
    for index in range(len(header)):
        numeric = all(row[index].sort_key is not None for row in rows)
        columns.append(Column("right" if numeric else "left", numeric, is_wrapped=True))
    return ShownTable(
        str(block.get("caption", "")),
        tuple(columns),
        header,
        tuple(rows),
        page_size=int(block.get("page_size", DEFAULT_PAGE_SIZE)),
        row_header=int(block.get("row_header_column_index", 0)),
    )


def _rows(block: Block, reader: Reader) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(_cell(cell, reader) for cell in row) for row in block.get("rows", []))


def _cell(cell: Mapping[str, Any], reader: Reader) -> Cell:
    match cell.get("type"):
        case "rich_text":
            return Cell(rich_text(cell, reader))
        case "raw_number":
            return Cell(escape(str(cell["text"])), float(cell["value"]))
        case "action_cell":
            fallback = _cell(cell["fallback"], reader)
            return Cell(fallback.shown, fallback.sort_key, cell["element"])
        case _:
            return Cell(escape(str(cell.get("text", ""))))
