"""Whether the figures can be trusted now: data age, failures, and what waits to be sent."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from tracker.reports.reconciliation import load_reconciliation
from tracker.reports.scope import current_cycle
from tracker.reports.types import EndpointStatus, StatusReport
from tracker.settings import SETTINGS, Settings
from tracker.store.alerting import alerts_are_on
from tracker.store.checkpoints import ANALYTICS, UNAVAILABLE, Reading, purged_before
from tracker.store.incidents import count_unresolved
from tracker.store.lease import LeaseName, find_holder
from tracker.store.outbox_rows import DEAD, UNSENT, Channel
from tracker.store.purge import oldest_kept_day
from tracker.store.queries_spend import oldest_day
from tracker.store.queries_status import count_events, count_members, count_outbox, list_readings
from tracker.store.readings import data_collected_at
from tracker.store.settings import load_preferences, load_settings
from tracker.store.tables import ReadStateRow

READING_NAMES = {
    Reading.MEMBERS: "members",
    Reading.GROUPS: "billing groups",
    Reading.SPENDING: "spend",
    Reading.EVENTS: "usage events",
    Reading.EVENTS_SETTLING: "usage events of the last days",
    Reading.EVENTS_CYCLE: "usage events of the cycle",
    Reading.DAILY_USAGE: "daily usage",
    Reading.DAILY_USAGE_CYCLE: "daily usage of the cycle",
    Reading.TEAM_DAU: "active users",
    Reading.TEAM_MODELS: "model use",
    Reading.TEAM_AGENT_EDITS: "agent edits",
    Reading.TEAM_TABS: "tab completions",
    Reading.TEAM_MCP: "MCP tools",
    Reading.TEAM_COMMANDS: "commands",
    Reading.TEAM_PLANS: "plan mode",
    Reading.TEAM_ASK_MODE: "ask mode",
    Reading.TEAM_SKILLS: "skills",
    Reading.TEAM_FILE_EXTENSIONS: "file extensions",
    Reading.TEAM_CLIENT_VERSIONS: "client versions",
    Reading.TEAM_CONVERSATIONS: "conversation insights",
    Reading.MEMBER_MODELS: "model use by member",
    Reading.MEMBER_AGENT_EDITS: "agent edits by member",
    Reading.MEMBER_TABS: "tab completions by member",
    Reading.MEMBER_MCP: "MCP tools by member",
    Reading.MEMBER_COMMANDS: "commands by member",
    Reading.AI_COMMITS: "commits",
}


def load_status(session: Session, *, now: datetime) -> StatusReport:
    """The state of the collection, the outbox and the settings; `events` includes purged ones."""
    outbox, leader = count_outbox(session), find_holder(session, LeaseName.LEAD)
    return StatusReport(
        as_of=now,
        collected_at=data_collected_at(session),
        oldest_day=oldest_day(session),
        members=count_members(session),
        events=count_events(session),
        cycle=current_cycle(session, now),
        endpoints=_endpoints(list_readings(session)),
        unresolved_incidents=count_unresolved(session),
        outbox_waiting=sum(rows for (_, state), rows in outbox.items() if state in UNSENT),
        outbox_dead=sum(rows for (_, state), rows in outbox.items() if state == DEAD),
        mails_waiting=sum(outbox.get((Channel.MAIL, state), 0) for state in UNSENT),
        mails_dead=outbox.get((Channel.MAIL, DEAD), 0),
        alerts_wait=not alerts_are_on(session),
        reconciliation=load_reconciliation(session),
        changed_settings=_changed(load_settings(session)),
        raw_from=oldest_kept_day(session),
        keeps_days=load_preferences(session).keep_events_days,
        is_purged=purged_before(session) is not None,
        leader=leader.holder if leader else None,
    )


def _endpoints(rows: Sequence[ReadStateRow]) -> tuple[EndpointStatus, ...]:
    """One line per kind. Analytics, of which there are many, share one line, plus one for each that fails."""
    analytics = [row for row in rows if row.kind in ANALYTICS]
    failing = [row for row in analytics if _failed_last(row) and not _is_refused(row)]
    lines = [_endpoint(row) for row in rows if row.kind not in ANALYTICS]
    if analytics:
        lines.append(_analytics(analytics))
    return (*lines, *map(_endpoint, failing))


def _analytics(rows: Sequence[ReadStateRow]) -> EndpointStatus:
    """All analytics in one line: as old as the oldest of them, calmly naming what the plan lacks."""
    refused = [row for row in rows if _is_refused(row)]
    read = [row.read_at for row in rows if row.read_at is not None and row not in refused]
    if len(refused) == len(ANALYTICS):
        note = "not available on this plan"
    else:
        names = ", ".join(READING_NAMES[Reading(row.kind)] for row in refused)
        note = f"not available on this plan: {names}" if names else ""
    return EndpointStatus("analytics", min(read, default=None), None, None, sum(row.rows for row in rows), note)


def _is_refused(row: ReadStateRow) -> bool:
    return bool(row.detail.get(UNAVAILABLE))


def _endpoint(row: ReadStateRow) -> EndpointStatus:
    """An error followed by a success is over."""
    failed_last = _failed_last(row)
    return EndpointStatus(
        name=READING_NAMES[Reading(row.kind)],
        last_success_at=row.read_at,
        last_error=row.last_error if failed_last else None,
        last_error_at=row.last_error_at if failed_last else None,
        rows=row.rows,
    )


def _failed_last(row: ReadStateRow) -> bool:
    return row.last_error_at is not None and (row.read_at is None or row.last_error_at > row.read_at)


def _changed(settings: Settings) -> tuple[tuple[str, str], ...]:
    return tuple(
        (key, spec.describe(getattr(settings, key)))
        for key, spec in SETTINGS.items()
        if getattr(settings, key) != spec.default
    )
