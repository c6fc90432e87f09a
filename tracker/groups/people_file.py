"""Who belongs where according to a file: HiBob's People Directory or Spendwatch's own mapping."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from tracker.groups.csv_files import CsvRefused, CsvTable, read_csv
from tracker.groups.hibob import Placed, group_of
from tracker.groups.mapping_csv import cell_text
from tracker.groups.names import name_key
from tracker.reports.types import ImportKind, RefusedRow

EMAIL_NAMES = ("email", "work email", "email address")
Entry = TypeVar("Entry")
NO_EMAIL = "has no e-mail"


@dataclass(frozen=True)
class PeopleFile:
    """What a file says about people, by lower-case e-mail: a `Placed` from HiBob, a group name from a mapping."""

    kind: ImportKind
    rows: int
    repeated: int
    placed: Mapping[str, Placed]
    wanted: Mapping[str, str]
    refused: tuple[RefusedRow, ...]


def read_people(content: bytes) -> PeopleFile:
    """Read a file of either kind. Raises CsvRefused."""
    table = read_csv(content)
    email, department = table.find(*EMAIL_NAMES), table.find("department")
    group, team = table.find("group"), table.find("team")
    if email is not None and department is not None:
        return _hibob(table, {"email": email, "department": department, "group": group, "team": team})
    if email is not None and group is not None and team is None:
        return _mapping(table, {"email": email, "group": group})
    raise CsvRefused(
        f"This is a different kind of CSV: its columns are {table.columns_in_words}. It needs Email and Department "
        "(HiBob's People Directory), or email and group (Spendwatch's own export)."
    )


def _hibob(table: CsvTable, places: Mapping[str, int | None]) -> PeopleFile:
    entries: dict[str, Placed] = {}
    notes = _Notes()
    for row in table.under(places):
        cells = row.cells
        placed = Placed(cells["department"], cells["group"], cells["team"])
        email = _email(cells["email"])
        if notes.takes(email, row.line, _path_key(placed), " > ".join(group_of(placed))):
            entries[email] = placed
    unambiguous = notes.only_unambiguous(entries)
    return PeopleFile(ImportKind.HIBOB, len(table.rows), notes.repeated, unambiguous, {}, notes.refused())


def _mapping(table: CsvTable, places: Mapping[str, int | None]) -> PeopleFile:
    entries: dict[str, str] = {}
    notes = _Notes()
    for row in table.under(places):
        group = cell_text(row.cells["group"])
        email = _email(cell_text(row.cells["email"]))
        if notes.takes(email, row.line, group, group or "no group"):
            entries[email] = group
    unambiguous = notes.only_unambiguous(entries)
    return PeopleFile(ImportKind.MAPPING, len(table.rows), notes.repeated, {}, unambiguous, notes.refused())


class _Notes:
    """Rows that are duplicates, contradict another row, or lack an e-mail."""

    def __init__(self) -> None:
        self.repeated = 0
        self._seen: dict[str, list[tuple[int, object, str]]] = {}
        self._nameless: list[int] = []

    def only_unambiguous(self, entries: Mapping[str, Entry]) -> dict[str, Entry]:
        """The entries of people who are placed in just one group."""
        return {email: what for email, what in entries.items() if len(self._seen[email]) == 1}

    def takes(self, email: str, line: int, what: object, in_words: str) -> bool:
        """Whether this is the first row of a person."""
        if not email:
            self._nameless.append(line)
            return False
        entries = self._seen.setdefault(email, [])
        if any(before == what for _, before, _ in entries):
            self.repeated += 1
            return False
        entries.append((line, what, in_words))
        return len(entries) == 1

    def refused(self) -> tuple[RefusedRow, ...]:
        """The refused rows, in the order of their first lines."""
        rows = [RefusedRow((line,), "", NO_EMAIL) for line in self._nameless]
        for email, entries in self._seen.items():
            if len(entries) == 1:
                continue
            groups = " and ".join(f"“{words}”" for _, _, words in entries[:3])
            rows.append(RefusedRow(tuple(line for line, _, _ in entries), email, f"is in {groups}"))
        return tuple(sorted(rows, key=lambda row: row.lines))


def _email(text: str) -> str:
    return text.strip().lower()


def _path_key(placed: Placed) -> tuple[str, ...]:
    return tuple(map(name_key, group_of(placed)))
