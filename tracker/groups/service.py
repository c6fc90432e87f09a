"""How people change billing groups: all or nothing, without overwriting somebody else's change, and undoable."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from tracker.changes import ChangeNotFound
from tracker.groups.changing import (
    Applied,
    GroupNotThere,
    GroupOfCursor,
    PeopleNotFound,
    apply_assignments,
    create_group,
    delete_group,
    find_people,
    free_name,
    own_group,
    undo_change,
)
from tracker.groups.names import GroupNameRefused
from tracker.groups.words import (
    moved_meanwhile,
    people_in_words,
    renamed_meanwhile,
    show_moves,
    undone_in_words,
)
from tracker.reports.scope import UNASSIGNED, find_group, unassigned_name
from tracker.reports.types import (
    AS_CURSOR_HAS_IT,
    GroupChange,
    GroupMeanwhile,
    GroupMove,
    GroupOutcome,
    GroupTarget,
)
from tracker.store.effective_groups import lock_groups
from tracker.store.engine import Store
from tracker.store.local_groups import (
    find_change,
    find_group_row,
    find_undo,
    forget_change,
    last_choice,
    list_group_rows,
    list_later,
    record_change,
    rename_group,
    set_change_outcome,
)
from tracker.store.tables import AuditRow

UNDOABLE = {GroupChange.CREATED, GroupChange.RENAMED, GroupChange.DELETED, GroupChange.MOVED, GroupChange.IMPORTED}


class GroupChangeIsAnUndo(ValueError):
    """An undo cannot be undone; make the change again instead."""

    def __init__(self) -> None:
        super().__init__("That change is an undo, which cannot be undone. Make the original change again instead.")


# What can be wrong with a request; each message is a sentence for people, and nothing was changed.
GROUP_REFUSALS = (
    GroupChangeIsAnUndo,
    ChangeNotFound,
    GroupNameRefused,
    GroupNotThere,
    GroupOfCursor,
    PeopleNotFound,
)


class GroupService:
    """Creates, renames, fills and deletes groups; every method is one transaction that also writes the trail.

    People are given by key, the lower-case e-mail. Each change can be undone with its outcome's `change_id`. With
    `dry_run`, everything is computed and nothing kept.
    """

    def __init__(self, store: Store, *, dry_run: bool = False) -> None:
        self._store = store
        self._dry_run = dry_run

    @contextmanager
    def _changing(self) -> Iterator[Session]:
        with self._store.writing() as session:
            lock_groups(session)
            yield session
            if self._dry_run:
                session.rollback()

    def named(self, name: str) -> int:
        """The row id of the group with this name, ignoring case. Raises GroupNotFound and GroupNotThere."""
        group_id = self.target(name).group_id
        if group_id is None:
            raise GroupNotThere
        return group_id

    def target(self, name: str) -> GroupTarget:
        """The target that a group's name, ignoring case, or the word for no group means. Raises GroupNotFound."""
        with self._store.reading() as session:
            found = find_group(session, name)
            groups = [(row.id, row.is_unassigned) for row in list_group_rows(session) if row.name == found]
        if not groups and found != UNASSIGNED:  # deleted: only its past is left
            raise GroupNotThere
        return GroupTarget(next((group_id for group_id, is_unassigned in groups if not is_unassigned), None))

    def why_not(self, name: str, *, except_for: int | None = None) -> str | None:
        """Why no group can have this name, as a sentence without a full stop; None if one can."""
        with self._store.reading() as session:
            try:
                free_name(session, name, except_for=except_for)
            except GroupNameRefused as refused:
                return refused.reason
        return None

    def last_decision(self) -> int:
        """A counter for forms that move people: it grows with each decision about somebody's group."""
        with self._store.reading() as session:
            return last_choice(session)

    def create(
        self,
        name: str,
        people: Collection[str] = (),
        *,
        by: str,
        source: str,
        now: datetime,
        since: datetime | None = None,
    ) -> GroupOutcome:
        """Create a group and put people into it. Raises GroupNameRefused, GroupNameTaken and PeopleNotFound."""
        with self._changing() as session:
            actors, kept = find_people(session, people), free_name(session, name)
            change_id = record_change(session, GroupChange.CREATED, kept, new=kept, by=by, source=source, now=now)
            group_id = create_group(session, kept, change_id=change_id, now=now)
            targets = dict.fromkeys(actors.values(), GroupTarget(group_id))
            applied = apply_assignments(session, targets, change_id=change_id, now=now, since=since)
            moves = show_moves(session, applied.moved)
            if applied.moved:
                set_change_outcome(session, change_id, f"{kept}, with {people_in_words(moves, len(applied.moved))}")
            outcome = GroupOutcome(GroupChange.CREATED, change_id, group_id, kept)
            return _with_people(outcome, applied, moves)

    def rename(
        self, group_id: int, name: str, *, opened_with: str | None = None, by: str, source: str, now: datetime
    ) -> GroupOutcome:
        """Rename a group made here, unless its name is no longer `opened_with`.

        Raises GroupNameRefused, GroupNameTaken, GroupNotThere and GroupOfCursor.
        """
        with self._changing() as session:
            row = own_group(session, group_id)
            if opened_with is not None and row.name != opened_with:
                return GroupOutcome(
                    GroupChange.RENAMED, meanwhile=(renamed_meanwhile(session, opened_with, row.name, group_id),)
                )
            old, new = row.name, free_name(session, name, except_for=group_id)
            if new == old:
                return GroupOutcome(GroupChange.RENAMED, group_id=group_id, name=new, old_name=old)
            rename_group(session, row, new)
            about = str(group_id)
            change_id = record_change(
                session, GroupChange.RENAMED, about, old=old, new=new, by=by, source=source, now=now
            )
            return GroupOutcome(GroupChange.RENAMED, change_id, group_id, new, old)

    def delete(
        self, group_id: int, *, opened_with: str | None = None, by: str, source: str, now: datetime
    ) -> GroupOutcome:
        """Delete a group made here: its members are in no group from now on, its past stays.

        Raises GroupNotThere and GroupOfCursor.
        """
        with self._changing() as session:
            row = own_group(session, group_id)
            if opened_with is not None and row.name != opened_with:
                return GroupOutcome(
                    GroupChange.DELETED, meanwhile=(renamed_meanwhile(session, opened_with, row.name, group_id),)
                )
            change_id = record_change(
                session, GroupChange.DELETED, row.name, new=row.name, by=by, source=source, now=now
            )
            applied = delete_group(session, group_id, change_id=change_id, now=now)
            outcome = GroupOutcome(GroupChange.DELETED, change_id, group_id, row.name)
            return _with_people(outcome, applied, show_moves(session, applied.moved))

    def assign(
        self,
        people: Collection[str],
        target: GroupTarget,
        *,
        seen: int | None = None,
        since: datetime | None = None,
        by: str,
        source: str,
        now: datetime,
    ) -> GroupOutcome:
        """Move people to a target from `since` on (default `now`).

        With `seen`, an earlier `last_decision`, nothing is done if somebody has decided about one of them since. Raises
        PeopleNotFound and GroupNotThere.
        """
        with self._changing() as session:
            actors = find_people(session, people)
            name = _name_of(session, target)
            later = [] if seen is None else list_later(session, actors.values(), seen)
            if later:
                return GroupOutcome(GroupChange.MOVED, meanwhile=moved_meanwhile(session, later))
            about = AS_CURSOR_HAS_IT if target.is_as_cursor else name or unassigned_name(session)
            change_id = record_change(session, GroupChange.MOVED, about, by=by, source=source, now=now)
            targets = dict.fromkeys(actors.values(), target)
            applied = apply_assignments(session, targets, change_id=change_id, now=now, since=since)
            moves = show_moves(session, applied.moved)
            outcome = GroupOutcome(
                GroupChange.MOVED, change_id, target.group_id, name, is_as_cursor=target.is_as_cursor
            )
            if not applied.moved:
                forget_change(session, change_id)
                return replace(outcome, change_id=None, unchanged=applied.unchanged)
            set_change_outcome(session, change_id, people_in_words(moves, len(applied.moved)))
            return _with_people(outcome, applied, moves)

    def undo(self, change_id: int, *, by: str, source: str, now: datetime) -> GroupOutcome:
        """Undo a change; later decisions about the same people stay in force.

        A name that has changed again stays; so does everything if the change was already undone. Raises ChangeNotFound,
        and GroupNameTaken if another group now has the restored name.
        """
        with self._changing() as session:
            line = find_change(session, change_id)
            if line is not None and line.action == GroupChange.UNDONE:
                raise GroupChangeIsAnUndo
            if line is None or line.action not in UNDOABLE:
                raise ChangeNotFound
            meanwhile = _undone_before(session, change_id) or _renamed_since(session, line)
            if meanwhile:
                return GroupOutcome(GroupChange.UNDONE, undone=GroupChange(line.action), meanwhile=meanwhile)
            if line.action == GroupChange.RENAMED:
                self._name_back(session, line)
            undone = undo_change(session, change_id, now=now)
            undo_id = record_change(
                session, GroupChange.UNDONE, str(change_id), new=undone_in_words(line), by=by, source=source, now=now
            )
            return GroupOutcome(
                GroupChange.UNDONE,
                undo_id,
                name=line.new_value if line.action == GroupChange.RENAMED else line.about,
                old_name=line.old_value,
                moved=len(undone.moved),
                moves=show_moves(session, undone.moved),
                kept=undone.kept,
                undone=GroupChange(line.action),
            )

    @staticmethod
    def _name_back(session: Session, line: AuditRow) -> None:
        row = own_group(session, int(line.about))
        rename_group(session, row, free_name(session, str(line.old_value), except_for=row.id))


def _with_people(outcome: GroupOutcome, applied: Applied, moves: tuple[GroupMove, ...]) -> GroupOutcome:
    return replace(outcome, moved=len(applied.moved), unchanged=applied.unchanged, moves=moves)


def _name_of(session: Session, target: GroupTarget) -> str | None:
    if target.group_id is None:
        return None
    row = find_group_row(session, target.group_id)
    if row is None:
        raise GroupNotThere
    return row.name


def _undone_before(session: Session, change_id: int) -> tuple[GroupMeanwhile, ...]:
    line = find_undo(session, change_id, GroupChange.UNDONE)
    return (GroupMeanwhile("That change has already been undone", line.by, line.at),) if line else ()


def _renamed_since(session: Session, line: AuditRow) -> tuple[GroupMeanwhile, ...]:
    """For a renaming: whether the group has been renamed again since."""
    if line.action != GroupChange.RENAMED:
        return ()
    row = own_group(session, int(line.about))
    if row.name == line.new_value:
        return ()
    return (renamed_meanwhile(session, str(line.new_value), row.name, int(line.about)),)
