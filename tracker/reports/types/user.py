"""One person, or whoever else has usage."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.detect.types import Metric, Rule, Severity
from tracker.reports.types.common import Actor, CycleProgress, MemberDay, ModelShare, Scope, Totals


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
    group: str | None = None
    rank: int | None = None
    ranked: int | None = None  # among how many
    team_median_microcents: int | None = None  # of active actors
    team_cost_per_request_microcents: int | None = None
    limit_dollars: int | None = None  # what Cursor enforces for on-demand spend
    last_active_on: date | None = None
