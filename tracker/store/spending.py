"""What Cursor itself says each member has spent in a cycle, stored under the cycle's start."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from tracker.clock import to_ms
from tracker.cursor.schemas.spend import WireSpend
from tracker.money import MICROCENTS_PER_DOLLAR
from tracker.store.actors import Sighting, ensure_actors
from tracker.store.tables import MemberSpendRow


def save_spending(session: Session, cycle_start: datetime, rows: Sequence[WireSpend], *, now: datetime) -> int:
    """Store the newest reading of a cycle; return how many rows belong to somebody.

    Members no longer listed keep what they spent, but are no longer limited. Two rows of one e-mail (a person who left
    and came back) are added up.
    """
    start_ms = to_ms(cycle_start)
    stored = {row.actor_id: row for row in session.exec(select(MemberSpendRow).filter_by(cycle_start_ms=start_ms))}
    sightings = [Sighting(row.email, row.user_id, row.name, row.role) for row in rows]
    session.execute(update(MemberSpendRow).where(col(MemberSpendRow.is_limited)).values(is_limited=False))
    read: dict[int, MemberSpendRow] = {}
    actor_ids = ensure_actors(session, sightings, now=now)
    for actor_id, wire in zip(actor_ids, rows, strict=True):
        if actor_id is None:
            continue
        if actor_id in read:
            _add(read[actor_id], wire)
            continue
        row = stored.get(actor_id) or MemberSpendRow(cycle_start_ms=start_ms, actor_id=actor_id, read_at=now)
        read[actor_id] = row
        _fill(row, wire)
        row.read_at = now
        session.add(row)
    for row in read.values():
        row.is_limited = is_limit_reached(row)
    return sum(actor_id is not None for actor_id in actor_ids)


def is_limit_reached(row: MemberSpendRow) -> bool:
    """Whether on-demand spend has reached the limit that Cursor enforces.

    A $0 limit that somebody set counts once there is spend; the plain 0 of a team without limits does not. False if the
    figure may include other usage.
    """
    spent, limit = row.on_demand_microcents, row.effective_limit_dollars
    if spent is None or spent <= 0 or limit is None or row.is_meaning_unknown:
        return False
    if limit == 0 and row.monthly_limit_dollars != 0:
        return False
    return spent >= limit * MICROCENTS_PER_DOLLAR


def _fill(row: MemberSpendRow, wire: WireSpend) -> None:
    row.on_demand_microcents = wire.on_demand_microcents
    row.overall_microcents = wire.overall_microcents
    row.included_microcents = wire.included_microcents
    row.is_meaning_unknown = wire.is_meaning_unknown
    row.effective_limit_dollars = wire.effective_limit_dollars
    row.monthly_limit_dollars = wire.monthly_limit_dollars


def _add(row: MemberSpendRow, wire: WireSpend) -> None:
    row.on_demand_microcents = _sum(row.on_demand_microcents, wire.on_demand_microcents)
    row.overall_microcents = _sum(row.overall_microcents, wire.overall_microcents)
    row.included_microcents = _sum(row.included_microcents, wire.included_microcents)
    row.is_meaning_unknown = row.is_meaning_unknown or wire.is_meaning_unknown


def _sum(one: int | None, other: int | None) -> int | None:
    return one if other is None else other if one is None else one + other
