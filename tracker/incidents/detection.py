"""One detection: judge what is stored, keep what was found, open and join incidents, clear what no longer holds.

The figures are read in one snapshot and judged without a lock; what follows from them is one write transaction, with
the rows to send in it, so that a notice exists exactly when what it speaks of does.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from tracker.detect.detector import Detection, detect
from tracker.detect.sentences import ModelSpend, message
from tracker.detect.types import MILLION, Finding, FindingKey, Metric, Rule, Severity, Unit
from tracker.incidents.lifecycle import SYSTEM, UNACKNOWLEDGED
from tracker.incidents.trail import record
from tracker.incidents.types import IncidentState, Move
from tracker.ranges import Cycle
from tracker.reports.actors import load_actors
from tracker.settings import Settings
from tracker.store.cycles import find_cycle
from tracker.store.engine import Store
from tracker.store.figures import find_drivers, find_onset, load_figures
from tracker.store.incidents import (
    add_move,
    bump_version,
    count_unresolved,
    find_anomalies,
    find_cleared_incidents,
    find_unresolved,
    key_of,
    list_uncleared,
    lock_detection,
    move_incident,
)
from tracker.store.outbox import add_digest, add_incident, find_announced
from tracker.store.readings import data_collected_at, last_detection_data, save_detection
from tracker.store.settings import load_settings
from tracker.store.tables import AnomalyRow, DigestRow, IncidentRow

log = logging.getLogger(__name__)

MOST_SINGLE_MESSAGES = 3


@dataclass(frozen=True)
class NewAnomaly:
    """A finding that was stored for the first time; `incident_id` is None for what opens no incident."""

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
    models: tuple[ModelSpend, ...]  # (model, microcents) of those that drive the excess, most first
    message: str

    @property
    def value(self) -> Decimal:
        """What was seen, in `unit`."""
        return Decimal(self.value_millionths) / MILLION

    @property
    def line(self) -> Decimal:
        """What it passed, in `unit`."""
        return Decimal(self.line_millionths) / MILLION

    @property
    def baseline(self) -> Decimal | None:
        """What is usual, in `unit`."""
        return None if self.baseline_millionths is None else Decimal(self.baseline_millionths) / MILLION


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


@dataclass(frozen=True)
class _Evidence:
    """A finding with what was looked up about it."""

    finding: Finding
    onset: datetime
    drivers: tuple[ModelSpend, ...]
    message: str


@dataclass(frozen=True)
class _Judged:
    """One snapshot judged: when its data had been collected (`collected_at`), and that of the last run."""

    now: datetime
    detection: Detection
    evidence: tuple[_Evidence, ...]
    collected_at: datetime
    seen_before_at: datetime | None

    @property
    def data_age_seconds(self) -> int:
        return int((self.now - self.collected_at).total_seconds())

    def missed_at(self, onset: datetime) -> datetime | None:
        """The earlier collection that had reached the onset and yet did not show it."""
        return self.seen_before_at if self.seen_before_at and onset <= self.seen_before_at else None


class DetectionRun:
    """Runs detections over one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def run(self, *, now: datetime, settings: Settings | None = None, announce: bool = True) -> DetectionOutcome:
        """Judge what is known at `now` and store what follows.

        `settings` are those of the database unless given. With `announce` off, anomalies and incidents are stored all
        the same but nothing is written to be sent; an incident of such a run is announced only when a later run that
        announces finds one of its anomalies again, or a new one of its subject.
        """
        with self._store.reading() as session:
            judged = _judge(session, now, settings or load_settings(session))
        with self._store.writing() as session:
            lock_detection(session)
            outcome = _Recording(session, judged, announce=announce).run()
        log.info(
            "detection finished new=%d cleared=%d opened=%d joined=%d open=%d",
            *(len(each) for each in (outcome.new, outcome.cleared, outcome.opened_incidents, outcome.joined)),
            outcome.open,
        )
        return outcome


def _judge(session: Session, now: datetime, settings: Settings) -> _Judged:
    cycle = find_cycle(session, now)
    figures = load_figures(session, now=now, cycle=cycle, history_days=settings.history_days)
    detection = detect(figures, settings)
    collected_at = min(now, data_collected_at(session) or now)
    names = {key: actor.display for key, actor in load_actors(session, {f.subject for f in detection.findings}).items()}
    known = find_anomalies(session, detection.keys)
    evidence = tuple(
        _known_evidence(finding, known.get(finding.key))
        or _look_up(session, finding, names[finding.subject], collected_at, now=now, cycle=cycle, settings=settings)
        for finding in detection.findings
    )
    return _Judged(now, detection, evidence, collected_at, last_detection_data(session, before=now))


