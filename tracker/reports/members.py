"""Every actor's sums in a range, ranked: what the overview, the ranked list and a person's rank have in common."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from statistics import median

from sqlmodel import Session

from tracker.reports.actors import build_actors
from tracker.reports.types import MemberRow
from tracker.store.people import GroupMembers
from tracker.store.queries_actors import find_present, list_actors
from tracker.store.queries_spend import Usage, WindowUsage, main_model

MEDIAN_REQUESTS = 30  # below, a price a request says more about chance than about the person


@dataclass(frozen=True)
class Roster:
    """Every actor of a report, most spend first; `seats` are those on the team now, of the report's group."""

    rows: tuple[MemberRow, ...]
    ids: Mapping[str, int]  # row id by key
    seats: int

    @property
    def active(self) -> tuple[MemberRow, ...]:
        """Those with at least one request."""
        return tuple(row for row in self.rows if row.requests > 0)


def load_roster(session: Session, usage: WindowUsage) -> Roster:
    """Everyone with a seat or with usage in the window; in a group, those who are in it or were when they used it."""
    stored, used = list_actors(session), usage.by_actor()
    seated = in_group({each.id for each in stored if each.is_member}, session, usage)
    actors = build_actors(stored)
    listed = [(actors[each.id], used.get(each.id, _NOTHING)) for each in stored if each.id in seated or each.id in used]
    listed.sort(key=lambda each: (-each[1].usage_value_microcents, -each[1].requests, each[0].display, each[0].key))
    ranks = competition_ranks(sums.usage_value_microcents for _, sums in listed)
    rows = tuple(MemberRow(actor, rank, *sums, None) for (actor, sums), rank in zip(listed, ranks, strict=True))
    return Roster(rows, {each.key: each.id for each in stored}, len(seated))


def in_group(seated: set[int], session: Session, usage: WindowUsage) -> set[int]:
    """Those of these row ids who are in the group that is asked about at the end of the window."""
    if isinstance(usage.people, GroupMembers):
        return seated & find_present(session, usage.people, usage.window.end)
    return seated


def competition_ranks(values: Iterable[int]) -> list[int]:
    """Ranks of values that come largest first: equals share a rank, and the next one counts them.

    >>> competition_ranks([9, 5, 5, 1])
    [1, 2, 2, 4]
    """
    ranks: list[int] = []
    before: int | None = None
    for place, value in enumerate(values, start=1):
        ranks.append(ranks[-1] if value == before else place)
        before = value
    return ranks


def with_main_models(usage: WindowUsage, roster: Roster, rows: Collection[MemberRow]) -> tuple[MemberRow, ...]:
    """These rows of the roster with the model that each used for most requests."""
    ids = roster.ids
    found = usage.requests_by_model({ids[row.actor.key] for row in rows})
    return tuple(replace(row, main_model=main_model(found.get(ids[row.actor.key], {}))) for row in rows)


def median_cost_per_request(rows: Iterable[MemberRow]) -> int | None:
    """The median of what a request costs those with at least 30 requests; None without any."""
    costs = [row.usage_value_microcents / row.requests for row in rows if row.requests >= MEDIAN_REQUESTS]
    return round(median(costs)) if costs else None


_NOTHING = Usage()
