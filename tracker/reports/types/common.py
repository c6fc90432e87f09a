"""What several reports are made of."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from tracker.clock import day_start
from tracker.ranges import Cycle, TimeRange

BASIS = "usage value"


NOT_IN_JSON = {"in_json": False}  # JSON holds every member, so that it leaves nobody out


class ActorKind(StrEnum):
    """Who stands behind usage."""

    PERSON = "person"
    SERVICE_ACCOUNT = "service_account"
    UNKNOWN = "unknown"
    TEAM = "team"


@dataclass(frozen=True)
class Actor:
    """Someone or something with usage.

    `key` is what buttons and incidents carry: the lower-case e-mail, a service account's id where it has no e-mail,
    "" for usage without any name, "team" for the whole team. `display` is `name`, made unique where two share it.
    """

    key: str
    email: str | None
    name: str
    kind: ActorKind
    display: str
    is_removed: bool = False


@dataclass(frozen=True)
class Scope:
    """What a report is about, and how fresh it is.

    `days_counted_whole` are days that the range, or what it is compared with, cuts in two and of which everything
    counts, as their raw events are no longer kept. `known_from` is the first day of which any usage is stored, None
    before there is any: of days before it nothing is known, not even that nothing was used.
    """

    range: TimeRange
    as_of: datetime  # the `now` the report was asked with
    collected_at: datetime | None  # `now` of the last complete collection of events; None before the first
    group: str | None = None
    basis: str = BASIS
    days_counted_whole: tuple[date, ...] = ()
    known_from: date | None = None

    @property
    def is_before_history(self) -> bool:
        """Whether the range ends before anything is known."""
        return self.known_from is not None and self.range.end <= day_start(self.known_from)

    @property
    def is_cut_by_history(self) -> bool:
        """Whether something is known of the range's end only."""
        return self.known_from is not None and self.range.start < day_start(self.known_from) < self.range.end


@dataclass(frozen=True)
class Totals:
    """Sums over a range. `members` counts seats, `active_members` actors with at least one request.

    `active_seats` are those of the seats that are active; None where they were not told apart from service accounts
    and people who left.
    """

    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    active_members: int
    members: int
    tokens: int = 0
    unknown_kind_microcents: int = 0  # part of the usage value whose billing kind we do not know
    estimated_microcents: int = 0  # part that Cursor gave no charge for, so the model's cost stands in
    active_seats: int | None = None

    @property
    def cost_per_request_microcents(self) -> int | None:
        """Usage value a request, or None without requests."""
        return round(self.usage_value_microcents / self.requests) if self.requests else None


@dataclass(frozen=True)
class DayPoint:
    """One UTC day of a trend; `provisional` while Cursor may still add to it, `whole` unless the range cuts it."""

    date: date
    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    active_members: int | None  # None where they were not counted
    provisional: bool
    whole: bool = True


@dataclass(frozen=True)
class ModelShare:
    """One model's part in a range; the multiple is of the lowest price a request above zero among all listed."""

    model: str
    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    tokens: int
    users: int | None = None  # actors with a request to it; None where they were not counted
    not_charged: int = 0  # errored or aborted events
    multiple_of_cheapest_millionths: int | None = None  # None for a model that costs nothing, or has no request

    @property
    def cost_per_request_microcents(self) -> int | None:
        """Usage value a request, or None without requests."""
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
    main_model: str | None  # the model with most requests; None where it was not asked for or there is none

    @property
    def cost_per_request_microcents(self) -> int | None:
        """Usage value a request, or None without requests."""
        return round(self.usage_value_microcents / self.requests) if self.requests else None


@dataclass(frozen=True)
class MemberDay:
    """One UTC day of one actor. `models` is (model, usage value) by value, most first."""

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

    The forecast is what has been spent plus the days left at the pace of the last 14 whole days; low and high are the
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
    usage_value_per_day_microcents: int | None = None  # over the days so far; None before anything is known
