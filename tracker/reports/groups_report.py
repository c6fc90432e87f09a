"""Billing groups side by side: seats, who was active, and what was used while somebody was in them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlmodel import Session

from tracker.clock import day_end, utc_day
from tracker.ranges import TimeRange
from tracker.reports.overview import build_totals
from tracker.reports.scope import build_scope, unassigned_name, window_of
from tracker.reports.types import GroupRow, GroupsReport
from tracker.store.people import INSTANT, Everyone
from tracker.store.queries_actors import StoredGroup, find_seated, list_groups_ever
from tracker.store.queries_groups import Stay, list_stays
from tracker.store.queries_spend import Usage, WindowUsage

CROWD = 200  # people who move on one day; of fewer, each is looked at day by day
MOST_CROWDS = 8  # days; every one costs a further question about everybody


@dataclass
class _Tally:
    """What has been added up for one group."""

    members: int = 0
    active: set[int] = field(default_factory=set)
    sums: list[int] = field(default_factory=lambda: [0] * len(Usage._fields))

    def add(self, actor_id: int, used: Usage) -> None:
        for place, each in enumerate(used):
            self.sums[place] += each
        if used.requests > 0:
            self.active.add(actor_id)


class _Memberships:
    """Which group each actor is in at the end of each day, by name; at `now` on the day that has not ended."""

    def __init__(self, names: Mapping[int, str], rest: str, stays: Sequence[Stay], now: datetime) -> None:
        self._names, self._rest, self._now = names, rest, now
        self._moments: dict[date, datetime] = {}  # there are few days, and each is asked for many times
        self._stays: dict[int, list[Stay]] = defaultdict(list)
        self._turns: dict[int, set[date]] = defaultdict(set)  # the days on which somebody joined or left
        for stay in stays:
            self._stays[stay.actor_id].append(stay)
            self._turns[stay.actor_id].update(utc_day(turn) for turn in (stay.joined_at, stay.left_at) if turn)

    def on(self, actor_id: int, day: date) -> str:
        """The group on a day: of several, the one joined last."""
        moment = self._moment(day)
        for stay in reversed(self._stays.get(actor_id, ())):
            if stay.holds(moment):
                return self._names[stay.group_id]
        return self._rest

    def movers(self, days: Sequence[date]) -> set[int]:
        """Those who may not be in one group, or in none, at the end of all of these consecutive days."""
        return {
            actor_id for actor_id, turns in self._turns.items() if any(days[0] < turn <= days[-1] for turn in turns)
        }

    def runs(self, days: Sequence[date]) -> list[tuple[date, ...]]:
        """The days in runs between those on which a crowd moved, as after an import."""
        moved = Counter(turn for turns in self._turns.values() for turn in turns)
        crowded = {day for day, people in moved.most_common(MOST_CROWDS) if people >= CROWD}
        runs: list[tuple[date, ...]] = []
        for day in days:
            if runs and day not in crowded:
                runs[-1] += (day,)
            else:
                runs.append((day,))
        return runs

    def _moment(self, day: date) -> datetime:
        if day not in self._moments:
            self._moments[day] = min(day_end(day) - INSTANT, self._now)
        return self._moments[day]


def load_groups(session: Session, *, range: TimeRange, now: datetime) -> GroupsReport:
    """Every billing group in a range, most usage value first, and what belongs to none, last.

    Usage belongs to the group that its member was in at the end of the day, or by `now` on the day that has not ended.
    """
    usage = WindowUsage(session, window_of(range, now), Everyone())
    groups = [each for each in list_groups_ever(session) if not each.is_unassigned]
    names = {each.id: each.name for each in groups}
    rest = unassigned_name(session)
    memberships = _Memberships(names, rest, list_stays(session, names, usage.window), now)
    tallies = {name: _Tally() for name in (*names.values(), rest)}
    seated, ends = find_seated(session), utc_day(usage.window.end)
    for actor_id in seated:
        tallies[memberships.on(actor_id, ends)].members += 1
    _add_usage(usage, memberships, tallies)
    active = set[int]().union(*(tally.active for tally in tallies.values()))
    return GroupsReport(
        scope=build_scope(session, range, now=now),
        totals=build_totals(usage, seats=len(seated), active=len(active)),
        rows=_rows(tallies, groups, rest),
    )


def _add_usage(usage: WindowUsage, memberships: _Memberships, tallies: Mapping[str, _Tally]) -> None:
    """Add what everyone used: those who stay in one place in one sum a run of days, the others day by day."""
    runs = memberships.runs(usage.window.days)
    for days in runs:
        part = usage if len(runs) == 1 else usage.within(days)
        movers = memberships.movers(days)
        for actor_id, used in part.by_actor().items():
            if actor_id not in movers:
                tallies[memberships.on(actor_id, days[0])].add(actor_id, used)
        if movers:
            for (actor_id, day), used in part.by_actor_and_day(movers).items():
                tallies[memberships.on(actor_id, day)].add(actor_id, used)


def _rows(tallies: Mapping[str, _Tally], groups: Sequence[StoredGroup], rest: str) -> tuple[GroupRow, ...]:
    """Groups of one name are one row; a deleted one is shown where anything was used in it."""
    by_name = {each.name: each for each in sorted(groups, key=lambda each: (not each.is_deleted, each.is_cursors))}
    rows = []
    for name, tally in tallies.items():
        group = by_name.get(name)
        if group is None or not group.is_deleted or any(tally.sums):
            rows.append(_row(name, name == rest, tally, group))
    return tuple(sorted(rows, key=lambda row: (row.is_unassigned, -row.usage_value_microcents, row.name.casefold())))


def _row(name: str, is_unassigned: bool, tally: _Tally, group: StoredGroup | None) -> GroupRow:
    row = GroupRow(name, is_unassigned, tally.members, len(tally.active), **Usage(*tally.sums)._asdict())
    if group is None:
        return row
    return replace(row, id=group.id, is_cursors=group.is_cursors, is_deleted=group.is_deleted)
