"""CSV files as spreadsheets write them, and files that are something else."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.groups import csv_files
from tracker.groups.csv_files import MAX_ROWS, CsvRefused, read_csv
from tracker.groups.mapping_csv import cell_text, means_none, text_cell, word_for_none, write_mapping

TEXT = (
    'Name;Email;Department\r\n"Zoë; ""Z"" Köhl";zoe@example.com;"Line one\nline two"\r\n\r\nBo;bo@example.com;Ops\r\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators(encoding, separator):
    text = TEXT.replace("; ", "##").replace(";", separator).replace("##", "; ")
    table = read_csv(text.encode(encoding))
    assert table.header == ("Name", "Email", "Department")
    assert table.rows == (
        (2, ('Zoë; "Z" Köhl', "zoe@example.com", "Line one\nline two")),
        (5, ("Bo", "bo@example.com", "Ops")),
    )


def test_big_endian_and_the_separator_named_in_the_first_line():
    assert read_csv(b"\xfe\xff" + "email\tgroup\r\na@example.com\tA".encode("utf-16-be")).header == ("email", "group")
    assert read_csv(b"sep=;\r\na,b;c\r\n1;2\r\n").rows == ((3, ("1", "2")),)


def test_columns_are_found_by_name_in_any_case_and_spelling():
    table = read_csv(b"Department, E-MAIL ,x\nOps,a@example.com,1\n")
    assert (table.find("email"), table.find("department"), table.find("team")) == (1, 0, None)
    (row,) = table.under({"email": 1, "team": None})
    assert (row.line, row.cells) == (2, {"email": "a@example.com", "team": ""})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\r\n \r\n", "empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        (b"\xff\xfea", "not text"),
        (b"email,group\na@example.com,\x00\n", "line 2"),
        (b'email,group\na@example.com,"open\n', "line 2"),
        (b'email,group\na@example.com,"x"y\n', "line 2"),
        (b"email,group\na@example.com,x,y\n", "Line 2 has 3 cells where the header has 2"),
    ],
)
def test_what_is_no_csv_is_refused_with_the_place(content, reason):
    with pytest.raises(CsvRefused, match=reason):
        read_csv(content)


def test_the_limits_are_named():
    line = b"a@example.com,A\n"
    assert len(read_csv(b"email,group\n" + line * MAX_ROWS).rows) == MAX_ROWS
    with pytest.raises(CsvRefused, match="more than 20,000 rows"):
        read_csv(b"email,group\n" + line * 50_000)
    with pytest.raises(CsvRefused, match=r"5\.2 MB; at most 5 MB"):
        read_csv(b"x" * 5_200_000)


def test_two_columns_of_a_name_are_refused():
    with pytest.raises(CsvRefused, match="Two columns are called “Email”"):
        read_csv(b"Email,email\na,b\n").find("email")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(content):
    try:
        table = read_csv(content)
    except CsvRefused as refused:
        assert str(refused).endswith(".")
    else:
        assert all(len(cells) == len(table.header) for _, cells in table.rows)


cells = st.text(
    st.characters(codec="utf-8", exclude_characters=[chr(c) for c in (*range(9), *range(14, 32), 127)]), max_size=12
)
started = st.builds(str.__add__, st.sampled_from(["", "=", "+", "-", "@", "'", "''", "'=", '"', "\t", "\n"]), cells)


@given(st.lists(st.tuples(st.just("a@example.com"), started, started), max_size=6))
def test_what_is_written_is_what_is_read(lines):
    table = read_csv(write_mapping(lines))
    assert [tuple(cell_text(cell) for cell in row) for _, row in table.rows] == lines


@given(started)
def test_no_cell_begins_a_formula(text):
    shown = next(csv.reader(io.StringIO(write_mapping([("", "", text)]).decode("utf-8-sig").partition("\r\n")[2])))[2]
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell_text(text_cell(text)) == text


def test_no_group_has_a_word_unless_a_group_is_called_so():
    assert word_for_none(["Ops"]) == "Unassigned"
    assert word_for_none(["UNASSIGNED"]) == ""
    assert means_none(" unassigned ", ["Ops"])
    assert not means_none("Unassigned", ["Unassigned"])
    assert means_none("", ["Unassigned"])


def test_what_was_found_is_told_in_few_words():
    assert csv_files.listed(["a", "b"]) == "“a”, “b”"
    assert csv_files.listed([str(n) for n in range(9)]).endswith("and 4 more")
