"""Reads CSV files as people have them, from a spreadsheet or HiBob, into rows by column name."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

LARGEST_BYTES = 5_000_000
MAX_ROWS = 20_000
LIMITS_IN_WORDS = f"At most {LARGEST_BYTES // 1_000_000} MB and {MAX_ROWS:,} rows."
SEPARATORS = (",", ";", "\t")
SHOWN_COLUMNS = 8

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .xls
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SEP_LINE = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)


class CsvRefused(ValueError):
    """A file that cannot be read; the message says where it fails and what to do. Nothing was changed."""


@dataclass(frozen=True)
class CsvRow:
    """Cells by column, and the line of the file on which the row begins, counted from 1."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class CsvTable:
    """A file's rows and its header, with names as written."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def find(self, *names: str) -> int | None:
        """The position of the first of these names that is a column, in any case. Raises CsvRefused for duplicates."""
        keys = [column_key(each) for each in self.header]
        for name in names:
            places = [place for place, key in enumerate(keys) if key == column_key(name)]
            if len(places) > 1:
                raise CsvRefused(f"Two columns are called “{_short(self.header[places[0]])}”. Delete one of them.")
            if places:
                return places[0]
        return None

    def under(self, places: Mapping[str, int | None]) -> Iterator[CsvRow]:
        """The rows with only these columns; a missing column is empty."""
        for line, cells in self.rows:
            yield CsvRow(line, {name: "" if place is None else cells[place] for name, place in places.items()})

    @property
    def columns_in_words(self) -> str:
        """The columns that were found, as part of a sentence."""
        shown = ", ".join(f"“{_short(each)}”" for each in self.header[:SHOWN_COLUMNS])
        return f"{shown} and {len(self.header) - SHOWN_COLUMNS} more" if len(self.header) > SHOWN_COLUMNS else shown


def column_key(name: str) -> str:
    """A key that different spellings of a column name share.

    >>> column_key(" E-Mail ") == column_key("email")
    True
    """
    return "".join(character for character in name.casefold() if character.isalnum())


def read_csv(content: bytes) -> CsvTable:
    """Read a file: UTF-8, UTF-16 or Windows-1252, with commas, semicolons or tabs. Raises CsvRefused."""
    text = _text(content)
    marked = _SEP_LINE.match(text)  # Excel's way to name the separator
    skipped = 1 if marked else 0
    body = text[marked.end() :] if marked else text
    separator = marked[1] if marked else _separator(body)
    records = _records(body, separator, skipped)
    _, header = next(records, (0, ()))
    if not header:
        raise CsvRefused("The file is empty. Export it again, with its header row.")
    rows: list[tuple[int, tuple[str, ...]]] = []
    for line, cells in records:
        if len(rows) == MAX_ROWS:
            raise CsvRefused(
                f"The file has more than {MAX_ROWS:,} rows. Split it, and import one part after the other."
            )
        rows.append((line, _fitted(cells, header, line)))
    return CsvTable(tuple(each.strip() for each in header), tuple(rows))


def refuse_large(size: int) -> None:
    """Raise CsvRefused for a file that is too large."""
    if size > LARGEST_BYTES:
        raise CsvRefused(
            f"The file has {size / 1_000_000:,.1f} MB; at most {LARGEST_BYTES // 1_000_000} MB are read. "
            "Remove columns that are not needed, or split the file."
        )


def _text(content: bytes) -> str:
    refuse_large(len(content))
    if content.startswith(_WORKBOOKS):
        raise CsvRefused("This is an Excel workbook, not a CSV file. In Excel choose Save as, CSV UTF-8.")
    try:
        text = _decoded(content)
    except UnicodeDecodeError as error:
        raise CsvRefused("The file is not text. Export it as CSV in UTF-8.") from error
    found = _NOT_IN_TEXT.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise CsvRefused(f"The file is not text: line {line:,} holds control characters. Export it as CSV in UTF-8.")
    return text


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _separator(text: str) -> str:
    """The separator that splits the header into the most cells."""

    def cells(separator: str) -> int:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), ()))

    try:
        return max(SEPARATORS, key=cells)
    except csv.Error as error:
        raise _unreadable(1, error) from error


def _records(text: str, separator: str, skipped: int) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows that are not blank, with the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _unreadable(line, error) from error
        if any(cell.strip() for cell in cells):
            yield line, cells


def _unreadable(line: int, error: csv.Error) -> CsvRefused:
    return CsvRefused(f"The row that begins on line {line:,} cannot be read ({error}). Check its quotes.")


def _fitted(cells: Sequence[str], header: Sequence[str], line: int) -> tuple[str, ...]:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise CsvRefused(
            f"Line {line:,} has {len(cells)} cells where the header has {len(header)}. "
            "Put text that contains the separator in quotes."
        )
    return (*cells[: len(header)], *[""] * (len(header) - len(cells)))


def listed(values: Collection[str], shown: int = 5) -> str:
    """The first few of some texts from a file, as part of a sentence."""
    first = ", ".join(f"“{_short(each)}”" for each in list(values)[:shown])
    return first + (f" and {len(values) - shown:,} more" if len(values) > shown else "")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
