"""Whether Cursor's analytics are there to be shown: many plans lack them, which is not the same as zero."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class AnalyticsState(StrEnum):
    """What can be said of one kind of analytics."""

    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"  # Cursor refuses it for the team's plan or the key's scope
    NOT_YET = "not_yet"  # never read whole so far


@dataclass(frozen=True)
class Availability:
    """Whether a kind of analytics is there, when it was last read whole, and the first UTC day it is known of.

    `read_at` may be set where it is unavailable: the plan had it once, and what was read then is still stored.
    """

    state: AnalyticsState
    read_at: datetime | None = None
    first_day: date | None = None

    @property
    def is_available(self) -> bool:
        """Whether a day without rows is a day without use."""
        return self.state is AnalyticsState.AVAILABLE
