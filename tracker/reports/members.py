"""Every actor's sums in a range, ranked: shared by the overview, the ranked list and a person's rank."""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from tracker.reports.actors import actors_by_id, build_actors
from tracker.reports.types import Actor, MemberRow
from tracker.store.columns import Columns
from tracker.store.people import GroupMembers
from tracker.store.queries_actors import find_present, find_seated, list_actors
from tracker.store.queries_spend import WindowUsage, main_model
from tracker.store.sums import Usage


@dataclass(frozen=True)
class Roster:
    """The actors of a report, highest spend first; `seated` are those now on the team and in the report's group."""

    rows: tuple[MemberRow, ...]
    ids: Mapping[str, int]  # row id by key
    seated: Set[int]  # row ids
    active: int  # with at least one request
    active_seats: int  # of them with a seat
    left_out: int = 0  # actors with usage but no row

    @property
    def seats(self) -> int:
        """How many have a seat."""
        return len(self.seated)


def load_roster(session: Session, usage: WindowUsage, main_models: Mapping[int, str] | None = None) -> Roster:
    """Everyone with a seat or with usage in the window; for a group, its members and whoever used it while a member.

    Rows have the main models that are given by row id.
    """
    stored, used = list_actors(session), usage.by_actor()
    seated = in_group({each.id for each in stored if each.is_member}, session, usage)
    actors = build_actors(stored)
    models = main_models or {}
    listed = [
        (actors[each.id], used.get(each.id, _NOTHING), models.get(each.id))
        for each in stored
        if each.id in seated or each.id in used
    ]
    ids = {each.key: each.id for each in stored}
    active = {each for each, sums in used.items() if sums.requests > 0}
    return Roster(_ranked(listed), ids, seated, *_count_active(active, seated))


def load_leaders(session: Session, usage: WindowUsage, count: int) -> Roster:
    """The first `count` rows of `load_roster` that have usage, without reading anybody else's name."""
    used = usage.spent_in_columns()
    is_user = (used["usage_value_microcents"] != 0) | (used["requests"] != 0)
    first = _first(used, is_user, count)
    actors, sums_of = actors_by_id(session, first), usage.of_actors(first)
    rows = _ranked([(actors[each], sums_of[each], None) for each in first])[:count]
    seated = in_group(find_seated(session), session, usage)
    ids = {actor.key: each for each, actor in actors.items()}
    counts = _count_active(used.ids_where(used["requests"] > 0), seated)
    return Roster(rows, ids, seated, *counts, left_out=int(is_user.sum()) - len(rows))


def _first(used: Columns, is_user: NDArray[np.bool_], count: int) -> list[int]:
    """Row ids of the first `count` users by spend, then requests, plus ties with the last, which names decide."""
    spent, requests = used["usage_value_microcents"], used["requests"]
    in_order = np.lexsort((-requests, -spent))
    in_order = in_order[is_user[in_order]]
    if in_order.size > count:
        last = in_order[count - 1]
        equals = (spent[in_order] == spent[last]) & (requests[in_order] == requests[last])
        in_order = in_order[(np.arange(in_order.size) < count) | equals]
    return [int(each) for each in used.ids[in_order]]


def _ranked(listed: list[tuple[Actor, Usage, str | None]]) -> tuple[MemberRow, ...]:
    """Rows of actors, their sums and main models, sorted by spend, then requests, then name."""
    listed.sort(key=lambda each: (_by_spend(each[1]), each[0].display, each[0].key))
    ranks = competition_ranks(sums.usage_value_microcents for _, sums, _ in listed)
    return tuple(MemberRow(actor, rank, *sums, model) for (actor, sums, model), rank in zip(listed, ranks, strict=True))


def _by_spend(sums: Usage) -> tuple[int, int]:
    return (-sums.usage_value_microcents, -sums.requests)


def _count_active(active: set[int], seated: set[int]) -> tuple[int, int]:
    """How many made a request, and how many of them have a seat."""
    return len(active), len(active & seated)


def in_group(seated: set[int], session: Session, usage: WindowUsage) -> set[int]:
    """Those of these row ids who are in the requested group at the end of the window."""
    if isinstance(usage.people, GroupMembers):
        return seated & find_present(session, usage.people, usage.window.end)
    return seated


def competition_ranks(values: Iterable[int]) -> list[int]:
    """Ranks of values sorted in descending order: equal values share a rank, and the next rank counts all of them.

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
    """These rows of the roster with each one's main model, the one with the most requests."""
    ids = roster.ids
    found = usage.requests_by_model({ids[row.actor.key] for row in rows})
    return tuple(replace(row, main_model=main_model(found.get(ids[row.actor.key], {}))) for row in rows)


_NOTHING = Usage()
