"""Which group each actor is in and when: what Cursor reports, overlaid with the decisions made here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, select, true
from sqlmodel import Session, col

from tracker.clock import utc_day
from tracker.store.actors import KEYS_AT_ONCE
from tracker.store.advisory import AdvisoryLock, hold_until_commit
from tracker.store.group_days import ALL, forget_group_days
from tracker.store.tables_groups import (
    LOCAL,
    BillingGroupRow,
    CursorMembershipRow,
    GroupAssignmentRow,
    GroupMembershipRow,
)


class CursorStay(NamedTuple):
    """A stay as Cursor reports it, over [joined_at, left_at); left_at is None while current."""

    group_id: int
    joined_at: datetime
    left_at: datetime | None

    def holds(self, moment: datetime) -> bool:
        """Whether the stay covers a moment."""
        return self.joined_at <= moment and (self.left_at is None or self.left_at > moment)


class Decision(NamedTuple):
    """A decision made here: from `starts_at` on in a group (None: in none), until the group's end if it has one.

    `is_as_cursor` means that what Cursor reports counts again.
    """

    starts_at: datetime
    group_id: int | None = None
    is_as_cursor: bool = False
    group_ended_at: datetime | None = None


class EffectiveStay(NamedTuple):
    """Where usage counts over [joined_at, left_at); `is_local` if that was decided here."""

    group_id: int
    joined_at: datetime
    left_at: datetime | None
    is_local: bool = False


@dataclass(frozen=True)
class Sources:
    """What is stored for actors, by row id: Cursor's stays by start, decisions in the order they were made."""

    stays: Mapping[int, Sequence[CursorStay]]
    decisions: Mapping[int, Sequence[Decision]]

    def resolve(self, actor_id: int, *further: Decision) -> tuple[EffectiveStay, ...]:
        """An actor's effective stays, with `further` decisions on top."""
        return resolve(self.stays.get(actor_id, ()), [*self.decisions.get(actor_id, ()), *further])


def resolve(stays: Sequence[CursorStay], decisions: Sequence[Decision]) -> tuple[EffectiveStay, ...]:
    """One actor's effective stays, in order and without overlap.

    Of Cursor's overlapping stays the one that began last counts; of decisions in force, the one made last.
    """
    layers: list[Decision] = []
    for decision in decisions:
        layers = [each for each in layers if each.starts_at < decision.starts_at] + [decision]
    ends: list[datetime | None] = [*(each.starts_at for each in layers), None]
    by_cursor = _timeline(stays)
    found = [_clipped(stay, None, ends[0]) for stay in by_cursor]
    for decision, end in zip(layers, ends[1:], strict=True):
        if decision.is_as_cursor:
            found += [_clipped(stay, decision.starts_at, end) for stay in by_cursor]
        elif decision.group_id is not None:
            stay = EffectiveStay(decision.group_id, decision.starts_at, decision.group_ended_at, is_local=True)
            found.append(_clipped(stay, None, end))
    return _merged(stay for stay in found if stay is not None)


def stay_at(stays: Iterable[EffectiveStay], moment: datetime) -> EffectiveStay | None:
    """The stay that covers a moment."""
    held = (each for each in stays if each.joined_at <= moment and (each.left_at is None or each.left_at > moment))
    return next(held, None)


def _timeline(stays: Sequence[CursorStay]) -> list[EffectiveStay]:
    turns = sorted({turn for stay in stays for turn in (stay.joined_at, stay.left_at) if turn is not None})
    found = []
    for start, end in zip_longest(turns, turns[1:]):
        held = next((stay for stay in reversed(stays) if stay.holds(start)), None)
        if held is not None:
            found.append(EffectiveStay(held.group_id, start, end))
    return found


def _clipped(stay: EffectiveStay, start: datetime | None, end: datetime | None) -> EffectiveStay | None:
    joined_at = max(stay.joined_at, start) if start else stay.joined_at
    left_at = min(stay.left_at, end) if stay.left_at and end else stay.left_at or end
    return None if left_at and left_at <= joined_at else stay._replace(joined_at=joined_at, left_at=left_at)


def _merged(stays: Iterable[EffectiveStay]) -> tuple[EffectiveStay, ...]:
    merged: list[EffectiveStay] = []
    for stay in stays:
        before = merged[-1] if merged else None
        if before and (before.group_id, before.is_local, before.left_at) == (
            stay.group_id,
            stay.is_local,
            stay.joined_at,
        ):
            merged[-1] = before._replace(left_at=stay.left_at)
        else:
            merged.append(stay)
    return tuple(merged)


# --- stored ----------------------------------------------------------------------------------------------------------


def lock_groups(session: Session) -> None:
    """Let one writer change groups at a time; SQLite allows only one write transaction anyway."""
    hold_until_commit(session, AdvisoryLock.GROUPS)


def load_sources(session: Session, actor_ids: Collection[int] | None = None) -> Sources:
    """What is stored for these actors, or for all. Stays in no group or in groups that Cursor deleted are left out."""
    stays: dict[int, list[CursorStay]] = defaultdict(list)
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for batch in _in_batches(actor_ids):
        for actor_id, *stay in _list_stays(session, batch):
            stays[actor_id].append(CursorStay(*stay))
        for actor_id, decision in _list_decisions(session, batch):
            decisions[actor_id].append(decision)
    return Sources(stays, decisions)


