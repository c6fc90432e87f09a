"""How much context requests carry: cache-read tokens per request, of people and of the team."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

import numpy as np

from tracker.millionths import MILLION
from tracker.reports.ranking import rank_among
from tracker.reports.types import ContextBand, ContextTeam, ContextUse
from tracker.store.columns import Columns
from tracker.store.sums import ActorUsage

COMPARED_FROM_EVENTS = 10
LONG_ABOVE, SHORT_BELOW = 700_000, 300_000  # cache-read tokens per request


def context_average(used: ActorUsage) -> float | None:
    """Mean cache-read tokens of the events that read from the cache; None without such events."""
    return used.cache_read_tokens / used.cache_read_events if used.cache_read_events else None


def band_of(average: float) -> ContextBand:
    """The band of an average above zero.

    >>> band_of(700_000.1).value, band_of(700_000).value, band_of(300_000).value, band_of(299_999.9).value
    ('long', 'medium', 'medium', 'short')
    """
    if average > LONG_ABOVE:
        return ContextBand.LONG
    return ContextBand.SHORT if average < SHORT_BELOW else ContextBand.MEDIUM


@dataclass(frozen=True)
class Contexts:
    """What an actor's context is compared with; both None if there is nobody to compare with."""

    averages: Sequence[float] = ()  # ascending
    mean: float | None = None
    middle: float | None = None


def compared_contexts(everyone: Columns) -> Contexts:
    """The averages of everyone with at least ten events that read from the cache, given the fields of ActorUsage."""
    events = everyone["cache_read_events"]
    is_compared = events >= COMPARED_FROM_EVENTS
    averages = np.sort(everyone["cache_read_tokens"][is_compared] / events[is_compared]).tolist()
    return Contexts(averages, fmean(averages), median(averages)) if averages else Contexts()


def context_use(used: ActorUsage, compared: Contexts) -> ContextUse | None:
    """One actor's context compared with the team's; None without any event that read from the cache."""
    average = context_average(used)
    if average is None:
        return None
    middle, mean = compared.middle, compared.mean
    is_compared = used.cache_read_events >= COMPARED_FROM_EVENTS
    return ContextUse(
        tokens_per_request=round(average),
        events=used.cache_read_events,
        band=band_of(average),
        team=ContextTeam(
            people=len(compared.averages),
            mean_tokens=round(mean) if mean is not None else None,
            median_tokens=round(middle) if middle is not None else None,
        ),
        rank=rank_among(compared.averages, average) if is_compared else None,
        ratio_to_median_millionths=round(average / middle * MILLION) if is_compared and middle else None,
    )
