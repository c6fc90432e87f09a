"""The parts that several reports share."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from tracker.clock import day_start
from tracker.ranges import Cycle, TimeRange

BASIS = "usage value"


NOT_IN_JSON = {"in_json": False}  # JSON lists every member, so nobody is left out there


class ActorKind(StrEnum):
    """What kind of actor usage belongs to."""

    PERSON = "person"
    SERVICE_ACCOUNT = "service_account"
    UNKNOWN = "unknown"
    TEAM = "team"


@dataclass(frozen=True)
class Actor:
    """Someone or something with usage.

    `key` is what buttons and incidents carry: the lower-case e-mail, a service account's id if it has no e-mail, "" for
    usage without any name, "team" for the whole team. `display` is `name`, made unique if several share it.
    """

    key: str
    email: str | None
    name: str
    kind: ActorKind
    display: str
    is_removed: bool = False


@dataclass(frozen=True)
class Scope:
    """What a report covers, and how fresh its data is.

    `days_counted_whole` are days that the range, or what it is compared with, cuts, but that count as a whole because
    their raw events have been purged. `known_from` is the first day with stored usage, None before there is any;
    nothing is known about earlier days, not even that nothing was used.
    """

    range: TimeRange
    as_of: datetime  # the `now` that the report was requested with
    collected_at: datetime | None  # `now` of the last complete collection of events; None before the first
    group: str | None = None
    basis: str = BASIS
    days_counted_whole: tuple[date, ...] = ()
    known_from: date | None = None

    @property
    def is_before_history(self) -> bool:
        """Whether the range ends before the first known day."""
        return self.known_from is not None and self.range.end <= day_start(self.known_from)

    @property
    def is_cut_by_history(self) -> bool:
        """Whether only the later part of the range is known."""
        return self.known_from is not None and self.range.start < day_start(self.known_from) < self.range.end


@dataclass(frozen=True)
class Totals:
    """Sums over a range. `members` counts seats, `active_members` actors with at least one request.

    `active_seats` are the active seats; None if they were not told apart from service accounts and people who left.
    """

    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    active_members: int
    members: int
    tokens: int = 0
    unknown_kind_microcents: int = 0  # part of the usage value whose billing kind is unknown to us
    estimated_microcents: int = 0  # part without a charge from Cursor, for which the model's cost stands in
    active_seats: int | None = None

    @property
    def cost_per_request_microcents(self) -> int | None:
        """Usage value per request, or None without requests."""
        return round(self.usage_value_microcents / self.requests) if self.requests else None


@dataclass(frozen=True)
class DayPoint:
    """One UTC day of a trend; `provisional` while Cursor may still add to it, `whole` unless the range cuts it."""

    date: date
    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    active_members: int | None  # None if not counted
    provisional: bool
    whole: bool = True


@dataclass(frozen=True)
class ModelShare:
    """One model's part in a range; the multiple is of the lowest cost per request above zero among all listed."""

    model: str
    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    tokens: int
    users: int | None = None  # actors with a request to it; None if not counted
    not_charged: int = 0  # errored or aborted events
    multiple_of_cheapest_millionths: int | None = None  # None for a model without costs or requests

    @property
    def cost_per_request_microcents(self) -> int | None:
        """Usage value per request, or None without requests."""
        return round(Fraction(self.usage_value_microcents, self.requests)) if self.requests else None


@dataclass(frozen=True)
class MemberRow:
    """One actor's sums in a range; `rank` is the competition rank by usage value among all actors of the report."""

    actor: Actor
    rank: int
    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    tokens: int
    main_model: str | None  # the model with the most requests; None if not requested or if there is none

    @property
    def cost_per_request_microcents(self) -> int | None:
        """Usage value per request, or None without requests."""
        return round(self.usage_value_microcents / self.requests) if self.requests else None


@dataclass(frozen=True)
class MemberDay:
    """One UTC day of one actor. `models` is (model, usage value), highest first."""

    date: date
    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    tokens: int
    models: tuple[tuple[str, int], ...]
    provisional: bool = False


@dataclass(frozen=True)
class CycleProgress:
    """Where the billing cycle stands at `as_of`, on the basis of usage value.

    The forecast is the spend so far plus the remaining days at the pace of the last 14 whole days; low and high are the
    10th and 90th percentile of the same sum over resampled days. None before three whole days are known.
    """

    cycle: Cycle
    day_number: int
    days_total: int
    days_left: int
    usage_value_microcents: int
    on_demand_microcents: int
    forecast_microcents: int | None
    forecast_low_microcents: int | None
    forecast_high_microcents: int | None
    budget_microcents: int = 0  # 0: no budget is set
    usage_value_per_day_microcents: int | None = None  # over the days so far; None without data
