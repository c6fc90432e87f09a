"""A day's events as columns, how they are paid, and their sums."""

from collections import Counter
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.company.dice import Keys
from sandbox.company.kinds import ABORTED, ERRORED, INCLUDED, USAGE_BASED, USER_API_KEY, Charge
from sandbox.company.models import MODELS
from sandbox.company.tallies import Tally

KIND_LABELS = (INCLUDED, USAGE_BASED, ERRORED, ABORTED, USER_API_KEY)
KIND_CHARGES = (Charge.INCLUDED, Charge.ON_DEMAND, Charge.NOT_CHARGED, Charge.NOT_CHARGED, Charge.OWN_KEY)
INCLUDED_KIND, ON_DEMAND_KIND, ERRORED_KIND, ABORTED_KIND, OWN_KEY_KIND = range(5)

Ints = NDArray[np.int64]


@dataclass(slots=True)
class Rows:
    """A day's events as columns, oldest first; `member` and `model` are indexes."""

    at_ms: Ints
    member: Ints
    key: Keys
    model: Ints
    kind: Ints
    input: Ints
    output: Ints
    cache_write: Ints
    cache_read: Ints
    total: Ints
    fee: Ints
    charged: Ints
    metered: NDArray[np.bool_]
    discounted: NDArray[np.bool_]
    headless: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.at_ms)

    def part(self, which: slice | NDArray[Any]) -> "Rows":
        """Some of the rows."""
        columns = {field.name: getattr(self, field.name)[which] for field in fields(self)}
        return Rows(**columns)


@dataclass(slots=True)
class Sums:
    """Microcents and counts by member index: `money` and `counts` per kind, `models` per model.

    `headless`: requests that ran without a client.
    """

    money: Ints
    counts: Ints
    models: Ints
    headless: Ints

    def add(self, other: "Sums") -> None:
        """Add the sums of another period."""
        self.money += other.money
        self.counts += other.counts
        self.models += other.models
        self.headless += other.headless


def settle_in_cycle(rows: Rows, used: Ints, included: Ints) -> Ints:
    """Split rows of one cycle into included and on-demand, in place; returns the used allowance after them."""
    counts = (rows.kind == INCLUDED_KIND) | (rows.kind == ON_DEMAND_KIND)
    cost = rows.charged * counts
    by_member = np.argsort(rows.member, kind="stable")
    member, cost_by_member = rows.member[by_member], cost[by_member]
    before = np.cumsum(cost_by_member) - cost_by_member
    first = np.searchsorted(member, member)
    before += used[member] - before[first] if len(before) else 0
    exhausted = np.zeros(len(rows), dtype=bool)
    exhausted[by_member] = before >= included[member]
    rows.kind[counts] = np.where(exhausted[counts], ON_DEMAND_KIND, INCLUDED_KIND)
    return used + _sum_by(rows.member, cost, len(used))


def _sum_by(group: Ints, values: Ints, groups: int) -> Ints:
    sums = np.zeros(groups, dtype=np.int64)
    np.add.at(sums, group, values)
    return sums


def zero_sums(members: int) -> Sums:
    """Zero sums for so many members."""
    kinds = (members, len(KIND_LABELS))
    return Sums(
        np.zeros(kinds, dtype=np.int64),
        np.zeros(kinds, dtype=np.int64),
        np.zeros((members, len(MODELS)), dtype=np.int64),
        np.zeros(members, dtype=np.int64),
    )


def summed(rows: Rows, members: int) -> Sums:
    """The sums of the rows."""
    kinds, models = len(KIND_LABELS), len(MODELS)
    by_kind = rows.member * kinds + rows.kind
    charged = (rows.kind != ERRORED_KIND) & (rows.kind != ABORTED_KIND)
    by_model = (rows.member * models + rows.model)[charged]
    return Sums(
        _sum_by(by_kind, rows.charged, members * kinds).reshape(members, kinds),
        np.bincount(by_kind, minlength=members * kinds).reshape(members, kinds).astype(np.int64),
        np.bincount(by_model, minlength=members * models).reshape(members, models).astype(np.int64),
        np.bincount(rows.member[charged & rows.headless], minlength=members).astype(np.int64),
    )


def tally_of(sums: Sums, index: int) -> Tally:
    """One member's sums as a tally."""
    money, counts = sums.money[index].tolist(), sums.counts[index].tolist()
    events: Counter[Charge] = Counter()
    for charge, count in zip(KIND_CHARGES, counts, strict=True):
        events[charge] += count
    models = zip(MODELS, sums.models[index].tolist(), strict=True)
    return Tally(
        on_demand_microcents=money[ON_DEMAND_KIND],
        included_microcents=money[INCLUDED_KIND],
        other_microcents=money[OWN_KEY_KIND],
        events=events,
        models=Counter({model.name: count for model, count in models if count}),
        headless=int(sums.headless[index]),
    )
