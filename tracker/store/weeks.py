"""Sums of whole weeks by member: they answer for most days of a long range. A week begins on Monday, UTC.

A week that has not been added up, as those of a database that has just been brought up to date, is read by its days.
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, delete, exists, func, insert, literal, or_, select
from sqlmodel import Session, col

from tracker.store.tables import ActorRow, DailyUsageRow, DayMemberRow, WeekActivityRow, WeekMemberRow

WEEK = timedelta(days=7)
FEWEST_WEEKS = 2  # below, adding up what is read of weeks and of days takes longer than it spares

Days = tuple[date, ...]


class Parts(NamedTuple):
    """Consecutive days as whole weeks, each by its Monday, and runs of the other days before and after them."""

    weeks: Days
    days: tuple[Days, ...]


def in_weeks(session: Session, weeks: type[WeekMemberRow] | type[WeekActivityRow], days: Days) -> Parts:
    """Divide consecutive days; where a week with usage has not been added up, all of them stay days."""
    mondays = tuple(day for day in days if day.weekday() == 0 and day + WEEK - timedelta(days=1) <= days[-1])
    if len(mondays) < FEWEST_WEEKS or not _are_added_up(session, weeks, mondays):
        return Parts((), (days,) if days else ())
    before = tuple(day for day in days if day < mondays[0])
    after = tuple(day for day in days if day >= mondays[-1] + WEEK)
    return Parts(mondays, tuple(run for run in (before, after) if run))


def rebuild_weeks(session: Session, first: date, last: date) -> None:
    """Replace the sums of every week that the days first..last touch by what the rollups of its days say."""
    _rebuild(session, WeekMemberRow, first, last, {name: col(getattr(DayMemberRow, name)) for name in _USED})


def rebuild_activity_weeks(session: Session, first: date, last: date) -> None:
    """The same of Cursor's daily counters."""
    columns = {name: col(getattr(DailyUsageRow, name)) for name in _COUNTED} | {"active_days": ACTIVE_DAY}
    _rebuild(session, WeekActivityRow, first, last, columns)


_USED = (
    "usage_value_microcents", "on_demand_microcents", "requests", "tokens", "max_mode_requests", "cache_read_tokens",
    "cache_read_events",
)  # fmt: skip
_COUNTED = ("agent_requests", "applies", "accepts", "accepted_lines_added")
_DAYS_OF: dict[Any, Any] = {WeekMemberRow: DayMemberRow, WeekActivityRow: DailyUsageRow}

# A day that Cursor calls active or that holds an agent request.
ACTIVE_DAY: ColumnElement[int] = case(
    (or_(col(DailyUsageRow.is_active).is_(True), col(DailyUsageRow.agent_requests) > 0), 1), else_=0
)


def _rebuild(session: Session, weeks: Any, first: date, last: date, columns: dict[str, Any]) -> None:
    days = _DAYS_OF[weeks]
    monday = first - timedelta(days=first.weekday())
    session.execute(delete(weeks).where(col(weeks.day) >= monday, col(weeks.day) <= last))
    while monday <= last:
        sums = (cast(func.sum(each), BigInteger) for each in columns.values())
        statement = (
            select(literal(monday), col(days.actor_id), *sums)
            # Everyone's rows are read from an index by actor, in order: grouping would sort them all.
            .where(_in_week(days, monday), col(days.actor_id).in_(select(col(ActorRow.id))))
            .group_by(col(days.actor_id))
        )
        session.execute(insert(weeks).from_select(["day", "actor_id", *columns], statement))
        monday += WEEK


def _are_added_up(session: Session, weeks: Any, mondays: Days) -> bool:
    """Whether each of these weeks is there, or has nothing to be added up."""
    connection = session.connection()
    are_there = connection.execute(select(*(exists().where(col(weeks.day) == each) for each in mondays))).one()
    missing = [monday for monday, is_there in zip(mondays, are_there, strict=True) if not is_there]
    of_days = (select(literal(1)).where(_in_week(_DAYS_OF[weeks], monday)).limit(1) for monday in missing)
    return all(connection.execute(each).first() is None for each in of_days)


def _in_week(days: Any, monday: date) -> ColumnElement[bool]:
    return and_(col(days.day) >= monday, col(days.day) < monday + WEEK)
