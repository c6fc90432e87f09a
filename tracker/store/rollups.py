"""Sums by UTC day and hour, rebuilt from the stored events whenever events of a day change.

Usage value: everything charged or included, which is all but not-charged events. On demand: its usage-based part.
Unknown kinds count as usage value and are also shown separately, as are costs that are only estimated. Token counts
cover every event, charged or not.

Events are scanned once for a day's finest rollup, from which the others are derived, and once for each hourly one.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlmodel import Session, col

from tracker.clock import ceil_hour, day_end, day_start, days_between, floor_hour, to_ms, utc_day
from tracker.cursor.schemas.events import Billing, CostSource
from tracker.store.checkpoints import purged_before
from tracker.store.cycles import list_turns
from tracker.store.group_days import OF_EVENTS, forget_group_days
from tracker.store.measures import DAY_MS, HOUR_MS, IS_REQUEST, as_date, full_periods
from tracker.store.tables import UsageEventRow
from tracker.store.tables_rollups import (
    DayMemberModelRow,
    DayMemberRow,
    DayModelRow,
    DayPartRow,
    HourMemberRow,
    HourModelRow,
)
from tracker.store.weeks import forget_weeks, rebuild_weeks

HOURS_KEPT = timedelta(days=35)

Columns = dict[str, SQLColumnExpression[Any]]

_TOKENS: Columns = {
    name: col(getattr(UsageEventRow, name))
    for name in ("input_tokens", "output_tokens", "cache_write_tokens", "cache_read_tokens")
}
_FINEST: Columns = {name: col(getattr(UsageEventRow, name)) for name in ("actor_id", "model", "billing")}


def rebuild_range(session: Session, start: datetime, end: datetime, *, now: datetime) -> None:
    """Replace the rollups of every UTC day and hour that [start, end) touches, from the events.

    Skips hours of members past their retention, and purged days: their rollups are all that is known. Sums of weeks and
    of groups are dropped, so they are read by their days and members.
    """
    start = max(start, purged_before(session) or start)
    days = days_between(start, end)
    if not days:
        return
    first, last = days[0], days[-1]
    _rebuild_day_member_model(session, first, last)
    _rebuild_day_member(session, first, last)
    _rebuild_day_model(session, first, last)
    forget_weeks(session, first, last)
    for sums in OF_EVENTS:
        forget_group_days(session, sums, first, last)
    _rebuild_day_parts(session, first, last)
    _rebuild_hour_member(session, max(floor_hour(start), floor_hour(now - HOURS_KEPT)), ceil_hour(end))
    _rebuild_hour_model(session, floor_hour(start), ceil_hour(end))


def rebuild_days(session: Session, first: date, last: date, *, now: datetime) -> None:
    """Replace the rollups of the whole UTC days first..last and of their weeks."""
    rebuild_range(session, day_start(first), day_end(last), now=now)
    rebuild_weeks(session, first, last)


def forget_old_hours(session: Session, *, now: datetime) -> None:
    """Delete the hourly rows of members past their retention."""
    oldest = to_ms(floor_hour(now - HOURS_KEPT))
    session.execute(delete(HourMemberRow).where(col(HourMemberRow.hour_ms) < oldest))


def add_up_turns(session: Session) -> None:
    """Add up the parts of days on which a cycle turns, unless that was done since the turn became known."""
    purged = purged_before(session)
    for day in sorted({utc_day(turn) for turn in list_turns(session)}):
        if purged is not None and day_start(day) < purged:
            continue
        if not all(_is_added_up(session, start, end) for start, end in _parts_of(session, day, day)):
            _rebuild_day_parts(session, day, day)


def _rebuild_day_member_model(session: Session, first: date, last: date) -> None:
    day = full_periods(UsageEventRow.timestamp_ms, DAY_MS)
    keys: Columns = {"day": as_date(session, day), **_FINEST}
    sums = _finest_sums()
    statement = _sums(keys | sums, keys | {"day": day}).where(*_within(day_start(first), day_end(last)))
    _replace_days(session, DayMemberModelRow, first, last, [*keys, *sums], statement)


def _rebuild_day_parts(session: Session, first: date, last: date) -> None:
    """Store the sums before and after each cycle turn within these days."""
    start_ms, sums = col(DayPartRow.start_ms), _finest_sums()
    session.execute(delete(DayPartRow).where(start_ms >= to_ms(day_start(first)), start_ms < to_ms(day_end(last))))
    for start, end in _parts_of(session, first, last):
        keys: Columns = {"start_ms": literal(to_ms(start)), "end_ms": literal(to_ms(end)), **_FINEST}
        statement = _sums(keys | sums, _FINEST).where(*_within(start, end))
        session.execute(insert(DayPartRow).from_select([*keys, *sums], statement))


def _parts_of(session: Session, first: date, last: date) -> set[tuple[datetime, datetime]]:
    """The parts into which cycle turns cut these days."""
    turns = {
        turn for turn in list_turns(session) if first <= utc_day(turn) <= last and turn != day_start(utc_day(turn))
    }
    return {part for turn in turns for part in ((day_start(utc_day(turn)), turn), (turn, day_end(utc_day(turn))))}


def _is_added_up(session: Session, start: datetime, end: datetime) -> bool:
    """Whether a part of a day has been added up, or has nothing to add up."""
    part = DayPartRow
    of_part = select(literal(1)).where(col(part.start_ms) == to_ms(start), col(part.end_ms) == to_ms(end)).limit(1)
    of_events = select(literal(1)).where(*_within(start, end)).limit(1)
    connection = session.connection()
    return connection.execute(of_part).first() is not None or connection.execute(of_events).first() is None


def _rebuild_day_member(session: Session, first: date, last: date) -> None:
    source = DayMemberModelRow
    value, billing = col(source.usage_value_microcents), col(source.billing)
    keys: Columns = {"day": col(source.day), "actor_id": col(source.actor_id)}
    copied = (
        "usage_value_microcents", "requests", "not_charged", "tokens", "estimated_microcents", "input_tokens",
        "output_tokens", "cache_write_tokens", "cache_read_tokens", "cache_read_events",
        "max_mode_requests",
    )  # fmt: skip
    sums: Columns = {name: _total(getattr(source, name)) for name in copied} | {
        "on_demand_microcents": _total(case((billing == Billing.ON_DEMAND, value), else_=0)),
        "unknown_kind_microcents": _total(case((billing == Billing.UNKNOWN, value), else_=0)),
    }
    statement = _sums(keys | sums, keys).where(_in_days(source, first, last))
    _replace_days(session, DayMemberRow, first, last, [*keys, *sums], statement)


def _rebuild_day_model(session: Session, first: date, last: date) -> None:
    source = DayMemberModelRow
    keys: Columns = {"day": col(source.day), "model": col(source.model), "billing": col(source.billing)}
    copied = ("usage_value_microcents", "requests", "not_charged", "tokens", "estimated_microcents")
    sums: Columns = {name: _total(getattr(source, name)) for name in copied} | {"users": func.count()}
    statement = _sums(keys | sums, keys).where(_in_days(source, first, last))
    _replace_days(session, DayModelRow, first, last, [*keys, *sums], statement)


def _rebuild_hour_member(session: Session, start: datetime, end: datetime) -> None:
    event, hour = UsageEventRow, full_periods(UsageEventRow.timestamp_ms, HOUR_MS)
    keys: Columns = {"hour_ms": hour * HOUR_MS, "actor_id": col(event.actor_id)}
    sums: Columns = {"usage_value_microcents": _total(event.charged_microcents), "requests": func.count()}
    statement = _sums(keys | sums, keys | {"hour_ms": hour}).where(*_within(start, end), IS_REQUEST)
    _replace_hours(session, HourMemberRow, start, end, [*keys, *sums], statement)


def _rebuild_hour_model(session: Session, start: datetime, end: datetime) -> None:
    event, hour = UsageEventRow, full_periods(UsageEventRow.timestamp_ms, HOUR_MS)
    keys: Columns = {"hour_ms": hour * HOUR_MS, "model": col(event.model), "billing": col(event.billing)}
    sums = _of_one_billing()
    statement = _sums(keys | sums, keys | {"hour_ms": hour}).where(*_within(start, end))
    _replace_hours(session, HourModelRow, start, end, [*keys, *sums], statement)


def _finest_sums() -> Columns:
    """Every sum in the finest rollup of a day, or of a part of one."""
    event = UsageEventRow
    in_max_mode = _total(case((col(event.is_max_mode), 1), else_=0))
    return {
        **_of_one_billing(),
        **{name: _total(column) for name, column in _TOKENS.items()},
        "cache_read_events": _total(case((col(event.cache_read_tokens) > 0, 1), else_=0)),
        "max_mode_requests": _only_if(IS_REQUEST, in_max_mode),
    }


def _of_one_billing() -> Columns:
    """Sums of events of one billing kind, which either all count or all do not, so there is no condition per event."""
    event = UsageEventRow
    estimated = case((col(event.cost_source) == CostSource.ESTIMATED, col(event.charged_microcents)), else_=0)
    return {
        "usage_value_microcents": _only_if(IS_REQUEST, _total(event.charged_microcents)),
        "requests": _only_if(IS_REQUEST, func.count()),
        "not_charged": _only_if(~IS_REQUEST, func.count()),
        "estimated_microcents": _only_if(IS_REQUEST, _total(estimated)),
        "tokens": sum(map(_total, _TOKENS.values()), start=literal(0)),
    }


def _replace_days(
    session: Session, table: Any, first: date, last: date, columns: list[str], statement: Select[Any]
) -> None:
    session.execute(delete(table).where(_in_days(table, first, last)))
    session.execute(insert(table).from_select(columns, statement))


def _replace_hours(
    session: Session, table: Any, start: datetime, end: datetime, columns: list[str], statement: Select[Any]
) -> None:
    session.execute(delete(table).where(col(table.hour_ms) >= to_ms(start), col(table.hour_ms) < to_ms(end)))
    session.execute(insert(table).from_select(columns, statement))


def _sums(columns: Columns, groups: Columns) -> Select[Any]:
    return select(*columns.values()).group_by(*groups.values())


def _total(column: Any) -> SQLColumnExpression[int]:
    return func.coalesce(func.sum(column), 0)


def _only_if(condition: ColumnElement[bool], total: SQLColumnExpression[int]) -> SQLColumnExpression[int]:
    return case((condition, total), else_=0)


def _within(start: datetime, end: datetime) -> list[ColumnElement[bool]]:
    time = col(UsageEventRow.timestamp_ms)
    return [time >= to_ms(start), time < to_ms(end)]


def _in_days(table: Any, first: date, last: date) -> ColumnElement[bool]:
    return and_(col(table.day) >= first, col(table.day) <= last)
