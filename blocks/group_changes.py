"""The outcome of a change of billing groups: who was moved where, with Undo, or what others changed meanwhile."""

from collections.abc import Sequence

from blocks.action_ids import UNDO_GROUPS
from blocks.elements import (
    Element,
    Message,
    actions,
    bullets,
    button,
    instant_piece,
    line,
    message,
    paragraph,
    person_piece,
    rich_text,
    spoken,
    words,
)
from blocks.escape import message_text, outside
from blocks.group_modals import GroupForm, ReportPlace
from blocks.numbers import counted
from tracker.reports.types import AS_CURSOR_HAS_IT, GroupChange, GroupMeanwhile, GroupMove, GroupOutcome

_NAME = 80
NO_GROUP = "no group"

_UNDONE = {
    GroupChange.CREATED: "the new group",
    GroupChange.RENAMED: "the new name",
    GroupChange.DELETED: "the deletion",
    GroupChange.MOVED: "the move",
    GroupChange.IMPORTED: "the import",
}


def outcome_message(outcome: GroupOutcome, place: ReportPlace | None = None) -> Message:
    """What a change did and whom it moved, with an Undo button; or why nothing was done.

    `place` is the report to redraw after an undo.
    """
    if outcome.meanwhile:
        return _meanwhile_message(outcome.meanwhile)
    title = outcome_sentence(outcome)
    moves = [_move(move) for move in outcome.moves]
    if outcome.moved > len(moves):
        moves.append([words(f"and {counted(outcome.moved - len(moves), 'more person', 'more people')}")])
    form = GroupForm(change_id=outcome.change_id, place=place).encode()
    undo = button("Undo", UNDO_GROUPS, form, label="Undo this group change")
    can_undo = outcome.change_id is not None and outcome.kind is not GroupChange.UNDONE
    return message(
        message_text(spoken(words(title)), *(spoken(*pieces) for pieces in moves)),
        paragraph(words(title, bold=True)),
        rich_text(bullets(*(line(*pieces) for pieces in moves))) if moves else None,
        actions(undo if can_undo else None),
    )


def outcome_sentence(outcome: GroupOutcome) -> str:
    """The change in a sentence; text from outside is made safe for places where nothing is parsed."""
    if outcome.change_id is None:
        return "Nothing was changed: that is already the case."
    name, old = (outside(each or NO_GROUP, _NAME) for each in (outcome.name, outcome.old_name))
    people = counted(outcome.moved, "person", "people")
    match outcome.kind:
        case GroupChange.CREATED:
            return f"Created the billing group “{name}”" + (f" with {people}." if outcome.moved else ".")
        case GroupChange.RENAMED:
            return f"Renamed the billing group “{old}” to “{name}”."
        case GroupChange.DELETED:
            where = f"; {people} {'is' if outcome.moved == 1 else 'are'} in no group now" if outcome.moved else ""
            return f"Deleted the billing group “{name}”{where}. Its history is kept."
        case GroupChange.UNDONE:
            kept = (
                f" “{outside(outcome.kept[0], _NAME)}” was kept because other people have been moved into it."
                if outcome.kept
                else ""
            )
            what = _UNDONE.get(outcome.undone or GroupChange.MOVED, "it")
            moved = f"; {people} moved back" if outcome.moved else ""
            return f"Undone: {what}{moved}.{kept}"
        case _:
            there = f" {counted(outcome.unchanged, 'other')} already there." if outcome.unchanged else ""
            return f"Moved {people} {_where(outcome, name)}.{there}"


def _where(outcome: GroupOutcome, name: str) -> str:
    if outcome.is_as_cursor:
        return f"back: {AS_CURSOR_HAS_IT}"
    return "to no group" if outcome.name is None else f"to “{name}”"


def _move(move: GroupMove) -> list[Element]:
    old, new = (outside(name or NO_GROUP, _NAME) for name in (move.old_group, move.new_group))
    return [words(outside(move.display)), words(f": {old} → "), words(new, bold=True)]


def _meanwhile_message(meanwhile: Sequence[GroupMeanwhile]) -> Message:
    """For the person whose change came second."""
    title = "Nothing was changed: someone else was quicker. Check how things are now and try again."
    pieces = [_meanwhile_pieces(each) for each in meanwhile]
    return message(
        message_text(title, *(spoken(*each) for each in pieces)),
        paragraph(words(title, bold=True)),
        rich_text(bullets(*(line(*each) for each in pieces))),
    )


def _meanwhile_pieces(meanwhile: GroupMeanwhile) -> list[Element]:
    pieces = [words(outside(meanwhile.what, 2 * _NAME + 40))]
    if meanwhile.by:
        pieces += [words(", by "), person_piece(meanwhile.by)]
    if meanwhile.at is not None:
        pieces += [words(", "), instant_piece(meanwhile.at)]
    return pieces