def _known_evidence(finding: Finding, row: AnomalyRow | None) -> _Evidence | None:
    """What was looked up for a finding before, while its figures are the same."""
    if row is None or (row.value_millionths, row.line_millionths) != (
        finding.value_millionths,
        finding.line_millionths,
    ):
        return None
    return _Evidence(finding, row.onset_at, tuple((model, spend) for model, spend in row.models), row.message)


def _look_up(
    session: Session,
    finding: Finding,
    name: str,
    collected_at: datetime,
    *,
    now: datetime,
    cycle: Cycle,
    settings: Settings,
) -> _Evidence:
    """What is to be said about a finding; where no event tells its onset, it is when the data was collected."""
    models, drivers = find_drivers(session, finding, now=now, cycle=cycle, settings=settings)
    began = find_onset(session, finding, now=now, cycle=cycle, settings=settings)
    return _Evidence(finding, began or collected_at, tuple(drivers), message(finding, name, models))


class _Recording:
    """The write transaction of one detection."""

    def __init__(self, session: Session, judged: _Judged, *, announce: bool) -> None:
        self._session = session
        self._judged = judged
        self._announce = announce
        self._unresolved = find_unresolved(session)
        self._known = find_anomalies(session, judged.detection.keys)
        self._found: dict[int, IncidentRow] = {}  # unresolved ones of what was found now, worst first
        self._new: list[AnomalyRow] = []
        self._opened: list[int] = []
        self._joined: list[int] = []

    def run(self) -> DetectionOutcome:
        for evidence in self._judged.evidence:
            row = self._known.get(evidence.finding.key)
            if row is None:
                self._add(evidence)
            elif row.judged_at <= self._judged.now:
                self._judge_again(row, evidence)
        self._session.flush()
        cleared = self._clear()
        resolved = self._settle_cleared_incidents(cleared)
        if self._announce:
            self._announce_incidents()
        save_detection(self._session, now=self._judged.now, collected_at=self._judged.collected_at)
        return DetectionOutcome(
            new=tuple(_new_anomaly(row) for row in self._new),
            cleared=tuple(_cleared_anomaly(row) for row in cleared),
            open=count_unresolved(self._session),
            opened_incidents=tuple(self._opened),
            joined=tuple(dict.fromkeys(self._joined)),
            resolved_by_system=tuple(resolved),
        )

    # new findings

    def _add(self, evidence: _Evidence) -> None:
        row = _anomaly_row(evidence, self._judged)
        if evidence.finding.severity is not Severity.INFO:
            row.incident_id = self._incident_for(row)
        self._session.add(row)
        self._new.append(row)

    def _incident_for(self, row: AnomalyRow) -> int:
        """The unresolved incident of the subject, or a new one."""
        incident = self._unresolved.get(row.subject)
        if incident is None:
            incident = self._open(row)
        assert incident.id is not None
        self._found[incident.id] = incident
        self._worsen(incident, row)
        if incident.id not in self._opened:
            self._join(incident.id, incident, row)
        return incident.id

    def _join(self, incident_id: int, incident: IncidentRow, row: AnomalyRow) -> None:
        incident.is_cleared = False
        self._session.flush()
        self._record(incident_id, Move.ANOMALY_JOINED, note=row.message)
        self._joined.append(incident_id)

    def _open(self, row: AnomalyRow) -> IncidentRow:
        incident = IncidentRow(
            subject=row.subject,
            state=IncidentState.OPEN,
            severity=row.severity,
            onset_at=row.onset_at,
            missed_at=self._judged.missed_at(row.onset_at),
            collected_at=self._judged.collected_at,
            detected_at=self._judged.now,
        )
        self._session.add(incident)
        self._session.flush()
        assert incident.id is not None
        add_move(self._session, incident.id, Move.OPENED, by=SYSTEM, source=SYSTEM, now=self._judged.now)
        self._unresolved[row.subject] = incident
        self._opened.append(incident.id)
        return incident

    def _worsen(self, incident: IncidentRow, row: AnomalyRow) -> None:
        """Let an incident be as bad as its worst anomaly, and, while it is being opened, as old as its oldest."""
        incident.severity = max(Severity(incident.severity), Severity(row.severity), key=lambda each: each.rank)
        if incident.id in self._opened and row.onset_at < incident.onset_at:
            incident.onset_at = row.onset_at
            incident.missed_at = self._judged.missed_at(row.onset_at)

    # findings that were known

    def _judge_again(self, row: AnomalyRow, evidence: _Evidence) -> None:
        """Bring a known anomaly up to date; one that was cleared holds again, and is not alerted again."""
        finding = evidence.finding
        is_changed = (row.value_millionths, row.line_millionths, row.severity, row.cleared_at) != (
            finding.value_millionths,
            finding.line_millionths,
            finding.severity,
            None,
        )
        row.value_millionths = finding.value_millionths
        row.line_millionths = finding.line_millionths
        row.baseline_millionths = finding.baseline_millionths
        row.severity = finding.severity
        row.models = [list(driver) for driver in evidence.drivers]
        row.message = evidence.message
        row.data_age_seconds = self._judged.data_age_seconds
        row.judged_at = self._judged.now
        row.cleared_at = None
        incident = self._unresolved.get(row.subject)
        if incident is None or incident.id is None or incident.id != row.incident_id:
            return  # resolved: the same key stays silent
        self._found[incident.id] = incident
        if is_changed:
            self._worsen(incident, row)
            incident.is_cleared = False
            self._redraw(incident.id)

    # what no longer holds

    def _clear(self) -> list[AnomalyRow]:
        cleared = [
            row
            for row in list_uncleared(self._session, judged_by=self._judged.now)
            if self._judged.detection.is_cleared(key_of(row))
        ]
        for row in cleared:
            row.cleared_at = row.judged_at = self._judged.now
        self._session.flush()
        return cleared

    def _settle_cleared_incidents(self, cleared: Sequence[AnomalyRow]) -> list[int]:
        """Resolve what nobody has in hand once all of it is cleared; where somebody has, only say so."""
        resolved = []
        touched = {row.incident_id for row in cleared if row.incident_id is not None}
        for incident in find_cleared_incidents(self._session, touched):
            assert incident.id is not None
            incident.is_cleared = True
            self._session.flush()
            if incident.state in UNACKNOWLEDGED:
                move_incident(
                    self._session, incident.id, Move.RESOLVED, resolved_at=self._judged.now, resolved_by=SYSTEM
                )
                self._record(incident.id, Move.RESOLVED)
                resolved.append(incident.id)
            else:
                self._record(incident.id, Move.CLEARED)
        unresolved = {incident.id for incident in self._unresolved.values()} - set(resolved)
        for incident_id in touched & unresolved:
            self._redraw(incident_id)
        return resolved

    # telling people

    def _announce_incidents(self) -> None:
        """Have told what people were not told yet of the incidents found now: one message each, or one digest."""
        told = find_announced(self._session, list(self._found.values()))
        untold = [incident for incident_id, incident in self._found.items() if incident_id not in told]
        if len(untold) > MOST_SINGLE_MESSAGES:
            self._announce_together(untold)
            return
        for incident in untold:
            assert incident.id is not None
            add_incident(self._session, incident.id, now=self._judged.now)

    def _announce_together(self, incidents: Sequence[IncidentRow]) -> None:
        digest = DigestRow(created_at=self._judged.now)
        self._session.add(digest)
        self._session.flush()
        assert digest.id is not None
        for incident in incidents:
            incident.digest_id = digest.id
        add_digest(self._session, digest.id, now=self._judged.now)

    def _redraw(self, incident_id: int) -> None:
        self._session.flush()
        if self._announce:
            bump_version(self._session, incident_id)

    def _record(self, incident_id: int, move: Move, note: str | None = None) -> None:
        record(
            self._session,
            incident_id,
            move,
            by=SYSTEM,
            source=SYSTEM,
            now=self._judged.now,
            note=note,
            is_told=self._announce,
        )


def _anomaly_row(evidence: _Evidence, judged: _Judged) -> AnomalyRow:
    finding = evidence.finding
    return AnomalyRow(
        subject=finding.subject,
        rule=finding.rule,
        metric=finding.metric,
        period_key=finding.period_key,
        severity=finding.severity,
        unit=finding.unit,
        value_millionths=finding.value_millionths,
        line_millionths=finding.line_millionths,
        baseline_millionths=finding.baseline_millionths,
        models=[list(driver) for driver in evidence.drivers],
        onset_at=evidence.onset,
        detected_at=judged.now,
        judged_at=judged.now,
        data_age_seconds=judged.data_age_seconds,
        message=evidence.message,
    )


def _new_anomaly(row: AnomalyRow) -> NewAnomaly:
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


def _cleared_anomaly(row: AnomalyRow) -> ClearedAnomaly:
    assert row.cleared_at is not None
    key: FindingKey = key_of(row)
    return ClearedAnomaly(row.incident_id, *key, cleared_at=row.cleared_at)
