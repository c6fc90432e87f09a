"""What each model costs."""

from dataclasses import dataclass
from fractions import Fraction

from tracker.millionths import MILLION, millionths
from tracker.reports.types.common import Actor, Scope, Totals

COMPARED_FROM_REQUESTS = 30  # below, a model's average price says more about chance than about the model
EFFICIENT_FROM_USERS, EFFICIENT_FROM_DOLLARS = 3, 20  # below, a model is one person's habit or an afternoon
PRICED_FROM_LINES = 100
MEDIAN_FROM_REQUESTS, MEDIAN_FROM_USERS = 10, 3  # of one model: whose price counts, and how many make a median


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
class EfficiencyRow:
    """One model over the days on which Cursor says that it was somebody's most used.

    Lines, accepts and rejects are all of those days, and so are `day_requests` and `day_usage_value_microcents`, of
    every model: nobody knows which model wrote a line. `cost_per_request_microcents` is of the model's own usage
    events in the range, None where no event bears its name.
    """

    model: str
    users: int  # people with such a day
    days: int  # of all of them together
    day_requests: int
    day_usage_value_microcents: int
    added_lines: int
    accepted_lines: int
    accepts: int
    rejects: int
    cost_per_request_microcents: int | None

    @property
    def precision_millionths(self) -> int | None:
        """Accepted lines of those added; None without any, and where Cursor counts more accepted than added."""
        return millionths(self.accepted_lines, self.added_lines) if self.accepted_lines <= self.added_lines else None

    @property
    def useful_lines_per_request_millionths(self) -> int:
        """Accepted lines a request."""
        return round(Fraction(MILLION * self.accepted_lines, self.day_requests))

    @property
    def wasted_lines_per_request_millionths(self) -> int:
        """Lines added and not accepted, a request; none below zero."""
        return round(Fraction(MILLION * max(0, self.added_lines - self.accepted_lines), self.day_requests))

    @property
    def rejection_rate_millionths(self) -> int | None:
        """Rejected diffs of those accepted or rejected."""
        return millionths(self.rejects, self.accepts + self.rejects)

    @property
    def cost_per_useful_line_microcents(self) -> int | None:
        """Usage value of the days for each accepted line; None below 100 lines, where it says nothing."""
        enough = self.accepted_lines >= PRICED_FROM_LINES
        return round(Fraction(self.day_usage_value_microcents, self.accepted_lines)) if enough else None


@dataclass(frozen=True)
class EfficiencyReport:
    """Models from 3 users and $20 on, fewest dollars a useful line first; `left_out` counts those below."""

    scope: Scope
    rows: tuple[EfficiencyRow, ...]
    left_out: int
    days: int  # whole UTC days of the range that are over: Cursor counts lines by the day
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class WhatIfRow:
    """A member's or a group's requests to models that have a cheaper one of their family.

    Model by model `would_cost` is what they cost at the cheaper one's average, or what they did cost where that is
    less: nobody changes to pay more.
    """

    actor: Actor | None
    group: str | None
    requests: int
    usage_value_microcents: int
    would_cost_microcents: int
    saving_microcents: int
    main_model: str  # the one on which most would have been saved
    main_cheaper_model: str


@dataclass(frozen=True)
class WhatIfReport:
    """Members with a saving, or all groups with such requests, largest saving first, one page of them.

    The totals are of everyone with such requests, whether listed or not.
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
        """What would not have been spent."""
        return self.usage_value_microcents - self.would_cost_microcents


@dataclass(frozen=True)
class PersonModelRow:
    """One model of one person; team figures are None where too few use it, and for those who may not read them."""

    model: str
    usage_value_microcents: int
    requests: int
    team_median_cost_per_request_microcents: int | None  # of everyone with at least 10 requests to it, from 3 on
    team_users: int | None  # how many those are

    @property
    def cost_per_request_microcents(self) -> int:
        """Usage value a request."""
        return round(Fraction(self.usage_value_microcents, self.requests))


@dataclass(frozen=True)
class PersonModelsReport:
    """One person's models, most usage value first; without team rights nothing is said about anyone else."""

    scope: Scope
    actor: Actor
    totals: Totals
    rows: tuple[PersonModelRow, ...]
    with_team: bool
    median_member_microcents: int | None = None  # usage value, of active members
    median_member_cost_per_request_microcents: int | None = None  # of members with at least 30 requests


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
