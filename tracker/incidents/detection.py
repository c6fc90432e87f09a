"""One detection: judge what is stored, store what was found, open and join incidents, clear what no longer holds.

Figures are read in one snapshot and judged without a lock. The consequences are one write transaction that includes the
outbox rows, so that a notice exists exactly when its subject does.
"""

import logging
from datetime import datetime

from sqlmodel import Session

from tracker.detect.detector import detect
from tracker.detect.sentences import message
from tracker.detect.types import Finding
from tracker.incidents.outcome import ClearedAnomaly, DetectionOutcome, NewAnomaly
from tracker.incidents.recording import Evidence, Judged, Recording
from tracker.ranges import Cycle
from tracker.reports.actors import load_actors
from tracker.settings import Settings
from tracker.store.alerting import alerts_are_on
from tracker.store.cycles import find_cycle
from tracker.store.engine import Store
from tracker.store.figures import find_drivers, find_onset, load_figures
from tracker.store.incidents import find_anomalies, lock_detection
from tracker.store.readings import data_collected_at, last_detection_data, newest_reported_moment
from tracker.store.settings import load_settings
from tracker.store.tables import AnomalyRow

__all__ = ["ClearedAnomaly", "DetectionOutcome", "DetectionRun", "NewAnomaly"]

log = logging.getLogger(__name__)


class DetectionRun:
    """Runs detections over one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def run(
        self,
        *,
        now: datetime,
        present: datetime | None = None,
        settings: Settings | None = None,
        announce: bool = True,
        by_mail: bool = False,
    ) -> DetectionOutcome:
        """Judge what is known at `now` and store the consequences.

        `present` is the real time when `now` is in the past: anything judged later than that was judged by a clock that
        ran ahead, and is judged again. `settings` come from the database unless given. With `announce` off, anomalies
        and incidents are stored but nothing is queued for sending; such an incident is announced only when a later run
        with `announce` finds one of its anomalies again, or a new one of its subject. While alerts await approval,
        every run is like that. With `by_mail`, announcements are mailed too.
        """
        with self._store.reading() as session:
            judged = _judge(session, now, present or now, settings or load_settings(session))
        with self._store.writing() as session:
            lock_detection(session)
            is_announced = announce and alerts_are_on(session)
            outcome = Recording(session, judged, announce=is_announced, by_mail=by_mail).run()
        log.info(
            "detection finished new=%d cleared=%d opened=%d joined=%d open=%d",
            *(len(each) for each in (outcome.new, outcome.cleared, outcome.opened_incidents, outcome.joined)),
            outcome.open,
        )
        return outcome


def _judge(session: Session, now: datetime, present: datetime, settings: Settings) -> Judged:
    cycle = find_cycle(session, now)
    figures = load_figures(session, now=now, cycle=cycle, history_days=settings.history_days)
    detection = detect(figures, settings)
    collected_at = min(now, data_collected_at(session) or now)
    names = {key: actor.display for key, actor in load_actors(session, {f.subject for f in detection.findings}).items()}
    known = find_anomalies(session, detection.keys)
    evidence = tuple(
        _look_up(
            session, finding, known.get(finding.key), names[finding.subject], cycle=cycle, settings=settings, now=now
        )
        for finding in detection.findings
    )
    return Judged(
        now=now,
        present=present,
        detection=detection,
        evidence=evidence,
        collected_at=collected_at,
        is_turn_seen=newest_reported_moment(session) >= cycle.start,
        seen_before_at=last_detection_data(session, before=now),
    )


def _look_up(
    session: Session,
    finding: Finding,
    known: AnomalyRow | None,
    name: str,
    *,
    now: datetime,
    cycle: Cycle,
    settings: Settings,
) -> Evidence:
    """When a finding began, its models and its sentence; recomputed only if its figures changed."""
    figures = (finding.value_millionths, finding.line_millionths)
    if known is not None and (known.value_millionths, known.line_millionths) == figures:
        return Evidence(finding, known.onset_at, tuple((model, spend) for model, spend in known.models), known.message)
    models, drivers = find_drivers(session, finding, now=now, cycle=cycle, settings=settings)
    began = known.onset_at if known else find_onset(session, finding, now=now, cycle=cycle, settings=settings)
    return Evidence(finding, began, tuple(drivers), message(finding, name, models))
