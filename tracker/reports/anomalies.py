"""The timeline of anomalies, including those without an incident and those of resolved incidents."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from tracker.clock import utc_day
from tracker.detect.types import Rule, Severity
from tracker.incident_lifecycle import IncidentState
from tracker.ranges import TimeRange
from tracker.reports.actors import load_actor, load_actors
from tracker.reports.incident import anomaly_view
from tracker.reports.incidents import up_to_now
from tracker.reports.paging import paging_of
from tracker.reports.scope import build_scope, find_group, group_names, people_of
from tracker.reports.types import AnomaliesReport, AnomalyDay, AnomalyFilter, TimelineEntry
from tracker.store.people import GroupMembers
from tracker.store.queries_incidents import (
    anomalies_detected,
    anomalies_like,
    find_states,
    list_detections,
    list_subjects,
    list_timeline,
)
from tracker.store.tables import AnomalyRow

PAGE_SIZE = 20
SUBJECTS = 90  # how many a menu offers
STATES = ("open", "cleared")


@dataclass(frozen=True)
class AnomalyQuery:
    """Which anomalies of a range to load; None means any. `subject` is an actor's key or `team`."""

    severity: Severity | None = None
    rule: Rule | None = None
    state: str | None = None  # one of STATES
    subject: str | None = None
    group: str | None = None


def load_anomalies(
    session: Session,
    query: AnomalyQuery,
    *,
    range: TimeRange,
    now: datetime,
    page: int = 1,
    page_size: int | None = PAGE_SIZE,
) -> AnomaliesReport:
    """One page of the anomalies detected in the range (all of them without a `page_size`), newest first.

    A group's anomalies are those of people who were in it at detection. Raises GroupNotFound.
    """
    group = query.group and find_group(session, query.group)
    people = people_of(session, group, now=now)
    window = up_to_now(range, now)
    detected = anomalies_detected(window.start, window.end, people if isinstance(people, GroupMembers) else None)
    is_cleared = None if query.state is None else query.state == "cleared"
    wanted = detected & anomalies_like(query.severity, query.rule, query.subject, is_cleared)
    found = list_detections(session, wanted)
    paging = paging_of(len(found), page, page_size)
    rows = list_timeline(session, wanted, limit=paging.length, offset=paging.start)
    return AnomaliesReport(
        scope=build_scope(session, range, now=now, group=group),
        filter=_filter(session, query),
        entries=_entries(session, rows),
        days=_days(range.days, Counter((utc_day(at), severity) for at, severity, _ in found)),
        page=paging.page,
        pages=paging.pages,
        listed=len(found),
        cleared=sum(cleared for _, _, cleared in found),
        subjects=tuple(load_actors(session, list_subjects(session, detected, limit=SUBJECTS)).values()),
        groups=group_names(session),
    )


def _filter(session: Session, query: AnomalyQuery) -> AnomalyFilter:
    actor = None if query.subject is None else load_actor(session, query.subject)
    return AnomalyFilter(query.severity, query.rule, query.state, actor)


def _entries(session: Session, rows: Sequence[AnomalyRow]) -> tuple[TimelineEntry, ...]:
    actors = load_actors(session, {row.subject for row in rows})
    states = find_states(session, {row.incident_id for row in rows if row.incident_id is not None})
    return tuple(
        TimelineEntry(
            actor=actors[row.subject],
            anomaly=anomaly_view(row),
            incident_id=row.incident_id,
            incident_state=None if row.incident_id is None else IncidentState(states[row.incident_id]),
        )
        for row in rows
    )


def _days(days: Sequence[date], counted: Counter[tuple[date, str]]) -> tuple[AnomalyDay, ...]:
    """Every day of the range, including those without anomalies."""
    by_day = {day: {each.value: counted[day, each.value] for each in Severity} for day in days}
    return tuple(AnomalyDay(day, **by_severity) for day, by_severity in by_day.items())
