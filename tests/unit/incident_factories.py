"""Incidents, anomalies and the reports on them; a test names what differs."""

from datetime import timedelta
from typing import Any

from tests.unit.factories import (
    DOLLAR,
    MODELS,
    NOW,
    TODAY,
    make_actor,
    make_member_days,
    make_range,
    make_scope,
    make_team,
)
from tracker.reports.types import (
    AnomaliesReport,
    AnomalyDay,
    AnomalyFilter,
    AnomalyLine,
    AnomalyView,
    DigestReport,
    DurationStats,
    Evidence,
    IncidentMetrics,
    IncidentMove,
    IncidentReport,
    IncidentsReport,
    IncidentState,
    IncidentWeek,
    Metric,
    ModelDriver,
    Move,
    Rule,
    Severity,
    TimelineEntry,
    Unit,
)


def make_anomaly_line(**changes: Any) -> AnomalyLine:
    given = {
        "rule": Rule.SPEND_SPIKE,
        "metric": Metric.SPEND,
        "period_label": "20 November (UTC)",
        "severity": Severity.CRITICAL,
        "message": "Mia Fox spent $412.10 on 20 November (UTC), 8.2 times the usual $50.21.",
        "detected_at": NOW - timedelta(days=2),
        "cleared_at": None,
        "incident_id": 12,
    }
    return AnomalyLine(**(given | changes))


def make_anomaly(**changes: Any) -> AnomalyView:
    given = {
        "rule": Rule.SPEND_SPIKE,
        "metric": Metric.SPEND,
        "period_label": "20 November (UTC)",
        "severity": Severity.CRITICAL,
        "unit": Unit.CENTS,
        "value_millionths": 412 * DOLLAR + 10_000_000,
        "line_millionths": 251 * DOLLAR + 5_000_000,
        "baseline_millionths": 50 * DOLLAR + 21_000_000,
        "models": (
            ModelDriver(MODELS[2], 371 * DOLLAR),
            ModelDriver(MODELS[0], 41 * DOLLAR + 10_000_000),
        ),
        "onset": NOW - timedelta(minutes=31),
        "detected_at": NOW - timedelta(minutes=2),
        "cleared_at": None,
        "data_age_seconds": 180,
        "message": (
            "Mia Fox spent $412.10 on 20 November (UTC), 8.2 times the usual $50.21; "
            "claude-4.5-opus-max drove it with $371.00."
        ),
        "day": TODAY - timedelta(days=2),
    }
    return AnomalyView(**(given | changes))


def make_incident(incident_id: int = 12, **changes: Any) -> IncidentReport:
    given = {
        "incident_id": incident_id,
        "actor": make_actor(),
        "state": IncidentState.ALERTED,
        "severity": Severity.CRITICAL,
        "anomalies": (make_anomaly(),),
        "evidence": Evidence(
            make_member_days(14, spike=11),
            TODAY - timedelta(days=2),
            251 * DOLLAR + 5_000_000,
            "5 times the usual day:",
        ),
        "moves": (make_move(Move.OPENED, by="system"), make_move(Move.ALERTED, by="system")),
        "onset": NOW - timedelta(minutes=31),
        "detected_at": NOW - timedelta(minutes=2),
        "alerted_at": NOW - timedelta(minutes=1),
        "acknowledged_at": None,
        "acknowledged_by": None,
        "resolved_at": None,
        "resolved_by": None,
        "cause": None,
        "note": None,
        "is_cleared": False,
        "version": 1,
        "message_ref": None,
        "as_of": NOW,
    }
    return IncidentReport(**(given | changes))


def make_acknowledged(**changes: Any) -> IncidentReport:
    given = {
        "state": IncidentState.ACKNOWLEDGED,
        "acknowledged_at": NOW + timedelta(minutes=11),
        "acknowledged_by": "U0ONCALL01",
        "version": 2,
    }
    return make_incident(**(given | changes))


