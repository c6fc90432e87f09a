"""What was asked of Cursor, hour by hour: drawn when it is asked for, the same each time, in any order.

The work is done a UTC day at a time, in columns over everybody; only the events that somebody wants become objects.
"""

import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from typing import Generic, TypeVar

import numpy as np

from sandbox.company.crowd import Crowd
from sandbox.company.cycles import CycleTurn
from sandbox.company.drawing import DAY_MS, HOUR_MS, draw_day
from sandbox.company.people import Cast
from sandbox.company.rendering import as_events
from sandbox.company.rows import Ints, Rows, Sums, no_sums, settle_in_cycle, summed, tally_of
from sandbox.company.stories import PastStories
from sandbox.company.tallies import Tally
from sandbox.company.types import UsageEvent, from_ms, to_ms

MAX_ROWS_KEPT = 1_500_000
MAX_EVENTS_KEPT = 200_000

Kept = TypeVar("Kept")


class RecentlyUsed(Generic[Kept]):
    """Keeps what was used last, up to so many rows in all, and never less than two entries."""

    def __init__(self, most_rows: int, size_of: Callable[[Kept], int]) -> None:
        self._most_rows = most_rows
        self._size_of = size_of
        self._entries: OrderedDict[int, Kept] = OrderedDict()
        self._rows = 0

    def get(self, key: int) -> Kept | None:
        """What is kept under a key, marked as used."""
        if key in self._entries:
            self._entries.move_to_end(key)
        return self._entries.get(key)

    def put(self, key: int, entry: Kept) -> None:
        """Keep an entry, and let the longest unused ones go."""
        self._entries[key] = entry
        self._rows += self._size_of(entry)
        while self._rows > self._most_rows and len(self._entries) > 2:
            self._rows -= self._size_of(self._entries.popitem(last=False)[1])


