"""Sums by UTC day and by hour, rebuilt from the stored events whenever events of a day change.

usage value: what was charged or included, everything but not-charged events. on demand: the usage-based part of it.
Kinds nobody has heard of count as usage value and are shown apart, and so are costs that are only estimated.
Token counts are those of every event, charged or not.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, SQLColumnExpression, case, delete, func, insert, literal, select
from sqlmodel import Session, SQLModel, col

from tracker.clock import ONE_DAY, ONE_MS, day_end, day_start, floor_hour, to_ms
from tracker.cursor.schemas import Billing, CostSource
from tracker.store.tables import DayMemberModelRow, DayMemberRow, DayModelRow, HourMemberRow, UsageEventRow

HOURS_KEPT = timedelta(days=35)
HOUR_MS = timedelta(hours=1) // ONE_MS

Columns = dict[str, SQLColumnExpression[Any]]

_billing = col(UsageEventRow.billing)
_charged = col(UsageEventRow.charged_microcents)
_is_request = _billing != Billing.NOT_CHARGED


def _integer(total: ColumnElement[Any]) -> ColumnElement[int]:
    """PostgreSQL adds BIGINTs up to a NUMERIC; the column it goes into makes it whole again."""
    return func.coalesce(total, 0)


def _sum_where(condition: ColumnElement[bool], value: Any) -> ColumnElement[int]:
    return _integer(func.sum(case((condition, value), else_=0)))


def _tokens() -> ColumnElement[int]:
    kinds = ("input_tokens", "output_tokens", "cache_write_tokens", "cache_read_tokens")
    parts = [func.coalesce(col(getattr(UsageEventRow, kind)), 0) for kind in kinds]
    return _integer(func.sum(parts[0] + parts[1] + parts[2] + parts[3]))


_COUNTS: Columns = {
    "usage_value_microcents": _sum_where(_is_request, _charged),
    "requests": _sum_where(_is_request, 1),
}
_KIND_SUMS: Columns = _COUNTS | {"not_charged": _sum_where(~_is_request, 1), "tokens": _tokens()}
_MEMBER_SUMS: Columns = _KIND_SUMS | {
    "on_demand_microcents": _sum_where(_billing == Billing.ON_DEMAND, _charged),
    "unknown_kind_microcents": _sum_where(_billing == Billing.UNKNOWN, _charged),
    "estimated_microcents": _sum_where(
        _is_request & (col(UsageEventRow.cost_source) == CostSource.ESTIMATED), _charged
    ),
    "input_tokens": _integer(func.sum(col(UsageEventRow.input_tokens))),
    "output_tokens": _integer(func.sum(col(UsageEventRow.output_tokens))),
    "cache_write_tokens": _integer(func.sum(col(UsageEventRow.cache_write_tokens))),
    "cache_read_tokens": _integer(func.sum(col(UsageEventRow.cache_read_tokens))),
    "cache_read_events": func.count(col(UsageEventRow.cache_read_tokens)),
}


def rebuild_days(session: Session, days: Iterable[date], *, now: datetime) -> None:
    """Replace the rollups of these UTC days by what the stored events say; hours only where they are still kept."""
    hours_from = floor_hour(now - HOURS_KEPT)
    for day in days:
        _rebuild_day_member(session, day)
        _rebuild_day_member_model(session, day)
        _rebuild_day_model(session, day)
        if day_end(day) > hours_from:
            _rebuild_hours(session, day)


def forget_old_hours(session: Session, *, now: datetime) -> None:
    """Drop the hourly rows that are older than they are kept."""
    oldest = to_ms(floor_hour(now - HOURS_KEPT))
    session.execute(delete(HourMemberRow).where(col(HourMemberRow.hour_ms) < oldest))


def _rebuild_day_member(session: Session, day: date) -> None:
    keys: Columns = {"day": _constant(day), "actor_id": col(UsageEventRow.actor_id)}
    _forget_day(session, DayMemberRow, day)
    _add_sums(session, DayMemberRow, day, keys, _MEMBER_SUMS)


def _rebuild_day_member_model(session: Session, day: date) -> None:
    keys: Columns = {
        "day": _constant(day),
        "actor_id": col(UsageEventRow.actor_id),
        "model": col(UsageEventRow.model),
        "billing": _billing,
    }
    _forget_day(session, DayMemberModelRow, day)
    _add_sums(session, DayMemberModelRow, day, keys, _KIND_SUMS)


def _rebuild_day_model(session: Session, day: date) -> None:
    """From the members' rows of the day, of which there are far fewer than events."""
    source = DayMemberModelRow
    keys: Columns = {"day": col(source.day), "model": col(source.model), "billing": col(source.billing)}
    sums: Columns = {name: _integer(func.sum(col(getattr(source, name)))) for name in _KIND_SUMS}
    users: Columns = {"users": func.count(col(source.actor_id))}
    _forget_day(session, DayModelRow, day)
    statement = select(*(keys | sums | users).values()).where(col(source.day) == day).group_by(*keys.values())
    session.execute(insert(DayModelRow).from_select([*keys, *sums, *users], statement))


def _rebuild_hours(session: Session, day: date) -> None:
    start_ms, end_ms = _bounds_ms(day)
    time = col(UsageEventRow.timestamp_ms)
    keys: Columns = {"hour_ms": time - time % HOUR_MS, "actor_id": col(UsageEventRow.actor_id)}
    hour = col(HourMemberRow.hour_ms)
    session.execute(delete(HourMemberRow).where(hour >= start_ms, hour < end_ms))
    _add_sums(session, HourMemberRow, day, keys, _COUNTS)


def _add_sums(session: Session, table: type[SQLModel], day: date, keys: Columns, sums: Columns) -> None:
    start_ms, end_ms = _bounds_ms(day)
    time = col(UsageEventRow.timestamp_ms)
    groups = [key for name, key in keys.items() if name != "day"]
    statement = select(*(keys | sums).values()).where(time >= start_ms, time < end_ms).group_by(*groups)
    session.execute(insert(table).from_select([*keys, *sums], statement))


def _forget_day(session: Session, table: Any, day: date) -> None:
    session.execute(delete(table).where(col(table.day) == day))


def _constant(day: date) -> ColumnElement[date]:
    return literal(day, Date)


def _bounds_ms(day: date) -> tuple[int, int]:
    return to_ms(day_start(day)), to_ms(day_start(day) + ONE_DAY)
