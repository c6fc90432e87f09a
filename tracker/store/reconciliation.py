"""What Cursor says its members spent, and the result of comparing that with their stored events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from tracker.clock import from_ms
from tracker.store.tables import MemberSpendRow, ReadStateRow

RECONCILIATION = "reconciliation"


@dataclass(frozen=True)
class ReportedSpend:
    """The newest reading of `/teams/spend`: overall spend in microcents by actor, None where its meaning is unknown."""

    cycle_start: datetime
    overall_by_actor: Mapping[int, int | None]


def find_reported_spend(session: Session, *, read_at: datetime) -> ReportedSpend | None:
    """What the reading at that moment reported; None if it listed nobody."""
    rows = session.exec(select(MemberSpendRow).where(MemberSpendRow.read_at == read_at)).all()
    if not rows:
        return None
    start_ms = max(row.cycle_start_ms for row in rows)
    overall = {row.actor_id: row.overall_microcents for row in rows if row.cycle_start_ms == start_ms}
    return ReportedSpend(from_ms(start_ms), overall)


def save_reconciliation(session: Session, *, now: datetime, detail: Mapping[str, Any]) -> None:
    """Store the result of the newest comparison."""
    session.merge(ReadStateRow(kind=RECONCILIATION, read_at=now, detail=dict(detail)))


def find_reconciliation(session: Session) -> ReadStateRow | None:
    """The newest comparison; None before the first."""
    return session.get(ReadStateRow, RECONCILIATION)
