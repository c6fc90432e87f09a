"""What everyone did in a range: the sums behind ranks, badges and scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from sqlmodel import Session

from tracker.store.columns import Columns, Ints
from tracker.store.queries_daily_usage import Activity, activity_in_columns
from tracker.store.queries_spend import WindowUsage
from tracker.store.sums import ActorUsage

_NO_ACTIVITY = Activity()


class Measures(NamedTuple):
    """What one actor did in a range, from billed events and from Cursor's daily counters."""

    used: ActorUsage = ActorUsage()
    activity: Activity = _NO_ACTIVITY


@dataclass(frozen=True)
class Crowd:
    """The measures of everyone with usage or activity, as columns by ascending row id."""

    ids: Ints
    used: Columns  # named as the fields of ActorUsage
    activity: Columns  # named as the fields of Activity

    @cached_property
    def by_id(self) -> Mapping[int, Measures]:
        """Measures per person, for rules that look at one at a time."""
        used, activity = self.used.by_id(ActorUsage._make), self.activity.by_id(Activity._make)
        return {each: Measures(used[each], activity[each]) for each in used}

    @cached_property
    def agent_requests(self) -> Sequence[int]:
        """Ascending values of everyone with activity, from which ranks by activity are computed."""
        return sorted(self.activity["agent_requests"][self.activity["active_days"] > 0].tolist())

    def of(self, actor_id: int) -> Measures:
        """What one actor did."""
        place = int(np.searchsorted(self.ids, actor_id))
        if place == len(self.ids) or self.ids[place] != actor_id:
            return Measures()
        return self.at(place)

    def at(self, place: int) -> Measures:
        """What the actor at an index of `ids` did."""
        return Measures(ActorUsage(*self.used.at(place)), Activity(*self.activity.at(place)))


def load_crowd(session: Session, usage: WindowUsage) -> Crowd:
    """What these people did in the window.

    Cursor's counters are per whole UTC day, so a day that the window cuts counts completely.
    """
    return crowd_of(usage.measured_in_columns(), activity_in_columns(session, usage.window.days, usage.people))


def crowd_of(used: Columns, activity: Columns) -> Crowd:
    """Combine both sources for the same people."""
    ids = np.union1d(used.ids, activity.ids)
    return Crowd(ids, used.of(ids), activity.of(ids))
