"""What leaves the tracker: frozen reports, the border that blocks are drawn from and JSON is written from.

Money is in whole microcents (1 cent = 1 000 000); a field's unit is the end of its name. Every report carries the
range it covers, the basis of its figures and the instant they are known as of.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from tracker.detect.types import Metric, Rule, Severity, Unit
from tracker.incidents.types import IncidentState, Move
from tracker.ranges import Cycle, TimeRange

__all__ = ["Cycle", "IncidentState", "Metric", "Move", "Rule", "Severity", "TimeRange", "Unit"]  # and all below

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
    """What a report is about, and how fresh it is."""

    range: TimeRange
    as_of: datetime  # the `now` the report was asked with
    collected_at: datetime | None  # `now` of the last complete collection of events; None before the first
    group: str | None = None
    basis: str = BASIS


@dataclass(frozen=True)
class Totals:
    """Sums over a range. `members` counts seats, `active_members` actors with at least one request."""

    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    active_members: int
    members: int
    tokens: int = 0
    unknown_kind_microcents: int = 0  # part of the usage value whose billing kind we do not know
    estimated_microcents: int = 0  # part that Cursor gave no charge for, so the model's cost stands in

    @property
    def cost_per_request_microcents(self) -> int | None:
        """Usage value a request, or None without requests."""
        return round(self.usage_value_microcents / self.requests) if self.requests else None


@dataclass(frozen=True)
class DayPoint:
    """One UTC day of a trend; `provisional` while Cursor may still add to it."""

    date: date
    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    active_members: int
    provisional: bool


@dataclass(frozen=True)
class ModelShare:
    """One model's part in a range."""

    model: str
    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    tokens: int
    users: int | None = None  # actors with a request to it; None where they were not counted
    not_charged: int = 0  # errored or aborted events


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


@dataclass(frozen=True)
class OverviewReport:
    """What the team spends, and who drives it. `members`: all, or the first with usage, most spend first."""

    scope: Scope
    totals: Totals
    previous: Totals | None  # the window of the same length just before; None where nothing is stored for it
    days: tuple[DayPoint, ...]
    members: tuple[MemberRow, ...]
    models: tuple[ModelShare, ...]
    cycle: CycleProgress
    open_incidents: int
    groups: tuple[str, ...] = ()
    members_left_out: int = field(default=0, metadata=NOT_IN_JSON)  # with usage, where only the first were asked for


class SpenderSort(StrEnum):
    """Columns a list of spenders can be sorted by."""

    SPEND = "spend"
    REQUESTS = "requests"
    COST_PER_REQUEST = "cost_per_request"
    TOKENS = "tokens"
    NAME = "name"


@dataclass(frozen=True)
class TopSpendersReport:
    """One page of the ranked list. `limit` is how many the asker wanted in all (None: everyone)."""

    scope: Scope
    totals: Totals
    rows: tuple[MemberRow, ...]
    sort: SpenderSort
    page: int  # from 1
    pages: int
    listed: int  # how many rows all pages hold
    top: tuple[MemberRow, ...]  # the first ten by the sort, for the chart, whatever the page
    median_cost_per_request_microcents: int | None = None
    groups: tuple[str, ...] = ()


COMPARED_FROM_REQUESTS = 30  # below, a model's average price says more about chance than about the model


@dataclass(frozen=True)
class WhatIf:
    """A model's requests at the average price of the cheapest `model` of its family, in the same range and group."""

    model: str
    would_cost_microcents: int
    saving_microcents: int


@dataclass(frozen=True)
class ModelRow:
    """One model with at least one request in a range.

    `multiple_of_cheapest_millionths` is the price a request over the lowest one of all listed that is above zero; None
    for a model that costs nothing. The trend is of the last 7 whole UTC days, whatever the range. `what_if` is None
    where no model of the same family, with at least 30 requests, is cheaper.
    """

    model: str
    family: str | None
    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    users: int  # actors with a request to it
    tokens: int
    tokens_per_request: int
    share_of_spend_millionths: int | None  # None where nothing was spent at all
    multiple_of_cheapest_millionths: int | None
    last_7_days_microcents: int
    previous_7_days_microcents: int | None  # None where nothing at all is stored of those days
    what_if: WhatIf | None = None

    @property
    def cost_per_request_microcents(self) -> int:
        """Usage value a request."""
        return round(Fraction(self.usage_value_microcents, self.requests))


@dataclass(frozen=True)
class Saving:
    """What one actor's requests to `model` would have cost at the average price of the cheaper one."""

    actor: Actor
    model: str
    cheaper_model: str
    requests: int
    usage_value_microcents: int
    would_cost_microcents: int

    @property
    def saving_microcents(self) -> int:
        """What would not have been spent."""
        return self.usage_value_microcents - self.would_cost_microcents


@dataclass(frozen=True)
class ModelsReport:
    """What each model costs, most usage value first, and the three largest savings with a cheaper one of its family."""

    scope: Scope
    totals: Totals
    rows: tuple[ModelRow, ...]
    median_cost_per_request_microcents: int | None  # of the models listed; None without any
    savings: tuple[Saving, ...] = ()
    groups: tuple[str, ...] = ()


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
class AnomalyLine:
    """One anomaly as a line of history."""

    rule: Rule
    metric: Metric
    period_label: str
    severity: Severity
    message: str
    detected_at: datetime
    cleared_at: datetime | None
    incident_id: int | None


