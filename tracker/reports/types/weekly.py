"""What a week cost against the week before it, and whether that is worth telling."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tracker.reports.types.common import NOT_IN_JSON, Actor, DayPoint, Scope, Totals
from tracker.reports.types.incidents import DurationStats
from tracker.reports.types.models import WhatIfRow

IDLE_DAYS = 14
# A week is told when one of these is reached; all are of the group or team that is looked at.
MOVED_PER_CENT, MOVED_DOLLARS = 10, 50  # of the week before; both together
OR_MOVED_PER_CENT, OR_MOVED_DOLLARS = 3, 500  # or these together
MOVED_SAVING_DOLLARS = 200  # of the week, all members together
MOVED_IDLE_PER_CENT = 2  # of the seats, at least one: newly without any request for 14 days


class WeeklyAction(StrEnum):
    """What the trail says was done."""

    ADDED = "weekly.add"
    CHANGED = "weekly.change"
    STOPPED = "weekly.stop"
    SILENT = "weekly.silent"


class WeeklyMove(StrEnum):
    """Why a week is worth telling."""

    SPEND = "spend"
    IDLE_SEATS = "idle_seats"
    INCIDENTS = "incidents"
    SAVINGS = "savings"


@dataclass(frozen=True)
class WeeklyChange:
    """Usage value of a week and the one before, and what the difference is made of.

    `by_requests` is what the difference in requests costs at the price a request of the week before; the rest is what
    the requests of the week cost more or less than at that price. Both add up to the change. Without a request in the
    week before there is no price to compare with, and all of it is by requests.
    """

    usage_value_microcents: int
    before_microcents: int
    requests: int
    requests_before: int
    by_requests_microcents: int

    @property
    def change_microcents(self) -> int:
        """What more was spent than in the week before; below zero for less."""
        return self.usage_value_microcents - self.before_microcents

    @property
    def by_price_microcents(self) -> int:
        """The part of the change that dearer (below zero: cheaper) requests make."""
        return self.change_microcents - self.by_requests_microcents


@dataclass(frozen=True)
class WeeklyModel:
    """A model whose spend has changed; `users` of the week are counted for the first one listed alone."""

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
    """Seats without any request in the week, of those on the team now and in the group at the week's end.

    `people` are those without one for 14 days first, each time in the order in which they came to the team.
    """

    week: int
    fortnight: int  # of them without a request in the week before either
    newly: int  # of these with a request in the week before that
    fortnight_people: tuple[Actor, ...] = ()
    week_people: tuple[Actor, ...] = ()  # those who made a request in the week before

    @property
    def left_out(self) -> int:
        """Idle seats that are not named."""
        return self.week - len(self.fortnight_people) - len(self.week_people)


@dataclass(frozen=True)
class WeeklySavings:
    """What cheaper models of the same family would have saved; `rows` are the members with most of it."""

    saving_microcents: int
    savers: int
    rows: tuple[WhatIfRow, ...] = ()


@dataclass(frozen=True)
class WeeklyIncidents:
    """Incidents detected in the week, and resolved in it by anyone or anything; of a group those about its members."""

    opened: int
    resolved: int
    mttr: DurationStats  # of those that people resolved in the week


@dataclass(frozen=True)
class WeeklyReport:
    """The last whole ISO week, Monday to Sunday UTC, against the week before.

    `total` is None where nothing at all is stored of the week before. Changes are the largest first, up or down.
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
        """Whether nothing moved, so that nobody is sent a message."""
        return not self.moved


@dataclass(frozen=True)
class WeeklySubscription:
    """Who is sent the weekly report of a group, or of the whole team where `group` is None."""

    id: int
    group: str | None
    destination: str  # the chat's id of a channel or a person
    is_person: bool
    created_by: str
    created_at: datetime


@dataclass(frozen=True)
class WeeklySubscriptions:
    """Those that run, oldest first."""

    subscriptions: tuple[WeeklySubscription, ...]
    as_of: datetime
