"""How fast incidents are detected, acknowledged and resolved: MTTD, MTTI and MTTR.

MTTD (time to detect) runs from the onset to the sent alert, MTTI (time to investigate) from the alert to the
acknowledgement, MTTR (time to resolve) from the detection to the resolution by a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from tracker.reports.types import DurationStats, IncidentDurations, IncidentMetrics


@dataclass(frozen=True)
class IncidentTimes:
    """The instants of one incident's life; `missed_at` is the last collection after the onset that did not show it."""

    onset: datetime
    detected_at: datetime
    missed_at: datetime | None = None
    alerted_at: datetime | None = None
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    is_resolved_by_system: bool = False

    @property
    def time_to_detect(self) -> float | None:
        """Seconds from the onset to the alert, the sum of the three below; None without an alert."""
        return _seconds(self.onset, self.alerted_at)

    @property
    def source_lag(self) -> float | None:
        """The part during which Cursor is known not to have shown the usage; 0 if each collection showed all."""
        if self.alerted_at is None:
            return None
        return _seconds(self.onset, self.missed_at) or 0.0

    @property
    def collection(self) -> float | None:
        """The part during which the usage waited for our collection and detection."""
        if self.alerted_at is None:
            return None
        return _seconds(max(self.onset, self.missed_at or self.onset), self.detected_at)

    @property
    def posting(self) -> float | None:
        """The part between the detection and the sent alert."""
        return _seconds(self.detected_at, self.alerted_at)

    @property
    def time_to_investigate(self) -> float | None:
        """Seconds from the alert to the acknowledgement."""
        return _seconds(self.alerted_at, self.acknowledged_at)

    @property
    def time_to_resolve(self) -> float | None:
        """Seconds from the detection to the resolution by a person."""
        return None if self.is_resolved_by_system else _seconds(self.detected_at, self.resolved_at)


def incident_durations(times: IncidentTimes) -> IncidentDurations:
    """The durations of one incident."""
    return IncidentDurations(
        time_to_detect_seconds=times.time_to_detect,
        source_lag_seconds=times.source_lag,
        collection_seconds=times.collection,
        posting_seconds=times.posting,
        time_to_investigate_seconds=times.time_to_investigate,
        time_to_resolve_seconds=times.time_to_resolve,
    )


def incident_metrics(incidents: Sequence[IncidentTimes]) -> IncidentMetrics:
    """Summarise incidents. Those resolved by the system are counted, but contribute only to the time to detect."""
    return IncidentMetrics(
        mttd=duration_stats(each.time_to_detect for each in incidents),
        mttd_source_lag=duration_stats(each.source_lag for each in incidents),
        mttd_collection=duration_stats(each.collection for each in incidents),
        mttd_posting=duration_stats(each.posting for each in incidents),
        mtti=duration_stats(each.time_to_investigate for each in incidents),
        mttr=duration_stats(each.time_to_resolve for each in incidents),
        system_resolves=sum(each.is_resolved_by_system for each in incidents),
        detected=len(incidents),
        resolved=sum(each.resolved_at is not None and not each.is_resolved_by_system for each in incidents),
    )


def duration_stats(seconds: Iterable[float | None]) -> DurationStats:
    """Mean, median and 95th percentile of the values that are not None; percentiles interpolate linearly.

    >>> duration_stats([60.0, None, 120.0])
    DurationStats(n=2, mean_seconds=90.0, p50_seconds=90.0, p95_seconds=117.0)
    """
    known = [each for each in seconds if each is not None]
    if not known:
        return DurationStats(n=0)
    p50, p95 = np.percentile(known, [50, 95])
    return DurationStats(len(known), float(np.mean(known)), float(p50), float(p95))


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    """Seconds between the two; None if one is missing or they are in the wrong order, after a clock was set back."""
    return None if start is None or end is None or end < start else (end - start).total_seconds()
