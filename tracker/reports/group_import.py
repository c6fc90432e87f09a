"""An import of billing groups: what would change, one page of the moves, and the outcome."""

from datetime import datetime

from sqlmodel import Session

from tracker.reports.actors import actors_by_id
from tracker.reports.paging import paging_of
from tracker.reports.types import (
    GroupChange,
    ImportGroup,
    ImportKind,
    ImportMove,
    ImportReport,
    ImportState,
    RefusedRow,
)
from tracker.store import group_imports as stored
from tracker.store.local_groups import find_undo, names_of_groups
from tracker.store.queries_actors import list_groups
from tracker.store.tables_groups import GroupImportRow

PAGE_SIZE = 10


class ImportNotFound(LookupError):
    """There is no such import, or no longer."""

    def __init__(self) -> None:
        super().__init__("I can no longer find that import, so nothing was changed. Import the file again.")


def load_import(
    session: Session,
    import_id: int,
    *,
    page: int = 1,
    target: int | None = None,
    page_size: int | None = PAGE_SIZE,
    now: datetime,
) -> ImportReport:
    """An import with one page of moves: of all, or of those into the group at position `target`, counted from 1.

    Raises ImportNotFound.
    """
    row = stored.find_import(session, import_id)
    if row is None:
        raise ImportNotFound
    targets = stored.count_targets(session, import_id)
    group = (targets[target - 1].new_name or "") if target is not None and 1 <= target <= len(targets) else None
    listed = [each for each in targets if group is None or (each.new_name or "") == group]
    total = sum(each.moves for each in listed)
    paging = paging_of(total, page, page_size)
    among = None if group is None else stored.to_group(group)
    moves = stored.list_moves(session, import_id, among=among, offset=paging.start, limit=paging.length)
    return ImportReport(
        id=import_id,
        kind=ImportKind(row.kind),
        state=_state(session, row),
        file_name=row.file_name,
        by=row.by,
        created_at=row.created_at,
        rows=row.rows,
        repeated=row.repeated,
        matched=row.matched,
        keeps=row.keeps,
        moves_total=sum(each.moves for each in targets),
        approved=sum(each.approved for each in targets),
        not_matched=tuple(row.not_matched),
        not_matched_count=row.not_matched_count,
        refused=tuple(RefusedRow(tuple(lines), email, reason) for lines, email, reason in row.refused),
        refused_count=row.refused_count,
        groups=_groups(session, row, targets, now),
        moves=_moves(session, moves),
        page=paging.page,
        pages=paging.pages,
        shown_group=group,
        change_id=row.change_id,
        as_of=now,
    )


def _state(session: Session, row: GroupImportRow) -> ImportState:
    if row.change_id is not None and find_undo(session, row.change_id, GroupChange.UNDONE):
        return ImportState.UNDONE
    return ImportState(row.state)


def _moves(session: Session, moves: list[stored.StoredMove]) -> tuple[ImportMove, ...]:
    actors, names = actors_by_id(session, [move.actor_id for move in moves]), names_of_groups(session)
    return tuple(
        ImportMove(
            number=move.id,
            key=actors[move.actor_id].key,
            display=actors[move.actor_id].display,
            old_group=names.get(move.old_group_id or 0),
            new_group=move.new_name,
            is_approved=move.is_approved,
        )
        for move in moves
    )


def _groups(
    session: Session, row: GroupImportRow, targets: list[stored.TargetCount], now: datetime
) -> tuple[ImportGroup, ...]:
    """Where people go, with the seats there after the approved moves (or now, if they have been applied)."""
    existing = {group.name: group.id for group in list_groups(session) if not group.is_unassigned}
    seats = stored.count_seats_by_group(session, now)
    leaving = stored.count_leaving(session, row.id or 0) if row.state == ImportState.OPEN else {}
    is_open = row.state == ImportState.OPEN
    found = []
    for target in targets:
        group_id = target.new_group_id or existing.get(target.new_name or "")
        after = seats.get(group_id or 0, 0) - leaving.get(group_id or 0, 0) + (target.approved if is_open else 0)
        found.append(
            ImportGroup(
                target.new_name,
                target.moves,
                target.approved,
                after,
                is_created=target.new_name is not None and target.new_group_id is None,
            )
        )
    return tuple(found)
