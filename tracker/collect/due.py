"""What a run has to read, decided from `now` and the time of the last complete reading of each kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.clock import ONE_DAY, day_start, floor_hour, utc_day
from tracker.ranges import Cycle
from tracker.store.checkpoints import Reading

RECENT = timedelta(hours=3)  # every run: events arrive late
SETTLING = timedelta(days=3)  # costs are corrected afterwards
SETTLING_EVERY = timedelta(hours=6)
CYCLE_EVERY = timedelta(days=1)
DAILY_USAGE_EVERY = timedelta(hours=1)  # Cursor's own advice
UNAVAILABLE_EVERY = timedelta(days=1)  # ask again whether the plan has it

EVENT_KINDS = (Reading.EVENTS, Reading.EVENTS_SETTLING, Reading.EVENTS_CYCLE)
DAILY_KINDS = (Reading.DAILY_USAGE, Reading.DAILY_USAGE_CYCLE)


@dataclass(frozen=True)
class Due:
    """Where each kind of reading that is due begins. All of them end at `now`, so together they are one range."""

    starts: Mapping[Reading, datetime]

    def reached(self, covered_from: datetime) -> list[Reading]:
        """The kinds that are complete once everything from `covered_from` to `now` has been read."""
        return [kind for kind, start in self.starts.items() if start >= covered_from]


def is_due(last: datetime | None, *, now: datetime, every: timedelta) -> bool:
    """Whether a reading is due. Counts full hours, so that a timer that fires a moment early does not skip a turn."""
    return last is None or floor_hour(now) - floor_hour(last) >= every


def due_events(*, now: datetime, last: Mapping[Reading, datetime | None], cycle: Cycle, last_cycle: Cycle) -> Due:
    """Which events are due: always the last 3 h and everything new; less often the last 3 days and the whole cycle.

    `last_cycle` is the cycle of the last whole-cycle reading. If it has ended since, it is read once more, so that the
    figures of a closed cycle are final.
    """
    newest = last[Reading.EVENTS]
    starts = {Reading.EVENTS: floor_hour(min(newest or now, now - RECENT))}
    if is_due(last[Reading.EVENTS_SETTLING], now=now, every=SETTLING_EVERY):
        starts[Reading.EVENTS_SETTLING] = floor_hour(now - SETTLING)
    if is_due(last[Reading.EVENTS_CYCLE], now=now, every=CYCLE_EVERY):
        starts[Reading.EVENTS_CYCLE] = floor_hour(min(cycle.start, last_cycle.start))
    return Due(starts)


def due_daily_usage(*, now: datetime, last: Mapping[Reading, datetime | None], cycle: Cycle) -> Due:
    """Which days of daily usage are due: the last three hourly, the whole cycle daily."""
    starts = {}
    newest = last[Reading.DAILY_USAGE]
    if is_due(newest, now=now, every=DAILY_USAGE_EVERY):
        settling = day_start(utc_day(now)) - timedelta(days=2)
        starts[Reading.DAILY_USAGE] = min(settling, day_start(utc_day(newest or now)))
    if is_due(last[Reading.DAILY_USAGE_CYCLE], now=now, every=CYCLE_EVERY):
        starts[Reading.DAILY_USAGE_CYCLE] = day_start(utc_day(cycle.start))
    return Due(starts)


def due_days(last: datetime | None, *, now: datetime, every: timedelta, trailing: int) -> date | None:
    """The first day due, up to today, or None: the last `trailing` days and everything since `last`."""
    if not is_due(last, now=now, every=every):
        return None
    today = utc_day(now)
    return min(today - (trailing - 1) * ONE_DAY, utc_day(last or now))
