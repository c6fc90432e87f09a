"""Spendwatch's own file of who is in which billing group: `email,name,group`, one line per member.

RFC 4180, in UTF-8 with a byte order mark, which spreadsheets need. A text that a spreadsheet would take for a formula
is prefixed with an apostrophe; reading removes it, so files round-trip.
"""

import csv
import io
from collections.abc import Collection, Iterable

from tracker.groups.names import RESERVED, name_key

COLUMNS = ("email", "name", "group")
ENCODING = "utf-8-sig"
UNASSIGNED_WORD = "Unassigned"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_APOSTROPHE = "'"


def write_mapping(lines: Iterable[tuple[str, str, str]]) -> bytes:
    """Write the file from (e-mail, name, group) lines."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([text_cell(each) for each in line] for line in lines)
    return target.getvalue().encode(ENCODING, "replace")


def text_cell(text: str) -> str:
    """A text as a cell that no spreadsheet evaluates.

    >>> text_cell("=1+1"), text_cell("'quoted'"), text_cell("Mia Fox")
    ("'=1+1", "''quoted'", 'Mia Fox')
    """
    return _APOSTROPHE + text if text.startswith((*FORMULA_STARTS, _APOSTROPHE)) else text


def cell_text(cell: str) -> str:
    """The inverse of `text_cell`; an apostrophe that it would not have added is part of the text.

    >>> cell_text("'=1+1"), cell_text("''quoted'"), cell_text("'quoted'")
    ('=1+1', "'quoted'", "'quoted'")
    """
    is_guarded = cell[:1] == _APOSTROPHE and cell[1:].startswith((*FORMULA_STARTS, _APOSTROPHE))
    return cell[1:] if is_guarded else cell


def word_for_none(group_names: Collection[str]) -> str:
    """The word for no group in a file; empty if a group has that name."""
    taken = {name_key(name) for name in group_names}
    return "" if RESERVED in taken else UNASSIGNED_WORD


def means_none(cell: str, group_names: Collection[str]) -> bool:
    """Whether a cell means no group."""
    return not cell.strip() or (bool(word_for_none(group_names)) and name_key(cell.strip()) == RESERVED)
