"""Billing cycles: monthly, from an instant that need not be midnight."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time


@dataclass(frozen=True, slots=True)
class CycleTurn:
    """The day of the month (the last one in shorter months) and the UTC time at which a cycle starts."""

    day_of_month: int = 27
    at: time = time(12, 8, 4)

    def cycle_containing(self, instant: datetime) -> tuple[datetime, datetime]:
        """Start and end of the cycle [start, end) that contains `instant`."""
        month = date(instant.astimezone(UTC).year, instant.astimezone(UTC).month, 1)
        if instant < self._turn_in(month):
            month = _next_month(month, -1)
        return self._turn_in(month), self._turn_in(_next_month(month, 1))

    def _turn_in(self, month: date) -> datetime:
        day = min(self.day_of_month, calendar.monthrange(month.year, month.month)[1])
        return datetime.combine(month.replace(day=day), self.at, tzinfo=UTC)


def _next_month(month: date, step: int) -> date:
    years, month_index = divmod(month.year * 12 + month.month - 1 + step, 12)
    return date(years, month_index + 1, 1)
