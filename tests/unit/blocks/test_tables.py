"""One table in three kinds."""

import pytest

from blocks.elements import TableStyle
from blocks.tables import Number, Table, table_blocks

TABLE = Table(
    caption="Spend by member",
    columns=("Member", "Usage value"),
    rows=(("Mia Fox", Number(1_204.37, "$1,204.37")), ("Omar", Number(96.0, "$96.00"))),
)


def test_a_data_table_sorts_its_numbers():
    (block,) = table_blocks(TABLE, TableStyle.DATA_TABLE)
    assert block["caption"] == "Spend by member"
    assert block["rows"][0] == [{"type": "raw_text", "text": "Member"}, {"type": "raw_text", "text": "Usage value"}]
    assert block["rows"][1][1] == {"type": "raw_number", "value": 1_204.37, "text": "$1,204.37"}


def test_a_table_stands_its_numbers_to_the_right():
    caption, block = table_blocks(TABLE, TableStyle.TABLE)
    assert caption["elements"][0]["text"] == "Spend by member"
    assert block["column_settings"] == [{"align": "left"}, {"align": "right"}]
    assert len(block["rows"]) == 3


def test_text_stands_in_columns():
    _, block = table_blocks(TABLE, TableStyle.TEXT)
    text = block["elements"][0]["elements"][0]["text"]
    assert text.splitlines() == ["Member   Usage value", "Mia Fox    $1,204.37", "Omar          $96.00"]


def test_wide_characters_take_two_columns_of_text():
    table = Table("x", ("Member", "N"), (("李雷", Number(1, "1")), ("Omar", Number(2, "2"))))
    _, block = table_blocks(table, TableStyle.TEXT)
    assert block["elements"][0]["elements"][0]["text"].splitlines()[1:] == ["李雷    1", "Omar    2"]


@pytest.mark.parametrize(
    ("style", "shown"), [(TableStyle.DATA_TABLE, 100), (TableStyle.TABLE, 99), (TableStyle.TEXT, 25)]
)
def test_what_does_not_fit_is_counted(style, shown):
    table = Table("x", ("Member",), tuple((f"member {index}",) for index in range(150)))
    *_, note = table_blocks(table, style)
    assert note["elements"][0]["text"] == f"The first {shown} of 150 rows; the rest do not fit in one message."


def test_no_rows_make_no_table():
    assert table_blocks(Table("x", ("Member",), ()), TableStyle.DATA_TABLE) == []


def test_an_empty_cell_shows_a_dash():
    (block,) = table_blocks(Table("x", ("Member",), (("",),)), TableStyle.DATA_TABLE)
    assert block["rows"][1][0]["text"] == "–"


def test_a_row_of_text_stays_on_one_line_of_a_screen():
    row = ("a" * 40, Number(1, "$92,233,720,368.55"), "b" * 40, Number(2, "1,204"))
    _, block = table_blocks(Table("x", ("Member", "Usage value", "Model", "Requests"), (row,)), TableStyle.TEXT)
    lines = block["elements"][0]["elements"][0]["text"].splitlines()
    assert max(map(len, lines)) <= 70
    assert "$92,233,720,368.55" in lines[1]
