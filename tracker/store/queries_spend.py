"""Sums of usage over windows: whole UTC days from the rollups, cut days from the events, added up here.

All money is in microcents. Every function takes the people whose usage counts.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, case, cast, func, select
from sqlmodel import Session, col

from tracker.clock import day_start, utc_day
from tracker.cursor.schemas import Billing, CostSource
from tracker.store.people import Everyone, OneActor, People
from tracker.store.tables import DayMemberModelRow, DayMemberRow, DayModelRow, UsageEventRow
from tracker.store.windows import Window, events_in, split


class Usage(NamedTuple):
    """Sums of one actor, or of one day of one actor."""

    usage_value_microcents: int = 0
    on_demand_microcents: int = 0
    requests: int = 0
    tokens: int = 0


class DayUsage(NamedTuple):
    """Sums of one UTC day."""

    usage_value_microcents: int = 0
    on_demand_microcents: int = 0
    requests: int = 0
    active_members: int = 0


class ModelUsage(NamedTuple):
    """Sums of one model."""

    usage_value_microcents: int = 0
    on_demand_microcents: int = 0
    requests: int = 0
    tokens: int = 0
    not_charged: int = 0


class TotalUsage(NamedTuple):
    """Sums of a window."""

    usage_value_microcents: int = 0
    on_demand_microcents: int = 0
    requests: int = 0
    tokens: int = 0
    unknown_kind_microcents: int = 0
    estimated_microcents: int = 0


class TokenUsage(NamedTuple):
    """Tokens by what was done with them."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0


Sums = dict[Any, tuple[int, ...]]


def usage_by_actor(session: Session, window: Window, people: People) -> dict[int, Usage]:
    """Sums of every actor with usage, by row id."""
    return _make(Usage, _sums(session, window, people, DayMemberRow, "actor_id", Usage._fields))


def usage_by_day(session: Session, window: Window, people: People) -> dict[date, DayUsage]:
    """Sums of every day with usage."""
    return _make(DayUsage, _sums(session, window, people, DayMemberRow, "day", DayUsage._fields))


def usage_by_model(session: Session, window: Window, people: People) -> dict[str, ModelUsage]:
    """Sums of every model with usage."""
    table = DayModelRow if isinstance(people, Everyone) else DayMemberModelRow
    return _make(ModelUsage, _sums(session, window, people, table, "model", ModelUsage._fields))


def usage_of_days(session: Session, window: Window, actor_id: int) -> dict[date, Usage]:
    """Sums of every day on which the actor used anything."""
    return _make(Usage, _sums(session, window, OneActor(actor_id), DayMemberRow, "day", Usage._fields))


def spend_of_days_by_model(session: Session, window: Window, actor_id: int) -> dict[tuple[date, str], int]:
    """Usage value of an actor's days by model."""
    people, measures = OneActor(actor_id), ("usage_value_microcents",)
    parts = split(session, window)
    found = {
        (row[0], row[1]): int(row[2])
        for row in _rollup_rows(session, parts.rolled_up, people, DayMemberModelRow, ("day", "model"), measures)
    }
    for day in parts.cut:
        found |= {(day, row[0]): int(row[1]) for row in _event_rows(session, window, day, people, ("model",), measures)}
    return found


def tokens_by_use(session: Session, window: Window, people: People) -> TokenUsage:
    """Tokens of a window by what was done with them."""
    return TokenUsage(*_total(session, window, people, TokenUsage._fields))


def total_usage(session: Session, window: Window, people: People) -> TotalUsage:
    """Sums of a window."""
    return TotalUsage(*_total(session, window, people, TotalUsage._fields))


