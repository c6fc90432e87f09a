"""What everyone did in a range: the sums that ranks, badges and scores are made of."""

from collections.abc import Mapping

from sqlmodel import Session

from tracker.reports.badges import Measures, References, references_of
from tracker.store.queries_daily_usage import Activity, activity_by_actor
from tracker.store.queries_spend import ActorUsage, WindowUsage

_NO_USAGE, _NO_ACTIVITY = ActorUsage(), Activity()


def load_measures(session: Session, usage: WindowUsage) -> dict[int, Measures]:
    """What each actor with usage, or with a row of daily counters, did in the window, by row id.

    Cursor's counters come by whole UTC days, so all of a day that the window cuts counts in them.
    """
    used = usage.measured_by_actor()
    activity = activity_by_actor(session, usage.window.days, usage.people)
    return {
        actor_id: Measures(used.get(actor_id, _NO_USAGE), activity.get(actor_id, _NO_ACTIVITY))
        for actor_id in used.keys() | activity.keys()
    }


def build_references(measures: Mapping[int, Measures], usage: WindowUsage) -> References:
    """What these people are compared with over the window's days that have passed."""
    return references_of(measures.values(), days=max(1, len(usage.window.days)))
