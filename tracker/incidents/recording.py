"""The consequences of a detection, in one write transaction: anomalies, incidents, their trail and outbox rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tracker.clock import is_ahead
from tracker.detect.detector import Detection
from tracker.detect.sentences import ModelSpend
from tracker.detect.types import Finding, FindingKey, Severity
from tracker.incident_lifecycle import SYSTEM, UNACKNOWLEDGED, IncidentState, Move
from tracker.incidents.outcome import DetectionOutcome, cleared_anomaly, new_anomaly
from tracker.incidents.trail import record
from tracker.store.incidents import (
    add_move,
    bump_version,
    count_unresolved,
    find_anomalies,
    find_cleared_incidents,
    find_unresolved,
    key_of,
    list_uncleared,
    move_incident,
)
from tracker.store.outbox_rows import add_digest, add_incident, add_worse, find_announced
from tracker.store.readings import save_detection
from tracker.store.row_ids import id_of, insert_row
from tracker.store.tables import AnomalyRow, DigestRow, IncidentRow

MAX_SINGLE_MESSAGES = 3


@dataclass(frozen=True)
class Evidence:
    """A finding with what was looked up about it; `onset` is None if no stored event shows it."""

    finding: Finding
    onset: datetime | None
    drivers: tuple[ModelSpend, ...]
    message: str


@dataclass(frozen=True)
class Judged:
    """One judged snapshot: when its data was collected (`collected_at`), and when that of the last run was.

    `present` is the real time, later than `now` when looking back. `is_turn_seen`: Cursor's own data shows the judged
    cycle, so the previous one is over regardless of this machine's clock.
    """

    now: datetime
    present: datetime
    detection: Detection
    evidence: tuple[Evidence, ...]
    collected_at: datetime
    is_turn_seen: bool
    seen_before_at: datetime | None

    @property
    def data_age_seconds(self) -> int:
        """How old the data was when it was judged."""
        return int((self.now - self.collected_at).total_seconds())

    def is_newer_than(self, judged_at: datetime) -> bool:
        """Whether a judgement made at `judged_at` is to be replaced; one from a clock that ran ahead always is."""
        return judged_at <= self.now or is_ahead(judged_at, self.present)

    def is_cleared(self, earlier: FindingKey) -> bool:
        """Whether an earlier finding is cleared; that its cycle is over must show in Cursor's data."""
        return self.detection.is_cleared(earlier) and (self.detection.was_judged(earlier) or self.is_turn_seen)

    def missed_at(self, onset: datetime) -> datetime | None:
        """The earlier collection that came after the onset but did not show it."""
        return self.seen_before_at if self.seen_before_at and onset <= self.seen_before_at else None