def rebuild_memberships(session: Session, actor_ids: Collection[int] | None = None) -> None:
    """Recompute the effective stays of these actors, or of all."""
    sources = load_sources(session, actor_ids)
    wanted = {each: sources.resolve(each) for each in sources.stays.keys() | sources.decisions.keys()}
    save_memberships(session, wanted, among=actor_ids)


def save_memberships(
    session: Session, wanted: Mapping[int, Iterable[EffectiveStay]], *, among: Collection[int] | None
) -> None:
    """Make these the only effective stays among these actors; unchanged ones are left alone.

    Sums of groups are forgotten from the day of the first change on.
    """
    missing = {(actor_id, *stay) for actor_id, stays in wanted.items() for stay in stays}
    gone: dict[int, tuple[Any, ...]] = {}
    for batch in _in_batches(among):
        for row_id, *stay in _list_memberships(session, batch):
            if tuple(stay) in missing:
                missing.discard(tuple(stay))
            else:
                gone[row_id] = tuple(stay)
    if changed := _changed_from(missing, gone.values()):
        for sums in ALL:
            forget_group_days(session, sums, utc_day(changed))
    for batch in _batches(gone):
        session.execute(delete(GroupMembershipRow).where(col(GroupMembershipRow.id).in_(batch)))
    if missing:
        names = ("actor_id", *EffectiveStay._fields)
        table = GroupMembershipRow.__table__  # type: ignore[attr-defined]
        session.execute(table.insert(), [dict(zip(names, stay, strict=True)) for stay in sorted(missing, key=_order)])


def stays_at(session: Session, actor_ids: Collection[int], moment: datetime) -> dict[int, EffectiveStay]:
    """Each actor's stored stay at a moment; actors in no group are left out."""
    found = {}
    for batch in _in_batches(actor_ids):
        for _, actor_id, *columns in _list_memberships(session, batch):
            stay = stay_at([EffectiveStay._make(columns)], moment)
            if stay is not None:
                found[actor_id] = stay
    return found


def groups_at(session: Session, actor_ids: Collection[int], moment: datetime) -> dict[int, int]:
    """The row id of each actor's group at a moment; actors in no group are left out."""
    return {actor_id: stay.group_id for actor_id, stay in stays_at(session, actor_ids, moment).items()}


def _changed_from(missing: Iterable[tuple[Any, ...]], gone: Iterable[tuple[Any, ...]]) -> datetime | None:
    """When somebody's group first differs from what is stored; a stay that only ends differs from its end on."""
    turns: dict[tuple[Any, ...], set[datetime | None]] = defaultdict(set)
    for actor_id, group_id, joined_at, left_at, _ in (*missing, *gone):
        turns[actor_id, group_id, joined_at].add(left_at)
    return min((min(filter(None, ends)) if len(ends) > 1 else key[2] for key, ends in turns.items()), default=None)


def _order(stay: tuple[Any, ...]) -> tuple[int, datetime]:
    return stay[0], stay[2]


def _list_stays(session: Session, batch: "_Batch") -> Iterable[Any]:
    stay, group = CursorMembershipRow, BillingGroupRow
    statement = (
        select(col(stay.actor_id), col(stay.group_id), col(stay.joined_at), col(stay.left_at))
        .join(group, col(stay.group_id) == col(group.id))
        .where(col(group.is_deleted).is_(False), col(group.is_unassigned).is_(False), _is_among(stay, batch))
        .order_by(col(stay.joined_at), col(stay.id))
    )
    return session.connection().execute(statement)


def _list_decisions(session: Session, batch: "_Batch") -> Iterator[tuple[int, Decision]]:
    """Decisions in the order they were made; one that names a group Cursor has deleted means no group."""
    made, group = GroupAssignmentRow, BillingGroupRow
    statement = (
        select(
            col(made.actor_id),
            col(made.starts_at),
            col(made.group_id),
            col(made.is_as_cursor),
            col(group.deleted_at),
            col(group.is_deleted) & (col(group.source) != LOCAL),
        )
        .join(group, col(made.group_id) == col(group.id), isouter=True)
        .where(_is_among(made, batch))
        .order_by(col(made.id))
    )
    for actor_id, starts_at, group_id, is_as_cursor, ended_at, is_gone in session.connection().execute(statement):
        yield actor_id, Decision(starts_at, None if is_gone else group_id, is_as_cursor, ended_at)


def _list_memberships(session: Session, batch: "_Batch") -> Iterable[Any]:
    row = GroupMembershipRow
    columns = [col(getattr(row, name)) for name in ("id", "actor_id", *EffectiveStay._fields)]
    return session.connection().execute(select(*columns).where(_is_among(row, batch)))


_Batch = Sequence[int] | None


def _is_among(row: Any, batch: _Batch) -> ColumnElement[bool]:
    return true() if batch is None else col(row.actor_id).in_(batch)


def _in_batches(ids: Collection[int] | None) -> Iterator[_Batch]:
    if ids is None:
        yield None
    else:
        yield from _batches(ids)


def _batches(ids: Collection[int]) -> Iterator[Sequence[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), KEYS_AT_ONCE):
        yield ordered[start : start + KEYS_AT_ONCE]
