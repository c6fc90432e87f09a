"""All rules over one set of figures: unique findings, worst first, and what they mean for earlier ones."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from tracker.clock import day_end, parse_instant
from tracker.detect.cost_per_request import detect_cost_per_request_spikes
from tracker.detect.limits import (
    detect_budget_reached,
    detect_cycle_spend_above_limit,
    detect_exhausted_plans,
    detect_limited_users,
    detect_requests_above_limit,
    detect_tokens_above_limit,
)
from tracker.detect.trends import detect_cycle_outliers, detect_spend_spikes
from tracker.detect.types import Figures, Finding, FindingKey, period_key
from tracker.detect.zscore import detect_far_from_team
from tracker.settings import JUDGED_DAYS, Settings

DAY_RULES: tuple[Callable[[Figures, Settings, int], list[Finding]], ...] = (
    detect_requests_above_limit,
    detect_tokens_above_limit,
    detect_far_from_team,
    detect_spend_spikes,
    detect_cost_per_request_spikes,
)
CYCLE_RULES: tuple[Callable[[Figures, Settings], list[Finding]], ...] = (
    detect_cycle_spend_above_limit,
    detect_cycle_outliers,
    detect_budget_reached,
    detect_limited_users,
    detect_exhausted_plans,
)


@dataclass(frozen=True)
class Detection:
    """What one run found, and the periods it judged by every rule for every subject.

    A rule that is turned off or has too little data counts as having judged: it found nothing.
    """

    findings: tuple[Finding, ...]
    judged_periods: frozenset[str]
    cycle_start: datetime

    @cached_property
    def keys(self) -> frozenset[FindingKey]:
        """The keys of all findings."""
        return frozenset(finding.key for finding in self.findings)

    def was_judged(self, earlier: FindingKey) -> bool:
        """Whether this run judged the period of an earlier finding again."""
        return earlier.period_key in self.judged_periods

    def is_cycle_over(self, earlier: FindingKey) -> bool:
        """Whether an earlier finding belongs to a past cycle, which is no longer judged."""
        if earlier.rule.is_of_cycle:
            return parse_instant(earlier.period_key) != self.cycle_start
        return day_end(date.fromisoformat(earlier.period_key)) <= self.cycle_start

    def is_cleared(self, earlier: FindingKey) -> bool:
        """Whether an earlier finding is cleared: judged again and no longer found, or its cycle is over.

        A finding of a day before yesterday stays as it was last judged.
        """
        if earlier in self.keys:
            return False
        return self.was_judged(earlier) or self.is_cycle_over(earlier)


def detect(figures: Figures, settings: Settings) -> Detection:
    """Judge today, yesterday and the cycle by every rule.

    Findings are unique by key and sorted worst first: by severity, then by how far they are past their line, then by
    key, so that the same figures always give the same list.
    """
    judged_days = range(max(0, len(figures.days) - JUDGED_DAYS), len(figures.days))
    found = {finding.key: finding for finding in _all_findings(figures, settings, judged_days)}
    return Detection(
        findings=tuple(sorted(found.values(), key=_worst_first)),
        judged_periods=frozenset(
            {period_key(figures.cycle_start), *(period_key(figures.days[index]) for index in judged_days)}
        ),
        cycle_start=figures.cycle_start,
    )


def _all_findings(figures: Figures, settings: Settings, judged_days: range) -> Iterator[Finding]:
    for detect_day in DAY_RULES:
        for index in judged_days:
            yield from detect_day(figures, settings, index)
    for detect_cycle in CYCLE_RULES:
        yield from detect_cycle(figures, settings)


def _worst_first(finding: Finding) -> tuple[int, float, FindingKey]:
    ratio_to_line = finding.value_millionths / max(finding.line_millionths, 1)
    return (-finding.severity.rank, -ratio_to_line, finding.key)
