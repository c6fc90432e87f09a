"""What Cursor counts by the day about code, by the model that was a person's most used."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, and_, cast, func, select
from sqlmodel import Session, col

from tracker.store.people import GroupMembers, People
from tracker.store.tables import ActorRow, DailyUsageRow, DayMemberRow

_LINES, _USED = DailyUsageRow, DayMemberRow


class ModelDays(NamedTuple):
    """Sums of the days on which a model was somebody's most used; requests and usage value are of all models."""

    model: str
    users: int
    days: int
    requests: int
    usage_value_microcents: int
    added_lines: int
    accepted_lines: int
    accepts: int
    rejects: int


def model_days(session: Session, days: Sequence[date], people: People) -> list[ModelDays]:
    """Sums by most used model of these whole consecutive UTC days, those on which the person made a request."""
    if not days:
        return []
    found = (_days_of(session, model, tuple(days), people) for model in _most_used_models(session))
    return [each for each in found if each.users]


def _most_used_models(session: Session) -> Iterator[str]:
    """Every model that was ever most used: a look into an index for each."""
    model = col(_LINES.most_used_model)
    found = session.connection().execute(select(func.min(model))).scalar_one()
    while found is not None:
        yield found
        found = session.connection().execute(select(func.min(model)).where(model > found)).scalar_one()


def _days_of(session: Session, model: str, days: tuple[date, ...], people: People) -> ModelDays:
    """One model's sums, actor by actor in the order of an index, so that nothing has to be sorted."""
    same = and_(col(_USED.day) == col(_LINES.day), col(_USED.actor_id) == col(_LINES.actor_id))
    actor_id = col(_LINES.actor_id)
    by_actor = (
        select(
            func.count().label("days"),
            func.sum(_USED.requests).label("requests"),
            func.sum(_USED.usage_value_microcents).label("usage_value_microcents"),
            func.sum(_LINES.lines_added).label("added_lines"),
            func.sum(_LINES.accepted_lines_added).label("accepted_lines"),
            func.sum(_LINES.accepts).label("accepts"),
            func.sum(_LINES.rejects).label("rejects"),
        )
        .join_from(_LINES, _USED, same)
        .where(col(_LINES.most_used_model) == model, _in_order(people))
        .where(people.in_days(days, col(_LINES.day), actor_id), col(_USED.requests) > 0)
        .group_by(actor_id)
        .subquery()
    )
    sums = (_sum(each) for each in by_actor.c)
    row = session.connection().execute(select(func.count(), *sums).select_from(by_actor)).one()
    return ModelDays._make((model, *row))


def _in_order(people: People) -> ColumnElement[bool]:
    """A condition that holds in any case, and has actors read from an index one by one, so that nothing is sorted."""
    ever = select(col(ActorRow.id))
    if isinstance(people, GroupMembers) and not people.is_complement:
        ever = people.ever()
    return col(_LINES.actor_id).in_(ever)


def _sum(column: SQLColumnExpression[int]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(column), 0), BigInteger)
