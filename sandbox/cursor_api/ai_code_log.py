"""Commits and accepted changes of a team, newest first; generated for the requested days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from sandbox.company.dice import Keys
from sandbox.company.repositories import (
    Change,
    Commit,
    Drafts,
    change_drafts,
    change_of,
    commit_drafts,
    commit_of,
    reported_ms,
)
from sandbox.company.types import Member, from_ms
from sandbox.company.workday import Ints, Workday
from sandbox.cursor_api.activity_log import TeamDay

if TYPE_CHECKING:
    from sandbox.cursor_api.team import Team

MAX_DAYS_KEPT = 200

Written = TypeVar("Written")
Draw = Callable[[Workday], Drafts]
Write = Callable[[Drafts, int, Member, Keys], Written]


@dataclass(frozen=True, slots=True)
class Listing(Generic[Written]):
    """All rows of a window in order; a row is created only when it is read."""

    parts: list[tuple[TeamDay, Drafts]]
    part: Ints
    row: Ints
    write: Write[Written]

    def __len__(self) -> int:
        return len(self.part)

    def rows(self, first: int, count: int) -> list[Written]:
        """`count` rows from index `first` on."""
        until = first + count
        return [
            self._written(*at)
            for at in zip(self.part[first:until].tolist(), self.row[first:until].tolist(), strict=True)
        ]

    def _written(self, part: int, row: int) -> Written:
        day, drafts = self.parts[part]
        person = int(drafts.person[row])
        return self.write(drafts, row, day.people[person], day.workday.habits[person : person + 1])


class AiCodeLog:
    """A team's commits and changes. Windows are epoch ms with both ends included; hold the world's lock."""

    def __init__(self, team: "Team") -> None:
        self._team = team
        self._drafts: dict[tuple[Draw, date], tuple[TeamDay, Drafts]] = {}

    def commits(self, start_ms: int, end_ms: int, now: datetime, member_id: str | None = None) -> Listing[Commit]:
        """Commits by commit time, or if that is not reported, by when Cursor learned of them."""
        return self._listing(commit_drafts, commit_of, start_ms, end_ms, now, member_id)

    def changes(self, start_ms: int, end_ms: int, now: datetime, member_id: str | None = None) -> Listing[Change]:
        """Accepted changes by their time."""
        return self._listing(change_drafts, change_of, start_ms, end_ms, now, member_id)

    def _listing(
        self, draw: Draw, write: Write[Written], start_ms: int, end_ms: int, now: datetime, member_id: str | None
    ) -> Listing[Written]:
        # Cursor may learn of a commit on the day after it was made.
        first, last = from_ms(max(0, start_ms)).date() - timedelta(days=1), from_ms(max(0, end_ms)).date()
        parts = [self._drawn(draw, day) for day in self._team.activity.days(first, last, now)]
        seen_until = self._team.seen_until_ms(now)
        chosen = [np.flatnonzero(_wanted(*part, start_ms, end_ms, seen_until, member_id)) for part in parts]
        none = np.zeros(0, dtype=np.int64)
        row = np.concatenate([none, *chosen])
        part = np.concatenate([none, *(np.full(len(rows), index) for index, rows in enumerate(chosen))])
        times_ms = np.concatenate(
            [none, *(reported_ms(drafts)[rows] for (_, drafts), rows in zip(parts, chosen, strict=True))]
        )
        newest_first = np.lexsort((row, part, times_ms))[::-1]
        return Listing(parts, part[newest_first], row[newest_first], write)

    def _drawn(self, draw: Draw, day: TeamDay) -> tuple[TeamDay, Drafts]:
        """The day's drafts, cached as long as the day object is; an unfinished day is a new object each time."""
        kept = self._drafts.get((draw, day.workday.day))
        if kept is None or kept[0] is not day:
            if len(self._drafts) >= MAX_DAYS_KEPT:
                self._drafts.clear()
            kept = self._drafts[draw, day.workday.day] = (day, draw(day.workday))
        return kept


def _wanted(
    day: TeamDay, drafts: Drafts, start_ms: int, end_ms: int, seen_until: int, member_id: str | None
) -> NDArray[np.bool_]:
    times_ms = reported_ms(drafts)
    wanted = (times_ms >= start_ms) & (times_ms <= end_ms) & (drafts.known_ms < seen_until)
    if member_id is not None:
        wanted &= np.array([member.id == member_id for member in day.people])[drafts.person]
    return wanted
