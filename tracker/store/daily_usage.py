"""Cursor's own daily counters, replaced a few days at a time."""

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter

from sqlalchemy import delete
from sqlmodel import Session, col

from tracker.cursor.schemas.daily_usage import WireDailyUsage
from tracker.store.actors import Sighting, ensure_actors
from tracker.store.bulk import insert_rows
from tracker.store.tables import DailyUsageRow
from tracker.store.weeks import rebuild_activity_weeks

# The column for each field of a wire row, besides the actor, the day and whether it was active.
_COLUMN_BY_FIELD = {
    "total_lines_added": "lines_added",
    "total_lines_deleted": "lines_deleted",
    "accepted_lines_added": "accepted_lines_added",
    "accepted_lines_deleted": "accepted_lines_deleted",
    "total_applies": "applies",
    "total_accepts": "accepts",
    "total_rejects": "rejects",
    "total_tabs_shown": "tabs_shown",
    "total_tabs_accepted": "tabs_accepted",
    "composer_requests": "composer_requests",
    "chat_requests": "chat_requests",
    "agent_requests": "agent_requests",
    "cmdk_usages": "cmdk_usages",
    "included_requests": "included_requests",
    "api_key_requests": "api_key_requests",
    "usage_based_requests": "usage_based_requests",
    "bugbot_usages": "bugbot_usages",
    "most_used_model": "most_used_model",
    "apply_most_used_extension": "apply_extension",
    "tab_most_used_extension": "tab_extension",
    "client_version": "client_version",
}
_others = attrgetter(*_COLUMN_BY_FIELD)
_COLUMNS = ("day", "actor_id", "is_active", *_COLUMN_BY_FIELD.values())


def replace_daily_usage(
    session: Session, first: date, last: date, rows: Sequence[WireDailyUsage], *, now: datetime
) -> int:
    """Replace everything stored for the days first..last with these rows; return how many were stored.

    A row without an e-mail whose id is unknown belongs to nobody and is left out. Of two rows of one e-mail and day
    (somebody left and came back) the active one is kept.
    """
    session.execute(delete(DailyUsageRow).where(col(DailyUsageRow.day) >= first, col(DailyUsageRow.day) <= last))
    seen = list(dict.fromkeys(Sighting(row.email, row.user_id) for row in rows))  # each on many days
    actor_ids = dict(zip(seen, ensure_actors(session, seen, now=now), strict=True))
    kept: dict[tuple[date, int], WireDailyUsage] = {}
    for row in rows:
        actor_id = actor_ids[Sighting(row.email, row.user_id)]
        if actor_id is None:
            continue
        known = kept.get((row.day, actor_id))
        if known is None or has_activity(row) or not has_activity(known):
            kept[row.day, actor_id] = row
    insert_rows(session, "daily_usage", _COLUMNS, (_values(actor_id, row) for (_, actor_id), row in kept.items()))
    rebuild_activity_weeks(session, first, last)
    return len(kept)


def has_activity(row: WireDailyUsage) -> bool:
    """Whether a row shows any activity: inactive members get rows of zeros."""
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


def _values(actor_id: int, row: WireDailyUsage) -> tuple[object, ...]:
    is_active = None if row.is_active is None else int(row.is_active)
    return (row.day.isoformat(), actor_id, is_active, *_others(row))
