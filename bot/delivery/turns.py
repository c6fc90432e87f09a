"""Which drawing of a message or a Home tab was asked for last: a slow one must not overwrite a newer."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from contextlib import AbstractContextManager

KEPT = 1_000  # places that somebody may still be clicking on
DOORS = 64  # locks that the places share


class Turns:
    """Numbers the drawings of each place, such as a message; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: OrderedDict[Hashable, int] = OrderedDict()
        self._number = 0
        self._doors = [threading.Lock() for _ in range(DOORS)]

    def take(self, place: Hashable) -> int:
        """The turn of a drawing that begins now; it ends the turns of all earlier ones."""
        with self._lock:
            self._number += 1
            self._newest[place] = self._number
            self._newest.move_to_end(place)
            self._forget_the_oldest()
            return self._number

    def first(self, place: Hashable) -> int:
        """The turn of a drawing that made its place; it is over already where somebody was quick to ask for another."""
        with self._lock:
            self._number += 1
            self._newest.setdefault(place, self._number)
            self._forget_the_oldest()
            return self._number

    def peek(self, place: Hashable) -> int:
        """The newest turn there is, 0 before the first: for a drawing that nobody asked for and that ends no turn."""
        with self._lock:
            return self._newest.get(place, 0)

    def is_over(self, place: Hashable, turn: int) -> bool:
        """Whether a newer drawing has been asked for since."""
        with self._lock:
            return self._newest.get(place, turn) != turn

    def alone(self, place: Hashable) -> AbstractContextManager[object]:
        """Held while a drawing is sent: whoever finds inside that its turn is not over sends before any newer one."""
        return self._doors[hash(place) % DOORS]

    def _forget_the_oldest(self) -> None:
        if len(self._newest) > KEPT:
            self._newest.popitem(last=False)
