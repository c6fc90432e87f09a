"""What an import would change: who moves where, who stays, and who is unknown. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.groups.hibob import build_groups
from tracker.groups.mapping_csv import means_none
from tracker.groups.names import GroupNameRefused, group_name, name_key
from tracker.groups.people_file import PeopleFile
from tracker.reports.types import ImportKind, RefusedRow


@dataclass(frozen=True)
class Seat:
    """A member of the team and the row id of their current group, None for none."""

    actor_id: int
    group_id: int | None


@dataclass(frozen=True)
class PlannedMove:
    """One person's move. A new group has a name but no row id yet; no group has neither."""

    actor_id: int
    old_group_id: int | None
    new_group_id: int | None
    new_name: str | None


@dataclass(frozen=True)
class ImportPlan:
    """What a file changes. Members it does not list keep their group."""

    matched: int
    keeps: int
    moves: tuple[PlannedMove, ...]
    not_matched: tuple[str, ...]
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True)
class _Target:
    ids: tuple[int, ...]
    name: str | None


class Targets:
    """Finds the group that a name means: an exact match, else one that differs in case, else a new one."""

    def __init__(self, names: Mapping[int, str]) -> None:
        """`names` are those of the existing groups, by row id."""
        self._names = names
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._alike: dict[str, list[int]] = defaultdict(list)
        for group_id, name in sorted(names.items()):
            self._exact[name].append(group_id)
            self._alike[name_key(name)].append(group_id)
        self._new: dict[str, str] = {}

    def find(self, text: str) -> _Target:
        """The group with a name. Raises GroupNameRefused if a new one cannot have it."""
        if ids := self._exact.get(text):
            return _Target(tuple(ids), text)
        name = group_name(text)
        if ids := self._alike.get(name_key(name)):
            return _Target(tuple(ids), self._names[ids[0]])
        return _Target((), self._new.setdefault(name_key(name), name))

    def find_or_none(self, cell: str) -> _Target:
        """The same for a mapping's cell, which may mean no group."""
        if cell not in self._exact and means_none(cell, self._names.values()):
            return _Target((), None)
        return self.find(cell)


def build_plan(file: PeopleFile, seats: Mapping[str, Seat], names: Mapping[int, str]) -> ImportPlan:
    """Compute what a file changes; `seats` are the members by lower-case e-mail, `names` the existing groups.

    The sizes of HiBob's teams count only members of the Cursor team, as nobody else is in a billing group.
    """
    targets, refused = Targets(names), list(file.refused)
    said: Mapping[str, object] = file.placed if file.kind is ImportKind.HIBOB else file.wanted
    known = [email for email in said if email in seats]
    if file.kind is ImportKind.HIBOB:
        groups = build_groups({email: file.placed[email] for email in known})
        wanted = {email: targets.find(groups[email]) for email in known}
    else:
        wanted = {}
        for email in known:
            try:
                wanted[email] = targets.find_or_none(file.wanted[email])
            except GroupNameRefused as error:
                refused.append(RefusedRow((), email, f"cannot go there: {error.reason}"))
    moves = tuple(move for email, target in wanted.items() if (move := _move(seats[email], target)))
    return ImportPlan(
        matched=len(wanted),
        keeps=len(wanted) - len(moves),
        moves=_ordered(moves, names),
        not_matched=tuple(sorted(email for email in said if email not in seats)),
        refused=tuple(refused),
    )


def _move(seat: Seat, target: _Target) -> PlannedMove | None:
    """None if the person is there already."""
    if target.name is None:
        return PlannedMove(seat.actor_id, seat.group_id, None, None) if seat.group_id is not None else None
    if seat.group_id is not None and seat.group_id in target.ids:
        return None
    return PlannedMove(seat.actor_id, seat.group_id, target.ids[0] if target.ids else None, target.name)


def _ordered(moves: Sequence[PlannedMove], names: Mapping[int, str]) -> tuple[PlannedMove, ...]:
    """Sorted by the group they go to, then by the one they leave."""

    def place(move: PlannedMove) -> tuple[str, str, int]:
        return name_key(move.new_name or ""), name_key(names.get(move.old_group_id or 0, "")), move.actor_id

    return tuple(sorted(moves, key=place))
