"""Checks once a day whether the cycle's stored events add up to what Cursor says its members spent.

Events that are lost, counted twice or assigned to the wrong member show up here before they show up on an invoice.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from tracker.clock import iso
from tracker.money import MICROCENTS_PER_DOLLAR
from tracker.store.actors import UNKNOWN_KEY
from tracker.store.checkpoints import Reading, ReadState, load_backfill, load_read_states
from tracker.store.engine import Store
from tracker.store.people import EVERYONE
from tracker.store.queries_actors import find_actor_id, find_former
from tracker.store.queries_spend import WindowUsage
from tracker.store.reconciliation import find_reconciliation, find_reported_spend, save_reconciliation
from tracker.store.windows import Window

log = logging.getLogger(__name__)

SPEND_LAG = timedelta(hours=2)  # Cursor updates its own sums once an hour
TOLERANCE_PER_MILLE = 5
MIN_MICROCENTS = MICROCENTS_PER_DOLLAR  # smaller differences are rounding or the first hours of a cycle
MIN_MEMBER_MICROCENTS = 5 * MICROCENTS_PER_DOLLAR  # less can be a single late event, which the next reading brings
LARGEST_KEPT = 5
NEVER = ReadState()


@dataclass(frozen=True)
class MemberSums:
    """One member: the sum of their events without and with the last hours, and Cursor's own sum; microcents."""

    settled: int
    newest: int
    reported: int

    @property
    def difference(self) -> int:
        """How much more Cursor reports than the events add up to; 0 if its sum lies between the two."""
        if self.reported < self.settled:
            return self.reported - self.settled
        return max(0, self.reported - self.newest)


@dataclass(frozen=True)
class Reconciled:
    """All members that Cursor lists; microcents. `difference` is a signed sum, `misplaced` a sum of absolute values.

    Spend assigned to the wrong member changes `misplaced` but not `difference`. Events of removed people arrive without
    an e-mail. So what Cursor reports for removed people beyond their known events may be such events: that part is
    `explained` and in neither sum. `off` holds the members who exceed the tolerance individually.
    """

    events: int
    reported: int
    difference: int
    misplaced: int
    explained: int
    members: Mapping[int, MemberSums]
    off: frozenset[int]

    @property
    def is_past_tolerance(self) -> bool:
        """Whether more than half a per cent of the spend differs from Cursor's: in total, or for any one member.

        The difference must also exceed one dollar in total, or five dollars for a member.
        """
        return bool(self.off) or is_past_tolerance(self.misplaced, max(self.events, self.reported))

    @property
    def largest(self) -> list[tuple[int, MemberSums]]:
        """The members who differ most, at most five."""
        differing = [(actor_id, sums) for actor_id, sums in self.members.items() if sums.difference]
        return sorted(differing, key=lambda each: -abs(each[1].difference))[:LARGEST_KEPT]


def is_past_tolerance(difference: int, of: int, *, least: int = MIN_MICROCENTS) -> bool:
    """Whether an absolute difference exceeds both bounds."""
    return difference > least and difference * 1000 > TOLERANCE_PER_MILLE * of


def reconcile(
    reported: Mapping[int, int],
    settled: Mapping[int, int],
    newest: Mapping[int, int],
    *,
    nameless: int = 0,
    removed: Collection[int] = (),
) -> Reconciled:
    """Compare Cursor's figure for each member with the sum of that member's events.

    Events without an e-mail, `nameless` in total, can belong only to members in `removed`.
    """
    members = {
        actor: MemberSums(settled.get(actor, 0), newest.get(actor, 0), spend) for actor, spend in reported.items()
    }
    differences = [sums.difference for sums in members.values()]
    lost = {actor: members[actor].difference for actor in removed if actor in members and members[actor].difference > 0}
    explained = min(nameless, sum(lost.values()))
    settled_by_it = lost.keys() if explained == sum(lost.values()) else ()
    return Reconciled(
        events=sum(sums.newest for sums in members.values()),
        reported=sum(reported.values()),
        difference=sum(differences) - explained,
        misplaced=sum(map(abs, differences)) - explained,
        explained=explained,
        members=members,
        off=frozenset(actor for actor, sums in members.items() if actor not in settled_by_it and _is_off(sums)),
    )


def _is_off(sums: MemberSums) -> bool:
    of = max(sums.newest, sums.reported)
    return is_past_tolerance(abs(sums.difference), of, least=MIN_MEMBER_MICROCENTS)


def reconcile_if_due(store: Store, *, now: datetime) -> None:
    """Compare once a day, in the run that has read both sides after the cycle's events were re-read."""
    with store.reading() as session:
        if not _is_due(session, now):
            return
        detail = _compare(session, now)
    if detail is None:
        return
    with store.writing() as session:
        before = find_reconciliation(session)
        since = before.detail.get("since") if before else None
        detail["since"] = (since or iso(now)) if detail["is_past_tolerance"] else None
        save_reconciliation(session, now=now, detail=detail)
    log.log(
        logging.WARNING if detail["is_past_tolerance"] else logging.INFO,
        "events and Cursor's own spend compared members=%d difference_cents=%d members_off=%d",
        detail["members"],
        detail["difference"] // (MICROCENTS_PER_DOLLAR // 100),
        detail["members_off"],
    )


def _is_due(session: Session, now: datetime) -> bool:
    """The first run counts too: its backfill read the cycle."""
    states, history = load_read_states(session), load_backfill(session, Reading.EVENTS)
    last = find_reconciliation(session)
    if history is None or any(states.get(kind, NEVER).read_at != now for kind in (Reading.SPENDING, Reading.EVENTS)):
        return False
    cycle_read_at = states.get(Reading.EVENTS_CYCLE, NEVER).read_at or history.begun_at
    return last is None or last.read_at is None or last.read_at < cycle_read_at


def _compare(session: Session, now: datetime) -> dict[str, Any] | None:
    spend = find_reported_spend(session, read_at=now)
    if spend is None or spend.cycle_start >= now:
        return None
    reported = {actor_id: overall for actor_id, overall in spend.overall_by_actor.items() if overall is not None}
    newest = _spent(session, spend.cycle_start, now)
    nameless_id = find_actor_id(session, UNKNOWN_KEY)
    nameless = newest.pop(nameless_id, 0) if nameless_id is not None else 0
    settled = _spent(session, spend.cycle_start, now - SPEND_LAG)
    outcome = reconcile(reported, settled, newest, nameless=nameless, removed=find_former(session, reported))
    return {
        "cycle_start": iso(spend.cycle_start),
        "members": len(reported),
        "not_comparable": len(spend.overall_by_actor) - len(reported),
        "events": outcome.events,
        "said": outcome.reported,
        "difference": outcome.difference,
        "misplaced": outcome.misplaced,
        "members_off": len(outcome.off),
        "nameless": nameless,
        "explained": outcome.explained,
        "not_listed": sum(spent for actor, spent in newest.items() if actor not in spend.overall_by_actor),
        "largest": [[actor_id, sums.newest, sums.reported] for actor_id, sums in outcome.largest],
        "is_past_tolerance": outcome.is_past_tolerance,
    }


def _spent(session: Session, start: datetime, end: datetime) -> dict[int, int]:
    """The usage value of everyone's events in [start, end), by actor."""
    if end <= start:
        return {}
    spent = WindowUsage(session, Window(start, end), EVERYONE).spent_by_actor()
    return {actor_id: sums.usage_value_microcents for actor_id, sums in spent.items()}
