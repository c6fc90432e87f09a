"""Turns subscriptions into Monday's outbox rows, or into lines in the trail for weeks without news."""

import logging
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from tracker.reports.scope import resolve_range
from tracker.reports.types import WeeklyAction, WeeklySubscription
from tracker.reports.weekly import load_weekly, words_of_week
from tracker.store.engine import Store
from tracker.store.local_groups import record_change
from tracker.store.outbox_rows import add_notice
from tracker.store.readings import data_collected_at
from tracker.store.weekly import decide_week, list_running
from tracker.weekly.due import SYSTEM, WEEKLY, week_due, weekly_key
from tracker.weekly.service import described, in_words, is_gone

log = logging.getLogger(__name__)


def announce_weekly(store: Store, *, now: datetime) -> tuple[str, ...]:
    """Process the last whole week for every subscription that has not; return the keys of what was queued."""
    with store.reading() as session:
        monday = week_due(now, data_collected_at(session))
        if monday is None:
            return ()
        waiting = [row for row in list_running(session) if row.decided_monday < monday]
        subscriptions = [described(session, row) for row in waiting]
        silent = _silent(session, subscriptions, {row.id for row in waiting if is_gone(session, row)}, monday, now)
    if not subscriptions:
        return ()
    with store.writing() as session:
        keys = [_take_up(session, each, monday, is_silent=each.id in silent, now=now) for each in subscriptions]
    return tuple(key for key in keys if key is not None)


def _silent(
    session: Session, subscriptions: Sequence[WeeklySubscription], gone: set[int | None], monday: date, now: datetime
) -> set[int]:
    """The ids of subscriptions whose group has no news; the end of a group always counts as news."""
    asked = {each.group for each in subscriptions if each.id not in gone}
    range = resolve_range(session, words_of_week(monday), now=now)
    silent = {group for group in asked if load_weekly(session, range=range, now=now, group=group, named=0).is_silent}
    return {each.id for each in subscriptions if each.id not in gone and each.group in silent}


def _take_up(
    session: Session, subscription: WeeklySubscription, monday: date, *, is_silent: bool, now: datetime
) -> str | None:
    if not decide_week(session, subscription.id, monday):
        return None
    if is_silent:
        about = f"{subscription.id}:{monday}"
        in_short = in_words(subscription)
        record_change(session, WeeklyAction.SILENT, about, new=in_short, by=SYSTEM, source=SYSTEM, now=now)
        log.info("weekly report silent subscription=%d week=%s", subscription.id, monday)
        return None
    key = weekly_key(subscription.id, monday)
    return key if add_notice(session, WEEKLY, key, now=now) else None
