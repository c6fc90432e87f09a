"""How a collection reports its progress to whoever started it."""

from typing import Protocol


class Progress(Protocol):
    """Receives each piece of work: its name, its number of rows (None: unknown), and each page read."""

    def start(self, what: str, total: int | None) -> None:
        """Begin a piece of work, such as "usage events, 4 Oct to 1 Nov 2026"."""

    def advance(self, rows: int) -> None:
        """Another `rows` rows have been read."""

    def finish(self) -> None:
        """End the piece of work, whether it succeeded or not."""

    def waiting(self) -> None:
        """Another collection is running, and this one waits for it to end."""


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
