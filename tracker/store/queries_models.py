"""Cursor's daily code counters, by the model that the person used most on the day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from tracker.store.columns import added_up, plain_rows
from tracker.store.measures import total
from tracker.store.people import EVERYONE, Everyone, GroupMembers, People
from tracker.store.tables import ActorRow, DailyUsageRow
from tracker.store.tables_rollups import DayMemberRow, WeekModelDaysRow
from tracker.store.weeks import MODEL_DAY, SAME_DAY, Days, Parts, in_weeks

_LINES, _USED = DailyUsageRow, DayMemberRow


class ModelDays(NamedTuple):
    """Sums of the days on which a model was somebody's most used; requests and usage value cover all models."""

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
    """Sums by most used model over whole consecutive UTC days, counting a person's days with a request.

    Everyone's come from stored weeks as far as possible.
    """
    if not days:
        return []
    parts = in_weeks(session, WeekModelDaysRow, tuple(days)) if isinstance(people, Everyone) else Parts((), ())
    found: Iterable[ModelDays]
    if parts.weeks:
        found = _sums_from_weeks(session, parts)
    else:
        found = (_of_days(session, model, tuple(days), people) for model in _most_used_models(session))
    return [each for each in found if each.users]


def _sums_from_weeks(session: Session, parts: Parts) -> Iterator[ModelDays]:
    """Everyone's sums: those of the weeks, plus or minus single days."""
    added, less = (_rows_of_days(session, runs) for runs in (parts.days, parts.less))
    for model in _most_used_models(session):
        weeks = plain_rows(session, _of_weeks(model, parts.weeks))
        found = added_up([weeks, added[model]], tuple(MODEL_DAY), less=[less[model]])
        yield ModelDays(model, len(found.ids), *map(int, found.sums.sum(axis=0)))


def _most_used_models(session: Session) -> Iterator[str]:
    """Every model that was ever anyone's most used, each found by one index look-up."""
    model = col(_LINES.most_used_model)
    found = session.connection().execute(select(func.min(model))).scalar_one()
    while found is not None:
        yield found
        found = session.connection().execute(select(func.min(model)).where(model > found)).scalar_one()


def _of_weeks(model: str, mondays: Days) -> Any:
    """Actor and sums over these weeks, which are stored in actor order."""
    week = WeekModelDaysRow
    sums = (func.sum(col(getattr(week, name))) for name in MODEL_DAY)
    is_one = (col(week.model) == model, col(week.day) >= mondays[0], col(week.day) <= mondays[-1])
    everyone = col(week.actor_id).in_(select(col(ActorRow.id)))  # skips weeks outside the range
    return select(col(week.actor_id), *sums).where(*is_one, everyone).group_by(col(week.actor_id))


def _rows_of_days(session: Session, runs: Sequence[Days]) -> dict[str, list[Any]]:
    """Actor and figures of each of these few days with a request, as stored, by most used model."""
    model = col(_LINES.most_used_model)
    found: dict[str, list[Any]] = defaultdict(list)
    for days in runs:
        statement = (
            select(model, col(_LINES.actor_id), *MODEL_DAY.values())
            .join_from(_LINES, _USED, SAME_DAY)
            .where(EVERYONE.in_days(days, col(_LINES.day), col(_LINES.actor_id)), col(_USED.requests) > 0)
            .where(model.is_not(None))
        )
        for name, *figures in plain_rows(session, statement):
            found[name].append(figures)
    return found


def _of_days(session: Session, model: str, days: Days, people: People) -> ModelDays:
    """One model's sums by days, actor by actor in index order, so that nothing has to be sorted."""
    actor_id = col(_LINES.actor_id)
    by_actor = (
        select(*(func.sum(each).label(name) for name, each in MODEL_DAY.items()))
        .join_from(_LINES, _USED, SAME_DAY)
        .where(col(_LINES.most_used_model) == model, _in_order(people))
        .where(people.in_days(days, col(_LINES.day), actor_id), col(_USED.requests) > 0)
        .group_by(actor_id)
        .subquery()
    )
    sums = (total(column) for column in by_actor.c)
    row = session.connection().execute(select(func.count(), *sums).select_from(by_actor)).one()
    return ModelDays._make((model, *row))


def _in_order(people: People) -> ColumnElement[bool]:
    """An always-true condition that makes the database read actors in index order, so that nothing is sorted."""
    ever = select(col(ActorRow.id))
    if isinstance(people, GroupMembers) and not people.is_complement:
        ever = people.ever()
    return col(_LINES.actor_id).in_(ever)
