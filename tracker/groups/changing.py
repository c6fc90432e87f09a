"""Changes to billing groups inside the caller's transaction: several may form one change, all or nothing.

A change is a line of the audit trail; its id marks everything it did, so that all of it can be undone at once. Callers
take the lock (`lock_groups`) first.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from tracker.groups.names import GroupNameRefused, group_name, name_key
from tracker.reports.types import GroupTarget
from tracker.store.actors import find_ids
from tracker.store.effective_groups import (
    Decision,
    EffectiveStay,
    groups_at,
    load_sources,
    rebuild_memberships,
    save_memberships,
    stay_at,
)
from tracker.store.local_groups import (
    Choice,
    bring_back_group,
    delete_choices,
    drop_group,
    find_deleted_by,
    find_group_row,
    has_choices,
    insert_choices,
    insert_group,
    list_chosen_for,
    list_created_by,
    list_group_rows,
    remove_group,
)
from tracker.store.tables_groups import LOCAL, BillingGroupRow

SHOWN_PEOPLE = 5


class GroupNameTaken(GroupNameRefused):
    """Another group has this name already, ignoring case."""

    def __init__(self, name: str, *, is_cursors: bool) -> None:
        whose = "one of Cursor's" if is_cursors else "created here"
        super().__init__(f"There is already a billing group “{name}”, {whose}")


class GroupNotThere(LookupError):
    """The group no longer exists."""

    def __init__(self) -> None:
        super().__init__("That billing group no longer exists, so nothing was changed. `/groups` lists them.")


class GroupOfCursor(ValueError):
    """A group that comes from Cursor can only be changed there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}” comes from Cursor: rename or delete it there. Nothing was changed.")


class PeopleNotFound(LookupError):
    """Nobody is known by these e-mails; nothing was changed."""

    def __init__(self, keys: Collection[str]) -> None:
        shown = ", ".join(f"“{key}”" for key in sorted(keys)[:SHOWN_PEOPLE])
        more = f" and {len(keys) - SHOWN_PEOPLE} more" if len(keys) > SHOWN_PEOPLE else ""
        super().__init__(
            f"I know nobody by {shown}{more}, so nothing was changed. Use their e-mails as Cursor has them."
        )
        self.keys = tuple(sorted(keys))


@dataclass(frozen=True)
class Applied:
    """What assignments did: by row id of each changed actor, the current group before and after; None is no group."""

    moved: Mapping[int, tuple[int | None, int | None]] = field(default_factory=dict)
    unchanged: int = 0


@dataclass(frozen=True)
class Undone:
    """What was undone: whom it moved, groups that were removed, and groups kept because others joined them since."""

    moved: Mapping[int, tuple[int | None, int | None]]
    dropped: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def find_people(session: Session, keys: Collection[str]) -> dict[str, int]:
    """Row ids by key, the lower-case e-mail. Raises PeopleNotFound."""
    wanted = {key.strip().lower() for key in keys} - {""}
    found = find_ids(session, wanted)
    missing = wanted - found.keys()
    if missing:
        raise PeopleNotFound(missing)
    return found


# --- groups ----------------------------------------------------------------------------------------------------------


def free_name(session: Session, text: str, *, except_for: int | None = None) -> str:
    """A normalised name, if no other group has it, ignoring case. Raises GroupNameRefused and GroupNameTaken."""
    name = group_name(text)
    for row in list_group_rows(session):
        if row.id != except_for and name_key(row.name) == name_key(name):
            raise GroupNameTaken(row.name, is_cursors=row.source != LOCAL)
    return name


def create_group(session: Session, text: str, *, change_id: int, now: datetime) -> int:
    """Create a group; return its row id. Raises GroupNameRefused and GroupNameTaken."""
    return insert_group(session, free_name(session, text), change_id=change_id, now=now)


def own_group(session: Session, group_id: int) -> BillingGroupRow:
    """A group that can be changed here. Raises GroupNotThere and GroupOfCursor."""
    row = find_group_row(session, group_id)
    if row is None:
        raise GroupNotThere
    if row.source != LOCAL:
        raise GroupOfCursor(row.name)
    return row


