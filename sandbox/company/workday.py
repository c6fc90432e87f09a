"""People's UTC day as columns, from which all analytics of the day are generated.

Each figure depends only on the person, the day and the number of requests, so a day is the same however it is queried:
in parts, again, or together with other people. Figures grow with requests, so they grow during the day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.company import dice

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

HABITS_SALT = 0x5EED_0FAC_0DE5


@dataclass(frozen=True, slots=True)
class Workday:
    """One row per person. `habits` is a random key of the person, `luck` one of the person's day.

    models: the columns of `messages`, in the spelling of usage events. headless: requests without a client.
    """

    day: date
    habits: dice.Keys
    luck: dice.Keys
    models: tuple[str, ...]
    messages: Ints
    headless: Ints

    @classmethod
    def of(
        cls, seed: int, day: date, numbers: Sequence[int], models: Sequence[str], messages: Any, headless: Any
    ) -> "Workday":
        """The day of the people with these member numbers."""
        habits = dice.keys_of(seed ^ HABITS_SALT, np.array(numbers, dtype=np.int64))
        return cls(
            day,
            habits,
            dice.below(habits, np.full(habits.shape, day.toordinal(), dtype=np.int64)),
            tuple(models),
            np.array(messages, dtype=np.int64).reshape(len(numbers), len(models)),
            np.array(headless, dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.habits)

    @property
    def requests(self) -> Ints:
        """Requests of each person, whatever the model."""
        return np.asarray(self.messages.sum(axis=1), dtype=np.int64)

    def part(self, which: Any) -> "Workday":
        """The day of some of the people."""
        return Workday(
            self.day, self.habits[which], self.luck[which], self.models, self.messages[which], self.headless[which]
        )

    def habit(self, draw: int, low: float = 0.0, high: float = 1.0) -> Floats:
        """A number in [low, high) for each person, the same every day."""
        return low + (high - low) * dice.uniform(self.habits, draw)

    def mood(self, draw: int, low: float = 0.0, high: float = 1.0) -> Floats:
        """A number in [low, high) for each person, different every day."""
        return low + (high - low) * dice.uniform(self.luck, draw)

    def some_of(self, amounts: Ints, rates: Floats, draw: int) -> Ints:
        """The amounts times the rates, with fractions rounded at random, so that small rates have an effect too."""
        chance = self.mood(draw)
        return np.floor(amounts * rates + (chance if amounts.ndim == 1 else chance[:, None])).astype(np.int64)


def picks(keys: dice.Keys, counts: Ints, weights: Floats) -> Ints:
    """How often each name is picked in `counts` picks, shape (people, names), which is also that of `weights`.

    With larger counts, the first picks stay the same.
    """
    people, names = weights.shape
    person = np.repeat(np.arange(people), counts)
    ordinal = np.arange(len(person)) - np.repeat(np.cumsum(counts) - counts, counts)
    shares = np.cumsum(weights, axis=1)
    edges = shares / shares[:, -1:] + np.arange(people)[:, None]
    at = dice.uniform(dice.below(keys[person], ordinal), 0) + person
    picked = np.searchsorted(edges.ravel(), at, side="right") - person * names
    cells = person * names + np.clip(picked, 0, names - 1)
    return np.bincount(cells, minlength=people * names).reshape(people, names).astype(np.int64)
