"""Which drawing of a message was asked for last: a slow one must not overwrite a newer."""

import threading
from collections import OrderedDict

from bot.delivery.send import MessageRef

KEPT = 1_000  # messages that somebody may still be clicking on


class Turns:
    """Numbers the drawings of each message; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: OrderedDict[MessageRef, int] = OrderedDict()
        self._number = 0

    def take(self, ref: MessageRef) -> int:
        """The turn of a drawing that is about to be sent; it ends the turns of all earlier ones."""
        with self._lock:
            self._number += 1
            self._newest[ref] = self._number
            self._newest.move_to_end(ref)
            if len(self._newest) > KEPT:
                self._newest.popitem(last=False)
            return self._number

    def is_over(self, ref: MessageRef, turn: int) -> bool:
        """Whether a newer drawing has been asked for since."""
        with self._lock:
            return self._newest.get(ref, turn) != turn
