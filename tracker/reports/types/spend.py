"""What the team spends, and who drives it."""

from dataclasses import dataclass, field
from enum import StrEnum

from tracker.reports.types.common import NOT_IN_JSON, CycleProgress, DayPoint, MemberRow, ModelShare, Scope, Totals


@dataclass(frozen=True)
class OverviewReport:
    """What the team spends, and who drives it. `members`: all, or the first with usage, most spend first."""

    scope: Scope
    totals: Totals
    previous: Totals | None  # the window of the same length just before; None where nothing is stored for it
    days: tuple[DayPoint, ...]
    members: tuple[MemberRow, ...]
    models: tuple[ModelShare, ...]
    cycle: CycleProgress
    open_incidents: int
    groups: tuple[str, ...] = ()
    members_left_out: int = field(default=0, metadata=NOT_IN_JSON)  # with usage, where only the first were asked for


class SpenderSort(StrEnum):
    """Columns a list of spenders can be sorted by."""

    SPEND = "spend"
    REQUESTS = "requests"
    COST_PER_REQUEST = "cost_per_request"
    TOKENS = "tokens"
    NAME = "name"


@dataclass(frozen=True)
class TopSpendersReport:
    """One page of the ranked list. `limit` is how many the asker wanted in all (None: everyone)."""

    scope: Scope
    totals: Totals
    rows: tuple[MemberRow, ...]
    sort: SpenderSort
    page: int  # from 1
    pages: int
    listed: int  # how many rows all pages hold
    top: tuple[MemberRow, ...]  # the first ten by the sort, for the chart, whatever the page
    median_cost_per_request_microcents: int | None = None
    groups: tuple[str, ...] = ()
