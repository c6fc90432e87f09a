"""Whether Cursor's analytics are available: many plans lack them, which is not the same as zero."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class AnalyticsState(StrEnum):
    """The availability of one kind of analytics."""

    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"  # Cursor refuses it for the team's plan or the key's scope
    NOT_YET = "not_yet"  # never completely read so far


@dataclass(frozen=True)
class Availability:
    """Whether a kind of analytics is available, when it was last completely read, and the first UTC day with data.

    `read_at` may be set although it is unavailable: the plan included it once, and what was read is still stored.
    """

    state: AnalyticsState
    read_at: datetime | None = None
    first_day: date | None = None

    @property
    def is_available(self) -> bool:
        """Whether a day without rows means a day without use."""
        return self.state is AnalyticsState.AVAILABLE