class Recording:
    """The write transaction of one detection."""

    def __init__(self, session: Session, judged: Judged, *, announce: bool, by_mail: bool = False) -> None:
        self._session = session
        self._judged = judged
        self._announce = announce
        self._by_mail = by_mail
        self._unresolved = find_unresolved(session)
        self._severity_before = {incident.id: incident.severity for incident in self._unresolved.values()}
        self._known = find_anomalies(session, judged.detection.keys)
        self._found: dict[int, IncidentRow] = {}  # unresolved incidents of what was found now, worst first
        self._new: list[AnomalyRow] = []
        self._opened: list[int] = []
        self._joined: list[int] = []

    def run(self) -> DetectionOutcome:
        """Store what was found, clear what no longer holds, and announce what was not announced yet."""
        for evidence in self._judged.evidence:
            row = self._known.get(evidence.finding.key)
            if row is None:
                self._add(evidence)
            elif self._judged.is_newer_than(row.judged_at):
                self._judge_again(row, evidence)
        self._session.flush()
        cleared = self._clear()
        resolved = self._settle_cleared_incidents(cleared)
        if self._announce:
            self._announce_worse()
            self._announce_incidents()
        judged = self._judged
        save_detection(self._session, now=judged.now, present=judged.present, collected_at=judged.collected_at)
        return DetectionOutcome(
            new=tuple(new_anomaly(row) for row in self._new),
            cleared=tuple(cleared_anomaly(row) for row in cleared),
            open=count_unresolved(self._session),
            opened_incidents=tuple(self._opened),
            joined=tuple(dict.fromkeys(self._joined)),
            resolved_by_system=tuple(resolved),
        )

    # new findings

    def _add(self, evidence: Evidence) -> None:
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
        incident_id = id_of(incident)
        self._found[incident_id] = incident
        self._worsen(incident, row)
        if incident_id not in self._opened:
            self._join(incident_id, incident, row)
        return incident_id

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
        incident_id = insert_row(self._session, incident)
        add_move(self._session, incident_id, Move.OPENED, by=SYSTEM, source=SYSTEM, now=self._judged.now)
        self._unresolved[row.subject] = incident
        self._opened.append(incident_id)
        return incident

    def _worsen(self, incident: IncidentRow, row: AnomalyRow) -> None:
        """Raise an incident to its worst anomaly's severity and, while it is being opened, date it to its oldest."""
        incident.severity = max(Severity(incident.severity), Severity(row.severity), key=lambda each: each.rank)
        if incident.id in self._opened and row.onset_at < incident.onset_at:
            incident.onset_at = row.onset_at
            incident.missed_at = self._judged.missed_at(row.onset_at)

    # findings that were known

    def _judge_again(self, row: AnomalyRow, evidence: Evidence) -> None:
        """Update a known anomaly; one that was cleared holds again, but is not alerted again."""
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
            for row in list_uncleared(self._session)
            if self._judged.is_newer_than(row.judged_at) and self._judged.is_cleared(key_of(row))
        ]
        for row in cleared:
            row.cleared_at = row.judged_at = self._judged.now
        self._session.flush()
        return cleared

    def _settle_cleared_incidents(self, cleared: Sequence[AnomalyRow]) -> list[int]:
        """Resolve incidents that nobody acknowledged once all their anomalies are cleared; for others, only say so."""
        resolved = []
        touched = {row.incident_id for row in cleared if row.incident_id is not None}
        for incident in find_cleared_incidents(self._session, touched):
            incident_id = id_of(incident)
            incident.is_cleared = True
            self._session.flush()
            if incident.state in UNACKNOWLEDGED:
                move_incident(
                    self._session, incident_id, Move.RESOLVED, resolved_at=self._judged.now, resolved_by=SYSTEM
                )
                self._record(incident_id, Move.RESOLVED)
                resolved.append(incident_id)
            else:
                self._record(incident_id, Move.CLEARED)
        unresolved = {incident.id for incident in self._unresolved.values()} - set(resolved)
        for incident_id in touched & unresolved:
            self._redraw(incident_id)
        return resolved

    # telling people

    def _announce_worse(self) -> None:
        """By mail only: in Slack the incident's own message is redrawn."""
        for incident_id, incident in self._found.items():
            before = self._severity_before.get(incident_id, incident.severity)
            if incident.severity != before and incident.digest_id is None:
                add_worse(self._session, incident_id, incident.severity, now=self._judged.now)

    def _announce_incidents(self) -> None:
        """Announce the incidents found now that were not announced yet: one message each, or one digest."""
        announced = find_announced(self._session, list(self._found.values()))
        unannounced = [incident for incident_id, incident in self._found.items() if incident_id not in announced]
        if len(unannounced) > MAX_SINGLE_MESSAGES:
            self._announce_together(unannounced)
            return
        for incident in unannounced:
            add_incident(self._session, id_of(incident), now=self._judged.now, by_mail=self._by_mail)

    def _announce_together(self, incidents: Sequence[IncidentRow]) -> None:
        digest = DigestRow(created_at=self._judged.now)
        digest_id = insert_row(self._session, digest)
        for incident in incidents:
            incident.digest_id = digest_id
        add_digest(self._session, digest_id, now=self._judged.now, by_mail=self._by_mail)

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
            is_announced=self._announce,
        )


def _anomaly_row(evidence: Evidence, judged: Judged) -> AnomalyRow:
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
        onset_at=evidence.onset or judged.collected_at,
        detected_at=judged.now,
        judged_at=judged.now,
        data_age_seconds=judged.data_age_seconds,
        message=evidence.message,
    )
