"""How long to wait before retrying a failed send."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col

FIRST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 600.0
MAX_RETRY_AFTER_S = 3_600.0  # a longer Retry-After is cut to an hour
MAX_ATTEMPTS = 500  # two and a half days at five to ten minutes each: a weekend's outage loses nothing
MAX_PLAUSIBLE_WAIT = timedelta(hours=2)  # a longer wait was written before the clock was set back


def next_attempt(attempts: int, now: datetime, rng: Random, retry_after: float | None = None) -> datetime | None:
    """When to try again after `attempts` failures, or None to give up.

    The pause doubles from two seconds up to ten minutes, minus a random part of up to half, so that retries do not all
    come at once. `retry_after` (seconds) is the receiver's minimum, of which at most an hour counts; up to a second is
    added to it.
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(attempts - 1, 20))
    pause = rng.uniform(longest / 2, longest)
    if retry_after is not None:
        pause = max(pause, min(retry_after, MAX_RETRY_AFTER_S) + rng.random())
    return now + timedelta(seconds=pause)


def is_over(until: Any, now: datetime) -> ColumnElement[bool]:
    """Whether a pause is over, or is too long to be real because the clock was set back."""
    return or_(col(until) <= now, col(until) > now + MAX_PLAUSIBLE_WAIT)
