"""Valid figures that a test changes where it matters."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from tracker.detect.types import Figures, Finding, Rule
from tracker.settings import Settings

TODAY = date(2026, 11, 20)
CYCLE_START = datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC)
CYCLE_END = datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
CENT = 1_000_000
DOLLAR = 100 * CENT

QUIET = Settings(
    zscore_multiplier=0,
    spend_spike_multiplier=0,
    cycle_outlier_multiplier=0,
    cost_per_request_spike_multiplier=0,
    alert_users_limited=False,
)
"""Every rule off: a test turns on the one that it is about."""


def only(**values: Any) -> Settings:
    """Settings with only the given rules on."""
    return replace(QUIET, **values)


def figures(
    dollars_by_member: Mapping[str, Sequence[float]],
    *,
    requests: Mapping[str, Sequence[int]] | None = None,
    tokens: Mapping[str, Sequence[int]] | None = None,
    cycle_dollars: Mapping[str, float] | None = None,
    days: int | None = None,
    **more: Any,
) -> Figures:
    """Figures from rows of dollars a day, the last one today; rows are filled with quiet days at the front.

    Without `requests`, a day with spend has ten; without `cycle_dollars`, the cycle holds all days.
    """
    members = tuple(dollars_by_member)
    width = days or max((len(row) for row in dollars_by_member.values()), default=2)
    spend = _table(dollars_by_member, members, width, DOLLAR)
    counts = np.where(spend > 0, 10, 0) if requests is None else _table(requests, members, width)
    in_cycle = {} if cycle_dollars is None else cycle_dollars
    cycle = np.array([round(in_cycle.get(member, 0) * DOLLAR) for member in members], dtype=np.int64)
    return Figures(
        members=members,
        days=tuple(TODAY - timedelta(days=back) for back in reversed(range(width))),
        spend=spend,
        requests=counts.astype(np.int64),
        tokens=_table(tokens or {}, members, width),
        cycle_spend=spend.sum(axis=1) if cycle_dollars is None else cycle,
        cycle_start=CYCLE_START,
        cycle_end=CYCLE_END,
        as_of=NOW,
        **more,
    )


def _table(rows: Mapping[str, Sequence[float]], members: Sequence[str], width: int, unit: int = 1) -> Any:
    table = np.zeros((len(members), width), dtype=np.int64)
    for index, member in enumerate(members):
        row = [round(value * unit) for value in rows.get(member, ())]
        table[index, width - len(row) :] = row
    return table


def of_rule(findings: Sequence[Finding], rule: Rule) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in findings if finding.rule is rule]