def count_active(session: Session, window: Window, people: People) -> int:
    """How many actors have at least one request in the window."""
    parts = split(session, window)
    row = DayMemberRow
    where = (people.in_days(parts.rolled_up, col(row.day), col(row.actor_id)), col(row.requests) > 0)
    if not parts.cut:
        statement = select(func.count(func.distinct(col(row.actor_id)))).where(*where)
        return int(session.connection().execute(statement).scalar_one())
    active = set(session.connection().execute(select(col(row.actor_id)).where(*where).distinct()).scalars())
    for day in parts.cut:
        rows = _event_rows(session, window, day, people, ("actor_id",), ("requests",))
        active.update(actor_id for actor_id, requests in rows if requests > 0)
    return len(active)


def requests_by_model(
    session: Session, window: Window, people: People, actor_ids: Sequence[int] | None
) -> dict[int, Counter[str]]:
    """Requests of every model of these actors (None: of all), by row id."""
    parts, keys, measures = split(session, window), ("actor_id", "model"), ("requests",)
    rows: list[Any] = []
    row = DayMemberModelRow
    only = () if actor_ids is None else (col(row.actor_id).in_(actor_ids),)
    rows += _rollup_rows(session, parts.rolled_up, people, row, keys, measures, only)
    only = () if actor_ids is None else (col(UsageEventRow.actor_id).in_(actor_ids),)
    for day in parts.cut:
        rows += _event_rows(session, window, day, people, keys, measures, only)
    found: dict[int, Counter[str]] = {}
    for actor_id, model, requests in rows:
        found.setdefault(actor_id, Counter())[model] += requests
    return found


def main_model(requests: Mapping[str, int]) -> str | None:
    """The model with most requests, the first by name among equals; None where there is no request."""
    best = min(requests, key=lambda model: (-requests[model], model), default=None)
    return best if best is not None and requests[best] > 0 else None


def oldest_day(session: Session) -> date | None:
    """The first UTC day of which usage is stored."""
    return session.connection().execute(select(func.min(col(DayMemberRow.day)))).scalar_one()


def has_usage(session: Session, window: Window, people: People) -> bool:
    """Whether anything is stored for the window."""
    parts = split(session, window)
    row = DayMemberRow
    found = select(col(row.actor_id)).where(people.in_days(parts.rolled_up, col(row.day), col(row.actor_id))).limit(1)
    if session.connection().execute(found).first() is not None:
        return True
    return any(_event_rows(session, window, day, people, ("actor_id",), ("requests",)) for day in parts.cut)


def last_active_day(session: Session, actor_id: int, *, now: datetime) -> date | None:
    """The last UTC day on which the actor made a request before `now`."""
    today = utc_day(now)
    if usage_of_days(session, Window(day_start(today), now), actor_id).get(today, Usage()).requests:
        return today
    row = DayMemberModelRow
    statement = (
        select(col(row.day))
        .where(col(row.actor_id) == actor_id, col(row.day) < today, col(row.requests) > 0)
        .order_by(col(row.day).desc())
        .limit(1)
    )
    return session.connection().execute(statement).scalar_one_or_none()


# --- adding up -------------------------------------------------------------------------------------------------------

_EVENT = UsageEventRow
_IS_REQUEST = col(_EVENT.billing) != Billing.NOT_CHARGED
_CHARGE = col(_EVENT.charged_microcents)
_TOKENS = {
    "input_tokens": func.coalesce(_EVENT.input_tokens, 0),
    "output_tokens": func.coalesce(_EVENT.output_tokens, 0),
    "cache_write_tokens": func.coalesce(_EVENT.cache_write_tokens, 0),
    "cache_read_tokens": func.coalesce(_EVENT.cache_read_tokens, 0),
}
_OF_AN_EVENT: dict[str, ColumnElement[int]] = {
    "usage_value_microcents": case((_IS_REQUEST, _CHARGE), else_=0),
    "on_demand_microcents": case((col(_EVENT.billing) == Billing.ON_DEMAND, _CHARGE), else_=0),
    "unknown_kind_microcents": case((col(_EVENT.billing) == Billing.UNKNOWN, _CHARGE), else_=0),
    "estimated_microcents": case((_IS_REQUEST & (col(_EVENT.cost_source) == CostSource.ESTIMATED), _CHARGE), else_=0),
    "requests": case((_IS_REQUEST, 1), else_=0),
    "not_charged": case((_IS_REQUEST, 0), else_=1),
    "tokens": sum(_TOKENS.values(), start=func.coalesce(0)),
    **_TOKENS,
}


