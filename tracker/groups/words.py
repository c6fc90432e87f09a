"""Changes to billing groups in words: who was moved, and what somebody else did meanwhile."""

from collections.abc import Mapping, Sequence
from itertools import islice

from sqlmodel import Session

from tracker.reports.actors import actors_by_id
from tracker.reports.scope import unassigned_name
from tracker.reports.types import AS_CURSOR_HAS_IT, GroupChange, GroupMeanwhile, GroupMove
from tracker.store.local_groups import LaterDecision, find_last_about, names_of_groups
from tracker.store.tables import AuditRow

SHOWN_MOVES = 10
NAMED_PEOPLE = 3


def show_moves(session: Session, moved: Mapping[int, tuple[int | None, int | None]]) -> tuple[GroupMove, ...]:
    """The first few of those who were moved, by name."""
    shown = dict(islice(moved.items(), SHOWN_MOVES))
    actors, names = actors_by_id(session, shown), names_of_groups(session)
    moves = (
        GroupMove(actors[each].key, actors[each].display, names.get(old or 0), names.get(new or 0))
        for each, (old, new) in shown.items()
    )
    return tuple(sorted(moves, key=lambda move: (move.display.casefold(), move.key)))


def people_in_words(moves: Sequence[GroupMove], total: int) -> str:
    """`3 people: Ann Lee, Bob Ray and Eve Sun`, with a number for those beyond the first few."""
    named = [move.display for move in moves[:NAMED_PEOPLE]]
    more = total - len(named)
    listed = ", ".join(named) + (f" and {more:,} more" if more else "")
    return f"{total:,} {'person' if total == 1 else 'people'}: {listed}"


def moved_meanwhile(session: Session, later: Sequence[LaterDecision]) -> tuple[GroupMeanwhile, ...]:
    """Who was moved where by somebody else."""
    shown = later[:SHOWN_MOVES]
    actors = actors_by_id(session, [each.actor_id for each in shown])
    names, nowhere = names_of_groups(session), unassigned_name(session)
    return tuple(
        GroupMeanwhile(f"{actors[each.actor_id].display} is now {_where(each, names, nowhere)}", each.by, each.at)
        for each in shown
    )


def renamed_meanwhile(session: Session, old: str, new: str, group_id: int) -> GroupMeanwhile:
    """That the group now has a different name."""
    line = find_last_about(session, str(group_id), (GroupChange.RENAMED, GroupChange.UNDONE))
    what = f"“{old}” is now “{new}”"
    return GroupMeanwhile(what, line.by, line.at) if line else GroupMeanwhile(what)


def _where(decision: LaterDecision, names: Mapping[int, str], nowhere: str) -> str:
    if decision.is_as_cursor:
        return AS_CURSOR_HAS_IT
    return f"in {nowhere if decision.group_id is None else names[decision.group_id]}"


def undone_in_words(line: AuditRow) -> str:
    """What a line of the trail did, for the line that says it was undone."""
    if line.action == GroupChange.RENAMED:
        return f"{line.old_value} → {line.new_value}"
    return f"{line.about}, {line.new_value}" if line.new_value not in {None, line.about} else line.about
