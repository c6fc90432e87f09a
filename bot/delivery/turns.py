"""Which drawing of a message or a Home tab was asked for last: a slow one must not overwrite a newer."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

KEPT = 1_000  # places that somebody may still be clicking on


class Turns:
    """Numbers the drawings of each place, such as a message; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: OrderedDict[Hashable, int] = OrderedDict()
        self._number = 0

    def take(self, place: Hashable) -> int:
        """The turn of a drawing that is about to be sent; it ends the turns of all earlier ones."""
        with self._lock:
            self._number += 1
            self._newest[place] = self._number
            self._newest.move_to_end(place)
            if len(self._newest) > KEPT:
                self._newest.popitem(last=False)
            return self._number

    def is_over(self, place: Hashable, turn: int) -> bool:
        """Whether a newer drawing has been asked for since."""
        with self._lock:
            return self._newest.get(place, turn) != turn
