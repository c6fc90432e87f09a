"""Adds up the days that are over by billing group, where their rows or the members of groups have changed."""

from datetime import datetime

from tracker.clock import runs_of, utc_day
from tracker.store.engine import Store
from tracker.store.group_days import ALL, missing_group_days, rebuild_group_days
from tracker.store.queries_actors import count_actors

MEMBER_DAYS_AT_ONCE = 10_000  # in one transaction, so that other writers never wait for long


def add_up_group_days(store: Store, *, now: datetime) -> None:
    """Add up what is missing."""
    with store.reading() as session:
        at_once = max(1, MEMBER_DAYS_AT_ONCE // max(1, count_actors(session)))
    for sums in ALL:
        with store.reading() as session:
            missing = missing_group_days(session, sums, before=utc_day(now))
        for run in runs_of(missing):
            for start in range(0, len(run), at_once):
                with store.writing() as session:
                    rebuild_group_days(session, sums, run[start : start + at_once])
