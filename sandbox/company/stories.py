"""Incidents at the company: some in its history, and one that happens live."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from sandbox.company.kinds import USAGE_BASED
from sandbox.company.models import FEE_MICROCENTS_PER_TOKEN, HIGH, MAX, MODELS
from sandbox.company.people import LOOPER, SWITCHER
from sandbox.company.types import Member, TokenUsage, UsageEvent, to_ms

SWITCH_DAYS_AGO = 4
LOOP_DAYS_AGO = 9
LOOP_HOURS = 3
LOOP_REQUESTS_PER_HOUR = 130

LIVE_DELAY = timedelta(seconds=10)
LIVE_LENGTH = timedelta(seconds=90)
LIVE_LENGTH_PAST_MIDNIGHT = timedelta(seconds=40)

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PastStories:
    """One member switched to an expensive model for good; another one's agent looped for three hours one night."""

    switched_at_ms: int
    loop_first_hour: int

    @classmethod
    def before(cls, now: datetime) -> "PastStories":
        """The stories as seen from `now`."""
        loop_night = (now - timedelta(days=LOOP_DAYS_AGO)).astimezone(UTC).replace(hour=18)
        return cls(to_ms(now - timedelta(days=SWITCH_DAYS_AGO)), to_ms(loop_night) // 3_600_000)

    def extra_requests(self, day: int, members: int) -> Ints:
        """Additional requests by member and UTC hour, shape (members, 24)."""
        extra = np.zeros((members, 24), dtype=np.int64)
        hours = day * 24 + np.arange(24)
        looping = (hours >= self.loop_first_hour) & (hours < self.loop_first_hour + LOOP_HOURS)
        extra[LOOPER, looping] = LOOP_REQUESTS_PER_HOUR
        return extra

    def models(self, at_ms: Ints, member: Ints, chosen: Ints) -> Ints:
        """The chosen models, replaced for the people of the stories."""
        hour = at_ms // 3_600_000
        looping = (member == LOOPER) & (hour >= self.loop_first_hour) & (hour < self.loop_first_hour + LOOP_HOURS)
        switched = (member == SWITCHER) & (at_ms >= self.switched_at_ms)
        return np.where(switched, MAX, np.where(looping, HIGH, chosen))


def live_story(member: Member, start: datetime, seed: int) -> tuple[UsageEvent, ...]:
    """A runaway agent from ten seconds after `start`: about a request per second, $6 to $10 each, for 90 s.

    At any hour, 20 s of it exceed $100 on one UTC day or $50 on each of two. If it crosses midnight, it lasts at least
    another 40 s, so that the new day exceeds every floor that the old one exceeded.
    """
    rng = random.Random(f"{seed}:live")  # noqa: S311 - plausible, not secret
    return tuple(_runaway_request(rng, member, at) for at in _runaway_times(rng, start + LIVE_DELAY))


def _runaway_times(rng: random.Random, begin: datetime) -> Iterator[datetime]:
    midnight = begin.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    end = begin + LIVE_LENGTH
    if midnight < end:
        end = max(end, midnight + LIVE_LENGTH_PAST_MIDNIGHT)
    at = begin
    while at < end:
        yield at
        at += timedelta(milliseconds=rng.randint(800, 1100))


def _runaway_request(rng: random.Random, member: Member, at: datetime) -> UsageEvent:
    model = MODELS[MAX]
    read, written = rng.randint(800_000, 1_000_000), rng.randint(30_000, 60_000)
    fresh, output = rng.randint(350_000, 500_000), rng.randint(35_000, 60_000)
    total = (
        fresh * model.input_price
        + output * model.output_price
        + written * model.cache_write_price
        + read * model.cache_read_price
    )
    fee = (fresh + output + written + read) * FEE_MICROCENTS_PER_TOKEN
    return UsageEvent(
        at_ms=to_ms(at),
        email=member.email,
        model=model.name,
        kind=USAGE_BASED,
        charged_microcents=total + fee,
        tokens=TokenUsage(fresh, output, written, read, total),
        token_fee_microcents=fee,
        request_units=round((total + fee) / 4_000_000, 1),
        max_mode=True,
        conversation_id="c-runaway",
        member_id=member.id,
    )
