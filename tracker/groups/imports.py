"""Imports of billing groups: previewed, approved move by move, applied and undone as one change.

A preview is kept in the database, so it survives a restart. Nothing is ever sent to HiBob or Cursor.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from math import inf
from typing import Any

from sqlmodel import Session

from tracker.groups.changing import apply_assignments, create_group
from tracker.groups.mapping_csv import word_for_none, write_mapping
from tracker.groups.people_file import read_people
from tracker.groups.plan import ImportPlan, Seat, Targets, build_plan
from tracker.groups.service import GroupService
from tracker.groups.words import people_in_words, show_moves
from tracker.reports.actors import actors_by_id
from tracker.reports.group_import import ImportNotFound, load_import
from tracker.reports.types import (
    GroupChange,
    GroupMeanwhile,
    GroupOutcome,
    GroupTarget,
    ImportOutcome,
    ImportReport,
    ImportState,
    RefusedRow,
)
from tracker.store import group_imports as stored
from tracker.store.effective_groups import groups_at, lock_groups
from tracker.store.engine import Store
from tracker.store.local_groups import forget_change, record_change, set_change_outcome
from tracker.store.queries_actors import find_keys, list_groups
from tracker.store.tables_groups import GroupImportRow

LISTED = 200  # how many refused rows and unknown e-mails are kept for display
LONGEST_FILE_NAME = 120
PREVIEWS_KEPT = timedelta(days=30)
SHOWN_MEANWHILE = 10
LATEST = 20


class ImportNotOpen(ValueError):
    """The import has been applied or cancelled already; nothing was changed."""

    def __init__(self, state: str) -> None:
        super().__init__(f"That import was already {state}, so nothing was changed. Import the file again.")


class ImportNotApplied(ValueError):
    """There is nothing to undo because the import was never applied."""

    def __init__(self) -> None:
        super().__init__("That import has not been applied, so there is nothing to undo.")


class MovesNotThere(LookupError):
    """The import does not move people with these e-mails; nothing was changed."""

    def __init__(self, keys: Collection[str]) -> None:
        shown = ", ".join(f"“{key}”" for key in sorted(keys)[:5])
        super().__init__(f"The import moves nobody by {shown}, so nothing was changed.")


IMPORT_REFUSALS = (ImportNotFound, ImportNotOpen, ImportNotApplied, MovesNotThere)


class GroupImports:
    """Previews, decides, applies and exports imports; every method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def preview(self, content: bytes, file_name: str, *, by: str, source: str, now: datetime) -> int:
        """Compute and store what a file would change, with every move approved; return the import's number.

        Raises CsvRefused, with nothing stored.
        """
        file = read_people(content)
        with self._store.writing() as session:
            stored.forget_open_imports(session, before=now - PREVIEWS_KEPT)
            seats, names = _seats(session, now), _names(session)
            plan = build_plan(file, seats, names)
            row = GroupImportRow(
                created_at=now,
                by=by,
                source=source,
                file_name=" ".join(file_name.split())[:LONGEST_FILE_NAME] or "file",
                kind=file.kind.value,
                rows=file.rows,
                repeated=file.repeated,
                **_counts(plan),
            )
            return stored.insert_import(session, row, (asdict(move) | {"is_approved": True} for move in plan.moves))

    def dry_run(
        self, content: bytes, file_name: str, reject: Collection[str] = (), *, by: str, source: str, now: datetime
    ) -> ImportReport:
        """What a file would change, all on one page, with nothing stored. Raises CsvRefused and MovesNotThere."""
        import_id = self.preview(content, file_name, by=by, source=source, now=now)
        try:
            self.reject_people(import_id, reject)
            with self._store.reading() as session:
                return load_import(session, import_id, page_size=None, now=now)
        finally:
            with self._store.writing() as session:
                stored.forget_import(session, import_id)

    def decide(
        self,
        import_id: int,
        *,
        approved: bool,
        numbers: Collection[int] | None = None,
        target: int | None = None,
    ) -> None:
        """Approve or reject moves: those with these numbers, those into one of the preview's groups, or all.

        Raises ImportNotFound and ImportNotOpen.
        """
        with self._store.writing() as session:
            _open_import(session, import_id)
            among = None
            if numbers is not None:
                among = stored.numbered(numbers)
            elif target is not None:
                groups = stored.count_targets(session, import_id)
                if target > len(groups):
                    raise ImportNotFound
                among = stored.to_group(groups[target - 1].new_name or "")
            stored.decide_moves(session, import_id, among, approved=approved)

    def choose(self, import_id: int, page: Collection[int], chosen: Collection[int], *, made_at: float = inf) -> None:
        """Approve the chosen moves of a page and reject its others, unless a newer choice was already processed.

        Several choices in a row may be processed in a different order than they were made (at `made_at`, in seconds).
        Raises ImportNotFound and ImportNotOpen.
        """
        with self._store.writing() as session:
            row = _open_import(session, import_id)
            if made_at < row.chosen_at:
                return
            row.chosen_at = made_at if made_at < inf else row.chosen_at
            session.add(row)
            stored.decide_moves(session, import_id, stored.numbered(page), approved=False)
            stored.decide_moves(session, import_id, stored.numbered(set(page) & set(chosen)), approved=True)

    def reject_people(self, import_id: int, keys: Collection[str]) -> None:
        """Reject the moves of these people, by e-mail. Raises MovesNotThere, ImportNotFound and ImportNotOpen."""
        with self._store.writing() as session:
            _open_import(session, import_id)
            moves = stored.list_moves(session, import_id)
            by_key = {key: actor_id for actor_id, key in find_keys(session, [each.actor_id for each in moves]).items()}
            wanted = {key.strip().lower() for key in keys}
            if wanted - by_key.keys():
                raise MovesNotThere(wanted - by_key.keys())
            stored.decide_moves(session, import_id, stored.of_actors([by_key[key] for key in wanted]), approved=False)

    def cancel(self, import_id: int) -> None:
        """Cancel an import. Raises ImportNotFound and ImportNotOpen."""
        with self._store.writing() as session:
            _open_import(session, import_id).state = ImportState.CANCELLED

    def apply(self, import_id: int, *, by: str, source: str, now: datetime) -> ImportOutcome:
        """Create missing groups and move everyone whose move is approved.

        If somebody's group differs from the preview, nothing is moved: the preview is corrected, and the differences
        are returned. Raises ImportNotFound, ImportNotOpen and GroupNameRefused.
        """
        with self._store.writing() as session:
            lock_groups(session)
            row = _open_import(session, import_id)
            moves = stored.list_moves(session, import_id)
            meanwhile = _correct(session, moves, now)
            if meanwhile:
                return ImportOutcome(meanwhile=meanwhile)
            approved = [move for move in moves if move.is_approved]
            change_id = record_change(session, GroupChange.IMPORTED, row.file_name, by=by, source=source, now=now)
            targets, created = _make_targets(session, approved, change_id, now)
            applied = apply_assignments(session, targets, change_id=change_id, now=now)
            if not applied.moved:
                forget_change(session, change_id)
                return ImportOutcome()
            moved = show_moves(session, applied.moved)
            set_change_outcome(session, change_id, people_in_words(moved, len(applied.moved)))
            row.state, row.change_id = ImportState.APPLIED, change_id
            session.add(row)
            return ImportOutcome(change_id, len(applied.moved), created)

    def undo(self, import_id: int, *, by: str, source: str, now: datetime) -> GroupOutcome:
        """Move back everyone still where the import put them, and delete groups it created that are now empty.

        Raises ImportNotFound, ImportNotApplied and whatever `GroupService.undo` raises.
        """
        with self._store.reading() as session:
            row = stored.find_import(session, import_id)
            if row is None:
                raise ImportNotFound
            if row.change_id is None:
                raise ImportNotApplied
            change_id = row.change_id
        return GroupService(self._store).undo(change_id, by=by, source=source, now=now)

    def latest(self, *, now: datetime) -> tuple[ImportReport, ...]:
        """The newest imports, each with its first moves."""
        with self._store.reading() as session:
            rows = stored.list_imports(session, LATEST)
            return tuple(load_import(session, row.id, page_size=1, now=now) for row in rows if row.id is not None)

    def export(self, *, by: str, source: str, now: datetime) -> tuple[bytes, int]:
        """Everyone with a seat and their current group, as a file that can be imported again; and its line count."""
        with self._store.writing() as session:
            names, seats = _names(session), stored.list_seats(session)
            groups = groups_at(session, [seat.actor_id for seat in seats], now)
            nowhere = word_for_none(names.values())
            lines = [
                (seat.email or seat.key, seat.name, names.get(groups.get(seat.actor_id, 0), nowhere)) for seat in seats
            ]
            about = f"{len(lines)} members"
            record_change(session, GroupChange.EXPORTED, about, new=about, by=by, source=source, now=now)
            return write_mapping(lines), len(lines)


