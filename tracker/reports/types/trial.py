"""What a new installation would have alerted, and whether alerts have been started."""

from dataclasses import dataclass
from datetime import datetime

from tracker.reports.types.replay import ReplayedIncident, ReplayReport


@dataclass(frozen=True)
class TrialReport:
    """The last days judged with the current settings, as known at `collected_at`.

    `is_asking` means that alerts wait for approval. Otherwise they are on; `started_by` (a chat user id, an e-mail or a
    login name) and `started_at` tell since when, None if nobody was ever asked.
    """

    replay: ReplayReport
    collected_at: datetime | None
    is_asking: bool
    started_by: str | None = None
    started_at: datetime | None = None

    @property
    def incidents(self) -> tuple[ReplayedIncident, ...]:
        """What would have been alerted, oldest first."""
        return self.replay.before
