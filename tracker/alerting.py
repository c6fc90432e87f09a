"""Whether alerts are sent: a new installation first shows what it would have alerted, and waits for approval.

While it waits, everything is judged and stored as usual, but nothing about spend is sent. After the answer, only what
still holds is sent. If nobody was ever asked, alerts are on.
"""

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from tracker.incident_lifecycle import SYSTEM
from tracker.incidents.detection import DetectionRun
from tracker.store.alerting import AlertingState, alerts_are_on, find_alerting, has_incidents, save_alerting
from tracker.store.engine import Store
from tracker.store.notices import find_notice
from tracker.store.outbox_rows import add_notice
from tracker.store.queries_spend import oldest_day
from tracker.store.readings import data_collected_at

log = logging.getLogger(__name__)

REMIND_AFTER = timedelta(days=3)


class Onboarding(StrEnum):
    """What a new installation posts unprompted, once each; it is the key and subject of an outbox row."""

    HELLO = "hello"
    TRIAL = "trial"
    REMINDER = "trial_reminder"


class AlertingService:
    """Asks whether to start alerts and stores the answer; every method is one transaction with trail and outbox."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ask_if_new(self, *, now: datetime) -> bool:
        """When a bot starts and nothing was ever decided or found: post a greeting and begin to ask."""
        with self._store.writing() as session:
            if find_alerting(session) is not None or has_incidents(session):
                return False
            save_alerting(session, AlertingState.ASKING, by=SYSTEM, source=SYSTEM, now=now)
            add_notice(session, Onboarding.HELLO, Onboarding.HELLO, now=now)
        log.info("installation is new, alerts wait for an answer")
        return True

    def ask_what_is_due(self, *, now: datetime) -> Onboarding | None:
        """After a round, while there is no answer: post the trial, and again after three days.

        The trial waits for a complete collection with usage; without any it would promise that nothing happens.
        """
        with self._store.reading() as session:
            due = _due(session, now)
        if due is not None:
            with self._store.writing() as session:
                return due if add_notice(session, due, due, now=now) else None
        return None

    def is_on(self) -> bool:
        """Whether alerts are sent; they are if nobody was ever asked."""
        with self._store.reading() as session:
            return alerts_are_on(session)

    def start(self, *, by: str, source: str, now: datetime, by_mail: bool = False) -> bool:
        """Send alerts from now on and announce what currently holds; return False if that was already decided.

        With `by_mail`, announcements are mailed too.
        """
        with self._store.writing() as session:
            was_asking = not alerts_are_on(session)
            is_new = save_alerting(session, AlertingState.ON, by=by, source=source, now=now)
        if was_asking:
            log.info("alerts started source=%s", source)
            DetectionRun(self._store).run(now=now, by_mail=by_mail)
        return is_new


def _due(session: Session, now: datetime) -> Onboarding | None:
    if alerts_are_on(session) or data_collected_at(session) is None or oldest_day(session) is None:
        return None
    asked = find_notice(session, Onboarding.TRIAL)
    if asked is None:
        return Onboarding.TRIAL
    is_late = now - asked.created_at >= REMIND_AFTER and find_notice(session, Onboarding.REMINDER) is None
    return Onboarding.REMINDER if is_late else None
