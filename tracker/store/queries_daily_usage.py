"""What Cursor's own daily counters say of a run of UTC days: activity, and who left the included plan when."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, and_, case, cast, func, or_, select
from sqlmodel import Session, col

from tracker.store.people import EVERYONE, Everyone, People
from tracker.store.tables import ActorRow, DailyUsageRow

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
    is_active = or_(col(_ROW.is_active).is_(True), col(_ROW.agent_requests) > 0)
    sums = (
        _sum(col(_ROW.agent_requests)),
        _sum(case((is_active, 1), else_=0)),
        _sum(col(_ROW.applies)),
        _sum(col(_ROW.accepts)),
        _sum(col(_ROW.accepted_lines_added)),
    )
    actor_id = col(_ROW.actor_id)
    theirs = _of(people, days)
    if isinstance(people, Everyone):  # sums by actor come from an index in order, where grouping would sort every row
        theirs = and_(theirs, actor_id.in_(select(col(ActorRow.id))))
    rows = session.connection().execute(select(actor_id, *sums).where(theirs).group_by(actor_id)).all()
    return {row[0]: Activity(*row[1:]) for row in rows}


def accepted_lines(session: Session, days: Sequence[date], people: People = EVERYONE) -> int | None:
    """Accepted lines these people added on these consecutive days; None where Cursor gave no counters of them."""
    theirs = people.in_days(tuple(days), col(_ROW.day), col(_ROW.actor_id))
    lines = cast(func.sum(col(_ROW.accepted_lines_added)), BigInteger)
    return session.connection().execute(select(lines).where(theirs)).scalar_one()


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
    rows = session.connection().execute(
        select(col(_ROW.actor_id), first).where(_of(people, days), is_usage_based).group_by(col(_ROW.actor_id))
    )
    return {row[0]: row[1] for row in rows}


def _of(people: People, days: Sequence[date]) -> ColumnElement[bool]:
    return people.in_days(tuple(days), col(_ROW.day), col(_ROW.actor_id))


def _sum(column: SQLColumnExpression[int]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(column), 0), BigInteger)