def make_resolved(**changes: Any) -> IncidentReport:
    given = {
        "state": IncidentState.RESOLVED,
        "resolved_at": NOW + timedelta(hours=2),
        "resolved_by": "U0ONCALL01",
        "cause": "An agent or a loop ran out of control",
        "note": "The retry loop in the import job is fixed, and its agent has a budget now.",
        "version": 3,
    }
    return make_acknowledged(**(given | changes))


def make_move(move: Move = Move.ACKNOWLEDGED, **changes: Any) -> IncidentMove:
    given = {"at": NOW + timedelta(minutes=11), "move": move, "by": "U0ONCALL01", "source": "slack"}
    return IncidentMove(**(given | changes))


def make_digest(**changes: Any) -> DigestReport:
    incidents = tuple(make_incident(number) for number in range(20, 34))
    given = {
        "digest_id": 3,
        "worst": incidents[:10],
        "page": 1,
        "pages": 1,
        "rest": incidents[10:],
        "total": 14,
        "unresolved": 14,
        "critical": 14,
        "as_of": NOW,
        "version": 1,
    }
    return DigestReport(**(given | changes))


def make_stats(**changes: Any) -> DurationStats:
    return DurationStats(**({"n": 7, "mean_seconds": 1_804.0, "p50_seconds": 741.0, "p95_seconds": 7_260.0} | changes))


def make_metrics(**changes: Any) -> IncidentMetrics:
    names = ("mttd", "mttd_source_lag", "mttd_collection", "mttd_posting", "mtti", "mttr")
    given = {name: make_stats() for name in names} | {"system_resolves": 2, "detected": 9, "resolved": 7}
    return IncidentMetrics(**(given | changes))


def make_weeks(count: int = 8) -> tuple[IncidentWeek, ...]:
    """Weeks up to the running one; the second has no incident."""
    first = TODAY - timedelta(days=TODAY.weekday()) - timedelta(weeks=count - 1)
    none = make_metrics(mttd=DurationStats(0), mtti=DurationStats(0), mttr=DurationStats(0), detected=0)
    return tuple(
        IncidentWeek(first + timedelta(weeks=number), none if number == 1 else make_metrics())
        for number in range(count)
    )


def make_incidents(**changes: Any) -> IncidentsReport:
    given = {
        "scope": make_scope(range=make_range(30)),
        "metrics": make_metrics(),
        "before": make_metrics(mttd=make_stats(n=4, p50_seconds=1_500.0)),
        "weeks": make_weeks(),
        "incidents": (make_incident(12), make_acknowledged(incident_id=11), make_resolved(incident_id=9)),
        "which": "all",
        "page": 1,
        "pages": 1,
        "listed": 3,
        "unresolved": 2,
    }
    return IncidentsReport(**(given | changes))


def make_entry(number: int = 1, **changes: Any) -> TimelineEntry:
    given = {
        "actor": make_actor(),
        "anomaly": make_anomaly(detected_at=NOW - timedelta(hours=number)),
        "incident_id": number,
        "incident_state": IncidentState.ALERTED,
    }
    return TimelineEntry(**(given | changes))


def make_anomalies(**changes: Any) -> AnomaliesReport:
    days = tuple(
        AnomalyDay(TODAY - timedelta(days=back), critical=back % 3, warning=back % 5, info=back % 2)
        for back in range(29, -1, -1)
    )
    info = make_anomaly(rule=Rule.PLAN_EXHAUSTED, severity=Severity.INFO, cleared_at=NOW)
    given = {
        "scope": make_scope(range=make_range(30)),
        "filter": AnomalyFilter(),
        "entries": (
            *(make_entry(number) for number in range(1, 5)),
            make_entry(5, anomaly=info, incident_id=None, incident_state=None),
        ),
        "days": days,
        "page": 1,
        "pages": 3,
        "listed": sum(day.critical + day.warning + day.info for day in days),
        "cleared": 60,
        "subjects": (make_actor(), make_team()),
        "groups": ("Platform", "Mobile"),
    }
    return AnomaliesReport(**(given | changes))
