"""The days of one subject, with the models used on each, from the rollups."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, true
from sqlmodel import Session, col, select

from tracker.detect.types import TEAM
from tracker.store.tables import ActorRow
from tracker.store.tables_rollups import DayMemberModelRow, DayMemberRow, DayModelRow


@dataclass(frozen=True)
class SubjectDay:
    """Sums of one UTC day; `models` is (model, usage value in microcents), highest first."""

    usage_value_microcents: int = 0
    on_demand_microcents: int = 0
    requests: int = 0
    tokens: int = 0
    models: tuple[tuple[str, int], ...] = ()


def load_subject_days(session: Session, subject: str, first: date, last: date) -> dict[date, SubjectDay]:
    """The days with usage of a member, or of the whole team, from `first` to `last` inclusive."""
    actor_id = None
    if subject != TEAM:
        actor_id = session.exec(select(ActorRow.id).where(ActorRow.key == subject)).first()
        if actor_id is None:
            return {}
    models = _models(session, actor_id, first, last)
    is_subject: ColumnElement[bool] = true() if actor_id is None else col(DayMemberRow.actor_id) == actor_id
    sums = (
        func.sum(column)
        for column in (
            DayMemberRow.usage_value_microcents,
            DayMemberRow.on_demand_microcents,
            DayMemberRow.requests,
            DayMemberRow.tokens,
        )
    )
    statement = (
        select(col(DayMemberRow.day))
        .add_columns(*sums)
        .where(col(DayMemberRow.day) >= first, col(DayMemberRow.day) <= last, is_subject)
        .group_by(col(DayMemberRow.day))
    )
    return {
        day: SubjectDay(int(spend), int(on_demand), int(requests), int(tokens), models.get(day, ()))
        for day, spend, on_demand, requests, tokens in session.connection().execute(statement)
    }


def _models(session: Session, actor_id: int | None, first: date, last: date) -> dict[date, tuple[tuple[str, int], ...]]:
    table = DayModelRow if actor_id is None else DayMemberModelRow
    is_subject: ColumnElement[bool] = true() if actor_id is None else col(DayMemberModelRow.actor_id) == actor_id
    statement = (
        select(col(table.day), col(table.model), func.sum(table.usage_value_microcents))
        .where(col(table.day) >= first, col(table.day) <= last, is_subject)
        .group_by(col(table.day), col(table.model))
    )
    by_day: dict[date, list[tuple[str, int]]] = defaultdict(list)
    for day, model, spend in session.exec(statement):
        by_day[day].append((model, int(spend)))
    return {day: tuple(sorted(models, key=lambda each: (-each[1], each[0]))) for day, models in by_day.items()}