def delete_group(session: Session, group_id: int, *, change_id: int, now: datetime) -> Applied:
    """Delete a group: its members are in no group from `now` on; earlier days remain the group's.

    Raises GroupNotThere and GroupOfCursor.
    """
    row = own_group(session, group_id)
    actor_ids = list_chosen_for(session, group_id)
    before = groups_at(session, actor_ids, now)
    remove_group(session, row, change_id=change_id, now=now)
    rebuild_memberships(session, actor_ids)
    return Applied(_moves(before, groups_at(session, actor_ids, now)))


# --- who is in which -------------------------------------------------------------------------------------------------


def apply_assignments(
    session: Session,
    targets: Mapping[int, GroupTarget],
    *,
    change_id: int,
    now: datetime,
    since: datetime | None = None,
) -> Applied:
    """Put actors, by row id, into their targets from `since` on (default `now`). Raises GroupNotThere.

    Actors who are already there are left alone, so that Cursor's placement continues to count for them.
    """
    for group_id in {target.group_id for target in targets.values()} - {None}:
        if group_id is not None and find_group_row(session, group_id) is None:
            raise GroupNotThere
    starts_at = min(since, now) if since else now
    sources = load_sources(session, targets.keys())
    moved, resolved, choices = {}, {}, []
    for actor_id, target in targets.items():
        before = sources.resolve(actor_id)
        after = sources.resolve(actor_id, Decision(starts_at, target.group_id, target.is_as_cursor))
        if _is_same(before, after, target):
            continue
        resolved[actor_id] = after
        choices.append(Choice(actor_id, target.group_id, target.is_as_cursor))
        moved[actor_id] = (_group_at(before, now), _group_at(after, now))
    insert_choices(session, choices, starts_at=starts_at, change_id=change_id)
    save_memberships(session, resolved, among=resolved.keys())
    return Applied(moved, unchanged=len(targets) - len(moved))


def _is_same(before: tuple[EffectiveStay, ...], after: tuple[EffectiveStay, ...], target: GroupTarget) -> bool:
    """Whether a decision would change nothing; going back to Cursor's placement always counts as a change."""
    if target.is_as_cursor:
        return before == after
    return _places(before) == _places(after)


def _places(stays: tuple[EffectiveStay, ...]) -> list[tuple[int, datetime, datetime | None]]:
    """Stays regardless of who decided them, with consecutive ones in the same group joined."""
    places: list[tuple[int, datetime, datetime | None]] = []
    for group_id, joined_at, left_at, _ in stays:
        goes_on = bool(places) and places[-1][0] == group_id and places[-1][2] == joined_at
        places.append((group_id, places.pop()[1] if goes_on else joined_at, left_at))
    return places


def undo_change(session: Session, change_id: int, *, now: datetime) -> Undone:
    """Undo a change: the placements it made, the groups it created and the one it deleted.

    Later decisions about the same people stay in force. A group it created is kept if somebody was put into it since.
    Raises GroupNameTaken if another group now has the deleted group's name.
    """
    deleted = find_deleted_by(session, change_id)
    if deleted is not None:
        free_name(session, deleted.name)
    actor_ids = delete_choices(session, change_id)
    if deleted is not None and deleted.id is not None:
        actor_ids |= list_chosen_for(session, deleted.id)
        bring_back_group(session, deleted)
    before = groups_at(session, actor_ids, now)
    rebuild_memberships(session, actor_ids)
    made = [row for row in list_created_by(session, change_id) if not row.is_deleted]
    used = [row for row in made if row.id is not None and has_choices(session, row.id)]
    for row in made:
        if row not in used:
            drop_group(session, row)
    return Undone(
        _moves(before, groups_at(session, actor_ids, now)),
        dropped=tuple(row.name for row in made if row not in used),
        kept=tuple(row.name for row in used),
    )


def _moves(before: Mapping[int, int], after: Mapping[int, int]) -> dict[int, tuple[int | None, int | None]]:
    """Actors whose group is now a different one."""
    return {
        each: (before.get(each), after.get(each))
        for each in before.keys() | after.keys()
        if before.get(each) != after.get(each)
    }


def _group_at(stays: tuple[EffectiveStay, ...], moment: datetime) -> int | None:
    stay = stay_at(stays, moment)
    return stay.group_id if stay else None
