"""Billing groups side by side."""

from dataclasses import dataclass

from tracker.reports.types.common import Scope, Totals


@dataclass(frozen=True)
class GroupRow:
    """One billing group in a range, or everyone who was in none; usage is that of whoever was in it on the day.

    `members` counts seats in it at the end of the range, `active_members` actors with a request while they were in it.
    """

    name: str
    is_unassigned: bool
    members: int
    active_members: int
    usage_value_microcents: int
    on_demand_microcents: int
    requests: int
    tokens: int

    @property
    def cost_per_request_microcents(self) -> int | None:
        """Usage value a request, or None without requests."""
        return round(self.usage_value_microcents / self.requests) if self.requests else None


@dataclass(frozen=True)
class GroupsReport:
    """Every billing group, most usage value first, Unassigned last. Money, requests, tokens and members add up to the
    team's totals; who was active in two groups counts in both, and once in the totals."""

    scope: Scope
    totals: Totals
    rows: tuple[GroupRow, ...]
