"""A reading done in the background: it proceeds whenever others wait, as Cursor limits each endpoint separately."""

from collections.abc import Iterator

from tracker.cursor.client import CursorClient
from tracker.cursor.endpoints import Endpoint


class BackgroundReading:
    """A reading that pauses after each request and resumes whenever that delays nothing else."""

    def __init__(self, client: CursorClient, endpoint: Endpoint, pieces: Iterator[None]) -> None:
        self._client = client
        self._endpoint = endpoint
        self._pieces = pieces
        self._is_over = False

    def read_without_waiting(self) -> None:
        """Continue until the reading's own allowance is used up."""
        while self._read_next():
            pass

    def read_while_waiting_for(self, other: Endpoint) -> None:
        """Continue for as long as a request to `other` would have to wait."""
        while not self._client.has_room(other) and self._read_next():
            pass

    def finish(self) -> None:
        """Read the rest, waiting where necessary."""
        for _ in self._pieces:
            pass

    def _read_next(self) -> bool:
        """Make one more request if there is one left and it needs no waiting; return whether it was made."""
        if self._is_over or not self._client.has_room(self._endpoint):
            return False
        try:
            next(self._pieces)
        except StopIteration:
            self._is_over = True
        return not self._is_over
