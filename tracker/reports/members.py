"""Every actor's sums in a range, ranked: what the overview, the ranked list and a person's rank have in common."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from statistics import median

from sqlmodel import Session

from tracker.reports.actors import build_actors
from tracker.reports.types import MemberRow
from tracker.store.people import GroupMembers, People
from tracker.store.queries_actors import find_present, list_actors
from tracker.store.queries_spend import Usage, main_model, requests_by_model, usage_by_actor
from tracker.store.windows import Window

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


def load_roster(session: Session, window: Window, people: People) -> Roster:
    """Everyone with a seat or with usage in the window; in a group, those who are in it or were when they used it."""
    stored = list_actors(session)
    usage = usage_by_actor(session, window, people)
    present = find_present(session, people, window.end) if isinstance(people, GroupMembers) else None
    seated = {each.id for each in stored if each.is_member and (present is None or each.id in present)}
    actors = build_actors(stored)
    listed = [
        (actors[each.id], usage.get(each.id, _NOTHING)) for each in stored if each.id in seated or each.id in usage
    ]
    listed.sort(key=lambda each: (-each[1].usage_value_microcents, -each[1].requests, each[0].display, each[0].key))
    ranks = competition_ranks(sums.usage_value_microcents for _, sums in listed)
    rows = tuple(
        MemberRow(
            actor,
            rank,
            sums.usage_value_microcents,
            sums.on_demand_microcents,
            sums.requests,
            sums.tokens,
            main_model=None,
        )
        for (actor, sums), rank in zip(listed, ranks, strict=True)
    )
    return Roster(rows, {each.key: each.id for each in stored}, len(seated))


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


def with_main_models(
    session: Session, window: Window, people: People, roster: Roster, rows: Collection[MemberRow]
) -> tuple[MemberRow, ...]:
    """These rows of the roster with the model that each used for most requests."""
    ids = roster.ids
    found = requests_by_model(session, window, people, [ids[row.actor.key] for row in rows])
    return tuple(replace(row, main_model=main_model(found.get(ids[row.actor.key], {}))) for row in rows)


def median_cost_per_request(rows: Iterable[MemberRow]) -> int | None:
    """The median of what a request costs those with at least 30 requests; None without any."""
    costs = [row.usage_value_microcents / row.requests for row in rows if row.requests >= MEDIAN_REQUESTS]
    return round(median(costs)) if costs else None


_NOTHING = Usage()
