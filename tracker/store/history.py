"""What a replay reads: for each of the last days, the figures that a detection at its end would have judged.

The days are read once; each day's figures are views of the same arrays. They hold today's knowledge, such as costs that
arrived late and members who are limited now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
from sqlmodel import Session

from tracker.clock import EPOCH, ONE_DAY, day_end, utc_day
from tracker.detect.types import Figures, Ints
from tracker.ranges import Cycle
from tracker.store.cycles import find_cycle
from tracker.store.figures import actor_ids, day_sums, limited_members, limited_members_count
from tracker.store.windows import Window

_LAST_INSTANT = timedelta(milliseconds=1)  # before midnight: picks the cycle in which a day ends


def load_history(session: Session, *, now: datetime, days: int, history_days: int) -> tuple[Figures, ...]:
    """The figures at the end of each of the last `days` UTC days, oldest first; the last is today, up to `now`.

    Each holds `history_days` days. Used-up plans are left out because they cause no incidents. Who is limited is known
    only for today, so it counts on the last of these days in each cycle.
    """
    today = utc_day(now)
    judged = [today - timedelta(days=back) for back in reversed(range(days))]
    cycles = {day: find_cycle(session, min(day_end(day) - _LAST_INSTANT, now)) for day in judged}
    first = min(judged[0] - timedelta(days=history_days - 1), *(utc_day(cycle.start) for cycle in cycles.values()))
    table = _load_table(session, first, today, now)
    spent = {cycle: _CycleSpend.load(session, table, cycle, now) for cycle in dict.fromkeys(cycles.values())}
    is_last = _last_of_cycle(judged, cycles)
    return tuple(
        _figures(session, table, day, spent[cycles[day]], now, history_days, knows_limits=day in is_last)
        for day in judged
    )


@dataclass(frozen=True)
class _Table:
    """Sums of all members with usage, each of shape (members, days); `first` is the day of the first column."""

    rows: Ints  # the actors' positions in `ids`
    ids: Ints
    members: tuple[str, ...]
    first: date
    spend: Ints
    requests: Ints
    tokens: Ints

    def column(self, day: date) -> int:
        return (day - self.first).days


@dataclass(frozen=True)
class _CycleSpend:
    """A cycle, and each member's spend by day since it began."""

    cycle: Cycle
    on_first_day: Ints

    @classmethod
    def load(cls, session: Session, table: _Table, cycle: Cycle, now: datetime) -> "_CycleSpend":
        first_day = utc_day(cycle.start)
        sums = day_sums(session, first_day, Window(cycle.start, min(day_end(first_day), now)))
        spent = np.zeros(table.ids.size, dtype=np.int64)
        spent[np.searchsorted(table.ids, sums[:, 0])] = sums[:, 1]
        return cls(cycle, spent[table.rows])

    def until(self, table: _Table, day: date) -> Ints:
        """Spend from the start of the cycle to the end of a day."""
        after_first = slice(table.column(utc_day(self.cycle.start)) + 1, table.column(day) + 1)
        spent: Ints = self.on_first_day + table.spend[:, after_first].sum(axis=1)
        return spent


def _load_table(session: Session, first: date, last: date, now: datetime) -> _Table:
    ids, keys = actor_ids(session)
    count = (last - first).days + 1
    table = np.zeros((3, ids.size, count), dtype=np.int64)
    for place in range(count):
        sums = day_sums(session, first + place * ONE_DAY, Window(EPOCH, now))
        table[:, np.searchsorted(ids, sums[:, 0]), place] = sums[:, 1:].T
    rows = np.flatnonzero(table.any(axis=(0, 2)))
    spend, requests, tokens = table[:, rows]
    return _Table(rows, ids, tuple(keys[row] for row in rows), first, spend, requests, tokens)


def _last_of_cycle(judged: Sequence[date], cycles: Mapping[date, Cycle]) -> set[date]:
    return {day for day, after in pairwise(judged) if cycles[day] != cycles[after]} | {judged[-1]}


def _figures(
    session: Session,
    table: _Table,
    day: date,
    spent: _CycleSpend,
    now: datetime,
    history_days: int,
    *,
    knows_limits: bool,
) -> Figures:
    end = table.column(day) + 1
    seen = slice(end - history_days, end)
    cycle = spent.cycle
    is_running = cycle.start <= now < cycle.end
    return Figures(
        members=table.members,
        days=tuple(day - timedelta(days=back) for back in reversed(range(history_days))),
        spend=table.spend[:, seen],
        requests=table.requests[:, seen],
        tokens=table.tokens[:, seen],
        cycle_spend=spent.until(table, day),
        cycle_start=cycle.start,
        cycle_end=cycle.end,
        as_of=min(day_end(day), now),
        limited_users=limited_members(session, cycle) if knows_limits else frozenset(),
        limited_members_count=limited_members_count(session) if knows_limits and is_running else 0,
    )
