"""The state machine of an incident: open -> alerted -> acknowledged -> resolved, never back."""

from collections.abc import Mapping
from types import MappingProxyType

from tracker.incidents.types import IncidentState, Move

SYSTEM = "system"

STATE_AFTER: Mapping[Move, IncidentState] = MappingProxyType(
    {
        Move.OPENED: IncidentState.OPEN,
        Move.ALERTED: IncidentState.ALERTED,
        Move.ACKNOWLEDGED: IncidentState.ACKNOWLEDGED,
        Move.RESOLVED: IncidentState.RESOLVED,
    }
)
"""Where a move leads; moves that are not here leave the state as it is."""

TOLD_IN_THREAD = frozenset({Move.ANOMALY_JOINED, Move.CLEARED, Move.ACKNOWLEDGED, Move.RESOLVED})
"""Moves that the thread tells; the root message itself tells the others."""

MAILED = frozenset({Move.RESOLVED})
"""Moves that are mailed too where a mail of its own told of the incident."""

UNACKNOWLEDGED = frozenset({IncidentState.OPEN, IncidentState.ALERTED})


def states_before(move: Move) -> tuple[IncidentState, ...]:
    """The states that `move` leads on from: every one before the state it leads to, so that a late click never reopens.

    >>> [str(state) for state in states_before(Move.ACKNOWLEDGED)]
    ['open', 'alerted']
    """
    states = list(IncidentState)
    return tuple(states[: states.index(STATE_AFTER[move])])
