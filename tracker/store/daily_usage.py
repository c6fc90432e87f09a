"""Cursor's own daily counters, replaced days at a time."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from tracker.cursor.schemas import WireDailyUsage
from tracker.store.actors import Sighting, ensure_actors
from tracker.store.tables import DailyUsageRow
from tracker.store.weeks import rebuild_activity_weeks


def replace_daily_usage(
    session: Session, first: date, last: date, rows: Sequence[WireDailyUsage], *, now: datetime
) -> int:
    """Put these rows in the place of everything stored of the days first..last; gives how many were stored.

    A row of somebody without e-mail whose id is not known belongs to nobody, and is left out. Of two rows of one e-mail
    and day (somebody left and came back) the active one is kept.
    """
    session.execute(delete(DailyUsageRow).where(col(DailyUsageRow.day) >= first, col(DailyUsageRow.day) <= last))
    sightings = [Sighting(row.email, row.user_id) for row in rows]
    kept: dict[tuple[date, int], WireDailyUsage] = {}
    for actor_id, row in zip(ensure_actors(session, sightings, now=now), rows, strict=True):
        if actor_id is None:
            continue
        known = kept.get((row.day, actor_id))
        if known is None or has_activity(row) or not has_activity(known):
            kept[row.day, actor_id] = row
    if kept:
        columns = DailyUsageRow.__table__.insert()  # type: ignore[attr-defined]
        session.execute(columns, [_values(actor_id, row) for (_, actor_id), row in kept.items()])
    rebuild_activity_weeks(session, first, last)
    return len(kept)


def has_activity(row: WireDailyUsage) -> bool:
    """Whether a row says that its member did anything: inactive members have rows of zeros."""
    return bool(
        row.is_active
        or row.total_lines_added
        or row.total_tabs_shown
        or row.composer_requests
        or row.chat_requests
        or row.agent_requests
        or row.cmdk_usages
        or row.included_requests
        or row.usage_based_requests
        or row.api_key_requests
        or row.bugbot_usages
    )


def _values(actor_id: int, row: WireDailyUsage) -> dict[str, object]:
    return {
        "day": row.day,
        "actor_id": actor_id,
        "is_active": row.is_active,
        "lines_added": row.total_lines_added,
        "lines_deleted": row.total_lines_deleted,
        "accepted_lines_added": row.accepted_lines_added,
        "accepted_lines_deleted": row.accepted_lines_deleted,
        "applies": row.total_applies,
        "accepts": row.total_accepts,
        "rejects": row.total_rejects,
        "tabs_shown": row.total_tabs_shown,
        "tabs_accepted": row.total_tabs_accepted,
        "composer_requests": row.composer_requests,
        "chat_requests": row.chat_requests,
        "agent_requests": row.agent_requests,
        "cmdk_usages": row.cmdk_usages,
        "included_requests": row.included_requests,
        "api_key_requests": row.api_key_requests,
        "usage_based_requests": row.usage_based_requests,
        "bugbot_usages": row.bugbot_usages,
        "most_used_model": row.most_used_model,
        "apply_extension": row.apply_most_used_extension,
        "tab_extension": row.tab_most_used_extension,
        "client_version": row.client_version,
    }
