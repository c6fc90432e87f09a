"""Orders drawings of a message or a Home tab: a slow one must not overwrite a newer one."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from contextlib import AbstractContextManager

MAX_REMEMBERED = 1_000  # places to remember; older ones are unlikely to be clicked again
LOCKS = 64  # locks, each shared by many places


class Turns:
    """Numbers the drawings of each place (a message or a Home tab); thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: OrderedDict[Hashable, int] = OrderedDict()
        self._number = 0
        self._locks = [threading.Lock() for _ in range(LOCKS)]

    def take(self, place: Hashable) -> int:
        """The turn of a drawing that starts now; it ends the turns of all earlier ones."""
        with self._lock:
            self._number += 1
            self._newest[place] = self._number
            self._newest.move_to_end(place)
            self._forget_the_oldest()
            return self._number

    def first(self, place: Hashable) -> int:
        """The turn of the drawing that created the place; already over if somebody has asked for another one."""
        with self._lock:
            self._number += 1
            self._newest.setdefault(place, self._number)
            self._forget_the_oldest()
            return self._number

    def peek(self, place: Hashable) -> int:
        """The newest turn, or 0, without ending it: for a refresh that nobody asked for."""
        with self._lock:
            return self._newest.get(place, 0)

    def is_over(self, place: Hashable, turn: int) -> bool:
        """Whether a newer drawing has been asked for since."""
        with self._lock:
            return self._newest.get(place, turn) != turn

    def lock(self, place: Hashable) -> AbstractContextManager[object]:
        """A lock to hold while sending: if the turn is not over inside it, no newer drawing has been sent yet."""
        return self._locks[hash(place) % LOCKS]

    def _forget_the_oldest(self) -> None:
        if len(self._newest) > MAX_REMEMBERED:
            self._newest.popitem(last=False)
