"""What all rules share: rounded lines, a member's own history, and the findings above a line."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from tracker.detect.types import Figures, Finding, Ints, Metric, Rule, Severity
from tracker.money import MICROCENTS_PER_CENT, MICROCENTS_PER_DOLLAR
from tracker.settings import MIN_ACTIVE_DAYS

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

CRITICAL_LIMIT = 2
"""From this multiple of a limit on, exceeding it is critical."""
CRITICAL_MULTIPLE = 3
"""From this multiple of a multiplier's line on, exceeding it is critical."""
MIN_OWN_MEAN = MICROCENTS_PER_DOLLAR
"""Microcents per active day; below one dollar, a member's own history does not show what is unusual."""

_FARTHEST = 2.0**62  # a line beyond it is never reached, and would overflow the int64 comparison


@dataclass(frozen=True)
class Judgement:
    """What a rule computes for every member at once.

    `value`, `line` and `baseline` are in millionths of the metric's unit and have the shape (members,), or are one
    number for all. From `critical_from` times the line on, a finding is critical. `applies` is false for members that
    the rule cannot judge.
    """

    rule: Rule
    metric: Metric
    period: date | datetime
    value: Ints
    line: Ints | int
    baseline: Ints | int
    critical_from: int
    applies: Mask | bool = True
    window_days: int = 0

    def findings(self, members: tuple[str, ...]) -> list[Finding]:
        """One finding for each member whose value is above the line; a value equal to the line is none."""
        line, baseline = (np.broadcast_to(each, self.value.shape) for each in (self.line, self.baseline))
        above = np.flatnonzero((self.value > line) & self.applies)
        return [
            Finding(
                subject=members[row],
                rule=self.rule,
                metric=self.metric,
                period=self.period,
                severity=severity_from(int(self.value[row]), self.critical_from * int(line[row])),
                value_millionths=int(self.value[row]),
                line_millionths=int(line[row]),
                baseline_millionths=int(baseline[row]),
                window_days=self.window_days,
            )
            for row in above
        ]


@dataclass(frozen=True)
class OwnHistory:
    """Each member's sums over the lookback before a day; arrays have the shape (members,), money is in microcents.

    `is_enough` is true from three active days with a mean of at least $1; rules that compare members with themselves
    judge nobody else.
    """

    mean_spend: Floats
    cost_per_request: Floats
    is_enough: Mask


def own_history(figures: Figures, day_index: int, lookback_days: int) -> OwnHistory:
    """What is usual for each member, from only the days before `day_index`.

    The mean is over active days, so that a week off does not turn the first day back into a spike.
    """
    before = days_before(day_index, lookback_days)
    spend, requests = figures.spend[:, before], figures.requests[:, before]
    active_days = (requests > 0).sum(axis=1)
    mean_spend = own_daily_mean(figures.spend, figures, day_index, lookback_days)
    return OwnHistory(
        mean_spend=mean_spend,
        cost_per_request=ratio(spend.sum(axis=1), requests.sum(axis=1)),
        is_enough=(active_days >= MIN_ACTIVE_DAYS) & (mean_spend >= MIN_OWN_MEAN),
    )


def own_daily_mean(amounts: Ints, figures: Figures, day_index: int, lookback_days: int) -> Floats:
    """Mean of `amounts` over each member's active days of the lookback; 0 without any."""
    before = days_before(day_index, lookback_days)
    active = figures.requests[:, before] > 0
    return ratio((amounts[:, before] * active).sum(axis=1), active.sum(axis=1))


def days_before(day_index: int, count: int) -> slice:
    """The columns of the `count` days before `day_index`, or of as many as there are; never the day itself."""
    return slice(max(0, day_index - count), day_index)


def ratio(sums: Ints, counts: Ints) -> Floats:
    """`sums / counts`, 0 where `counts` is 0."""
    return np.divide(sums, counts, out=np.zeros(sums.shape), where=counts > 0)


def round_half_even(amounts: Floats | float) -> Ints:
    """`amounts` rounded half-even, so that what is compared is what is stored and shown."""
    rounded: Ints = np.rint(np.clip(amounts, -_FARTHEST, _FARTHEST)).astype(np.int64)
    return rounded


def microcents(cents: int) -> int:
    """A setting in cents as microcents."""
    return cents * MICROCENTS_PER_CENT


def severity_from(value: int, critical_from: int) -> Severity:
    """Critical from the given value on, else warning."""
    return Severity.CRITICAL if value >= critical_from else Severity.WARNING
