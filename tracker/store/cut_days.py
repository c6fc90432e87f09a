"""Usage in a part of a UTC day, for days that a window cuts.

Where a billing cycle turns, the sums of both parts of the day are stored. Elsewhere, sums over everyone or a group come
from whole hours and the events of at most half an hour, and anything by actor comes from the events.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlmodel import Session, col

from tracker.clock import to_ms, utc_day
from tracker.store.columns import negated, rows_of
from tracker.store.group_days import HOURS, is_added_up
from tracker.store.measures import IS_REQUEST, has_measure, sum_of
from tracker.store.people import Everyone, GroupMembers, People, around
from tracker.store.sums import TotalUsage
from tracker.store.tables import UsageEventRow
from tracker.store.tables_rollups import DayPartRow, GroupHourModelRow, HourModelRow
from tracker.store.windows import Window, events_in, find_part, of_part

Bounds = tuple[ColumnElement[bool], ...]


class CutDay:
    """What these people used in a part of a day; use it within one read snapshot.

    `row` is the table to read from; its rows have an actor, a model and a billing kind.
    """

    def __init__(self, session: Session, part: Window, people: People) -> None:
        self.day = utc_day(part.start)
        self._session, self._part, self._people = session, part, people
        found = around(people)
        self._around = tuple(CutDay(session, part, each) for each in found) if found else ()
        stored = find_part(session, part)
        self.row: Any = DayPartRow if stored else UsageEventRow
        self._bounds = of_part(stored) if stored else events_in(part)
        self._is_of_people = people.on(self.day, col(self.row.actor_id))

    def sums(self, keys: Sequence[str], measures: Sequence[str], *only: ColumnElement[bool]) -> Sequence[Any]:
        """Keys and sums over the rows that meet the conditions."""
        return self._sums(self.row, keys, measures, *self._bounds, self._is_of_people, *only)

    def partial_sums(self, keys: Sequence[str], measures: Sequence[str]) -> Iterator[Any]:
        """Keys and sums still to be added up, as keys may repeat; from stored hours if possible."""
        table = self._table_of_hours
        if table is None or not all(has_measure(table, each) for each in (*keys, *measures)):
            yield from self._of_rows(keys, measures, self._bounds)
            return
        hours = self._part.in_hours()
        yield from self._of_hours(table, hours.whole, keys, measures)
        for broken in hours.broken:
            # Only the bounds of the hour: given those of the part as well, SQLite would read all of the part.
            yield from self._of_rows(keys, measures, events_in(broken))
        for rest in hours.less:
            yield from negated(self._of_rows(keys, measures, events_in(rest)), len(keys))

    def total(self, measures: Sequence[str]) -> list[int]:
        """Sums over the whole part."""
        if set(measures) <= set(TotalUsage._fields):
            return [getattr(self._total, each) for each in measures]
        return _sum_up(self.partial_sums((), measures), len(measures))

    def active_ids(self) -> set[int]:
        """Row ids of the actors with at least one request."""
        used = select(col(self.row.actor_id)).where(*self.requests()).distinct()
        return {actor_id for (actor_id,) in rows_of(self._session, used)}

    def actors(self) -> Any:
        """A select of the row ids of actors with any usage."""
        return select(col(self.row.actor_id)).where(*self._bounds, self._is_of_people)

    def requests(self) -> tuple[ColumnElement[bool], ...]:
        """The condition that selects rows with requests of these people."""
        return (
            *self._bounds,
            self._is_of_people,
            IS_REQUEST if self.row is UsageEventRow else col(self.row.requests) > 0,
        )

    @cached_property
    def _total(self) -> TotalUsage:
        """The measures most totals are taken from; cached, because several queries ask for them."""
        fields = TotalUsage._fields
        return TotalUsage(*_sum_up(self.partial_sums((), fields), len(fields)))

    @cached_property
    def _table_of_hours(self) -> Any:
        """The table with the sums of whole hours; None if the part itself is stored, or hours are not."""
        if self.row is DayPartRow:
            return None
        if isinstance(self._people, GroupMembers):
            return GroupHourModelRow if is_added_up(self._session, HOURS, self.day, now=self._people.now) else None
        return HourModelRow if isinstance(self._people, Everyone) else None

    def _of_hours(self, table: Any, hours: Window, keys: Sequence[str], measures: Sequence[str]) -> Sequence[Any]:
        in_hours = (col(table.hour_ms) >= to_ms(hours.start), col(table.hour_ms) < to_ms(hours.end))
        theirs = self._people.in_group_days((self.day,), table) if isinstance(self._people, GroupMembers) else true()
        return self._sums(table, keys, measures, *in_hours, theirs)

    def _of_rows(self, keys: Sequence[str], measures: Sequence[str], bounds: Bounds) -> Iterator[Any]:
        """Keys and sums of these people's rows; those of most of the team are everyone's, and the others' negated."""
        if not self._around:
            yield from self._sums(self.row, keys, measures, *bounds, self._is_of_people)
            return
        everyone, others = self._around
        yield from everyone._of_rows(keys, measures, bounds)
        yield from negated(others._of_rows(keys, measures, bounds), len(keys))

    def _sums(
        self, table: Any, keys: Sequence[str], measures: Sequence[str], *only: ColumnElement[bool]
    ) -> Sequence[Any]:
        columns = [col(getattr(table, key)) for key in keys]
        statement: Select[Any] = select(*columns, *(sum_of(table, each) for each in measures))
        return rows_of(self._session, statement.where(*only).group_by(*columns))


def _sum_up(rows: Iterable[Sequence[int]], width: int) -> list[int]:
    return [sum(column) for column in zip([0] * width, *rows, strict=True)]
