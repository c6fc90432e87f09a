"""The list of incidents (open, mine or all), with MTTD, MTTI and MTTR of the range and their trend."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import Session

from tracker.clock import ONE_MS, day_start, monday_of, utc_day
from tracker.ranges import TimeRange
from tracker.reports.incident import build_incidents, times_of
from tracker.reports.incident_metrics import IncidentTimes, incident_metrics
from tracker.reports.paging import paging_of
from tracker.reports.scope import window_of
from tracker.reports.types import IncidentMetrics, IncidentsReport, IncidentWeek, Scope
from tracker.store.incidents import count_unresolved
from tracker.store.queries_incidents import count_incidents, list_incidents, list_times, matching
from tracker.store.readings import data_collected_at
from tracker.store.windows import Window

PAGE_SIZE = 10
MIN_WEEKS = 8
ONE_WEEK = timedelta(weeks=1)

Which = Literal["open", "mine", "all"]


def load_incidents(
    session: Session,
    *,
    which: Which,
    range: TimeRange,
    now: datetime,
    page: int = 1,
    page_size: int | None = PAGE_SIZE,
    by: Sequence[str] = (),
) -> IncidentsReport:
    """One page of incidents (all of them without a `page_size`), newest first and, within a run, worst first.

    `open` are all unresolved ones, whatever the range. `mine` are those that one of `by` (a person's names: a chat user
    id, an e-mail) acknowledged or resolved, if unresolved or detected in the range. `all` are those detected in the
    range. The metrics cover all incidents detected in the range.
    """
    window = up_to_now(range, now)
    wanted = matching(which, window.start, window.end, by)
    listed = count_incidents(session, wanted)
    paging = paging_of(listed, page, page_size)
    rows = list_incidents(session, wanted, limit=paging.length, offset=paging.start)
    before, weeks = window_of(range, now).before, _weeks(window)
    times = [times_of(row) for row in list_times(session, min(before.start, weeks[0].start), window.end)]
    return IncidentsReport(
        scope=Scope(range=range, as_of=now, collected_at=data_collected_at(session)),
        metrics=_metrics_in(window, times),
        before=_metrics_in(before, times),
        weeks=tuple(IncidentWeek(utc_day(week.start), _metrics_in(week, times)) for week in weeks),
        incidents=build_incidents(session, rows, now=now),
        which=which,
        page=paging.page,
        pages=paging.pages,
        listed=listed,
        unresolved=count_unresolved(session),
    )


def up_to_now(range: TimeRange, now: datetime) -> Window:
    """The range for what was detected in it; one that ends now includes this very instant."""
    return Window(range.start, range.end if range.end < now else now + ONE_MS)


def _weeks(window: Window) -> list[Window]:
    """The weeks, from Monday, that a window touches: at least eight, none beyond the window's end."""
    last = monday_of(utc_day(max(window.start, window.end - ONE_MS)))
    first = min(monday_of(utc_day(window.start)), last - (MIN_WEEKS - 1) * ONE_WEEK)
    starts = (day_start(first + number * ONE_WEEK) for number in range((last - first).days // 7 + 1))
    return [Window(start, min(start + ONE_WEEK, window.end)) for start in starts]


def _metrics_in(window: Window, times: Sequence[IncidentTimes]) -> IncidentMetrics:
    return incident_metrics([each for each in times if window.start <= each.detected_at < window.end])
