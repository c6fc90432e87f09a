"""What each model costs."""

from dataclasses import dataclass
from fractions import Fraction

from tracker.millionths import MILLION, millionths
from tracker.reports.types.common import Actor, Scope, Totals

COMPARED_FROM_REQUESTS = 30  # with fewer, a model's average cost is mostly chance
EFFICIENT_FROM_USERS, EFFICIENT_FROM_DOLLARS = 3, 20  # with fewer, a model is one person's habit or a short trial
PRICED_FROM_LINES = 100
MEDIAN_FROM_REQUESTS, MEDIAN_FROM_USERS = 10, 3  # per model, for a team median: a person's requests, and people


@dataclass(frozen=True)
class WhatIf:
    """A model's requests at the average cost of the cheapest `model` of its family, in the same range and group."""

    model: str
    would_cost_microcents: int
    saving_microcents: int


@dataclass(frozen=True)
class ModelRow:
    """One model with at least one request in a range.

    `multiple_of_cheapest_millionths` is the cost per request over the lowest one listed that is above zero; None for a
    model that costs nothing. The trend covers the last 7 whole UTC days, whatever the range. `what_if` is None if no
    model of the same family, with at least 30 requests, is cheaper.
    """

    model: str
    family: str | None
    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    users: int  # actors with a request to it
    tokens: int
    tokens_per_request: int
    share_of_spend_millionths: int | None  # None if nothing was spent
    multiple_of_cheapest_millionths: int | None
    last_7_days_microcents: int
    previous_7_days_microcents: int | None  # None if nothing is stored for those days
    what_if: WhatIf | None = None

    @property
    def cost_per_request_microcents(self) -> int:
        """Usage value per request."""
        return round(Fraction(self.usage_value_microcents, self.requests))


@dataclass(frozen=True)
class EfficiencyRow:
    """One model over the days on which Cursor says that it was somebody's most used.

    Lines, accepts and rejects cover all of those days, as do `day_requests` and `day_usage_value_microcents`, for every
    model: nobody knows which model wrote a line. `cost_per_request_microcents` is from the model's own usage events in
    the range, None if there are none.
    """

    model: str
    users: int  # people with such a day
    days: int  # summed over these people
    day_requests: int
    day_usage_value_microcents: int
    added_lines: int
    accepted_lines: int
    accepts: int
    rejects: int
    cost_per_request_microcents: int | None

    @property
    def precision_millionths(self) -> int | None:
        """Accepted lines as a part of those added; None without any, or if Cursor counts more accepted than added."""
        return millionths(self.accepted_lines, self.added_lines) if self.accepted_lines <= self.added_lines else None

    @property
    def useful_lines_per_request_millionths(self) -> int:
        """Accepted lines per request."""
        return round(Fraction(MILLION * self.accepted_lines, self.day_requests))

    @property
    def wasted_lines_per_request_millionths(self) -> int:
        """Lines added but not accepted, per request; at least 0."""
        return round(Fraction(MILLION * max(0, self.added_lines - self.accepted_lines), self.day_requests))

    @property
    def rejection_rate_millionths(self) -> int | None:
        """Rejected diffs as a part of those accepted or rejected."""
        return millionths(self.rejects, self.accepts + self.rejects)

    @property
    def cost_per_useful_line_microcents(self) -> int | None:
        """Usage value of the days per accepted line; None below 100 lines, which are too few."""
        enough = self.accepted_lines >= PRICED_FROM_LINES
        return round(Fraction(self.day_usage_value_microcents, self.accepted_lines)) if enough else None


@dataclass(frozen=True)
class EfficiencyReport:
    """Models with at least 3 users and $20, lowest cost per useful line first; `left_out` counts the others."""

    scope: Scope
    rows: tuple[EfficiencyRow, ...]
    left_out: int
    days: int  # completed whole UTC days of the range: Cursor counts lines by the day
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class WhatIfRow:
    """A member's or group's requests to models that have a cheaper one in their family.

    For each model, `would_cost` is the cost at the cheaper one's average, or the actual cost if that is lower: nobody
    switches to pay more.
    """

    actor: Actor | None
    group: str | None
    requests: int
    usage_value_microcents: int
    would_cost_microcents: int
    saving_microcents: int
    main_model: str  # the one with the largest saving
    main_cheaper_model: str


@dataclass(frozen=True)
class WhatIfReport:
    """Members with a saving, or all groups with such requests, largest saving first, one page of them.

    The totals cover everyone with such requests, whether listed or not.
    """

    scope: Scope
    by_group: bool
    rows: tuple[WhatIfRow, ...]
    page: int
    pages: int
    savers: int  # rows on all pages
    requests: int
    usage_value_microcents: int
    would_cost_microcents: int
    switches: tuple[tuple[str, str], ...]  # (model, cheaper model of its family)
    groups: tuple[str, ...] = ()

    @property
    def saving_microcents(self) -> int:
        """What would have been saved."""
        return self.usage_value_microcents - self.would_cost_microcents


@dataclass(frozen=True)
class PersonModelRow:
    """One model of one person; team figures are None if too few use it, or for readers without team rights."""

    model: str
    usage_value_microcents: int
    requests: int
    team_median_cost_per_request_microcents: int | None  # of everyone with at least 10 requests to it, if at least 3
    team_users: int | None  # how many people those are

    @property
    def cost_per_request_microcents(self) -> int:
        """Usage value per request."""
        return round(Fraction(self.usage_value_microcents, self.requests))


@dataclass(frozen=True)
class PersonModelsReport:
    """One person's models, highest usage value first; without team rights it reveals nothing about anyone else."""

    scope: Scope
    actor: Actor
    totals: Totals
    rows: tuple[PersonModelRow, ...]
    with_team: bool
    median_member_microcents: int | None = None  # usage value, of active members
    median_member_cost_per_request_microcents: int | None = None  # of members with at least 30 requests


@dataclass(frozen=True)
class Saving:
    """What one actor's requests to `model` would have cost at the average of the cheaper one."""

    actor: Actor
    model: str
    cheaper_model: str
    requests: int
    usage_value_microcents: int
    would_cost_microcents: int

    @property
    def saving_microcents(self) -> int:
        """What would have been saved."""
        return self.usage_value_microcents - self.would_cost_microcents


@dataclass(frozen=True)
class ModelsReport:
    """What each model costs, highest usage value first, and the three largest savings within a family."""

    scope: Scope
    totals: Totals
    rows: tuple[ModelRow, ...]
    median_cost_per_request_microcents: int | None  # of the listed models; None without any
    savings: tuple[Saving, ...] = ()
    groups: tuple[str, ...] = ()
