"""The states of an incident and the moves between them: open -> alerted -> acknowledged -> resolved, never back."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

SYSTEM = "system"


class IncidentState(StrEnum):
    """open -> alerted -> acknowledged -> resolved; never back."""

    OPEN = "open"
    ALERTED = "alerted"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class Move(StrEnum):
    """What can happen to an incident; each is one row of its audit trail."""

    OPENED = "opened"
    ALERTED = "alerted"
    ANOMALY_JOINED = "anomaly_joined"
    CLEARED = "cleared"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


STATE_AFTER: Mapping[Move, IncidentState] = MappingProxyType(
    {
        Move.OPENED: IncidentState.OPEN,
        Move.ALERTED: IncidentState.ALERTED,
        Move.ACKNOWLEDGED: IncidentState.ACKNOWLEDGED,
        Move.RESOLVED: IncidentState.RESOLVED,
    }
)
"""Where a move leads; moves not listed here keep the state."""

THREAD_MOVES = frozenset({Move.ANOMALY_JOINED, Move.CLEARED, Move.ACKNOWLEDGED, Move.RESOLVED})
"""Moves reported in the thread; the root message itself shows the others."""

MAILED = frozenset({Move.RESOLVED})
"""Moves that are also mailed, provided that the incident was mailed."""

UNACKNOWLEDGED = frozenset({IncidentState.OPEN, IncidentState.ALERTED})


def states_before(move: Move) -> tuple[IncidentState, ...]:
    """The states that `move` leads on from: all before the one it leads to, so that a late click never reopens.

    >>> [str(state) for state in states_before(Move.ACKNOWLEDGED)]
    ['open', 'alerted']
    """
    states = list(IncidentState)
    return tuple(states[: states.index(STATE_AFTER[move])])


class IncidentNotFound(LookupError):
    """There is no incident with that number."""

    def __init__(self, incident_id: int) -> None:
        super().__init__(f"There is no incident {incident_id}: `/incidents all` in Slack lists all of them.")
        self.incident_id = incident_id


class DigestNotFound(LookupError):
    """There is no digest with that number."""

    def __init__(self, digest_id: int) -> None:
        super().__init__(f"There is no digest {digest_id}: `/incidents all` in Slack lists all incidents.")
        self.digest_id = digest_id
