"""Usage in a part of a UTC day, for days that a window cuts.

Where a billing cycle turns, the sums of both parts of the day are stored. Elsewhere, totals over everyone come from
whole hours plus the events of the broken hour, and anything by actor comes from the events.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session, col

from tracker.clock import to_ms, utc_day
from tracker.store.columns import rows_of
from tracker.store.measures import IS_REQUEST, has_measure, sum_of
from tracker.store.people import Everyone, People
from tracker.store.sums import TotalUsage, Usage
from tracker.store.tables import UsageEventRow
from tracker.store.tables_rollups import DayPartRow, HourModelRow
from tracker.store.windows import Window, events_in, find_part, of_part


class CutDay:
    """What these people used in a part of a day; use it within one read snapshot.

    `row` is the table to read from; its rows have an actor, a model and a billing kind.
    """

    def __init__(self, session: Session, part: Window, people: People) -> None:
        self.day = utc_day(part.start)
        self._session, self._part = session, part
        self._is_everyone = isinstance(people, Everyone)
        stored = find_part(session, part)
        self.row: Any = DayPartRow if stored else UsageEventRow
        self._is_in_part = (
            *(of_part(stored) if stored else events_in(part)),
            people.on(self.day, col(self.row.actor_id)),
        )

    def sums(self, keys: Sequence[str], measures: Sequence[str], *only: ColumnElement[bool]) -> Sequence[Any]:
        """Keys and sums over the rows that meet the conditions."""
        columns = [col(getattr(self.row, key)) for key in keys]
        statement: Select[Any] = select(*columns, *(sum_of(self.row, each) for each in measures))
        return rows_of(self._session, statement.where(*self._is_in_part, *only).group_by(*columns))

    def partial_sums(self, keys: Sequence[str], measures: Sequence[str]) -> Iterator[Any]:
        """Keys and sums still to be added up, as keys may repeat; everyone's come from the hours if possible."""
        is_in_hours = self._is_everyone and all(has_measure(HourModelRow, each) for each in (*keys, *measures))
        if self.row is DayPartRow or not is_in_hours:
            yield from self.sums(keys, measures)
            return
        hours = self._part.in_hours()
        yield from self._of_hours(hours.whole, keys, measures)
        for broken in hours.broken:
            yield from self.sums(keys, measures, *events_in(broken))

    def total(self, measures: Sequence[str]) -> list[int]:
        """Sums over the whole part."""
        if set(measures) <= set(TotalUsage._fields):
            return [getattr(self._total, each) for each in measures]
        return _sum_up(self.partial_sums((), measures), len(measures))

    @cached_property
    def by_actor(self) -> Sequence[Any]:
        """Row ids and sums, named as the fields of Usage; cached, because `active_ids` uses them too."""
        if self._is_everyone:
            return self.sums(("actor_id",), Usage._fields)
        return [row[: 1 + len(Usage._fields)] for row in self._totals_by_actor]

    def active_ids(self) -> set[int]:
        """Row ids of the actors with at least one request."""
        requests = 1 + Usage._fields.index("requests")
        return {row[0] for row in self.by_actor if row[requests] > 0}

    def actors(self) -> Any:
        """A select of the row ids of actors with any usage."""
        return select(col(self.row.actor_id)).where(*self._is_in_part)

    def requests(self) -> tuple[ColumnElement[bool], ...]:
        """The condition that selects rows with requests of these people."""
        return (*self._is_in_part, IS_REQUEST if self.row is UsageEventRow else col(self.row.requests) > 0)

    @cached_property
    def _totals_by_actor(self) -> Sequence[Any]:
        """The measures of TotalUsage, which begin with those of Usage, so that a group's events are read only once."""
        return self.sums(("actor_id",), TotalUsage._fields)

    @cached_property
    def _total(self) -> TotalUsage:
        """The measures most totals are taken from; cached, because several queries ask for them."""
        fields = TotalUsage._fields
        if self._is_everyone:
            return TotalUsage(*_sum_up(self.partial_sums((), fields), len(fields)))
        return TotalUsage(*_sum_up((row[1:] for row in self._totals_by_actor), len(fields)))

    def _of_hours(self, hours: Window, keys: Sequence[str], measures: Sequence[str]) -> Sequence[Any]:
        row = HourModelRow
        columns = [col(getattr(row, key)) for key in keys]
        statement: Select[Any] = select(*columns, *(sum_of(row, each) for each in measures))
        in_hours = (col(row.hour_ms) >= to_ms(hours.start), col(row.hour_ms) < to_ms(hours.end))
        return rows_of(self._session, statement.where(*in_hours).group_by(*columns))


def _sum_up(rows: Iterable[Sequence[int]], width: int) -> list[int]:
    return [sum(column) for column in zip([0] * width, *rows, strict=True)]
