"""Incidents as people see them: what was found, the subject's days as evidence, and who did what."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from tracker.clock import parse_instant, utc_day
from tracker.detect.sentences import period_label
from tracker.detect.types import Metric, Rule, Severity, Unit
from tracker.incident_lifecycle import SYSTEM, IncidentNotFound, IncidentState, Move
from tracker.reports.actors import load_actors
from tracker.reports.incident_metrics import IncidentTimes, incident_durations
from tracker.reports.types import (
    Actor,
    AnomalyView,
    Evidence,
    IncidentMove,
    IncidentReport,
    MemberDay,
    ModelDriver,
)
from tracker.store.evidence import SubjectDay, load_subject_days
from tracker.store.incidents import find_incident, find_move, list_anomalies, list_moves
from tracker.store.row_ids import id_of
from tracker.store.tables import AnomalyRow, IncidentMoveRow, IncidentRow

EVIDENCE_DAYS = 14
PROVISIONAL_DAYS = 2

_LINE_LABELS = {Rule.SPEND_SPIKE: "spend spike from", Rule.ZSCORE: "far from the team from"}


class MoveNotFound(LookupError):
    """No incident's trail has a move with that number."""

    def __init__(self, move_id: int) -> None:
        super().__init__(f"there is no move {move_id} in the trail of any incident")
        self.move_id = move_id


def load_incident(session: Session, incident_id: int, *, now: datetime) -> IncidentReport:
    """One incident as it stands. Raises IncidentNotFound."""
    row = find_incident(session, incident_id)
    if row is None:
        raise IncidentNotFound(incident_id)
    return build_incidents(session, [row], now=now)[0]


def load_move(session: Session, move_id: int) -> tuple[int, IncidentMove]:
    """One line of a trail, with the id of its incident. Raises MoveNotFound."""
    row = find_move(session, move_id)
    if row is None:
        raise MoveNotFound(move_id)
    return row.incident_id, _move(row)


def build_incidents(session: Session, rows: Sequence[IncidentRow], *, now: datetime) -> tuple[IncidentReport, ...]:
    """Reports of these incidents, in their order."""
    ids = [id_of(row) for row in rows]
    anomalies, moves = list_anomalies(session, ids), list_moves(session, ids)
    actors = load_actors(session, {row.subject for row in rows})
    return tuple(
        _report(session, row, actors[row.subject], worst_first(anomalies[row_id]), moves[row_id], now)
        for row_id, row in zip(ids, rows, strict=True)
    )


def worst_first(anomalies: Iterable[AnomalyRow]) -> list[AnomalyRow]:
    """Sorted by `badness`, then oldest first."""
    return sorted(anomalies, key=lambda row: (*badness(row), row.id))


def badness(row: AnomalyRow) -> tuple[int, bool, float]:
    """A sort key, worst first: severity, then money before unit costs and counts, then excess."""
    is_not_money = Unit(row.unit) is not Unit.CENTS
    return -Severity(row.severity).rank, is_not_money, -row.value_millionths / max(row.line_millionths, 1)


def _report(
    session: Session,
    row: IncidentRow,
    actor: Actor,
    anomalies: Sequence[AnomalyRow],
    moves: Sequence[IncidentMoveRow],
    now: datetime,
) -> IncidentReport:
    views = tuple(anomaly_view(anomaly) for anomaly in anomalies)
    return IncidentReport(
        incident_id=id_of(row),
        actor=actor,
        state=IncidentState(row.state),
        severity=Severity(row.severity),
        anomalies=views,
        evidence=_evidence(session, row, views, now),
        moves=tuple(_move(move) for move in moves),
        onset=row.onset_at,
        detected_at=row.detected_at,
        alerted_at=row.alerted_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
        cause=row.cause,
        note=row.note,
        is_cleared=row.is_cleared,
        version=row.version,
        message_ref=row.message_ref,
        as_of=now,
        durations=incident_durations(times_of(row)),
    )


def times_of(row: Any) -> IncidentTimes:
    """The instants of a stored incident, from the whole row or from just these columns."""
    return IncidentTimes(
        onset=row.onset_at,
        detected_at=row.detected_at,
        missed_at=row.missed_at,
        alerted_at=row.alerted_at,
        acknowledged_at=row.acknowledged_at,
        resolved_at=row.resolved_at,
        is_resolved_by_system=row.resolved_by == SYSTEM,
    )


def anomaly_view(row: AnomalyRow) -> AnomalyView:
    """A stored anomaly as people see it."""
    rule = Rule(row.rule)
    period = parse_instant(row.period_key) if rule.is_of_cycle else date.fromisoformat(row.period_key)
    return AnomalyView(
        rule=rule,
        metric=Metric(row.metric),
        period_label=period_label(period),
        severity=Severity(row.severity),
        unit=Unit(row.unit),
        value_millionths=row.value_millionths,
        line_millionths=row.line_millionths,
        baseline_millionths=row.baseline_millionths,
        models=tuple(ModelDriver(model, spend) for model, spend in row.models),
        onset=row.onset_at,
        detected_at=row.detected_at,
        cleared_at=row.cleared_at,
        data_age_seconds=row.data_age_seconds,
        message=row.message,
        day=None if isinstance(period, datetime) else period,
    )


def _move(row: IncidentMoveRow) -> IncidentMove:
    return IncidentMove(row.at, Move(row.move), row.by, row.source, row.note)


def _evidence(session: Session, row: IncidentRow, anomalies: Sequence[AnomalyView], now: datetime) -> Evidence:
    """The subject's days up to now or up to the resolution, always including the judged day."""
    of_days = [each for each in anomalies if each.day is not None]
    money = next((each for each in of_days if each.metric is Metric.SPEND), None)
    judged = money or next(iter(of_days), None)
    last = utc_day(min(now, row.resolved_at or now))
    if judged and judged.day and not last - timedelta(days=EVIDENCE_DAYS) < judged.day <= last:
        last = judged.day
    first = last - timedelta(days=EVIDENCE_DAYS - 1)
    return Evidence(
        days=_days(load_subject_days(session, row.subject, first, last), first, now),
        judged_day=judged.day if judged else None,
        line_microcents=money.line_millionths if money else None,
        line_label=_LINE_LABELS.get(money.rule, "") if money else "",
    )


def _days(stored: dict[date, SubjectDay], first: date, now: datetime) -> tuple[MemberDay, ...]:
    """Every day from `first` on, with zeros for those without usage."""
    provisional_from = utc_day(now) - timedelta(days=PROVISIONAL_DAYS - 1)
    return tuple(
        MemberDay(
            date=day,
            usage_value_microcents=(sums := stored.get(day, SubjectDay())).usage_value_microcents,
            on_demand_microcents=sums.on_demand_microcents,
            requests=sums.requests,
            tokens=sums.tokens,
            models=sums.models,
            provisional=day >= provisional_from,
        )
        for day in (first + timedelta(days=offset) for offset in range(EVIDENCE_DAYS))
    )
