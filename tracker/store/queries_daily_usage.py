"""What Cursor's own daily counters say of a run of UTC days: activity, and who left the included plan when."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, and_, cast, func, select
from sqlmodel import Session, col

from tracker.store.columns import Columns, added_up, plain_rows
from tracker.store.people import EVERYONE, Everyone, People
from tracker.store.tables import ActorRow, DailyUsageRow, WeekActivityRow
from tracker.store.weeks import ACTIVE_DAY, in_weeks

_ROW = DailyUsageRow


class Activity(NamedTuple):
    """Sums of an actor; `active_days` counts the days that Cursor calls active or that hold an agent request."""

    agent_requests: int = 0
    active_days: int = 0
    applies: int = 0
    accepts: int = 0
    accepted_lines_added: int = 0


def activity_by_actor(session: Session, days: Sequence[date], people: People = EVERYONE) -> dict[int, Activity]:
    """Sums of these people with a row on these consecutive days, by row id."""
    return activity_in_columns(session, days, people).by_id(Activity._make)


def activity_in_columns(session: Session, days: Sequence[date], people: People = EVERYONE) -> Columns:
    """The same as columns, named as the fields of Activity."""
    if not isinstance(people, Everyone):
        return added_up([_by_actor(session, _ROW, _of(people, days))], Activity._fields)
    # Sums by actor come from an index in order, where grouping would sort every row.
    parts = (
        _by_actor(session, row, of_part, col(row.actor_id).in_(select(col(ActorRow.id))))
        for row, of_part in _parts(session, days)
    )
    return added_up(parts, Activity._fields)


def accepted_lines(session: Session, days: Sequence[date], people: People = EVERYONE) -> int | None:
    """Accepted lines these people added on these consecutive days; None where Cursor gave no counters of them."""
    parts = _parts(session, days) if isinstance(people, Everyone) else [(_ROW, _of(people, days))]
    told = [
        session.connection().execute(select(_sum(col(row.accepted_lines_added), empty=None)).where(part)).scalar_one()
        for row, part in parts
    ]
    lines = [each for each in told if each is not None]
    return sum(lines) if lines else None


def active_actors(session: Session, days: Sequence[date], people: People = EVERYONE) -> set[int]:
    """Row ids of these people with an agent request on one of these consecutive days; each is left at the first."""
    actor_id = col(ActorRow.id)
    used = select(1).where(col(_ROW.actor_id) == actor_id, _of(people, days), col(_ROW.agent_requests) > 0)
    found = session.connection().execute(select(actor_id).where(used.exists()))
    return {row[0] for row in found if row[0] is not None}


def first_usage_based_days(session: Session, days: Sequence[date], people: People = EVERYONE) -> dict[int, date]:
    """The first of these consecutive days on which each of these people made a usage-based request, by row id."""
    first = func.min(col(_ROW.day))
    is_usage_based = col(_ROW.usage_based_requests) > 0
    statement = select(col(_ROW.actor_id), first).where(_of(people, days), is_usage_based).group_by(col(_ROW.actor_id))
    return {row[0]: row[1] for row in session.connection().execute(statement).all()}


def _parts(session: Session, days: Sequence[date]) -> list[tuple[Any, ColumnElement[bool]]]:
    """Where everyone's counters of these days are read: tables, each with a condition on its rows."""
    parts = in_weeks(session, WeekActivityRow, tuple(days))
    runs: list[tuple[Any, tuple[date, ...]]] = [(WeekActivityRow, parts.weeks), *((_ROW, run) for run in parts.days)]
    return [(row, and_(col(row.day) >= run[0], col(row.day) <= run[-1])) for row, run in runs if run]


def _by_actor(session: Session, row: Any, *only: ColumnElement[bool]) -> Sequence[Sequence[int]]:
    """Row ids and sums."""
    sums = (
        _sum(ACTIVE_DAY if row is _ROW and each == "active_days" else col(getattr(row, each)))
        for each in Activity._fields
    )
    return plain_rows(session, select(col(row.actor_id), *sums).where(*only).group_by(col(row.actor_id)))


def _of(people: People, days: Sequence[date]) -> ColumnElement[bool]:
    return people.in_days(tuple(days), col(_ROW.day), col(_ROW.actor_id))


def _sum(column: SQLColumnExpression[int], *, empty: int | None = 0) -> ColumnElement[int]:
    total = func.sum(column)
    return cast(total if empty is None else func.coalesce(total, empty), BigInteger)
