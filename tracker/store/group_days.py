"""Sums of whole UTC days by billing group, so that a report on a group need not add up its members.

A day is added up after a collection, once it is over. It is forgotten when its rows change, or when anyone joins or
leaves a group before its end; until it is added up again, it is read by its members, as is today.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Subquery,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
)
from sqlmodel import Session, col

from tracker.clock import day_end, day_start, runs_of, to_ms, utc_day
from tracker.store.advisory import AdvisoryLock, hold_until_commit
from tracker.store.measures import DAY_MS, HOUR_MS, OF_EVENT, as_date, full_periods
from tracker.store.memberships import UNASSIGNED_ID, on_days_of, stays_in
from tracker.store.people import EVERYONE, INSTANT, is_member_at
from tracker.store.tables import ActorRow, UsageEventRow
from tracker.store.tables_analytics import AiCommitRow, MemberEditsDayRow, MemberFeatureUseDayRow
from tracker.store.tables_groups import BillingGroupRow, GroupMembershipRow
from tracker.store.tables_rollups import (
    DayGroupModelRow,
    DayMemberModelRow,
    DayModelRow,
    GroupDayRow,
    GroupEditsDayRow,
    GroupFeatureUseDayRow,
    GroupHourModelRow,
    GroupRepositoryDayRow,
)

Days = tuple[date, ...]

_TIMES: dict[Any, Any] = {UsageEventRow: col(UsageEventRow.timestamp_ms), AiCommitRow: col(AiCommitRow.committed_ms)}


@dataclass(frozen=True)
class GroupSums:
    """What is added up: `measures` of the rows of `source`, by `keys`, into the columns of `table` of the same names.

    `kind` names it among the marks. Both tables hold rows of other kinds too, unless `apart` is empty: there they
    differ by the values of these columns.
    """

    kind: str
    table: Any
    source: Any
    keys: Mapping[str, Any]
    measures: Mapping[str, Any]
    apart: Mapping[str, str] = field(default_factory=dict)

    def of(self, table: Any) -> list[ColumnElement[bool]]:
        """The condition that selects rows of this kind."""
        return [col(getattr(table, name)) == value for name, value in self.apart.items()]


_USED = ("usage_value_microcents", "requests", "not_charged", "tokens", "estimated_microcents")


def _same(source: Any, *names: str) -> dict[str, Any]:
    return {name: col(getattr(source, name)) for name in names}


def _feature(name: str) -> GroupSums:
    source = MemberFeatureUseDayRow
    measures = {**_same(source, "uses"), "users": literal(1)}  # one row is one person's
    return GroupSums(name, GroupFeatureUseDayRow, source, _same(source, "name", "server"), measures, {"feature": name})


def _edits(source: str) -> GroupSums:
    row = MemberEditsDayRow
    measures = _same(row, "suggested", "accepted", "rejected", "lines_suggested", "lines_accepted")
    return GroupSums(f"{source}_edits", GroupEditsDayRow, row, {}, measures, {"source": source})


USAGE = GroupSums(
    "usage",
    DayGroupModelRow,
    DayMemberModelRow,
    _same(DayMemberModelRow, "model", "billing"),
    _same(DayMemberModelRow, *_USED),
)
HOURS = GroupSums(
    "hours",
    GroupHourModelRow,
    UsageEventRow,
    {
        "hour_ms": full_periods(UsageEventRow.timestamp_ms, HOUR_MS).op("*")(literal_column(str(HOUR_MS))),
        **_same(UsageEventRow, "model", "billing"),
    },
    {name: OF_EVENT[name] for name in _USED},
)
FEATURES = {name: _feature(name) for name in ("model", "mcp_tool", "command")}
EDITS = {name: _edits(name) for name in ("agent", "tab")}
COMMITS = GroupSums(
    "commits",
    GroupRepositoryDayRow,
    AiCommitRow,
    _same(AiCommitRow, "repository"),
    {
        "commits": literal(1),
        **_same(AiCommitRow, "lines_added", "lines_deleted"),
        "attributed_added": col(AiCommitRow.tab_added) + col(AiCommitRow.agent_added),
        "attributed_deleted": col(AiCommitRow.tab_deleted) + col(AiCommitRow.agent_deleted),
    },
)
OF_EVENTS = (USAGE, HOURS)
ALL = (*OF_EVENTS, *FEATURES.values(), *EDITS.values(), COMMITS)


def rebuild_group_days(session: Session, sums: GroupSums, days: Days) -> None:
    """Add up consecutive days that are over, by the group that each member was in at the end of each."""
    hold_until_commit(session, AdvisoryLock.GROUPS)  # a change of members meanwhile would go unnoticed
    forget_group_days(session, sums, days[0], days[-1])
    source, keys, day = sums.source, list(sums.keys.values()), _day_of(session, sums.source, days)
    stay = _stays_on(days)
    group_id = func.coalesce(stay.c.group_id, UNASSIGNED_ID)
    totals = [cast(func.sum(each), BigInteger) for each in sums.measures.values()]
    names = ["day", *sums.apart, "group_id", *sums.keys, *sums.measures]
    for in_part in _parts_of(source, days):
        statement = (
            select(day, *(literal(value) for value in sums.apart.values()), group_id, *keys, *totals)
            .select_from(source)
            .outerjoin(stay, _is_in(stay, days, day, col(source.actor_id)))
            .where(in_part, *sums.of(source))
            .group_by(*([day] if len(days) > 1 else []), group_id, *keys)
        )
        session.execute(insert(sums.table).from_select(names, statement))
    session.execute(insert(GroupDayRow), [{"kind": sums.kind, "day": each} for each in days])


def forget_group_days(session: Session, sums: GroupSums, first: date, last: date = date.max) -> None:
    """Delete the sums of the days first..last."""
    is_of_kind = {GroupDayRow: [col(GroupDayRow.kind) == sums.kind], sums.table: sums.of(sums.table)}
    for table, is_one in is_of_kind.items():
        session.execute(delete(table).where(*is_one, col(table.day) >= first, col(table.day) <= last))


def missing_group_days(session: Session, sums: GroupSums, *, before: date) -> Days:
    """The days before a day that have not been added up, from the first with usage on; none while there are no groups.

    Earlier days, of which there may be analytics, are read by their members.
    """
    connection = session.connection()
    if connection.execute(select(col(BillingGroupRow.id)).limit(1)).first() is None:
        return ()
    oldest = connection.execute(select(func.min(DayModelRow.day))).scalar_one()
    if oldest is None or oldest >= before:
        return ()
    days = tuple(date.fromordinal(number) for number in range(oldest.toordinal(), before.toordinal()))
    return _missing(session, sums, days)


@dataclass(frozen=True)
class GroupDays:
    """Consecutive days as those `added_up` by group (from the first to the last, with gaps), and runs of all others."""

    added_up: Days
    others: tuple[Days, ...]


def split_group_days(session: Session, sums: GroupSums, days: Days, *, now: datetime) -> GroupDays:
    """Divide consecutive days. Today counts as not added up, because its members are those at `now`."""
    today = utc_day(now)
    missing = set(_missing(session, sums, days)) if days else set()
    others = [day for day in days if day in missing or day >= today]
    return GroupDays(tuple(day for day in days if day < today), runs_of(others))


def is_added_up(session: Session, sums: GroupSums, day: date, *, now: datetime) -> bool:
    """Whether the sums of a day are stored and hold at `now`."""
    return not split_group_days(session, sums, (day,), now=now).others


def _missing(session: Session, sums: GroupSums, days: Days) -> Days:
    row = GroupDayRow
    marks = select(col(row.day)).where(col(row.kind) == sums.kind, col(row.day) >= days[0], col(row.day) <= days[-1])
    added_up = set(session.connection().execute(marks).scalars())
    return tuple(day for day in days if day not in added_up)


def _day_of(session: Session, source: Any, days: Days) -> Any:
    """The UTC day of a row of one of these days."""
    if len(days) == 1:
        return literal(days[0])
    return as_date(session, full_periods(_TIMES[source], DAY_MS)) if source in _TIMES else col(source.day)


def _stays_on(days: Days) -> Subquery:
    """Who is in which group; for one day only at its end, which takes half the time for a large team's events."""
    if len(days) > 1:
        return stays_in(days, None, now=day_end(days[-1]))
    row = GroupMembershipRow
    return select(col(row.actor_id), col(row.group_id)).where(*is_member_at(day_end(days[0]) - INSTANT)).subquery()


def _is_in(stay: Subquery, days: Days, day: Any, actor_id: Any) -> ColumnElement[bool]:
    return on_days_of(stay, day, actor_id) if len(days) > 1 else stay.c.actor_id == actor_id


def _parts_of(source: Any, days: Days) -> list[ColumnElement[bool]]:
    """The conditions that select the rows of these days: a day's events by the hour, so that few are sorted at once."""
    start, end = to_ms(day_start(days[0])), to_ms(day_end(days[-1]))
    if source in _TIMES:
        length = HOUR_MS if source is UsageEventRow and len(days) == 1 else end - start
        time = _TIMES[source]
        return [and_(time >= first, time < first + length) for first in range(start, end, length)]
    in_days = EVERYONE.in_days(days, col(source.day))
    if source is DayMemberModelRow:
        return [in_days]
    # The others are stored by actor: look up each one's days instead of reading all days.
    return [and_(in_days, col(source.actor_id).in_(select(col(ActorRow.id))))]
