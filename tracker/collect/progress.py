"""How a collection says how far it is, to whoever started it."""

from typing import Protocol


class Progress(Protocol):
    """Hears of each piece of work: what it is, how many rows it has (None: not known), and every page of them."""

    def start(self, what: str, total: int | None) -> None:
        """Begin a piece of work, such as "usage events, 4 Oct to 1 Nov 2026"."""

    def advance(self, rows: int) -> None:
        """So many rows more have been read."""

    def finish(self) -> None:
        """End the piece of work, read or not."""

    def waiting(self) -> None:
        """Another collection is under way, and this one waits for its end."""


class Silent:
    """Says nothing."""

    def start(self, what: str, total: int | None) -> None:
        """Say nothing."""

    def advance(self, rows: int) -> None:
        """Say nothing."""

    def finish(self) -> None:
        """Say nothing."""

    def waiting(self) -> None:
        """Say nothing."""
