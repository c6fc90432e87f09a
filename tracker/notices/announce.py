"""Decides from stored data which notices are due, and puts each into the outbox once."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from tracker.money import MICROCENTS_PER_CENT
from tracker.notices.due import NOTICE, Notice, PastNotice, Standing, notices_due
from tracker.reports.exhaustion import load_exhaustion
from tracker.store.alerting import alerts_are_on
from tracker.store.cycles import find_cycle
from tracker.store.engine import Store
from tracker.store.incidents import lock_detection
from tracker.store.notices import newest_notices
from tracker.store.outbox_rows import DEAD, DROPPED, add_notice
from tracker.store.people import Everyone
from tracker.store.queries_daily_usage import active_actors
from tracker.store.queries_spend import WindowUsage
from tracker.store.settings import load_preferences, load_settings
from tracker.store.sums import Usage
from tracker.store.windows import Window
from tracker.weekly.announce import announce_weekly

log = logging.getLogger(__name__)

REMEMBERED = 200  # more than a cycle of 31 days can have


def announce_notices(store: Store, *, now: datetime, by_mail: bool = False) -> tuple[Notice, ...]:
    """Queue everything due that was not announced before; return the notices added for the alert channel.

    While alerts await approval nothing is queued; what still holds afterwards is queued then. Weekly reports, which
    somebody asked for, are queued regardless.
    """
    added = _announce_to_channel(store, now=now, by_mail=by_mail)
    for notice in added:
        log.info("notice due key=%s about=%s", notice.key, notice.about)
    for key in announce_weekly(store, now=now):
        log.info("weekly report due key=%s", key)
    return added


def _announce_to_channel(store: Store, *, now: datetime, by_mail: bool) -> tuple[Notice, ...]:
    """One process decides at a time, so that no two queue the same count."""
    with store.reading() as session:
        if not alerts_are_on(session):
            return ()
        standing = load_standing(session, now=now)
        if not notices_due(standing, load_past_notices(session)):
            return ()
    with store.writing() as session:
        lock_detection(session)
        due = notices_due(standing, load_past_notices(session))
        return tuple(
            notice for notice in due if add_notice(session, notice.about, notice.key, now=now, by_mail=by_mail)
        )


def load_standing(session: Session, *, now: datetime) -> Standing:
    """Load what notices are decided from."""
    cycle = find_cycle(session, now)
    settings = load_settings(session)
    usage = WindowUsage(session, Window(cycle.start, max(cycle.start, min(now, cycle.end))), Everyone())
    return Standing(
        now=now,
        cycle=cycle,
        spent_microcents=usage.total(Usage).usage_value_microcents,
        budget_microcents=settings.team_budget_cents_per_cycle * MICROCENTS_PER_CENT,
        plans=_plans(session, usage) if settings.alert_plan_exhaustion else None,
        is_quiet=load_preferences(session).quiet_info_alerts,
    )


def load_past_notices(session: Session) -> Sequence[PastNotice]:
    """The notices queued before, oldest first."""
    return [
        PastNotice(Notice.parse(row.key, row.about), is_lost=row.state in (DEAD, DROPPED))
        for row in newest_notices(session, f"{NOTICE}:", limit=REMEMBERED)
    ]


def _plans(session: Session, usage: WindowUsage) -> tuple[int, int]:
    active = active_actors(session, usage.window.days, usage.people)
    exhaustion = load_exhaustion(session, usage, active, named=0)
    return exhaustion.members, exhaustion.active
