"""Stays in billing groups as whole UTC days, to be joined with daily rows of an actor.

A day belongs to the group at its end, and today to the group at `now`: a stay counts from the day it began until before
the day it ended. Stays of one actor never overlap, so each day is counted once however many people moved.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FunctionElement,
    Subquery,
    and_,
    case,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import col

from tracker.store.tables import ActorRow
from tracker.store.tables_groups import GroupMembershipRow

UNASSIGNED_ID = 0  # no group has this row id

Days = tuple[date, ...]


class utc_day_of(FunctionElement[date]):  # noqa: N801 - reads as the function that it is
    """The UTC day of a stored instant."""

    type = Date()
    inherit_cache = True


@compiles(utc_day_of)
def _by_zone(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(timezone('UTC', {compiler.process(element.clauses, **options)}) AS DATE)"


@compiles(utc_day_of, "sqlite")
def _by_text(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    return f"substr({compiler.process(element.clauses, **options)}, 1, 10)"


def stays_in(days: Days, group_ids: Collection[int] | None, *, now: datetime) -> Subquery:
    """(id, group_id, actor_id, first_day, end_day) of stays in these groups (None: all), cut to consecutive days.

    `end_day` is the day after the last; if it is not after `first_day`, the stay covers none of these days.
    """
    row, (first, end) = GroupMembershipRow, _bounds(days)
    joined, left = utc_day_of(col(row.joined_at)), utc_day_of(col(row.left_at))
    only = () if group_ids is None else (col(row.group_id).in_(group_ids),)
    return (
        select(
            col(row.id),
            col(row.group_id),
            col(row.actor_id),
            case((joined > first, joined), else_=literal(first)).label("first_day"),
            case((and_(col(row.left_at) <= now, left < end), left), else_=literal(end)).label("end_day"),
        )
        .where(col(row.joined_at) <= now, *only)
        .subquery()
    )


def gaps_in(days: Days, group_ids: Collection[int] | None, *, now: datetime) -> Subquery:
    """(actor_id, first_day, end_day) of every actor's stretches of these consecutive days in none of the groups."""
    actor_id = aliased(ActorRow).id
    first, end = (literal(each) for each in _bounds(days))
    stays = stays_in(days, group_ids, now=now)
    stay = select(stays).where(stays.c.first_day < stays.c.end_day).cte().c
    following = func.lead(stay.first_day, literal_column("1"), end).over(
        partition_by=stay.actor_id, order_by=stay.first_day
    )
    gap = union_all(
        select(stay.actor_id, first.label("first_day"), func.min(stay.first_day).label("end_day")).group_by(
            stay.actor_id
        ),
        select(stay.actor_id, stay.end_day, following),
        select(col(actor_id), first, end).where(col(actor_id).not_in(select(stay.actor_id))),
    ).subquery()
    return select(gap).where(gap.c.first_day < gap.c.end_day).subquery()


def on_days_of(stay: Subquery, day: Any, actor_id: Any) -> ColumnElement[bool]:
    """The condition that a row belongs to the actor and to a day of the stay or gap."""
    return and_(stay.c.actor_id == actor_id, day >= stay.c.first_day, day < stay.c.end_day)


def _bounds(days: Days) -> tuple[date, date]:
    return days[0], days[-1] + timedelta(days=1)
