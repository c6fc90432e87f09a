"""Whether alerts are sent: a new installation shows first what it would have alerted, and waits for somebody's yes.

While it asks, everything is judged and kept as always, but nothing about spend is sent. From the answer on, only what
still holds is told. Where nobody was ever asked, alerts are sent.
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
    """What a new installation says of its own accord, each once; a row of the outbox has it as key and subject."""

    HELLO = "hello"
    TRIAL = "trial"
    REMINDER = "trial_reminder"


class AlertingService:
    """Asks, and keeps the answer; every method is one transaction that also writes the trail and what is to be sent."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ask_if_new(self, *, now: datetime) -> bool:
        """At the start of a bot: where nothing was decided and nothing was ever found, greet and begin to ask."""
        with self._store.writing() as session:
            if find_alerting(session) is not None or has_incidents(session):
                return False
            save_alerting(session, AlertingState.ASKING, by=SYSTEM, source=SYSTEM, now=now)
            add_notice(session, Onboarding.HELLO, Onboarding.HELLO, now=now)
        log.info("installation is new, alerts wait for an answer")
        return True

    def ask_what_is_due(self, *, now: datetime) -> Onboarding | None:
        """After a round, while there is no answer: have the trial shown, and three days later once more.

        The trial waits for usage of a complete collection, as without any it would promise silence.
        """
        with self._store.reading() as session:
            due = _due(session, now)
        if due is not None:
            with self._store.writing() as session:
                return due if add_notice(session, due, due, now=now) else None
        return None

    def is_on(self) -> bool:
        """Whether alerts are sent, as they are where nobody was ever asked."""
        with self._store.reading() as session:
            return alerts_are_on(session)

    def start(self, *, by: str, source: str, now: datetime, by_mail: bool = False) -> bool:
        """Send alerts from now on, and have told at once what holds by now; false when that was decided before.

        With `by_mail` it is mailed too.
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
