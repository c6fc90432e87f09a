"""Usage in a window: whole UTC days from the rollups, plus the cut days.

All money is in microcents. Whose usage counts is part of the query, because a billing group's members change by day.
"""

from collections.abc import Mapping
from datetime import date, datetime

import numpy as np
from sqlalchemy import func, select
from sqlmodel import Session, col

from tracker.clock import day_start, utc_day
from tracker.store.columns import Columns
from tracker.store.people import OneActor
from tracker.store.sums import Sums, TotalUsage
from tracker.store.tables_rollups import DayMemberModelRow, DayMemberRow
from tracker.store.usage_by_actor import UsageByActor
from tracker.store.usage_by_day import UsageByDay
from tracker.store.usage_by_model import UsageByModel
from tracker.store.windows import Window


class WindowUsage(UsageByActor, UsageByModel, UsageByDay):
    """What these people used in a window: in total, by actor, by model and by day."""

    def total(self, kind: type[Sums]) -> Sums:
        """Sums of the window; what TotalUsage has is summed from the days."""
        rows = [cut.total(kind._fields) for cut in self._cut]
        if set(kind._fields) <= set(TotalUsage._fields):
            rows += ([getattr(day, each) for each in kind._fields] for day in self._whole_days().values())
        else:
            rows += self._rolled_up(DayMemberRow, (), kind._fields)
        return kind(*map(sum, zip(kind(), *rows, strict=True)))

    def is_empty(self) -> bool:
        """Whether nothing is stored for the window."""
        row = DayMemberRow
        days = self.people.in_days(self._split.rolled_up, col(row.day), col(row.actor_id))
        found = [select(col(row.day)).where(days), *(cut.actors() for cut in self._cut)]
        return not any(self._execute(statement.limit(1)) for statement in found)


def main_model(requests: Mapping[str, int]) -> str | None:
    """The model with the most requests, alphabetically first among equals; None without requests."""
    best = min(requests, key=lambda model: (-requests[model], model), default=None)
    return best if best is not None and requests[best] > 0 else None


def main_models(requests: Mapping[str, Columns]) -> dict[int, str]:
    """By the rule of `main_model`, everyone's by row id, from the requests to each model; the others are left out."""
    if not requests:
        return {}
    models = sorted(requests)
    ids = np.unique(np.concatenate([requests[model].ids for model in models]))
    table = np.stack([requests[model].of(ids)["requests"] for model in models])
    best, has_requests = table.argmax(axis=0), table.max(axis=0) > 0  # argmax finds the first among equals
    return {
        actor_id: models[place]
        for actor_id, place in zip(ids[has_requests].tolist(), best[has_requests].tolist(), strict=True)
    }


def oldest_day(session: Session) -> date | None:
    """The first UTC day with stored usage."""
    return session.connection().execute(select(func.min(col(DayMemberRow.day)))).scalar_one()


def last_active_day(session: Session, actor_id: int, *, now: datetime) -> date | None:
    """The last UTC day on which the actor made a request before `now`."""
    today = utc_day(now)
    if WindowUsage(session, Window(day_start(today), now), OneActor(actor_id)).active_ids():
        return today
    row = DayMemberModelRow
    statement = (
        select(col(row.day))
        .where(col(row.actor_id) == actor_id, col(row.day) < today, col(row.requests) > 0)
        .order_by(col(row.day).desc())
        .limit(1)
    )
    return session.connection().execute(statement).scalar_one_or_none()
