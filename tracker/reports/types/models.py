"""What each model costs."""

from dataclasses import dataclass
from fractions import Fraction

from tracker.reports.types.common import Actor, Scope, Totals

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
