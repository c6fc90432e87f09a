"""Whether the figures can be trusted now: data age, what failed, what waits to be sent."""

from datetime import datetime

from sqlmodel import Session

from tracker.reports.scope import current_cycle
from tracker.reports.types import EndpointStatus, StatusReport
from tracker.settings import SETTINGS, Settings
from tracker.store.checkpoints import ANALYTICS, Reading
from tracker.store.incidents import count_unresolved
from tracker.store.queries_spend import oldest_day
from tracker.store.queries_status import count_events, count_members, count_outbox, list_readings
from tracker.store.readings import data_collected_at
from tracker.store.settings import load_settings
from tracker.store.tables import ReadStateRow

_NAMES = {
    Reading.MEMBERS: "members",
    Reading.GROUPS: "billing groups",
    Reading.SPENDING: "spend",
    Reading.EVENTS: "usage events",
    Reading.EVENTS_SETTLING: "usage events of the last days",
    Reading.EVENTS_CYCLE: "usage events of the cycle",
    Reading.DAILY_USAGE: "daily usage",
    Reading.DAILY_USAGE_CYCLE: "daily usage of the cycle",
}


def load_status(session: Session, *, now: datetime) -> StatusReport:
    """The state of the collection, the outbox and the settings; `events` counts those whose raw rows are gone too."""
    outbox = count_outbox(session)
    return StatusReport(
        as_of=now,
        collected_at=data_collected_at(session),
        oldest_day=oldest_day(session),
        members=count_members(session),
        events=count_events(session),
        cycle=current_cycle(session, now),
        endpoints=tuple(_endpoint(row) for row in list_readings(session) if row.kind not in ANALYTICS),
        unresolved_incidents=count_unresolved(session),
        outbox_waiting=outbox.get("waiting", 0) + outbox.get("claimed", 0),
        outbox_dead=outbox.get("dead", 0),
        changed_settings=_changed(load_settings(session)),
    )


def _endpoint(row: ReadStateRow) -> EndpointStatus:
    """An error that was followed by a success is over."""
    failed_last = row.last_error_at is not None and (row.read_at is None or row.last_error_at > row.read_at)
    return EndpointStatus(
        name=_NAMES[Reading(row.kind)],
        last_success_at=row.read_at,
        last_error=row.last_error if failed_last else None,
        last_error_at=row.last_error_at if failed_last else None,
        rows=row.rows,
    )


def _changed(settings: Settings) -> tuple[tuple[str, str], ...]:
    return tuple(
        (key, spec.describe(getattr(settings, key)))
        for key, spec in SETTINGS.items()
        if getattr(settings, key) != spec.default
    )
