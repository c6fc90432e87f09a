"""What the detector reads and returns: arrays of members x days in, findings out."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracker.clock import ONE_DAY, iso
from tracker.millionths import MILLION

TEAM = "team"

Ints = NDArray[np.int64]

_LARGEST_COUNT = np.iinfo(np.int64).max // MILLION


class Severity(StrEnum):
    """How bad a finding is; `info` never opens an incident."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info up to 2 for critical."""
        return list(Severity).index(self)


class Rule(StrEnum):
    """The rules of the detector, one for each row of the settings table."""

    MAX_SPEND_CYCLE = "max_spend_cycle"
    MAX_REQUESTS_DAY = "max_requests_day"
    MAX_TOKENS_DAY = "max_tokens_day"
    ZSCORE = "zscore"
    SPEND_SPIKE = "spend_spike"
    CYCLE_OUTLIER = "cycle_outlier"
    COST_PER_REQUEST_SPIKE = "cost_per_request_spike"
    TEAM_BUDGET = "team_budget"
    USER_LIMITED = "user_limited"
    PLAN_EXHAUSTED = "plan_exhausted"

    @property
    def is_of_cycle(self) -> bool:
        """Whether the rule judges the billing cycle; the others judge single UTC days."""
        return self in _RULES_OF_CYCLE


_RULES_OF_CYCLE = frozenset(
    {Rule.MAX_SPEND_CYCLE, Rule.CYCLE_OUTLIER, Rule.TEAM_BUDGET, Rule.USER_LIMITED, Rule.PLAN_EXHAUSTED}
)


class Metric(StrEnum):
    """The figure that a rule looks at."""

    SPEND = "spend"
    REQUESTS = "requests"
    TOKENS = "tokens"
    COST_PER_REQUEST = "cost_per_request"
    LIMITED_MEMBERS = "limited_members"
    EXHAUSTED_PLANS = "exhausted_plans"

    @property
    def unit(self) -> "Unit":
        """The unit of the figure."""
        return _UNITS[self]


class Unit(StrEnum):
    """The unit of a finding's `value`, `line` and `baseline`."""

    CENTS = "cents"
    REQUESTS = "requests"
    TOKENS = "tokens"
    CENTS_PER_REQUEST = "cents_per_request"
    MEMBERS = "members"


_UNITS = {
    Metric.SPEND: Unit.CENTS,
    Metric.REQUESTS: Unit.REQUESTS,
    Metric.TOKENS: Unit.TOKENS,
    Metric.COST_PER_REQUEST: Unit.CENTS_PER_REQUEST,
    Metric.LIMITED_MEMBERS: Unit.MEMBERS,
    Metric.EXHAUSTED_PLANS: Unit.MEMBERS,
}


class FindingKey(NamedTuple):
    """What identifies a finding; an anomaly with the same key is never alerted twice.

    `subject` is a member's lower-case e-mail or `team`; `period_key` is a UTC day (`2026-11-20`) or the first instant
    of a billing cycle (`2026-11-01T12:08:04.000Z`).
    """

    subject: str
    rule: Rule
    metric: Metric
    period_key: str


def period_key(period: date | datetime) -> str:
    """How a day or a cycle's start is written in a key."""
    return iso(period) if isinstance(period, datetime) else period.isoformat()


@dataclass(frozen=True)
class Finding:
    """One rule's verdict on one subject for one UTC day or billing cycle.

    The three figures are whole millionths of the unit, so microcents if the unit is cents: `value_millionths` was
    observed, `line_millionths` is what it exceeded, `baseline_millionths` is what is usual as defined in the rule's own
    file, 0 if unknown. `value`, `line` and `baseline` give them in the unit.
    """

    subject: str
    rule: Rule
    metric: Metric
    period: date | datetime
    """A UTC day, or the first instant of the billing cycle for cycle rules."""
    severity: Severity
    value_millionths: int
    line_millionths: int
    baseline_millionths: int
    window_days: int = 0
    """Days of history behind the baseline; 0 if there is none."""

    @property
    def unit(self) -> Unit:
        """The unit of the three figures."""
        return self.metric.unit

    @property
    def period_key(self) -> str:
        """The day or the cycle's start as written in the key."""
        return period_key(self.period)

    @property
    def key(self) -> FindingKey:
        """What identifies this finding."""
        return FindingKey(self.subject, self.rule, self.metric, self.period_key)

    @property
    def value(self) -> Decimal:
        """The observed value, in `unit`, exact to six places."""
        return Decimal(self.value_millionths) / MILLION

    @property
    def line(self) -> Decimal:
        """What the value exceeded, in `unit`, exact to six places."""
        return Decimal(self.line_millionths) / MILLION

    @property
    def baseline(self) -> Decimal:
        """What is usual, in `unit`, exact to six places."""
        return Decimal(self.baseline_millionths) / MILLION

    @property
    def last_quiet_millionths(self) -> int:
        """The largest value that is not a finding: onset is the first event beyond it.

        The budget rule fires when the budget is reached, every other rule when the line is exceeded.
        """
        return self.line_millionths - 1 if self.rule is Rule.TEAM_BUDGET else self.line_millionths


@dataclass(frozen=True)
class Figures:
    """What one run judges, as known at `as_of`.

    `members` are subject keys in the order of the rows: lower-case e-mails of people and service accounts. `days` are
    consecutive UTC days, the last one is today. `spend` (microcents of usage value), `requests` and `tokens` have
    the shape (members, days); `cycle_spend` (microcents) has the shape (members,) and covers [cycle_start, as_of).
    `limited_members_count` is Cursor's own count, which may be larger than the number it can name.

    Raises
    ------
    ValueError
        If shapes do not fit, an array is not of int64, days are not consecutive, or a member is listed twice.
    """

    members: tuple[str, ...]
    days: tuple[date, ...]
    spend: Ints
    requests: Ints
    tokens: Ints
    cycle_spend: Ints
    cycle_start: datetime
    cycle_end: datetime
    as_of: datetime
    limited_users: frozenset[str] = frozenset()
    plan_exhausted: frozenset[str] = frozenset()
    limited_members_count: int = 0

    def __post_init__(self) -> None:
        if not self.days or any(later - earlier != ONE_DAY for earlier, later in pairwise(self.days)):
            raise ValueError(f"expected consecutive UTC days ending with today, got {self.days!r}")
        if len(set(self.members)) != len(self.members):
            raise ValueError("expected each member once")
        table = (len(self.members), len(self.days))
        for name, shape in (("spend", table), ("requests", table), ("tokens", table), ("cycle_spend", table[:1])):
            array = getattr(self, name)
            if array.shape != shape or array.dtype != np.int64:
                raise ValueError(f"expected {name} as int64 of shape {shape}, got {array.dtype} of {array.shape}")
        if max(self.requests.max(initial=0), self.tokens.max(initial=0)) > _LARGEST_COUNT:
            raise ValueError(f"expected at most {_LARGEST_COUNT} requests or tokens a member and day")
