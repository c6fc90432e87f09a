"""The report on one actor, and its detailed sections."""

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
    """The sections of the report, in menu order."""

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
    """Sums of what Cursor's client counts by the day; never money, and not the billed requests."""

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
    """One actor in a range. Rank and team figures are None for readers without team rights."""

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
    counters: DailyCounters | None = None  # None if Cursor has no counters for the actor
    group: str | None = None
    rank: int | None = None
    ranked: int | None = None  # among how many
    activity_rank: int | None = None  # by agent requests; None if Cursor counts no activity either
    activity_ranked: int | None = None
    badges: Badges | None = None
    team_median_microcents: int | None = None  # of active actors
    team_cost_per_request_microcents: int | None = None
    usage_value_per_day_microcents: int | None = None  # over the days so far; None without data
    limit_dollars: int | None = None  # Cursor's limit on on-demand spend
    last_active_on: date | None = None


@dataclass(frozen=True)
class _Section:
    scope: Scope = field(metadata=NOT_IN_JSON)
    actor: Actor = field(metadata=NOT_IN_JSON)


@dataclass(frozen=True)
class ModelPeriod:
    """Requests by model, most first, from a UTC day on: on that day, or until the next Monday."""

    first_day: date
    last_day: date
    requests: tuple[tuple[str, int], ...]

    @property
    def main_model(self) -> str | None:
        """The model with the most requests, the first by name if tied; None without requests."""
        return self.requests[0][0] if self.requests else None


@dataclass(frozen=True)
class UserModels(_Section):
    """What each model cost, and which was preferred when. `periods` are weeks for ranges of more than 14 days."""

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

    `requests_by_weekday_and_hour` has a row of 24 UTC hours for each weekday, Monday first; it counts `timed_requests`,
    which are fewer than all requests if events of older days have been purged.
    """

    totals: Totals
    days: tuple[MemberDay, ...]
    active_days: int  # UTC days with a request
    spikes: tuple[Spike, ...]
    timed_requests: int
    requests_by_weekday_and_hour: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class UserAdoption(_Section):
    """How the tool is used: how much, not how good anyone's work is.

    For readers without team rights, `score`, rank and badges are None, as they compare with the team, and `context` has
    neither rank nor ratio. `score` is also None below ten agent requests, and the rank if Cursor counts no activity.
    """

    with_team: bool
    counters: DailyCounters | None
    active_days: int  # that Cursor calls active, or with an agent request
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