@dataclass(frozen=True)
class UserReport:
    """One actor in a range. Rank and team figures are None for those who may not read team reports."""

    scope: Scope
    actor: Actor
    totals: Totals
    cycle: CycleProgress
    days: tuple[MemberDay, ...]
    models: tuple[ModelShare, ...]
    tokens_input: int
    tokens_output: int
    tokens_cache_read: int
    tokens_cache_write: int
    anomalies: tuple[AnomalyLine, ...]
    group: str | None = None
    rank: int | None = None
    ranked: int | None = None  # among how many
    team_median_microcents: int | None = None  # of active actors
    team_cost_per_request_microcents: int | None = None
    limit_dollars: int | None = None  # what Cursor enforces for on-demand spend
    last_active_on: date | None = None


class AdoptionTier(StrEnum):
    """How much of the tool a member uses, by the adoption score, most first."""

    AI_NATIVE = "ai_native"
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    MANUAL = "manual"


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
    """Who left the included plan in the cycle, first to last, of how many with an agent request in it."""

    exhausted: tuple[PlanExhausted, ...]
    active: int
    buckets: tuple[ExhaustionBucket, ...]
    mean_days: float | None = None  # None where nobody did
    median_days: float | None = None


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


@dataclass(frozen=True)
class ModelDriver:
    """A model and what it cost in the period an anomaly speaks of."""

    model: str
    usage_value_microcents: int


@dataclass(frozen=True)
class AnomalyView:
    """One finding as people see it; value, line and baseline are in millionths of `unit`."""

    rule: Rule
    metric: Metric
    period_label: str  # "20 November (UTC)" or "the cycle from 27 October"
    severity: Severity
    unit: Unit
    value_millionths: int
    line_millionths: int
    baseline_millionths: int | None
    models: tuple[ModelDriver, ...]
    onset: datetime
    detected_at: datetime
    cleared_at: datetime | None
    data_age_seconds: int
    message: str
    day: date | None  # the judged day; None for a cycle


@dataclass(frozen=True)
class IncidentMove:
    """One line of an incident's audit trail. `by` is a Slack user id, an e-mail, or "system"."""

    at: datetime
    move: Move
    by: str
    source: str
    note: str | None = None


@dataclass(frozen=True)
class Evidence:
    """The last 14 days of the subject, the judged day among them, and the line that was passed, where one fits."""

    days: tuple[MemberDay, ...]
    judged_day: date | None
    line_microcents: int | None  # only where the line is money a day
    line_label: str = ""


@dataclass(frozen=True)
class IncidentReport:
    """All that an incident's message shows. `anomalies` is worst first; the first one names the incident."""

    incident_id: int
    actor: Actor
    state: IncidentState
    severity: Severity
    anomalies: tuple[AnomalyView, ...]
    evidence: Evidence
    moves: tuple[IncidentMove, ...]
    onset: datetime
    detected_at: datetime
    alerted_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    resolved_by: str | None
    cause: str | None
    note: str | None
    is_cleared: bool
    version: int
    message_ref: str | None
    as_of: datetime


@dataclass(frozen=True)
class DigestReport:
    """Several new incidents of one run in one message: the worst ten with buttons, all of them counted."""

    digest_id: int
    worst: tuple[IncidentReport, ...]
    page: int  # of the rest, from 1
    pages: int
    rest: tuple[IncidentReport, ...]  # this page of them
    total: int
    unresolved: int
    critical: int
    as_of: datetime
    version: int


@dataclass(frozen=True)
class DurationStats:
    """Seconds over n incidents; all None when n is 0."""

    n: int
    mean_seconds: float | None = None
    p50_seconds: float | None = None
    p95_seconds: float | None = None


@dataclass(frozen=True)
class IncidentMetrics:
    """MTTD, MTTI and MTTR of incidents detected in a range; resolves by the system are counted apart."""

    mttd: DurationStats
    mttd_source_lag: DurationStats
    mttd_collection: DurationStats
    mttd_posting: DurationStats
    mtti: DurationStats
    mttr: DurationStats
    system_resolves: int
    detected: int
    resolved: int


@dataclass(frozen=True)
class IncidentsReport:
    """Incidents that match a filter, newest and worst first, one page of them, and the metrics of the range."""

    scope: Scope
    metrics: IncidentMetrics
    incidents: tuple[IncidentReport, ...]
    which: str  # "open", "mine" or "all"
    page: int
    pages: int
    listed: int
    unresolved: int


@dataclass(frozen=True)
class EndpointStatus:
    """How one kind of collection stands."""

    name: str
    last_success_at: datetime | None
    last_error: str | None
    last_error_at: datetime | None
    rows: int


@dataclass(frozen=True)
class StatusReport:
    """Whether the figures can be trusted now: data age, what failed, what waits to be sent."""

    as_of: datetime
    collected_at: datetime | None
    oldest_day: date | None
    members: int
    events: int
    cycle: Cycle
    endpoints: tuple[EndpointStatus, ...]
    unresolved_incidents: int
    outbox_waiting: int
    outbox_dead: int
    changed_settings: tuple[tuple[str, str], ...] = field(default=())  # (key, value as shown) that differ from default
