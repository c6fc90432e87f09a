"""Usage events, replaced range by range: the range is the unit of truth, because events have no identity."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from tracker.clock import to_ms
from tracker.cursor.schemas.events import WireEvent
from tracker.store.actors import ensure_event_actors, event_actor_key
from tracker.store.bulk import insert_rows
from tracker.store.checkpoints import purged_before
from tracker.store.rollups import rebuild_range
from tracker.store.tables import ReadRangeRow, UsageEventRow

_COLUMNS = (
    "timestamp_ms", "actor_id", "model", "kind", "billing", "is_max_mode", "is_headless", "charged_microcents",
    "cost_source", "fee_microcents", "input_tokens", "output_tokens", "cache_write_tokens", "cache_read_tokens",
    "service_account_id", "conversation_id",
)  # fmt: skip


def replace_events(
    session: Session, start: datetime, end: datetime, events: Sequence[WireEvent], *, now: datetime
) -> None:
    """Replace everything stored in [start, end) with these events, and rebuild the rollups of its days.

    `start` and `end` are whole milliseconds, and every event lies between them. Identical twins are both kept. Purged
    days are not stored again: their rollups are more complete than a re-read part would be. Weeks are added up later,
    once all their ranges are read (`missing_weeks`).
    """
    purged = purged_before(session)
    if purged is not None and start < purged:
        start = purged
        events = [event for event in events if event.timestamp_ms >= to_ms(purged)]
    if start >= end:
        return
    start_ms, end_ms = to_ms(start), to_ms(end)
    time = col(UsageEventRow.timestamp_ms)
    session.execute(delete(UsageEventRow).where(time >= start_ms, time < end_ms))
    _insert(session, events, now)
    rebuild_range(session, start, end, now=now)
    _write_checkpoint(session, start_ms, end_ms, len(events), now)


def _insert(session: Session, events: Sequence[WireEvent], now: datetime) -> None:
    actor_ids = ensure_event_actors(session, events, now=now)
    rows = (
        (
            event.timestamp_ms, actor_ids[event_actor_key(event)], event.model, event.kind, str(event.billing),
            int(event.is_max_mode), int(event.is_headless), event.charged_microcents, str(event.cost_source),
            event.fee_microcents, event.input_tokens, event.output_tokens, event.cache_write_tokens,
            event.cache_read_tokens, event.service_account_id, event.conversation_id,
        )
        for event in reversed(events)  # Cursor sends the newest first; indexes grow best in ascending order
    )  # fmt: skip
    insert_rows(session, "usage_event", _COLUMNS, rows)


def _write_checkpoint(session: Session, start_ms: int, end_ms: int, rows: int, now: datetime) -> None:
    """Remember that the range was read completely; it absorbs the ranges that lie within it."""
    session.execute(
        delete(ReadRangeRow).where(col(ReadRangeRow.start_ms) >= start_ms, col(ReadRangeRow.end_ms) <= end_ms)
    )
    session.add(ReadRangeRow(start_ms=start_ms, end_ms=end_ms, rows=rows, now=now))
    session.flush()
