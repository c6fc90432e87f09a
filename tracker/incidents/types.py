"""The words of an incident's life."""

from enum import StrEnum


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
