"""A billing cycle, for finance."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.ranges import Cycle
from tracker.reports.types.common import Actor, CycleProgress, DayPoint, MemberRow, Scope, Totals
from tracker.reports.types.members import AdoptionTier


@dataclass(frozen=True)
class TierCount:
    """How many members are in a tier; `from_score` is its minimum score."""

    tier: AdoptionTier
    from_score: int
    members: int


@dataclass(frozen=True)
class Adoption:
    """The tiers of everyone with at least 10 agent requests in the cycle; `unscored` are the seats below that."""

    tiers: tuple[TierCount, ...]
    unscored: int


@dataclass(frozen=True)
class PlanExhausted:
    """Someone who left the included plan; `days` counts from 1, the cycle's first day."""

    actor: Actor
    on: date
    days: int


@dataclass(frozen=True)
class ExhaustionBucket:
    """How many left the plan between two days of the cycle, inclusive; the last bucket is open-ended."""

    first_day: int
    last_day: int | None
    members: int


@dataclass(frozen=True)
class PlanExhaustion:
    """Who left the included plan in the cycle, in order, and out of how many with an agent request in it.

    The buckets count everyone; `exhausted` may be cut to the first few.
    """

    exhausted: tuple[PlanExhausted, ...]
    active: int
    buckets: tuple[ExhaustionBucket, ...]
    mean_days: float | None = None  # None if nobody did
    median_days: float | None = None
    counters_as_of: datetime | None = None  # set if Cursor's daily counters were read before the events

    @property
    def members(self) -> int:
        """How many left the plan."""
        return sum(bucket.members for bucket in self.buckets)


@dataclass(frozen=True)
class Seats:
    """Current seats, those without a request in the cycle, and the first of these by name."""

    total: int
    unused: int
    unused_first: tuple[Actor, ...]

    @property
    def used(self) -> int:
        """Seats with at least one request."""
        return self.total - self.unused


@dataclass(frozen=True)
class BudgetState:
    """The team's budget for the cycle; what is left is negative once it is exceeded."""

    budget_microcents: int
    left_microcents: int
    is_reached: bool
    is_expected_to_be_reached: bool  # according to the forecast


@dataclass(frozen=True)
class CycleBefore:
    """The previous cycle: all of it, and the part up to the same time after its start.

    `is_complete` is false if the known history begins within it.
    """

    cycle: Cycle
    usage_value_microcents: int
    on_demand_microcents: int
    same_span_end: datetime
    same_span_usage_value_microcents: int
    same_span_on_demand_microcents: int
    days: tuple[DayPoint, ...]
    is_complete: bool


@dataclass(frozen=True)
class CycleReport:
    """A billing cycle up to now, or all of one that is over."""

    scope: Scope
    totals: Totals
    progress: CycleProgress
    is_over: bool
    before: CycleBefore | None  # None if nothing is stored for it
    budget: BudgetState | None  # None while no budget is set
    days: tuple[DayPoint, ...]
    seats: Seats
    exhaustion: PlanExhaustion
    top: tuple[MemberRow, ...]
    adoption: Adoption


@dataclass(frozen=True)
class CycleMember:
    """One actor's line of a cycle; `models` is (model, requests), most first. `group` is "" without groups."""

    actor: Actor
    group: str
    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    tokens: int
    models: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class CycleMembersReport:
    """Everyone with a seat or usage in a cycle, highest spend first; their sums make up the totals."""

    scope: Scope
    totals: Totals
    members: tuple[CycleMember, ...]
