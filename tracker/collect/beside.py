"""A reading that goes on while others have to wait for their allowances, as Cursor counts each endpoint by itself.

Spending has pages of a hundred members and twenty questions a minute: that of ten thousand takes four minutes, in which
everything else can be read.
"""

from collections.abc import Iterator

from tracker.cursor.client import CursorClient
from tracker.cursor.endpoints import Endpoint


class Beside:
    """A reading that pauses after each question, and is taken up again where that costs nobody any time."""

    def __init__(self, client: CursorClient, endpoint: Endpoint, pieces: Iterator[None]) -> None:
        self._client = client
        self._endpoint = endpoint
        self._pieces = pieces
        self._is_over = False

    def go_on_without_waiting(self) -> None:
        """Go on as far as the reading's own allowance goes."""
        while self._goes_on():
            pass

    def go_on_instead_of(self, other: Endpoint) -> None:
        """Go on as long as a question to another endpoint would have to wait."""
        while not self._client.has_room(other) and self._goes_on():
            pass

    def finish(self) -> None:
        """Read what is left, waiting where that is needed."""
        for _ in self._pieces:
            pass

    def _goes_on(self) -> bool:
        """Ask one question more, if that needs no waiting and one is left; says whether one was asked."""
        if self._is_over or not self._client.has_room(self._endpoint):
            return False
        try:
            next(self._pieces)
        except StopIteration:
            self._is_over = True
        return not self._is_over
