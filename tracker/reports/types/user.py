"""One person, or whoever else has usage: the report, and the sections that go deeper."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tracker.detect.types import Metric, Rule, Severity
from tracker.reports.types.common import (
    NOT_IN_JSON,
    Actor,
    CycleProgress,
    MemberDay,
    ModelShare,
    Scope,
    Totals,
)
from tracker.reports.types.insights import Insight
from tracker.reports.types.members import AdoptionScore, Badges, ContextUse
from tracker.reports.types.spend import Spike


class UserSection(StrEnum):
    """The parts of the report, in the order in which they are offered."""

    OVERVIEW = "overview"
    MODELS = "models"
    ACTIVITY = "activity"
    ADOPTION = "adoption"
    TOOLS = "tools"
    CODE = "code"


@dataclass(frozen=True)
class AnomalyLine:
    """One anomaly as a line of history."""

    rule: Rule
    metric: Metric
    period_label: str
    severity: Severity
    message: str
    detected_at: datetime
    cleared_at: datetime | None
    incident_id: int | None


@dataclass(frozen=True)
class DailyCounters:
    """Sums of what Cursor's client counts by the day; never money, and not the requests of the bills."""

    agent_requests: int
    chat_requests: int
    composer_requests: int
    cmdk_usages: int
    tabs_shown: int
    tabs_accepted: int
    bugbot_usages: int
    applies: int
    accepts: int
    rejects: int
    lines_added: int
    lines_deleted: int
    accepted_lines_added: int
    accepted_lines_deleted: int


@dataclass(frozen=True)
class UserReport:
    """One actor in a range. Rank and team figures are None for those who may not read team reports."""

    scope: Scope
    actor: Actor
    totals: Totals
    cycle: CycleProgress
    days: tuple[MemberDay, ...]
    models: tuple[ModelShare, ...]
    tokens_input: int
    tokens_output: int
    tokens_cache_read: int
    tokens_cache_write: int
    anomalies: tuple[AnomalyLine, ...]
    counters: DailyCounters | None = None  # None where Cursor counts nothing of the actor
    group: str | None = None
    rank: int | None = None
    ranked: int | None = None  # among how many
    activity_rank: int | None = None  # by agent requests; None where Cursor counts no activity either
    activity_ranked: int | None = None
    badges: Badges | None = None
    team_median_microcents: int | None = None  # of active actors
    team_cost_per_request_microcents: int | None = None
    usage_value_per_day_microcents: int | None = None  # over the days so far; None before anything is known
    limit_dollars: int | None = None  # what Cursor enforces for on-demand spend
    last_active_on: date | None = None


@dataclass(frozen=True)
class _Section:
    scope: Scope = field(metadata=NOT_IN_JSON)
    actor: Actor = field(metadata=NOT_IN_JSON)


@dataclass(frozen=True)
class ModelPeriod:
    """Requests by model, most first, from a UTC day on: of that day alone, or of it and those up to the next Monday."""

    first_day: date
    last_day: date
    requests: tuple[tuple[str, int], ...]

    @property
    def main_model(self) -> str | None:
        """The model with most requests, the first by name among equals; None where there is no request."""
        return self.requests[0][0] if self.requests else None


@dataclass(frozen=True)
class UserModels(_Section):
    """What each model cost, and which was preferred when. `periods` are the weeks of a range of more than 14 days."""

    totals: Totals
    models: tuple[ModelShare, ...]
    periods: tuple[ModelPeriod, ...]

    @property
    def is_by_week(self) -> bool:
        """Whether the periods are weeks."""
        return any(period.first_day != period.last_day for period in self.periods)


@dataclass(frozen=True)
class UserActivity(_Section):
    """When somebody works with the tool.

    `requests_by_weekday_and_hour` has a row for each weekday, Monday first, of 24 UTC hours; it counts
    `timed_requests`, which are fewer than all where events of older days have been purged.
    """

    totals: Totals
    days: tuple[MemberDay, ...]
    active_days: int  # UTC days with a request
    spikes: tuple[Spike, ...]
    timed_requests: int
    requests_by_weekday_and_hour: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class UserAdoption(_Section):
    """How the tool is used; it says how much, not how good anyone's work is.

    For those who may not read team reports, `score`, rank and badges are None, as they compare with the team, and
    `context` has neither rank nor ratio. `score` is also None below ten agent requests, and the rank where Cursor
    counts no activity.
    """

    with_team: bool
    counters: DailyCounters | None
    active_days: int  # that Cursor calls active or that hold an agent request
    days_passed: int
    score: AdoptionScore | None
    context: ContextUse | None
    activity_rank: int | None = None  # by agent requests
    activity_ranked: int | None = None  # among how many with any activity
    badges: Badges | None = None


@dataclass(frozen=True)
class UserTools(_Section):
    """The actor's own calls of MCP tools and uses of commands; the figures are `FeatureUse`."""

    mcp: Insight
    commands: Insight


@dataclass(frozen=True)
class UserCode(_Section):
    """The actor's commits by repository; the figures are a `CodeVolume`."""

    repositories: Insight


UserPart = UserModels | UserActivity | UserAdoption | UserTools | UserCode
