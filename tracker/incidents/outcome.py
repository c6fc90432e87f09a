"""What one detection changed, for the command line and the log."""

from dataclasses import dataclass
from datetime import datetime

from tracker.detect.sentences import ModelSpend
from tracker.detect.types import Metric, Rule, Severity, Unit
from tracker.store.incidents import key_of
from tracker.store.tables import AnomalyRow


@dataclass(frozen=True)
class NewAnomaly:
    """A newly stored finding, its figures in millionths of `unit`.

    `incident_id` is None for a finding that opens no incident.
    """

    incident_id: int | None
    subject: str
    rule: Rule
    metric: Metric
    period_key: str
    severity: Severity
    unit: Unit
    value_millionths: int
    line_millionths: int
    baseline_millionths: int | None
    onset: datetime
    detected_at: datetime
    data_age_seconds: int
    models: tuple[ModelSpend, ...]  # (model, microcents) of those that drive the excess, highest first
    message: str


@dataclass(frozen=True)
class ClearedAnomaly:
    """An anomaly that no longer holds, or whose cycle is over."""

    incident_id: int | None
    subject: str
    rule: Rule
    metric: Metric
    period_key: str
    cleared_at: datetime


@dataclass(frozen=True)
class DetectionOutcome:
    """What one detection changed. `open` counts all unresolved incidents; the tuples hold incident ids."""

    new: tuple[NewAnomaly, ...]
    cleared: tuple[ClearedAnomaly, ...]
    open: int
    opened_incidents: tuple[int, ...]
    joined: tuple[int, ...]
    resolved_by_system: tuple[int, ...]


def new_anomaly(row: AnomalyRow) -> NewAnomaly:
    """From a row that has just been stored."""
    return NewAnomaly(
        incident_id=row.incident_id,
        subject=row.subject,
        rule=Rule(row.rule),
        metric=Metric(row.metric),
        period_key=row.period_key,
        severity=Severity(row.severity),
        unit=Unit(row.unit),
        value_millionths=row.value_millionths,
        line_millionths=row.line_millionths,
        baseline_millionths=row.baseline_millionths,
        onset=row.onset_at,
        detected_at=row.detected_at,
        data_age_seconds=row.data_age_seconds,
        models=tuple((model, spend) for model, spend in row.models),
        message=row.message,
    )


def cleared_anomaly(row: AnomalyRow) -> ClearedAnomaly:
    """From a row that has just been cleared."""
    assert row.cleared_at is not None
    return ClearedAnomaly(row.incident_id, *key_of(row), cleared_at=row.cleared_at)
