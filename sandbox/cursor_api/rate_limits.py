"""Rate limits per minute by team and endpoint, in fixed windows."""

from collections import Counter
from dataclasses import dataclass, field

WINDOW_S = 60


@dataclass(slots=True)
class RateLimits:
    """Counts requests in windows of 60 s that start at whole minutes of the given clock.

    enabled: False allows everything. scale: multiplies every limit, with a minimum of one request.
    """

    enabled: bool = True
    scale: float = 1.0
    _window: int = -1
    _counts: Counter[tuple[int, str]] = field(default_factory=Counter)

    def admits(self, team_id: int, endpoint: str, limit: int, at_s: float) -> bool:
        """Count one request; False if it exceeds the limit of its window."""
        window = int(at_s // WINDOW_S)
        if window != self._window:
            self._window = window
            self._counts.clear()
        self._counts[team_id, endpoint] += 1
        return not self.enabled or self._counts[team_id, endpoint] <= max(1, int(limit * self.scale))

    def uncount(self, team_id: int, endpoint: str) -> None:
        """Undo the count of one request."""
        self._counts[team_id, endpoint] -= 1

    def forget(self) -> None:
        """Reset all windows."""
        self._counts.clear()
