"""What a week cost compared with the week before it, and whether that is worth reporting."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tracker.reports.types.common import NOT_IN_JSON, Actor, DayPoint, Scope, Totals
from tracker.reports.types.incidents import DurationStats
from tracker.reports.types.models import WhatIfRow

IDLE_DAYS = 14
# A week is reported if one of these is reached, by the group or team in question.
MOVED_PER_CENT, MOVED_DOLLARS = 10, 50  # of the week before; both must be reached
OR_MOVED_PER_CENT, OR_MOVED_DOLLARS = 3, 500  # or both of these
MOVED_SAVING_DOLLARS = 200  # in the week, all members together
MOVED_IDLE_PER_CENT = 2  # of the seats, at least one: newly without any request for 14 days


class WeeklyAction(StrEnum):
    """What was done, as written in the trail."""

    ADDED = "weekly.add"
    CHANGED = "weekly.change"
    STOPPED = "weekly.stop"
    SILENT = "weekly.silent"


class WeeklyMove(StrEnum):
    """Why a week is worth reporting."""

    SPEND = "spend"
    IDLE_SEATS = "idle_seats"
    INCIDENTS = "incidents"
    SAVINGS = "savings"


@dataclass(frozen=True)
class WeeklyChange:
    """Usage value of a week and the one before, and what makes up the difference.

    `by_requests` is the cost of the difference in requests at the previous week's cost per request; the rest is due to
    the change in that cost. Both add up to the change. If the previous week has no request, there is no cost to compare
    with, and all of it is by requests.
    """

    usage_value_microcents: int
    before_microcents: int
    requests: int
    requests_before: int
    by_requests_microcents: int

    @property
    def change_microcents(self) -> int:
        """How much more was spent than in the week before; negative for less."""
        return self.usage_value_microcents - self.before_microcents

    @property
    def by_price_microcents(self) -> int:
        """The part of the change due to more expensive (negative: cheaper) requests."""
        return self.change_microcents - self.by_requests_microcents


@dataclass(frozen=True)
class WeeklyModel:
    """A model whose spend has changed; `users` is counted only for the first one listed."""

    model: str
    change: WeeklyChange
    users: int | None = None


@dataclass(frozen=True)
class WeeklyPerson:
    """An actor whose spend has changed."""

    actor: Actor
    change: WeeklyChange


@dataclass(frozen=True)
class IdleSeats:
    """Seats without any request in the week, of those currently on the team and in the group at the week's end.

    `people` lists those without one for 14 days first, otherwise in the order in which they joined the team.
    """

    week: int
    fortnight: int  # of them without a request in the week before either
    newly: int  # of these, with a request in the week before that
    fortnight_people: tuple[Actor, ...] = ()
    week_people: tuple[Actor, ...] = ()  # the others, who made a request in the week before

    @property
    def left_out(self) -> int:
        """How many idle seats are not named."""
        return self.week - len(self.fortnight_people) - len(self.week_people)


@dataclass(frozen=True)
class WeeklySavings:
    """What cheaper models of the same family would have saved; `rows` are the members with most of it."""

    saving_microcents: int
    savers: int
    rows: tuple[WhatIfRow, ...] = ()


@dataclass(frozen=True)
class WeeklyIncidents:
    """Incidents detected in the week, and resolved in it by anyone or the system; for a group, those of its members."""

    opened: int
    resolved: int
    mttr: DurationStats  # of those that people resolved in the week


@dataclass(frozen=True)
class WeeklyReport:
    """The last whole ISO week, Monday to Sunday UTC, compared with the week before.

    `total` is None if nothing is stored for the week before. Changes are sorted by size, up or down.
    """

    scope: Scope
    monday: date
    totals: Totals
    total: WeeklyChange | None
    models: tuple[WeeklyModel, ...]
    people: tuple[WeeklyPerson, ...]
    days: tuple[DayPoint, ...]  # the seven of the week
    days_before: tuple[DayPoint, ...]
    idle: IdleSeats
    savings: WeeklySavings
    incidents: WeeklyIncidents
    moved: tuple[WeeklyMove, ...]
    groups: tuple[str, ...] = field(default=(), metadata=NOT_IN_JSON)

    @property
    def is_silent(self) -> bool:
        """Whether nothing moved enough to send a message."""
        return not self.moved


@dataclass(frozen=True)
class WeeklySubscription:
    """A subscription to the weekly report of a group, or of the whole team if `group` is None."""

    id: int
    group: str | None
    destination: str  # Slack's id of a channel or a person
    is_person: bool
    created_by: str
    created_at: datetime


@dataclass(frozen=True)
class WeeklySubscriptions:
    """The running subscriptions, oldest first."""

    subscriptions: tuple[WeeklySubscription, ...]
    as_of: datetime