class History:
    """All events of a cast from `first_ms` on, without end. Windows are half-open, in epoch ms; any thread may ask."""

    def __init__(self, *, seed: int, cast: Cast, stories: PastStories, turn: CycleTurn, first_ms: int) -> None:
        self.first_ms = first_ms
        self._members = cast.members
        self._stories = stories
        self._turn = turn
        self._crowd = Crowd.of(seed, cast)
        self._lock = threading.RLock()
        self._used: dict[int, Ints] = {}
        self._sums: dict[int, Sums] = {}
        self._hour_counts: dict[int, list[int]] = {}
        self._rows: RecentlyUsed[Rows] = RecentlyUsed(MAX_ROWS_KEPT, len)
        self._events: RecentlyUsed[tuple[list[int], list[UsageEvent]]] = RecentlyUsed(
            MAX_EVENTS_KEPT, lambda kept: len(kept[0])
        )

    def events_between(self, start_ms: int, end_ms: int) -> list[UsageEvent]:
        """Events of the window, oldest first."""
        found: list[UsageEvent] = []
        start_ms = max(start_ms, self.first_ms)
        with self._lock:
            for hour in range(start_ms // HOUR_MS, -(-end_ms // HOUR_MS)):
                at, events = self._hour_events(hour)
                found.extend(events[bisect_left(at, start_ms) : bisect_left(at, end_ms)])
        return found

    def count_between(self, start_ms: int, end_ms: int) -> int:
        """How many events the window holds; makes only those of the hours that it cuts."""
        count = 0
        at_ms = max(start_ms, self.first_ms)
        with self._lock:
            while at_ms < end_ms:
                hour, into_hour = divmod(at_ms, HOUR_MS)
                next_ms = at_ms - into_hour + HOUR_MS
                if at_ms % DAY_MS == 0 and at_ms + DAY_MS <= end_ms:
                    next_ms = at_ms + DAY_MS
                    count += sum(self._counts_of(hour // 24))
                elif into_hour == 0 and next_ms <= end_ms:
                    count += self._counts_of(hour // 24)[hour % 24]
                else:
                    at, _ = self._hour_events(hour)
                    count += bisect_left(at, end_ms) - bisect_left(at, at_ms)
                at_ms = next_ms
        return count

    def tallies_between(self, start_ms: int, end_ms: int) -> dict[str, Tally]:
        """Sums of the window by member id, of those who did anything."""
        sums = no_sums(len(self._members))
        with self._lock:
            for day in self._days(start_ms, end_ms):
                if _is_whole(day, start_ms, end_ms):
                    sums.add(self._day_sums(day))
                else:
                    rows = self._day_rows(day)
                    first, stop = np.searchsorted(rows.at_ms, (start_ms, end_ms))
                    sums.add(summed(rows.part(slice(first, stop)), len(self._members)))
        active = np.flatnonzero(sums.counts.sum(axis=1)).tolist()
        return {self._members[index].id: tally_of(sums, index) for index in active}

    def _days(self, start_ms: int, end_ms: int) -> range:
        start_ms = max(start_ms, self.first_ms)
        return range(start_ms // DAY_MS, -(-end_ms // DAY_MS)) if end_ms > start_ms else range(0)

    def _hour_events(self, hour: int) -> tuple[list[int], list[UsageEvent]]:
        kept = self._events.get(hour)
        if kept is None:
            rows = self._day_rows(hour // 24)
            first, stop = np.searchsorted(rows.at_ms, (hour * HOUR_MS, (hour + 1) * HOUR_MS))
            part = rows.part(slice(first, stop))
            kept = (part.at_ms.tolist(), as_events(part, self._members))
            self._events.put(hour, kept)
        return kept

    def _counts_of(self, day: int) -> list[int]:
        """Events of each hour of a day."""
        if day not in self._hour_counts:
            self._day_rows(day)
        return self._hour_counts[day]

    def _day_sums(self, day: int) -> Sums:
        if day not in self._sums:
            self._day_rows(day)
        return self._sums[day]

    def _day_rows(self, day: int) -> Rows:
        kept = self._rows.get(day)
        if kept is None:
            kept = self._draw(day)
            self._used[day + 1] = self._settle(day, kept, self._used_before(day))
            self._sums[day] = summed(kept, len(self._members))
            self._hour_counts[day] = np.bincount(kept.at_ms // HOUR_MS - day * 24, minlength=24).tolist()
            self._rows.put(day, kept)
        return kept

    def _used_before(self, day: int) -> Ints:
        """What each member has used of the included allowance when the day begins."""
        if day in self._used:
            return self._used[day]
        nothing = np.zeros(len(self._members), dtype=np.int64)
        midnight = from_ms(day * DAY_MS)
        turn_day = to_ms(self._turn.cycle_containing(midnight - timedelta(milliseconds=1))[0]) // DAY_MS
        first_day = self.first_ms // DAY_MS
        if day <= first_day:
            return nothing
        if turn_day >= first_day and turn_day + 1 not in self._used:
            # What was used before the turn is forgotten by the turn, so any figure will do for the morning.
            self._used[turn_day + 1] = self._settle(turn_day, self._draw(turn_day), nothing)
        self._used.setdefault(first_day, nothing)
        known = max(known for known in self._used if known <= day)
        for between in range(known, day):
            self._day_rows(between)
        return self._used[day]

    def _settle(self, day: int, rows: Rows, used: Ints) -> Ints:
        """Tell included from on-demand by what each member has left; returns what is used when the day ends."""
        midnight_ms = day * DAY_MS
        turn_ms = to_ms(self._turn.cycle_containing(from_ms(midnight_ms + DAY_MS - 1))[0])
        if turn_ms < midnight_ms:
            return settle_in_cycle(rows, used, self._crowd.included)
        turn = int(np.searchsorted(rows.at_ms, turn_ms))
        settle_in_cycle(rows.part(slice(0, turn)), used, self._crowd.included)
        return settle_in_cycle(rows.part(slice(turn, None)), np.zeros_like(used), self._crowd.included)

    def _draw(self, day: int) -> Rows:
        return draw_day(self._crowd, self._stories, day, self.first_ms)


def _is_whole(day: int, start_ms: int, end_ms: int) -> bool:
    return start_ms <= day * DAY_MS and (day + 1) * DAY_MS <= end_ms
