"""What Cursor says its members spent beside what their stored events come to, and what came of comparing the two."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from tracker.clock import from_ms
from tracker.store.tables import MemberSpendRow, ReadStateRow

RECONCILIATION = "reconciliation"


@dataclass(frozen=True)
class SpendSaid:
    """The newest reading of `/teams/spend`: overall spend in microcents by actor, None where its meaning is unknown."""

    cycle_start: datetime
    overall_by_actor: Mapping[int, int | None]


def spend_said(session: Session, *, read_at: datetime) -> SpendSaid | None:
    """What the reading of that moment said; None where it listed nobody."""
    rows = session.exec(select(MemberSpendRow).where(MemberSpendRow.read_at == read_at)).all()
    if not rows:
        return None
    start_ms = max(row.cycle_start_ms for row in rows)
    overall = {row.actor_id: row.overall_microcents for row in rows if row.cycle_start_ms == start_ms}
    return SpendSaid(from_ms(start_ms), overall)


def save_reconciliation(session: Session, *, now: datetime, detail: Mapping[str, Any]) -> None:
    """Keep what came of the newest comparison."""
    session.merge(ReadStateRow(kind=RECONCILIATION, read_at=now, detail=dict(detail)))


def find_reconciliation(session: Session) -> ReadStateRow | None:
    """The newest comparison; None before the first."""
    return session.get(ReadStateRow, RECONCILIATION)
