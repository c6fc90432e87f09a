"""Who left the included plan in a billing cycle, and on which day of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from heapq import nsmallest
from statistics import median

from sqlmodel import Session

from tracker.clock import utc_day
from tracker.reports.actors import actors_by_id
from tracker.reports.types import ExhaustionBucket, PlanExhausted, PlanExhaustion
from tracker.store.queries_daily_usage import exhausted_days
from tracker.store.queries_spend import WindowUsage
from tracker.store.readings import counters_read_before_events

BUCKETS = ((1, 3), (4, 7), (8, 14), (15, None))


def load_exhaustion(
    session: Session, usage: WindowUsage, active: Set[int], *, named: int | None = None
) -> PlanExhaustion:
    """Who of the people of `usage` left the plan in its window, which is a cycle up to some instant.

    `active` are those with an agent request in it; only the first `named` get names, all with None.
    """
    first_days = exhausted_days(session, usage)
    start = utc_day(usage.window.start)
    count_of = {day: (day - start).days + 1 for day in set(first_days.values())}
    days = sorted(count_of[day] for day in first_days.values())
    shown = nsmallest(len(days) if named is None else named, first_days, key=lambda each: (first_days[each], each))
    actors = actors_by_id(session, shown)
    exhausted = [PlanExhausted(actors[each], first_days[each], count_of[first_days[each]]) for each in shown]
    exhausted.sort(key=lambda each: (each.days, each.actor.display, each.actor.key))
    return PlanExhaustion(
        exhausted=tuple(exhausted),
        active=len(active | first_days.keys()),
        buckets=tuple(ExhaustionBucket(first, last, _count_between(days, first, last)) for first, last in BUCKETS),
        mean_days=sum(days) / len(days) if days else None,
        median_days=float(median(days)) if days else None,
        counters_as_of=counters_read_before_events(session),
    )


def _count_between(ascending: Sequence[int], first: int, last: int | None) -> int:
    end = len(ascending) if last is None else bisect_right(ascending, last)
    return end - bisect_left(ascending, first)
