"""Sums of whole weeks by member, which cover most days of a long range. A week begins on Monday, UTC.

A week that has not been added up, as in a database that was just migrated, is read by its days.
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    SQLColumnExpression,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlmodel import Session, col

from tracker.clock import monday_of, runs_of
from tracker.store.tables import ActorRow, DailyUsageRow
from tracker.store.tables_rollups import (
    DayMemberModelRow,
    DayMemberRow,
    WeekActivityRow,
    WeekMemberModelRow,
    WeekMemberRow,
    WeekModelDaysRow,
)

WEEK = timedelta(days=7)
MIN_WEEKS = 2  # with fewer, combining weeks and days costs more than it saves
FEW_DAYS = 3  # up to this many days, reading everyone's rows as stored is faster than summing them by actor

Days = tuple[date, ...]


class Parts(NamedTuple):
    """Consecutive days as weeks (by their Mondays) plus runs of `days`, minus the runs in `less`."""

    weeks: Days
    days: tuple[Days, ...]
    less: tuple[Days, ...] = ()


def in_weeks(session: Session, weeks: Any, days: Days) -> Parts:
    """Divide consecutive days; a week that lies mostly within them counts as that week minus its other days.

    Days after the newest stored one need not be subtracted, so that the running week can count too. If a week with
    usage has not been added up, everything stays days.
    """
    newest = session.connection().execute(select(func.max(col(_DAYS_OF[weeks].day)))).scalar_one() if days else None
    if newest is None:
        return Parts((), (days,) if days else ())
    of_week = _stored_days(days, max(newest, days[-1]))
    mondays = tuple(monday for monday, stored in of_week.items() if 2 * len(stored & set(days)) > len(stored))
    if len(mondays) < MIN_WEEKS or not _are_added_up(session, weeks, mondays):
        return Parts((), (days,))
    covered = set[date]().union(*(of_week[monday] for monday in mondays))
    return Parts(mondays, runs_of(set(days) - covered), runs_of(covered - set(days)))


def _stored_days(days: Days, newest: date) -> dict[date, set[date]]:
    """The days up to `newest` of every week that these consecutive days touch, by its Monday."""
    mondays = dict.fromkeys(monday_of(day) for day in days)
    return {monday: {day for n in range(7) if (day := monday + timedelta(days=n)) <= newest} for monday in mondays}


def rebuild_weeks(session: Session, first: date, last: date) -> None:
    """Rebuild the sums of every week that the days first..last touch, from the daily rollups."""
    _rebuild(session, WeekMemberRow, first, last, {name: col(getattr(DayMemberRow, name)) for name in _USED})
    _rebuild_by_model(session, first, last)
    _rebuild_model_days(session, first, last)


def forget_weeks(session: Session, first: date, last: date) -> None:
    """Delete the sums of every week that the days first..last touch; until they are rebuilt, reports read the days."""
    for weeks in (WeekMemberRow, WeekMemberModelRow, WeekModelDaysRow):
        _forget(session, weeks, first, last)


def missing_weeks(session: Session, first: date, last: date) -> Days:
    """The Mondays of weeks in first..last that have usage and have not been added up."""
    mondays = [monday_of(first)]
    while mondays[-1] + WEEK <= last:
        mondays.append(mondays[-1] + WEEK)
    return tuple(monday for monday in mondays if not _are_added_up(session, WeekMemberRow, (monday,)))


def rebuild_activity_weeks(session: Session, first: date, last: date) -> None:
    """The same for Cursor's daily counters."""
    columns = {name: col(getattr(DailyUsageRow, name)) for name in _COUNTED} | {"active_days": ACTIVE_DAY}
    _rebuild(session, WeekActivityRow, first, last, columns)
    _rebuild_model_days(session, first, last)


_USED = (
    "usage_value_microcents", "on_demand_microcents", "requests", "tokens", "max_mode_requests", "cache_read_tokens",
    "cache_read_events",
)  # fmt: skip
_COUNTED = ("agent_requests", "applies", "accepts", "accepted_lines_added")
_SPENT = ("requests", "usage_value_microcents")
_DAYS_OF: dict[Any, Any] = {
    WeekMemberRow: DayMemberRow,
    WeekMemberModelRow: DayMemberModelRow,
    WeekActivityRow: DailyUsageRow,
    WeekModelDaysRow: DailyUsageRow,
}