def _sums(session: Session, window: Window, people: People, table: Any, by: str, measures: Sequence[str]) -> Sums:
    """Sums of the measures by one key: actor_id, day or model."""
    parts = split(session, window)
    found: Sums = {
        row[0]: tuple(row[1:]) for row in _rollup_rows(session, parts.rolled_up, people, table, (by,), measures)
    }
    for day in parts.cut:
        keys = () if by == "day" else (by,)
        for row in _event_rows(session, window, day, people, keys, measures):
            key, sums = (row[0], row[1:]) if keys else (day, row)
            found[key] = _added(found[key], sums) if key in found else tuple(sums)
    return found


def _total(session: Session, window: Window, people: People, measures: Sequence[str]) -> tuple[int, ...]:
    parts = split(session, window)
    total = tuple(0 for _ in measures)
    for row in _rollup_rows(session, parts.rolled_up, people, DayMemberRow, (), measures):
        total = _added(total, row)
    for day in parts.cut:
        for row in _event_rows(session, window, day, people, (), measures):
            total = _added(total, row)
    return total


def _rollup_rows(
    session: Session,
    days: tuple[date, ...],
    people: People,
    table: Any,
    keys: Sequence[str],
    measures: Sequence[str],
    only: Sequence[ColumnElement[bool]] = (),
) -> Sequence[Any]:
    """Keys and sums of the rollups of these days."""
    if not days:
        return ()
    columns = [col(getattr(table, key)) for key in keys]
    actor_id = col(getattr(table, "actor_id", DayMemberRow.actor_id))
    statement = (
        select(*columns, *(_sum(_of_a_rollup(table, measure)) for measure in measures))
        .where(people.in_days(days, col(table.day), actor_id), *only)
        .group_by(*columns)
    )
    return session.connection().execute(statement).all()


def _event_rows(
    session: Session,
    window: Window,
    day: date,
    people: People,
    keys: Sequence[str],
    measures: Sequence[str],
    only: Sequence[ColumnElement[bool]] = (),
) -> Sequence[Any]:
    """Keys and sums of the events that the window holds of a day; none where there are no events."""
    columns = [col(getattr(_EVENT, key)) for key in keys]
    statement = (
        select(*columns, *(_event_sum(measure) for measure in measures))
        .where(*events_in(window.part_of(day)), people.on(day, col(_EVENT.actor_id)), *only)
        .group_by(*columns)
        .having(func.count() > 0)
    )
    return session.connection().execute(statement).all()


def _of_a_rollup(table: Any, measure: str) -> SQLColumnExpression[int]:
    if measure == "active_members":
        return case((col(DayMemberRow.requests) > 0, 1), else_=0)
    if measure == "on_demand_microcents" and not hasattr(table, measure):
        billing, value = col(table.billing), col(table.usage_value_microcents)
        return case((billing == Billing.ON_DEMAND, value), else_=0)
    return col(getattr(table, measure))


def _event_sum(measure: str) -> ColumnElement[int]:
    if measure == "active_members":
        return func.count(func.distinct(case((_IS_REQUEST, col(_EVENT.actor_id)))))
    return _sum(_OF_AN_EVENT[measure])


def _sum(column: SQLColumnExpression[int]) -> ColumnElement[int]:
    """PostgreSQL sums BIGINT up to NUMERIC; no sum of ours leaves BIGINT."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def _added(one: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _make(kind: Any, sums: Sums) -> dict[Any, Any]:
    make = kind._make
    return {key: make(values) for key, values in sums.items()}
