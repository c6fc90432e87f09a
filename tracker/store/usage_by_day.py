"""Usage of a window by UTC day."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from tracker.store.sums import TotalUsage, Usage
from tracker.store.tables_rollups import DayMemberRow
from tracker.store.window_rollups import WindowRollups, add_sums


class UsageByDay(WindowRollups):
    """What these people used in a window, by UTC day."""

    def by_day(self) -> dict[date, Usage]:
        """Sums of every UTC day with usage."""
        found = {day: Usage(*sums[: len(Usage._fields)]) for day, sums in self._whole_days().items()}
        found |= {cut.day: Usage(*cut.total(Usage._fields)) for cut in self._cut}
        return {day: sums for day, sums in found.items() if any(sums)}

    def _whole_days(self) -> dict[date, TotalUsage]:
        """Sums of each whole day, which start with the fields of Usage; a day is read once for all windows."""
        days = self._split.rolled_up
        unread = [day for day in days if day not in self._days]
        if unread:
            run = tuple(day for day in days if unread[0] <= day <= unread[-1])
            self._days |= dict.fromkeys(run, TotalUsage())
            add_sums(self._days, TotalUsage, self._by_days(("day",), TotalUsage._fields, run))
        return {day: self._days[day] for day in days}

    def active_by_day(self) -> dict[date, int]:
        """How many actors have at least one request on each UTC day."""
        active = {row.day: int(row.active) for row in self._execute(self._active_by_day())}
        return active | {cut.day: len(cut.active_ids()) for cut in self._cut}

    def spend_by_day_and_model(self) -> dict[date, Counter[str]]:
        """Usage value by model of each UTC day."""
        return self._by_day_and_model("usage_value_microcents")

    def requests_by_day_and_model(self) -> dict[date, Counter[str]]:
        """Requests by model of each UTC day."""
        return self._by_day_and_model("requests")

    def _by_day_and_model(self, measure: str) -> dict[date, Counter[str]]:
        found: dict[date, Counter[str]] = defaultdict(Counter)
        for day, model, value in self._by_days(("day", "model"), (measure,), self._split.rolled_up):
            found[day][model] += value
        for cut in self._cut:
            for model, value in cut.partial_sums(("model",), (measure,)):
                found[cut.day][model] += value
        return found

    def _active_by_day(self) -> Any:
        row = DayMemberRow
        days = self.people.in_days(self._split.rolled_up, col(row.day), col(row.actor_id))
        counted = select(col(row.day), func.count().label("active")).where(days, col(row.requests) > 0)
        return counted.group_by(col(row.day))
