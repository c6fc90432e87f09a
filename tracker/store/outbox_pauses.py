"""How long what could not be sent waits before it is tried again."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col

FIRST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 600.0
LONGEST_ASKED_S = 3_600.0  # a receiver that asks for more is asked once an hour
MOST_ATTEMPTS = 500  # at five to ten minutes each two and a half days: a weekend without the receiver loses nothing
LONGEST_PUT_OFF = timedelta(hours=2)  # what seems to wait for longer was written before the clock went back


def next_attempt(attempts: int, now: datetime, rng: Random, retry_after: float | None = None) -> datetime | None:
    """When to try again after `attempts` failed ones, or None to give up.

    The pause doubles from two seconds up to ten minutes, less up to half of it by chance, so that many do not come
    back at once. `retry_after` (seconds) is the least that the receiver asked for, of which an hour counts; up to a
    second is added.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(attempts - 1, 20))
    pause = rng.uniform(longest / 2, longest)
    if retry_after is not None:
        pause = max(pause, min(retry_after, LONGEST_ASKED_S) + rng.random())
    return now + timedelta(seconds=pause)


def is_over(until: Any, now: datetime) -> ColumnElement[bool]:
    """Whether a pause has ended, or cannot be one because the clock has gone back since."""
    return or_(col(until) <= now, col(until) > now + LONGEST_PUT_OFF)
