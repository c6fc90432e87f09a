"""The ranked list of those who used anything, in pages."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tracker.ranges import TimeRange
from tracker.reports.members import load_roster, median_cost_per_request, with_main_models
from tracker.reports.overview import build_totals
from tracker.reports.scope import build_scope, find_group, group_names, people_of, window_of
from tracker.reports.types import MemberRow, SpenderSort, TopSpendersReport
from tracker.store.queries_spend import WindowUsage

PAGE_SIZE = 15
CHART_ROWS = 10

_SORT_KEYS: dict[SpenderSort, Callable[[MemberRow], Any]] = {
    SpenderSort.SPEND: lambda row: -row.usage_value_microcents,
    SpenderSort.REQUESTS: lambda row: -row.requests,
    SpenderSort.COST_PER_REQUEST: lambda row: (row.requests == 0, -row.usage_value_microcents / max(row.requests, 1)),
    SpenderSort.TOKENS: lambda row: -row.tokens,
    SpenderSort.NAME: lambda row: row.actor.display.casefold(),
}


def load_topspenders(
    session: Session,
    *,
    range: TimeRange,
    now: datetime,
    group: str | None = None,
    sort: SpenderSort = SpenderSort.SPEND,
    page: int = 1,
    limit: int | None = None,
) -> TopSpendersReport:
    """One page of everyone with usage in the range, the first `limit` of them by the sort (None: all).

    A page beyond the last is the last. Equals keep the order of spend. Raises GroupNotFound.
    """
    group = group and find_group(session, group)
    usage = WindowUsage(session, window_of(range, now), people_of(session, group, now=now))
    roster = load_roster(session, usage)
    listed = sort_rows([row for row in roster.rows if _has_usage(row)], sort)[:limit]
    pages = max(1, -(-len(listed) // PAGE_SIZE))
    page = min(max(1, page), pages)
    start = (page - 1) * PAGE_SIZE
    shown = with_main_models(usage, roster, listed[:CHART_ROWS] + listed[start : start + PAGE_SIZE])
    charted = min(CHART_ROWS, len(listed))
    return TopSpendersReport(
        scope=build_scope(session, range, now=now, group=group),
        totals=build_totals(usage, seats=roster.seats, active=roster.active),
        rows=shown[charted:],
        sort=sort,
        page=page,
        pages=pages,
        listed=len(listed),
        top=shown[:charted],
        median_cost_per_request_microcents=median_cost_per_request(roster.rows),
        groups=group_names(session),
    )


def sort_rows(rows: Sequence[MemberRow], sort: SpenderSort) -> list[MemberRow]:
    """Rows by a column, largest first and names from A on; who made no request comes last by cost a request."""
    return sorted(rows, key=_SORT_KEYS[sort])


def _has_usage(row: MemberRow) -> bool:
    return row.requests > 0 or row.usage_value_microcents > 0
