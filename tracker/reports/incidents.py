"""The list of incidents, open ones, mine or all, with MTTD, MTTI and MTTR of the range."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from tracker.clock import ONE_MS
from tracker.incidents.lifecycle import SYSTEM
from tracker.incidents.metrics import IncidentTimes, incident_metrics
from tracker.ranges import TimeRange
from tracker.reports.incident import build_incidents
from tracker.reports.types import IncidentsReport, Scope
from tracker.store.incidents import count_incidents, count_unresolved, list_in_window, list_incidents, matching
from tracker.store.readings import data_collected_at
from tracker.store.tables import IncidentRow

PAGE_SIZE = 10

Which = Literal["open", "mine", "all"]


def load_incidents(
    session: Session,
    *,
    which: Which,
    range: TimeRange,
    now: datetime,
    page: int = 1,
    by: Sequence[str] = (),
) -> IncidentsReport:
    """One page of incidents, newest first and those of one run worst first, and the metrics of the range.

    `open` are all that are unresolved, whatever the range; `mine` those that one of `by` (the names one person acts
    under: a chat user id, an e-mail) acknowledged or resolved and that are unresolved or were detected in the range;
    `all` those detected in the range. The metrics are over all incidents detected in the range.
    """
    end = range.end if range.end < now else now + ONE_MS  # up to now means this very instant too
    wanted = matching(which, range.start, end, by)
    listed = count_incidents(session, wanted)
    pages = max(1, -(-listed // PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = list_incidents(session, wanted, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    return IncidentsReport(
        scope=Scope(range=range, as_of=now, collected_at=data_collected_at(session)),
        metrics=incident_metrics([_times(row) for row in list_in_window(session, range.start, end)]),
        incidents=build_incidents(session, rows, now=now),
        which=which,
        page=page,
        pages=pages,
        listed=listed,
        unresolved=count_unresolved(session),
    )


def _times(row: IncidentRow) -> IncidentTimes:
    return IncidentTimes(
        onset=row.onset_at,
        detected_at=row.detected_at,
        missed_at=row.missed_at,
        alerted_at=row.alerted_at,
        acknowledged_at=row.acknowledged_at,
        resolved_at=row.resolved_at,
        is_resolved_by_system=row.resolved_by == SYSTEM,
    )
