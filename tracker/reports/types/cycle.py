"""A billing cycle, for finance."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.ranges import Cycle
from tracker.reports.types.common import Actor, CycleProgress, DayPoint, MemberRow, Scope, Totals
from tracker.reports.types.members import AdoptionTier


@dataclass(frozen=True)
class TierCount:
    """How many members are in a tier; `from_score` is the least score of it."""

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
    """How many left the plan between two days of the cycle, both included; the last bucket is open."""

    first_day: int
    last_day: int | None
    members: int


@dataclass(frozen=True)
class PlanExhaustion:
    """Who left the included plan in the cycle, first to last, of how many with an agent request in it.

    The buckets count all of them; `exhausted` may be cut to the first where only those are shown.
    """

    exhausted: tuple[PlanExhausted, ...]
    active: int
    buckets: tuple[ExhaustionBucket, ...]
    mean_days: float | None = None  # None where nobody did
    median_days: float | None = None
    counters_as_of: datetime | None = None  # where Cursor's daily counters were read before the events

    @property
    def members(self) -> int:
        """How many left the plan."""
        return sum(bucket.members for bucket in self.buckets)


@dataclass(frozen=True)
class Seats:
    """Seats of today, those without a request in the cycle, and the first of these by name."""

    total: int
    unused: int
    unused_first: tuple[Actor, ...]

    @property
    def used(self) -> int:
        """Seats with at least one request."""
        return self.total - self.unused


@dataclass(frozen=True)
class BudgetState:
    """The team's budget of the cycle; what is left is below zero once it is passed."""

    budget_microcents: int
    left_microcents: int
    is_reached: bool
    is_expected_to_be_reached: bool  # by the forecast


@dataclass(frozen=True)
class CycleBefore:
    """The cycle before: all of it, and the part up to the same time after its start.

    `is_complete` is false where the history begins within it.
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
    """A billing cycle up to now, or the whole of one that is over."""

    scope: Scope
    totals: Totals
    progress: CycleProgress
    is_over: bool
    before: CycleBefore | None  # None where nothing is stored for it
    budget: BudgetState | None  # None while none is set
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
    """Everyone with a seat or with usage in a cycle, most spend first; their sums make the totals."""

    scope: Scope
    totals: Totals
    members: tuple[CycleMember, ...]
