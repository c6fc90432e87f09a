"""Which week a report is due for: a decision over plain values."""

from datetime import date, datetime, timedelta

from tracker.clock import day_start
from tracker.reports.weekly import ONE_WEEK, last_monday

DUE_FROM = timedelta(hours=7)  # of Monday, UTC
WEEKLY = "weekly"
SYSTEM = "system"


def week_due(now: datetime, collected_at: datetime | None) -> date | None:
    """The Monday of the week to report at `now`: the last whole week, from Monday 07:00 UTC to the next Monday.

    None before that, and until a collection has read all of Sunday.
    """
    monday = last_monday(now)
    over = day_start(monday + ONE_WEEK)
    is_read = collected_at is not None and collected_at >= over
    return monday if is_read and now >= over + DUE_FROM else None


def first_week(now: datetime) -> date:
    """The Monday of the last week that a subscription made at `now` no longer gets."""
    monday = last_monday(now)
    return monday if now >= day_start(monday + ONE_WEEK) + DUE_FROM else monday - ONE_WEEK


def next_at(now: datetime) -> datetime:
    """When a subscription made at `now` can deliver its first report."""
    return day_start(first_week(now) + 2 * ONE_WEEK) + DUE_FROM


def weekly_key(subscription_id: int, monday: date) -> str:
    """A key that is the same for the same subscription and week, whoever finds it due."""
    return f"{WEEKLY}:{subscription_id}:{monday}"


def parse_weekly(key: str) -> tuple[int, date]:
    """The inverse of `weekly_key`; raises ValueError for any other key."""
    head, subscription_id, monday = key.split(":")
    if head != WEEKLY:
        raise ValueError(f"expected a weekly report's key, got {key!r}")
    return int(subscription_id), date.fromisoformat(monday)
