"""A team's usage events: those of its company, plus events that tests added, delayed or corrected."""

import heapq
import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from sandbox.company.tallies import Tally
from sandbox.company.types import UsageEvent

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


class EventSource(Protocol):
    """Always produces the same events for the same window; windows are half-open, in epoch ms."""

    @property
    def first_ms(self) -> int: ...
    def events_between(self, start_ms: int, end_ms: int) -> Sequence[UsageEvent]: ...
    def count_between(self, start_ms: int, end_ms: int) -> int: ...
    def tallies_between(self, start_ms: int, end_ms: int) -> dict[str, Tally]: ...


class EventNotFound(LookupError):
    """The event to be corrected does not exist."""


class EventLog:
    """Events in order of time, with later changes. Windows are half-open, in epoch ms.

    `version` changes whenever an event is added, shown or corrected.
    """

    def __init__(self, source: EventSource | None = None, events: Sequence[UsageEvent] = ()) -> None:
        self._source = source
        self._own = sorted(events, key=lambda event: event.at_ms)
        self._own_at = [event.at_ms for event in self._own]
        self._hidden: list[tuple[int, int, UsageEvent]] = []
        self._tickets = itertools.count()
        self._corrections: dict[int, list[tuple[UsageEvent, UsageEvent]]] = {}
        self.version = 0

    @property
    def first_ms(self) -> int:
        """The earliest possible time of an event."""
        starts = self._own_at[:1] + ([self._source.first_ms] if self._source else [])
        return min(starts, default=0)

    def add(self, event: UsageEvent) -> None:
        """Insert an event at its time; events of the same millisecond stay in insertion order."""
        position = bisect_right(self._own_at, event.at_ms)
        self._own.insert(position, event)
        self._own_at.insert(position, event.at_ms)
        self.version += 1

    def add_hidden(self, event: UsageEvent, *, visible_from_ms: int) -> None:
        """Hide an event until `show_due` is called with a time at which it is due."""
        heapq.heappush(self._hidden, (visible_from_ms, next(self._tickets), event))

    def show_due(self, now_ms: int) -> None:
        """Show hidden events that are due by now."""
        while self._hidden and self._hidden[0][0] <= now_ms:
            self.add(heapq.heappop(self._hidden)[2])

    def correct(self, event: UsageEvent, **changes: Any) -> UsageEvent:
        """Change any fields but the time of one shown event equal to `event`; return the changed event.

        Raises EventNotFound if there is none.
        """
        corrected = replace(event, **changes)
        if corrected.at_ms != event.at_ms:
            raise ValueError("an event's time cannot be corrected: add another event instead")
        if not (self._correct_own(event, corrected) or self._correct_again(event, corrected)):
            self._correct_source(event, corrected)
        self.version += 1
        return corrected

    def between(self, start_ms: int, end_ms: int) -> list[UsageEvent]:
        """Events of the window, oldest first."""
        own = self._own[bisect_left(self._own_at, start_ms) : bisect_left(self._own_at, end_ms)]
        if self._source is None:
            return own
        produced = self._corrected(self._source.events_between(start_ms, end_ms))
        return sorted([*produced, *own], key=lambda event: event.at_ms) if own else produced

    def count(self, start_ms: int, end_ms: int) -> int:
        """The number of events in the window, without creating them."""
        if end_ms <= start_ms:
            return 0
        own = bisect_left(self._own_at, end_ms) - bisect_left(self._own_at, start_ms)
        return own + (self._source.count_between(start_ms, end_ms) if self._source else 0)

    def newest_first(self, start_ms: int, end_ms: int, *, offset: int, limit: int) -> list[UsageEvent]:
        """A slice of the window, newest first; creates only the events of hours that it touches."""
        if self._source is None:
            first, stop = bisect_left(self._own_at, start_ms), bisect_left(self._own_at, end_ms) - offset
            return self._own[max(first, stop - limit) : max(first, stop)][::-1]
        found: list[UsageEvent] = []
        for chunk_start, chunk_end, skipped in self._chunks_from(offset, max(start_ms, self.first_ms), end_ms):
            chunk = self.between(chunk_start, chunk_end)
            stop = len(chunk) - skipped
            found.extend(reversed(chunk[max(0, stop - (limit - len(found))) : stop]))
            if len(found) == limit:
                break
        return found

    def tallies(
        self, start_ms: int, end_ms: int, owner_of: Callable[[UsageEvent], str | None]
    ) -> dict[str | None, Tally]:
        """Sums by owner; None for events without a known owner."""
        tallies: dict[str | None, Tally] = {}
        if self._source is not None:
            tallies.update(self._source.tallies_between(start_ms, end_ms))
        for event in self._own[bisect_left(self._own_at, start_ms) : bisect_left(self._own_at, end_ms)]:
            tallies.setdefault(owner_of(event), Tally()).add(event)
        for at_ms, pairs in self._corrections.items():
            if start_ms <= at_ms < end_ms:
                for old, new in pairs:
                    tallies.setdefault(owner_of(old), Tally()).add(old, -1)
                    tallies.setdefault(owner_of(new), Tally()).add(new)
        return tallies

    def _chunks_from(
        self, offset: int, start_ms: int, end_ms: int, widths: Sequence[int] = (DAY_MS, HOUR_MS)
    ) -> Iterator[tuple[int, int, int]]:
        """Hours, newest first, from the one with the event at `offset` on; newer days are skipped as a whole.

        Each comes with the number of its newest events that are still before the offset.
        """
        width, *narrower = widths
        while end_ms > start_ms:
            chunk_start = max(start_ms, (end_ms - 1) // width * width)
            count = self.count(chunk_start, end_ms)
            if offset >= count:
                offset -= count
            else:
                chunk = (chunk_start, end_ms)
                yield from self._chunks_from(offset, *chunk, narrower) if narrower else [(*chunk, offset)]
                offset = 0
            end_ms = chunk_start

    def _correct_own(self, event: UsageEvent, corrected: UsageEvent) -> bool:
        position = bisect_left(self._own_at, event.at_ms)
        while position < len(self._own) and self._own_at[position] == event.at_ms:
            if self._own[position] == event:
                self._own[position] = corrected
                return True
            position += 1
        return False

    def _correct_again(self, event: UsageEvent, corrected: UsageEvent) -> bool:
        pairs = self._corrections.get(event.at_ms, [])
        for index, (original, shown) in enumerate(pairs):
            if shown == event:
                pairs[index] = (original, corrected)
                return True
        return False

    def _correct_source(self, event: UsageEvent, corrected: UsageEvent) -> None:
        produced = self._source.events_between(event.at_ms, event.at_ms + 1) if self._source else ()
        if event not in produced:
            raise EventNotFound(f"no such event at {event.at_ms} ms: correct one that the log returned")
        self._corrections.setdefault(event.at_ms, []).append((event, corrected))

    def _corrected(self, events: Sequence[UsageEvent]) -> list[UsageEvent]:
        shown = list(events)
        if not self._corrections:
            return shown
        at = [event.at_ms for event in shown]
        for at_ms, pairs in self._corrections.items():
            for old, new in pairs:
                first, stop = bisect_left(at, at_ms), bisect_right(at, at_ms)
                if old in shown[first:stop]:
                    shown[shown.index(old, first, stop)] = new
        return shown
