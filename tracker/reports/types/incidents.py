"""Findings, and the incidents that people handle."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.detect.types import Metric, Rule, Severity, Unit
from tracker.incident_lifecycle import IncidentState, Move
from tracker.reports.types.common import NOT_IN_JSON, Actor, MemberDay, Scope


@dataclass(frozen=True)
class ModelDriver:
    """A model and its cost in the period of an anomaly."""

    model: str
    usage_value_microcents: int


@dataclass(frozen=True)
class AnomalyView:
    """One finding as people see it; value, line and baseline are in millionths of `unit`."""

    rule: Rule
    metric: Metric
    period_label: str  # "20 November (UTC)" or "the cycle from 27 October"
    severity: Severity
    unit: Unit
    value_millionths: int
    line_millionths: int
    baseline_millionths: int | None
    models: tuple[ModelDriver, ...]
    onset: datetime
    detected_at: datetime
    cleared_at: datetime | None
    data_age_seconds: int
    message: str
    day: date | None  # the judged day; None for a cycle


@dataclass(frozen=True)
class IncidentMove:
    """One line of an incident's audit trail. `by` is a Slack user id, an e-mail, or "system"."""

    at: datetime
    move: Move
    by: str
    source: str
    note: str | None = None


@dataclass(frozen=True)
class Evidence:
    """The last 14 days of the subject, including the judged day, and the crossed line if it fits the chart."""

    days: tuple[MemberDay, ...]
    judged_day: date | None
    line_microcents: int | None  # only if the line is money per day
    line_label: str = ""


@dataclass(frozen=True)
class IncidentDurations:
    """How long one incident took, in seconds; None for what has not ended or never began.

    `time_to_detect` runs from the onset to the alert and is the sum of `source_lag`, `collection` and `posting`;
    `time_to_investigate` from the alert to the acknowledgement; `time_to_resolve` from the detection to the resolution
    by a person.
    """

    time_to_detect_seconds: float | None = None
    source_lag_seconds: float | None = None
    collection_seconds: float | None = None
    posting_seconds: float | None = None
    time_to_investigate_seconds: float | None = None
    time_to_resolve_seconds: float | None = None


@dataclass(frozen=True)
class IncidentReport:
    """Everything an incident's message shows. `anomalies` is worst first; the first one gives the title."""

    incident_id: int
    actor: Actor
    state: IncidentState
    severity: Severity
    anomalies: tuple[AnomalyView, ...]
    evidence: Evidence
    moves: tuple[IncidentMove, ...]
    onset: datetime
    detected_at: datetime
    alerted_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    resolved_by: str | None
    cause: str | None
    note: str | None
    is_cleared: bool
    version: int
    message_ref: str | None
    as_of: datetime
    durations: IncidentDurations = IncidentDurations()


@dataclass(frozen=True)
class DigestReport:
    """Several new incidents of one run in one message: the worst ten with buttons, all of them counted."""

    digest_id: int
    worst: tuple[IncidentReport, ...]
    page: int  # of the rest, counted from 1
    pages: int
    rest: tuple[IncidentReport, ...]  # this page of them
    total: int
    unresolved: int
    critical: int
    as_of: datetime
    version: int


@dataclass(frozen=True)
class DurationStats:
    """Seconds over n incidents; all None when n is 0."""

    n: int
    mean_seconds: float | None = None
    p50_seconds: float | None = None
    p95_seconds: float | None = None


@dataclass(frozen=True)
class IncidentMetrics:
    """MTTD, MTTI and MTTR of incidents detected in a range; those resolved by the system are counted separately."""

    mttd: DurationStats
    mttd_source_lag: DurationStats
    mttd_collection: DurationStats
    mttd_posting: DurationStats
    mtti: DurationStats
    mttr: DurationStats
    system_resolves: int
    detected: int
    resolved: int


@dataclass(frozen=True)
class IncidentWeek:
    """The same metrics over the incidents detected in one week, from Monday 00:00 UTC."""

    start: date
    metrics: IncidentMetrics


@dataclass(frozen=True)
class IncidentsReport:
    """Incidents that match a filter, newest and worst first, one page of them, and the metrics of the range.

    `before` are the metrics of the equally long window before the range. `weeks` are all that the range touches, at
    least eight, oldest first, none beyond the end of the range.
    """

    scope: Scope
    metrics: IncidentMetrics
    before: IncidentMetrics
    weeks: tuple[IncidentWeek, ...]
    incidents: tuple[IncidentReport, ...]
    which: str  # "open", "mine" or "all"
    page: int
    pages: int
    listed: int
    unresolved: int


@dataclass(frozen=True)
class AnomalyFilter:
    """The filter of a timeline; None matches anything. `state` is "open" or "cleared"."""

    severity: Severity | None = None
    rule: Rule | None = None
    state: str | None = None
    actor: Actor | None = None


@dataclass(frozen=True)
class AnomalyDay:
    """Anomalies detected on one UTC day, by severity."""

    date: date
    critical: int
    warning: int
    info: int


@dataclass(frozen=True)
class TimelineEntry:
    """One anomaly, its subject, and the incident that handles it; info anomalies have none."""

    actor: Actor
    anomaly: AnomalyView
    incident_id: int | None
    incident_state: IncidentState | None


@dataclass(frozen=True)
class AnomaliesReport:
    """The timeline of anomalies detected in a range, newest first, one page of those that match the filter.

    `days`, `listed` and `cleared` cover all that match; `subjects` are those with the most anomalies in the range and
    group, regardless of the filter.
    """

    scope: Scope
    filter: AnomalyFilter
    entries: tuple[TimelineEntry, ...]
    days: tuple[AnomalyDay, ...]
    page: int
    pages: int
    listed: int
    cleared: int
    subjects: tuple[Actor, ...] = field(metadata=NOT_IN_JSON)
    groups: tuple[str, ...] = field(default=(), metadata=NOT_IN_JSON)
