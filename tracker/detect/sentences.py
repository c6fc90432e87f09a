"""A finding in one sentence: who, how much, when, against what, and on which models."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from tracker.detect.types import TEAM, Finding, Metric, Rule, Unit
from tracker.millionths import MILLION
from tracker.money import dollars, unit_price

MIN_SHARE_PERCENT = 20

ModelSpend = tuple[str, int]
"""A model and what was spent on it in the finding's period, in microcents."""


def message(finding: Finding, name: str, models: Sequence[ModelSpend] = ()) -> str:
    """The sentence that describes a finding, as plain text without a full stop at the end.

    `name` is how the subject is shown. It and the models are untrusted text and are returned unchanged, so whoever
    renders the sentence must escape it. `models` holds every model of the subject in the period, in any order.

    Examples
    --------
    `Alice Doe spent $214.00 on 20 November (UTC), 4.2× their own 7-day average of $51.00; 82% of it on
    claude-opus-max ($175.48)`.
    """
    return _SENTENCES[finding.rule](finding, name) + _models_clause(finding, models)


def period_label(period: date | datetime) -> str:
    """`20 November (UTC)` for a day, `the cycle from 27 October` for a cycle's first instant."""
    words = f"{period.day} {period:%B}"
    return f"the cycle from {words}" if isinstance(period, datetime) else f"{words} (UTC)"


def amount(millionths: int, unit: Unit) -> str:
    """A figure with its unit: `$214.00`, `812 requests`, `$0.34 a request`."""
    if unit is Unit.CENTS:
        return dollars(millionths)
    if unit is Unit.CENTS_PER_REQUEST:
        return f"{unit_price(millionths)} a request"
    count = round(millionths / MILLION)
    return f"{count:,} {unit.removesuffix('s') if count == 1 else unit}"


def _daily_limit(finding: Finding, name: str) -> str:
    limit = amount(finding.line_millionths, finding.unit)
    return f"{_what_was_done(finding, name)}, above the limit of {limit} for a member and day"


def _cycle_limit(finding: Finding, name: str) -> str:
    limit = dollars(finding.line_millionths)
    return f"{_what_was_done(finding, name)}, above the limit of {limit} for a member and cycle"


def _far_from_team(finding: Finding, name: str) -> str:
    usual = amount(finding.baseline_millionths, finding.unit)
    average = f"the team's {finding.window_days}-day average of {usual} for a member's active day"
    return f"{_what_was_done(finding, name)}, {_times(finding)}{average}"


def _own_spike(finding: Finding, name: str) -> str:
    write = unit_price if finding.metric is Metric.COST_PER_REQUEST else dollars
    average = f"their own {finding.window_days}-day average of {write(finding.baseline_millionths)}"
    return f"{_what_was_done(finding, name)}, {_times(finding)}{average}"


def _outlier(finding: Finding, name: str) -> str:
    median = f"the median of the other members ({dollars(finding.baseline_millionths)})"
    return f"{_what_was_done(finding, name)}, {_times(finding)}{median}"


def _budget(finding: Finding, name: str) -> str:
    percent = finding.value_millionths * 100 // finding.line_millionths
    return f"{_what_was_done(finding, name)}, {percent:,}% of its budget of {dollars(finding.line_millionths)}"


def _limited(finding: Finding, name: str) -> str:
    period = period_label(finding.period)
    if finding.subject == TEAM:
        return f"Cursor reports {amount(finding.value_millionths, finding.unit)} at their spend limit in {period}"
    return f"{name} has reached their spend limit at Cursor in {period}"


def _plan(finding: Finding, name: str) -> str:
    return f"{name} has used up the included plan of {period_label(finding.period)}"


_SENTENCES: Mapping[Rule, Callable[[Finding, str], str]] = MappingProxyType(
    {
        Rule.MAX_SPEND_CYCLE: _cycle_limit,
        Rule.MAX_REQUESTS_DAY: _daily_limit,
        Rule.MAX_TOKENS_DAY: _daily_limit,
        Rule.ZSCORE: _far_from_team,
        Rule.SPEND_SPIKE: _own_spike,
        Rule.CYCLE_OUTLIER: _outlier,
        Rule.COST_PER_REQUEST_SPIKE: _own_spike,
        Rule.TEAM_BUDGET: _budget,
        Rule.USER_LIMITED: _limited,
        Rule.PLAN_EXHAUSTED: _plan,
    }
)


def _what_was_done(finding: Finding, name: str) -> str:
    """`Alice Doe spent $214.00 on 20 November (UTC)`."""
    period = period_label(finding.period)
    value = amount(finding.value_millionths, finding.unit)
    if finding.rule.is_of_cycle:
        return f"{name} has spent {value} in {period}"
    if finding.metric is Metric.COST_PER_REQUEST:
        return f"{name} spent {value} on {period}"
    verb = {Metric.SPEND: "spent", Metric.REQUESTS: "made", Metric.TOKENS: "used"}[finding.metric]
    return f"{name} {verb} {value} on {period}"


def _times(finding: Finding) -> str:
    """`4.2× `, or `above ` without a baseline."""
    if finding.baseline_millionths <= 0:
        return "above "
    return f"{finding.value_millionths / finding.baseline_millionths:,.1f}× "


def _models_clause(finding: Finding, models: Sequence[ModelSpend]) -> str:
    """`; 82% of it on claude-opus-max ($175.48)`: the largest model, and the second if it has at least a fifth."""
    total = sum(spend for _, spend in models)
    if total <= 0 or finding.unit is Unit.MEMBERS:
        return ""
    first, *others = sorted(models, key=_largest_first)
    whole = "it" if finding.unit is Unit.CENTS else "the spend"
    clause = f"; {_percent(first, total)}% of {whole} {_on(first)}"
    if others and _percent(others[0], total) >= MIN_SHARE_PERCENT:
        clause += f" and {_percent(others[0], total)}% {_on(others[0])}"
    return clause


def _percent(model: ModelSpend, total: int) -> int:
    return round(100 * model[1] / total)


def _on(model: ModelSpend) -> str:
    return f"on {model[0]} ({dollars(model[1])})"


def _largest_first(model: ModelSpend) -> tuple[int, str]:
    return -model[1], model[0]
