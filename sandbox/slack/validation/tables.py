"""table and data_table: rows, columns, cells and the budget of characters for all cells of a payload."""

from collections.abc import Iterator
from typing import Any

from sandbox.slack.validation.composition import BLOCK_ID
from sandbox.slack.validation.elements import button
from sandbox.slack.validation.rich_text import rich_text
from sandbox.slack.validation.rules import (
    Rule,
    Spot,
    boolean,
    by_type,
    choice,
    integer,
    items,
    number,
    shape,
    string,
    typed,
)

TABLE_CHARACTERS = 10_000
DATA_TABLE_CHARACTERS = 20_000
MAX_COLUMNS = 20

raw_text = typed("raw_text", {"text": string(shortest=1)})
raw_number = typed("raw_number", {"value": number, "text": string(shortest=1)})
CELLS: dict[str, Rule] = {"raw_text": raw_text, "raw_number": raw_number, "rich_text": rich_text}
action_cell = typed("action_cell", {"element": by_type({"button": button}), "fallback": by_type(CELLS)})


def cell_texts(cell: Any) -> Iterator[str]:
    """All texts that a cell shows."""
    if isinstance(cell, list):
        for part in cell:
            yield from cell_texts(part)
    elif isinstance(cell, dict):
        if isinstance(cell.get("text"), str):
            yield cell["text"]
        for key, part in cell.items():
            if key != "text" or isinstance(part, dict):
                yield from cell_texts(part)


def _within_budget(kind: str, most: int) -> Any:
    def look(value: dict[str, Any], spot: Spot) -> None:
        characters = sum(len(text) for text in cell_texts(value.get("rows")))
        if spot.report.count(f"{kind} characters", characters) > most:
            spot.at("rows").fail(f"all cells together must be less than {most + 1} characters", "too_long", most)

    return look


def _only_one_table(value: dict[str, Any], spot: Spot) -> None:  # noqa: ARG001 - a look gets the whole object
    if spot.report.count("table") > 1:
        spot.fail("only one table is allowed", "too_many_tables", 1, error="invalid_attachments")


def _rows_of_one_length(value: dict[str, Any], spot: Spot) -> None:
    rows = [row for row in _listed(value) if isinstance(row, list)]
    if len({len(row) for row in rows}) > 1:
        spot.at("rows").fail("every row must have the same number of cells", "uneven_rows")


def _plain_header(value: dict[str, Any], spot: Spot) -> None:
    for index, cell in enumerate((_listed(value) or [[]])[0] or []):
        if isinstance(cell, dict) and cell.get("type") != "raw_text":
            spot.at("rows").at(0).at(index).fail("a header cell must be raw_text", "invalid_header")


def _row_header_within(value: dict[str, Any], spot: Spot) -> None:
    rows = _listed(value)
    index = value.get("row_header_column_index")
    if isinstance(index, int) and rows and isinstance(rows[0], list) and index >= len(rows[0]):
        spot.at("row_header_column_index").fail("there is no such column", "too_large", len(rows[0]) - 1)


def _listed(value: dict[str, Any]) -> list[Any]:
    rows = value.get("rows")
    return rows if isinstance(rows, list) else []


def _setting(value: Any, spot: Spot) -> None:
    if value is not None:
        shape({}, {"align": choice("left", "center", "right"), "is_wrapped": boolean})(value, spot)


table = typed(
    "table",
    {"rows": items(items(by_type(CELLS), 1, MAX_COLUMNS), 1, 100)},
    {**BLOCK_ID, "column_settings": items(_setting, 0, MAX_COLUMNS)},
    _within_budget("table", TABLE_CHARACTERS),
    _only_one_table,
)

data_table = typed(
    "data_table",
    {
        "caption": string(shortest=1),
        "rows": items(items(by_type({**CELLS, "action_cell": action_cell}), 1, MAX_COLUMNS), 2, 201),
    },
    {**BLOCK_ID, "page_size": integer(1, 100), "row_header_column_index": integer(0)},
    _within_budget("data_table", DATA_TABLE_CHARACTERS),
    _rows_of_one_length,
    _plain_header,
    _row_header_within,
)
