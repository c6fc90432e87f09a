"""The company as a whole."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sandbox.company.cycles import CycleTurn
from sandbox.company.history import History
from sandbox.company.people import RUNAWAY, build_cast
from sandbox.company.stories import PastStories, live_story
from sandbox.company.tallies import Tally
from sandbox.company.types import Group, Member, UsageEvent, to_ms


@dataclass(frozen=True)
class Company:
    """People, groups and all their usage of Cursor. Windows are half-open, in epoch ms.

    The history begins `history_days` UTC days before `now` and never ends; callers cut it at their own clock. The last
    of `members` is a service account.
    """

    seed: int
    now: datetime
    members: tuple[Member, ...]
    groups: tuple[Group, ...]
    turn: CycleTurn
    limit_dollars: dict[str, int]
    _history: History = field(repr=False, compare=False)

    @classmethod
    def build(
        cls,
        *,
        seed: int,
        now: datetime,
        members: int = 65,
        history_days: int = 75,
        cycle_turn: CycleTurn | None = None,
    ) -> "Company":
        """Build a company as of `now`; the same arguments give the same company.

        Raises ValueError for fewer people than its stories need.
        """
        turn = cycle_turn or CycleTurn()
        cast = build_cast(random.Random(seed), members, now)  # noqa: S311 - plausible, not secret
        first_day = now.astimezone(UTC).date() - timedelta(days=history_days)
        history = History(
            seed=seed,
            cast=cast,
            stories=PastStories.before(now),
            turn=turn,
            first_ms=to_ms(datetime.combine(first_day, time(), tzinfo=UTC)),
        )
        return cls(seed, now, cast.members, cast.groups, turn, cast.limit_dollars, history)

    @property
    def first_ms(self) -> int:
        """When the history begins."""
        return self._history.first_ms

    @property
    def runaway(self) -> Member:
        """The member with the runaway agent of the live story."""
        return self.members[RUNAWAY]

    def events_between(self, start_ms: int, end_ms: int) -> list[UsageEvent]:
        """Events of the window, oldest first."""
        return self._history.events_between(start_ms, end_ms)

    def count_between(self, start_ms: int, end_ms: int) -> int:
        """The number of events in the window, without creating them."""
        return self._history.count_between(start_ms, end_ms)

    def tallies_between(self, start_ms: int, end_ms: int) -> dict[str, Tally]:
        """Sums of the window by member id, for members with events."""
        return self._history.tallies_between(start_ms, end_ms)

    def live_story(self, start: datetime) -> tuple[UsageEvent, ...]:
        """The events of a runaway agent, from ten seconds after `start`, to be added to those served."""
        return live_story(self.runaway, start, self.seed)
