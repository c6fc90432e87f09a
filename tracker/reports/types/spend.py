"""What the team spends, and who drives it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tracker.reports.types.common import (
    NOT_IN_JSON,
    Actor,
    CycleProgress,
    DayPoint,
    MemberRow,
    ModelShare,
    Scope,
    Totals,
)
from tracker.reports.types.members import AdoptionScore, Badge, Badges, ContextUse


@dataclass(frozen=True)
class DaySpend:
    """What was spent on one UTC day."""

    date: date
    usage_value_microcents: int


@dataclass(frozen=True)
class MemberDays:
    """What one actor spent on each UTC day of a range with any spend, in order."""

    actor: Actor
    days: tuple[DaySpend, ...]


@dataclass(frozen=True)
class Spike:
    """A whole, final day with more than twice the usual spend, and the person and model that drove it.

    `usual` is the median of the other active days of the range and of the 28 days before it. The drivers exceeded their
    own average of the range's other days the most; None if not computed.
    """

    date: date
    usage_value_microcents: int
    usual_microcents: int
    member: Actor | None = None
    member_microcents: int | None = None
    model: str | None = None
    model_microcents: int | None = None


@dataclass(frozen=True)
class OverviewReport:
    """What the team spends and who drives it. `members`: all, or the first with usage, highest spend first."""

    scope: Scope
    totals: Totals
    previous: Totals | None  # the equally long window before; None if nothing is stored for it
    days: tuple[DayPoint, ...]
    members: tuple[MemberRow, ...]
    models: tuple[ModelShare, ...]
    cycle: CycleProgress
    open_incidents: int  # of the team, or of current group members
    groups: tuple[str, ...] = ()
    open_anomalies: int = 0  # of these incidents, not cleared
    usage_value_per_day_microcents: int | None = None  # over the days so far; None without data
    average_day_microcents: int | None = None  # of the whole, final days; None with fewer than three
    accepted_lines_added: int | None = None  # as Cursor counts them by whole days; None without counters
    spikes: tuple[Spike, ...] = ()
    daily_by_member: tuple[MemberDays, ...] = ()  # of all or the first, in the order of `members`
    members_left_out: int = field(default=0, metadata=NOT_IN_JSON)  # with usage, if only the first were requested


class SpenderSort(StrEnum):
    """Columns that a list of spenders can be sorted by."""

    SPEND = "spend"
    REQUESTS = "requests"
    COST_PER_REQUEST = "cost_per_request"
    TOKENS = "tokens"
    LINES = "lines"
    CONTEXT = "context"
    ACTIVITY = "activity"
    ADOPTION = "adoption"
    MAIN_MODEL = "main_model"
    BADGES = "badges"
    NAME = "name"


@dataclass(frozen=True)
class SpenderRow(MemberRow):
    """An actor's sums and how they use the tool.

    `agent_requests`, `accepted_lines` and the ranks and badges based on them are None if Cursor counts no activity of
    the actor; `context` is None if no event read from the cache.
    """

    accepted_lines: int | None = None
    agent_requests: int | None = None
    activity_rank: int | None = None  # by agent requests, among all with activity
    badges: Badges = field(default_factory=Badges)
    adoption: AdoptionScore | None = None
    context: ContextUse | None = None


@dataclass(frozen=True)
class TopSpendersReport:
    """One page of the ranked list; ranks and badges are computed among everyone of the report, listed or not.

    `badge` and `search` are the filters, None for everyone.
    """

    scope: Scope
    totals: Totals
    rows: tuple[SpenderRow, ...]
    sort: SpenderSort
    page: int  # from 1
    pages: int
    listed: int  # rows on all pages
    listed_usage_value_microcents: int
    top: tuple[SpenderRow, ...]  # the first ten by the sort, for the chart on every page
    badge: Badge | None = None
    search: str | None = None
    median_cost_per_request_microcents: int | None = None
    groups: tuple[str, ...] = ()