def _open_import(session: Session, import_id: int) -> GroupImportRow:
    row = stored.find_import(session, import_id)
    if row is None:
        raise ImportNotFound
    if row.state != ImportState.OPEN:
        raise ImportNotOpen(row.state)
    return row


def _names(session: Session) -> dict[int, str]:
    """The names of existing groups, by row id."""
    return {group.id: group.name for group in list_groups(session) if not group.is_unassigned}


def _seats(session: Session, now: datetime) -> dict[str, Seat]:
    seats = stored.list_seats(session)
    groups = groups_at(session, [seat.actor_id for seat in seats], now)
    return {seat.key.lower(): Seat(seat.actor_id, groups.get(seat.actor_id)) for seat in seats}


def _counts(plan: ImportPlan) -> dict[str, Any]:
    return {
        "matched": plan.matched,
        "keeps": plan.keeps,
        "not_matched": list(plan.not_matched[:LISTED]),
        "not_matched_count": len(plan.not_matched),
        "refused": [_kept(row) for row in plan.refused[:LISTED]],
        "refused_count": len(plan.refused),
    }


def _kept(row: RefusedRow) -> list[object]:
    return [list(row.lines), row.email, row.reason]


def _correct(session: Session, moves: Collection[stored.StoredMove], now: datetime) -> tuple[GroupMeanwhile, ...]:
    """Bring a preview up to date with where people are now; return the differences for approved moves."""
    names = _names(session)
    groups = groups_at(session, [move.actor_id for move in moves], now)
    changed = [move for move in moves if groups.get(move.actor_id) != move.old_group_id]
    if not changed:
        return ()
    arrived = [move for move in changed if _is_there(groups.get(move.actor_id), move, names)]
    stored.correct_moves(
        session,
        {move.id: groups.get(move.actor_id) for move in changed},
        [move.id for move in arrived],
    )
    shown = [move for move in changed if move.is_approved][:SHOWN_MEANWHILE]
    actors = actors_by_id(session, [move.actor_id for move in shown])
    return tuple(
        GroupMeanwhile(
            f"{actors[move.actor_id].display} is now in {names.get(groups.get(move.actor_id, 0), 'no group')}"
        )
        for move in shown
    )


def _is_there(group_id: int | None, move: stored.StoredMove, names: Mapping[int, str]) -> bool:
    if move.new_name is None:
        return group_id is None
    return group_id is not None and (group_id == move.new_group_id or names.get(group_id) == move.new_name)


def _make_targets(
    session: Session, moves: Iterable[stored.StoredMove], change_id: int, now: datetime
) -> tuple[dict[int, GroupTarget], tuple[str, ...]]:
    """Each actor's target; groups that do not (or no longer) exist are created. Raises GroupNameRefused."""
    names = _names(session)
    found, made = Targets(names), dict[str, int]()
    targets: dict[int, GroupTarget] = {}
    for move in moves:
        group_id: int | None = None
        if move.new_name is not None:
            group_id = move.new_group_id if move.new_group_id in names else made.get(move.new_name)
            if group_id is None:
                ids = found.find(move.new_name).ids
                group_id = ids[0] if ids else create_group(session, move.new_name, change_id=change_id, now=now)
                if not ids:
                    made[move.new_name] = group_id
        targets[move.actor_id] = GroupTarget(group_id)
    return targets, tuple(made)
