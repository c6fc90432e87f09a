"""The trial of a new installation: what the settings in force would have alerted in the last two weeks."""

from datetime import datetime

from sqlmodel import Session

from tracker.incident_lifecycle import SYSTEM
from tracker.reports.replay import load_replay
from tracker.reports.types import TrialReport
from tracker.store.alerting import alerts_are_on, find_alerting
from tracker.store.readings import data_collected_at

TRIAL_DAYS = 14


def load_trial(session: Session, *, now: datetime) -> TrialReport:
    """The incidents of the last 14 UTC days, including today, and whether alerts wait for approval."""
    row = find_alerting(session)
    is_asking = not alerts_are_on(session)
    was_started = row is not None and not is_asking and row.changed_by != SYSTEM
    return TrialReport(
        replay=load_replay(session, {}, days=TRIAL_DAYS, now=now),
        collected_at=data_collected_at(session),
        is_asking=is_asking,
        started_by=row.changed_by if row and was_started else None,
        started_at=row.changed_at if row and was_started else None,
    )
