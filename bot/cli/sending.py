"""Sends what waits in the outbox on behalf of a command, and reports what could not be sent."""

from dataclasses import dataclass

from bot.delivery.worker import Workers
from tracker.store.engine import Store
from tracker.store.outbox_upkeep import OutboxUpkeep, Unsent


@dataclass(frozen=True)
class Sending:
    """How many messages were sent, and which failed."""

    sent: int
    refused: tuple[Unsent, ...]

    @property
    def errors(self) -> list[dict[str, str]]:
        """The failures, for scripts."""
        return [{"endpoint": "outbox", "message": words} for words in self._words()]

    @property
    def lines(self) -> list[str]:
        """The failures, for people."""
        return [f"Not sent: {words}" for words in self._words()]

    def _words(self) -> list[str]:
        return [f"{each.key} ({each.channel}): {each.last_error}" for each in self.refused]


def send_what_waits(store: Store, workers: Workers) -> Sending:
    """Send everything that is due now; what an earlier command gave up on is not reported again."""
    upkeep = OutboxUpkeep(store)
    tried_before = {each.key: each.attempts for each in upkeep.list_unsent()}
    sent = workers.drain()
    tried = (each for each in upkeep.list_unsent() if each.attempts > tried_before.get(each.key, 0))
    return Sending(sent, tuple(each for each in tried if each.last_error))
