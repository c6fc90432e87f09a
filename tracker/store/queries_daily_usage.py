"""Cursor's own daily counters over UTC days: activity, and who left the included plan when."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, cast, func, select
from sqlmodel import Session, col

from tracker.store.columns import Columns, added_up, plain_rows
from tracker.store.people import EVERYONE, Everyone, People, around, find_lasting
from tracker.store.queries_spend import WindowUsage
from tracker.store.tables import ActorRow, DailyUsageRow
from tracker.store.tables_rollups import WeekActivityRow
from tracker.store.weeks import ACTIVE_DAY, FEW_DAYS, in_weeks

_ROW = DailyUsageRow


class Activity(NamedTuple):
    """Sums of an actor; `active_days` counts days that Cursor calls active or that have an agent request."""

    agent_requests: int = 0
    active_days: int = 0
    applies: int = 0
    accepts: int = 0
    accepted_lines_added: int = 0


def activity_in_columns(session: Session, days: Sequence[date], people: People = EVERYONE) -> Columns:
    """Sums of those with any activity on these consecutive days, as columns named as the fields of Activity."""
    if found := around(people):
        everyone, others = found
        everyones = activity_in_columns(session, days, everyone)
        lasting = find_lasting(session, people, tuple(days))
        return (
            everyones.less(activity_in_columns(session, days, others)) if lasting is None else everyones.among(lasting)
        )
    if not isinstance(people, Everyone):
        return added_up([_by_actor(session, _ROW, _of(people, days))], Activity._fields)
    parts = in_weeks(session, WeekActivityRow, tuple(days))
    added = [_everyones(session, WeekActivityRow, parts.weeks), *(_everyones(session, _ROW, run) for run in parts.days)]
    less = (_everyones(session, _ROW, run) for run in parts.less)
    return added_up(added, Activity._fields, less=less)


def accepted_lines(session: Session, days: Sequence[date], people: People = EVERYONE) -> int | None:
    """Lines that these people accepted on these consecutive days; None if Cursor gave no counters for them."""
    if found := around(people):
        everyones, others = (accepted_lines(session, days, each) or 0 for each in found)
        if everyones != others:
            return everyones - others
    if not isinstance(people, Everyone):
        return _lines(session, _ROW, _of(people, days))
    if session.connection().execute(select(1).where(_of(people, days)).limit(1)).first() is None:
        return None
    parts = in_weeks(session, WeekActivityRow, tuple(days))
    added = [_lines(session, WeekActivityRow, _in(WeekActivityRow, parts.weeks)), *_lines_of_runs(session, parts.days)]
    return sum(each or 0 for each in added) - sum(each or 0 for each in _lines_of_runs(session, parts.less))


def active_actors(session: Session, days: Sequence[date], people: People = EVERYONE) -> set[int]:
    """Row ids of these people with an agent request on these consecutive days; stops at each one's first."""
    if around(people):
        lasting = find_lasting(session, people, tuple(days))
        if lasting is not None:
            return active_actors(session, days) & lasting
        activity = activity_in_columns(session, days, people)
        return activity.ids_where(activity["agent_requests"] > 0)
    actor_id = col(ActorRow.id)
    used = select(1).where(col(_ROW.actor_id) == actor_id, _of(people, days), col(_ROW.agent_requests) > 0)
    found = session.connection().execute(select(actor_id).where(used.exists()))
    return {row[0] for row in found if row[0] is not None}


def first_usage_based_days(session: Session, days: Sequence[date], people: People = EVERYONE) -> dict[int, date]:
    """The first of these consecutive days with a usage-based request, for each of these people by row id."""
    lasting = find_lasting(session, people, tuple(days))
    if lasting is not None:  # everyone's are few, and found by an index
        return {each: day for each, day in first_usage_based_days(session, days).items() if each in lasting}
    first = func.min(col(_ROW.day))
    is_usage_based = col(_ROW.usage_based_requests) > 0
    statement = select(col(_ROW.actor_id), first).where(_of(people, days), is_usage_based).group_by(col(_ROW.actor_id))
    return {row[0]: row[1] for row in session.connection().execute(statement).all()}


def exhausted_days(session: Session, usage: WindowUsage) -> dict[int, date]:
    """The day on which each of the people of `usage` left the included plan within its window, by row id.

    It is the first day with a usage-based request. Cursor counts those by whole days; a day that the window cuts counts
    for those who paid on demand in the part inside.
    """
    paid = usage.paid_on_cut_days()
    whole = [day for day in usage.window.days if day not in paid]
    first = first_usage_based_days(session, whole, usage.people)
    for day, who in paid.items():
        for actor_id in first_usage_based_days(session, [day], usage.people).keys() & who:
            first[actor_id] = min(first.get(actor_id, day), day)
    return first


def _everyones(session: Session, row: Any, days: tuple[date, ...]) -> Sequence[Sequence[int]]:
    """Everyone's row ids and counters: a few days as stored, more days or weeks as sums."""
    if row is _ROW and len(days) <= FEW_DAYS:
        return plain_rows(session, select(col(row.actor_id), *_counted(row)).where(_in(row, days)))
    # An index supplies rows in actor order; grouping without it would sort every row.
    return _by_actor(session, row, _in(row, days), col(row.actor_id).in_(select(col(ActorRow.id))))


def _by_actor(session: Session, row: Any, *only: ColumnElement[bool]) -> Sequence[Sequence[int]]:
    """Row ids and sums."""
    sums = map(_sum, _counted(row))
    return plain_rows(session, select(col(row.actor_id), *sums).where(*only).group_by(col(row.actor_id)))


def _counted(row: Any) -> list[SQLColumnExpression[int]]:
    """The measures of `Activity`."""
    is_of_day = row is _ROW
    return [ACTIVE_DAY if is_of_day and name == "active_days" else col(getattr(row, name)) for name in Activity._fields]


def _lines_of_runs(session: Session, runs: Sequence[tuple[date, ...]]) -> list[int | None]:
    return [_lines(session, _ROW, _in(_ROW, run)) for run in runs]


def _lines(session: Session, row: Any, of_rows: ColumnElement[bool]) -> int | None:
    total = _sum(col(row.accepted_lines_added), empty=None)
    return session.connection().execute(select(total).where(of_rows)).scalar_one()


def _in(row: Any, days: tuple[date, ...]) -> ColumnElement[bool]:
    """The condition on everyone's rows of these consecutive days, or of weeks by their Mondays."""
    return EVERYONE.in_days(days, col(row.day), col(row.actor_id))


def _of(people: People, days: Sequence[date]) -> ColumnElement[bool]:
    return people.in_days(tuple(days), col(_ROW.day), col(_ROW.actor_id))


def _sum(column: SQLColumnExpression[int], *, empty: int | None = 0) -> ColumnElement[int]:
    total = func.sum(column)
    return cast(total if empty is None else func.coalesce(total, empty), BigInteger)
