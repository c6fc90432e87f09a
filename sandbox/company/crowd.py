"""Everybody's habits as columns, and the expected requests of each hour."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.company import dice
from sandbox.company.people import Cast, Habits
from sandbox.company.types import to_ms

FOREVER_MS = 2**62

HOURS_OF_WORK = np.array([0, 0, 0, 0, 0, 0, 0, 1, 4, 9, 12, 12, 6, 9, 12, 12, 11, 8, 3, 1, 1, 1, 0.5, 0])
HOURS_OF_WORK = HOURS_OF_WORK / HOURS_OF_WORK.sum()
HOURS_AT_NIGHT = np.array([0, 0, 1, 1, 1] + [0] * 19) / 3
WEEKDAYS = np.array([0.95, 1.1, 1.1, 1.05, 0.8])
DAY_OFF_SHARE = 0.1

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Crowd:
    """The cast's habits as columns."""

    keys: dice.Keys
    level: Floats
    context: Floats
    weekend: Floats
    utc_offset: Ints
    at_night: NDArray[np.bool_]
    own_key: NDArray[np.bool_]
    is_account: NDArray[np.bool_]
    included: Ints
    taste_edges: Floats
    joined_ms: Ints
    removed_ms: Ints

    @classmethod
    def of(cls, seed: int, cast: Cast) -> "Crowd":
        def column(read: Callable[[Habits], Any]) -> NDArray[Any]:
            return np.array([read(habits) for habits in cast.habits])

        numbers = np.array([member.number for member in cast.members], dtype=np.int64)
        removals = [to_ms(member.removed_at) if member.removed_at else FOREVER_MS for member in cast.members]
        return cls(
            keys=dice.keys_of(seed, numbers),
            level=column(lambda habits: float(habits.level)),
            context=column(lambda habits: float(habits.context)),
            weekend=column(lambda habits: habits.weekend),
            utc_offset=column(lambda habits: habits.utc_offset),
            at_night=column(lambda habits: habits.at_night),
            own_key=column(lambda habits: habits.own_key),
            is_account=np.array([member.service_account_id is not None for member in cast.members]),
            included=column(lambda habits: habits.included_microcents),
            # Without the last edge: rounding may put it below 1.0, and a draw above it would pick no model.
            taste_edges=np.cumsum([habits.tastes for habits in cast.habits], axis=1)[:, :-1],
            joined_ms=np.array([to_ms(member.joined_at) for member in cast.members], dtype=np.int64),
            removed_ms=np.array(removals, dtype=np.int64),
        )

    def means(self, day: int) -> Floats:
        """Expected requests of each member in each UTC hour of the day."""
        hours = day * 24 + np.arange(24)[None, :] + self.utc_offset[:, None]
        local_day, local_hour = np.divmod(hours, 24)
        weekday = (local_day + 3) % 7  # 1 January 1970 was a Thursday
        weight = np.where(weekday < 5, WEEKDAYS[np.minimum(weekday, 4)], self.weekend[:, None])
        curve = np.where(self.at_night[:, None], HOURS_AT_NIGHT[local_hour], HOURS_OF_WORK[local_hour])
        mood = dice.below(self.keys, np.full(len(self.keys), -1 - day, dtype=np.int64))
        swing = np.where(dice.uniform(mood, 0) < DAY_OFF_SHARE, 0.0, 0.5 + dice.uniform(mood, 1))
        return np.asarray(self.level[:, None] * weight * curve * swing[:, None], dtype=np.float64)
