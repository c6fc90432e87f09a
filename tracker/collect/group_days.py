"""Adds up the days that are over by billing group, where their rows or the members of groups have changed."""

from datetime import datetime

from tracker.clock import utc_day
from tracker.store.engine import Store
from tracker.store.group_days import ALL, missing_group_days, rebuild_group_day


def add_up_group_days(store: Store, *, now: datetime) -> None:
    """Add up what is missing; one transaction each, as a day of a large team takes a while."""
    for sums in ALL:
        with store.reading() as session:
            missing = missing_group_days(session, sums, before=utc_day(now))
        for day in missing:
            with store.writing() as session:
                rebuild_group_day(session, sums, day)
