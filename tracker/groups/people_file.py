"""Whom a file places where: HiBob's People Directory or Spendwatch's own mapping, told apart by their columns."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.groups.csv_files import CsvRefused, CsvTable, read_csv
from tracker.groups.hibob import Placed, group_of
from tracker.groups.mapping_csv import cell_text
from tracker.groups.names import name_key
from tracker.reports.types import ImportKind, RefusedRow

EMAIL_NAMES = ("email", "work email", "email address")
NO_EMAIL = "has no e-mail"


@dataclass(frozen=True)
class PeopleFile:
    """What a file says of people, by lower-case e-mail: of HiBob's a `Placed`, of a mapping the name of a group."""

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
        f"This is a CSV of another kind: its columns are {table.columns_in_words}. Needed are Email and Department "
        "(HiBob's People Directory), or email and group (Spendwatch's own export)."
    )


def _hibob(table: CsvTable, places: Mapping[str, int | None]) -> PeopleFile:
    said: dict[str, Placed] = {}
    notes = _Notes()
    for row in table.under(places):
        cells = row.cells
        placed = Placed(cells["department"], cells["group"], cells["team"])
        email = _email(cells["email"])
        if notes.takes(email, row.line, _path_key(placed), " > ".join(group_of(placed))):
            said[email] = placed
    clear = {email: placed for email, placed in said.items() if email not in notes.unclear}
    return PeopleFile(ImportKind.HIBOB, len(table.rows), notes.repeated, clear, {}, notes.refused())


def _mapping(table: CsvTable, places: Mapping[str, int | None]) -> PeopleFile:
    said: dict[str, str] = {}
    notes = _Notes()
    for row in table.under(places):
        group = cell_text(row.cells["group"])
        email = _email(cell_text(row.cells["email"]))
        if notes.takes(email, row.line, group, group or "no group"):
            said[email] = group
    clear = {email: group for email, group in said.items() if email not in notes.unclear}
    return PeopleFile(ImportKind.MAPPING, len(table.rows), notes.repeated, {}, clear, notes.refused())


class _Notes:
    """Rows that say something twice, say two things of one person, or say of whom they are not."""

    def __init__(self) -> None:
        self.repeated = 0
        self._seen: dict[str, list[tuple[int, object, str]]] = {}
        self._nameless: list[int] = []

    @property
    def unclear(self) -> set[str]:
        """E-mails that are placed in more than one group."""
        return {email for email, said in self._seen.items() if len(said) > 1}

    def takes(self, email: str, line: int, what: object, in_words: str) -> bool:
        """Whether a row is the first of somebody's."""
        if not email:
            self._nameless.append(line)
            return False
        said = self._seen.setdefault(email, [])
        if any(before == what for _, before, _ in said):
            self.repeated += 1
            return False
        said.append((line, what, in_words))
        return len(said) == 1

    def refused(self) -> tuple[RefusedRow, ...]:
        """In the order of their first lines."""
        rows = [RefusedRow((line,), "", NO_EMAIL) for line in self._nameless]
        for email in self.unclear:
            said = self._seen[email]
            groups = " and ".join(f"“{words}”" for _, _, words in said[:3])
            rows.append(RefusedRow(tuple(line for line, _, _ in said), email, f"is in {groups}"))
        return tuple(sorted(rows, key=lambda row: row.lines))


def _email(text: str) -> str:
    return text.strip().lower()


def _path_key(placed: Placed) -> tuple[str, ...]:
    return tuple(map(name_key, group_of(placed)))