# What is summed over the days on which a model was a member's most used; usage is joined to that day's counters.
_WRITTEN = ("lines_added", "accepted_lines_added", "accepts", "rejects")
MODEL_DAY: dict[str, SQLColumnExpression[int]] = {
    "days": literal(1),
    **{name: col(getattr(DayMemberRow, name)) for name in _SPENT},
    **{name: col(getattr(DailyUsageRow, name)) for name in _WRITTEN},
}
SAME_DAY = and_(*(col(getattr(DayMemberRow, key)) == getattr(DailyUsageRow, key) for key in ("day", "actor_id")))

# A day that Cursor calls active, or with an agent request.
ACTIVE_DAY: ColumnElement[int] = case(
    (or_(col(DailyUsageRow.is_active).is_(True), col(DailyUsageRow.agent_requests) > 0), 1), else_=0
)


def _rebuild(session: Session, weeks: Any, first: date, last: date, columns: dict[str, Any]) -> None:
    days = _DAYS_OF[weeks]
    for monday in _forget(session, weeks, first, last):
        sums = (cast(func.sum(each), BigInteger) for each in columns.values())
        statement = (
            select(literal(monday), col(days.actor_id), *sums)
            # An index supplies everyone's rows in actor order; grouping without it would sort them all.
            .where(_in_week(days, monday), col(days.actor_id).in_(select(col(ActorRow.id))))
            .group_by(col(days.actor_id))
        )
        session.execute(insert(weeks).from_select(["day", "actor_id", *columns], statement))


def _rebuild_by_model(session: Session, first: date, last: date) -> None:
    """The same by model, reading rows in their stored order by day, as each day has many models."""
    weeks, days = WeekMemberModelRow, DayMemberModelRow
    keys = (col(days.actor_id), col(days.model))
    for monday in _forget(session, weeks, first, last):
        sums = (cast(func.sum(col(getattr(days, name))), BigInteger) for name in _SPENT)
        statement = select(literal(monday), *keys, *sums).where(_in_week(days, monday)).group_by(*keys)
        session.execute(insert(weeks).from_select(["day", "actor_id", "model", *_SPENT], statement))


def _rebuild_model_days(session: Session, first: date, last: date) -> None:
    """Either side can change alone: usage with events, counters and most used model with daily usage."""
    counted, used = DailyUsageRow, DayMemberRow
    keys = (col(counted.most_used_model), col(counted.actor_id))
    for monday in _forget(session, WeekModelDaysRow, first, last):
        statement = (
            select(
                keys[0], keys[1], literal(monday), *(cast(func.sum(each), BigInteger) for each in MODEL_DAY.values())
            )
            .join_from(counted, used, SAME_DAY)
            .where(_in_week(counted, monday), col(used.requests) > 0, keys[0].is_not(None))
            .group_by(*keys)
        )
        session.execute(insert(WeekModelDaysRow).from_select(["model", "actor_id", "day", *MODEL_DAY], statement))


def _forget(session: Session, weeks: Any, first: date, last: date) -> Days:
    """Delete the weeks that the days first..last touch; return their Mondays."""
    monday = monday_of(first)
    session.execute(delete(weeks).where(col(weeks.day) >= monday, col(weeks.day) <= last))
    return tuple(monday + number * WEEK for number in range((last - monday) // WEEK + 1))


def _are_added_up(session: Session, weeks: Any, mondays: Days) -> bool:
    """Whether each of these weeks has been added up, or has nothing to add up."""
    connection = session.connection()
    are_there = connection.execute(select(*(exists().where(col(weeks.day) == each) for each in mondays))).one()
    missing = [monday for monday, is_there in zip(mondays, are_there, strict=True) if not is_there]
    of_days = (select(literal(1)).where(_in_week(_DAYS_OF[weeks], monday)).limit(1) for monday in missing)
    return all(connection.execute(each).first() is None for each in of_days)


def _in_week(days: Any, monday: date) -> ColumnElement[bool]:
    return and_(col(days.day) >= monday, col(days.day) < monday + WEEK)
